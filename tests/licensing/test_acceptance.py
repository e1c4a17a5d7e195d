"""Whoever accepts published terms has a licence: once, provably, with the terms that were on the screen."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from licensing.models import Licence, LicensedPatent, Party
from licensing.services import acceptance
from licensing.services.acceptance import accept
from licensing.workflow import Status
from outbox.models import Job, Notice
from outbox.registry import handler_of
from publication import announce
from publication.models import Record
from publication.offers import Owner
from tenancy.models.organisations import SizeClass
from tenancy.policy import policy_of
from tenancy.refusals import Refused
from tenancy.scope import acting
from tests.cast import DALIAN, SHENYANG, ZHEJIANG, client_of, region
from tests.factories.licensing import acceptance_of, member_of
from tests.factories.publication import FREE, OfferFactory, RecordFactory
from tests.factories.tenancy import OrganisationFactory, platform
from tests.licensing.conftest import offered_by, owned_by

pytestmark = pytest.mark.django_db


def run_jobs(kind):
    """What a worker would do next with jobs of this kind."""
    for job in Job.objects.filter(kind=kind, done_at=None):
        handler_of(kind)(job, **job.payload)


def test_an_acceptance_is_a_licence(record, sun):
    licence = accept(acceptance_of(record), by=sun)
    assert (licence.status, licence.is_binding) == (Status.CONCLUDED, True)
    assert licence.number == f"LN-XK-{timezone.localdate().year}-00001"
    assert licence.concluded_at == licence.accepted_at


@pytest.mark.requirement("LN-08")
def test_three_licensees_have_three_licences_and_the_offer_stays_open(record):
    firms = [member_of(OrganisationFactory()) for _ in range(3)]
    numbers = {accept(acceptance_of(record), by=firm).number for firm in firms}
    record.refresh_from_db()
    assert (len(numbers), record.state) == (3, "active")


@pytest.mark.requirement("ZJ-06")
def test_all_acceptors_have_the_very_same_terms(record):
    firms = [member_of(OrganisationFactory(size=size)) for size in (SizeClass.LARGE, SizeClass.MICRO)]
    shown = [client_of(firm).get(reverse("licensing:accept", args=[record.number])) for firm in firms]
    assert all(record.fee_sentence in page.content.decode() for page in shown)
    one, other = (accept(acceptance_of(record), by=firm).patents.get() for firm in firms)
    for name in ("digest", "terms", "fee_sentence", "term_from", "term_to", "territory"):
        assert getattr(one, name) == getattr(other, name), name


def test_the_same_page_sent_twice_is_one_licence(record, sun):
    stated = acceptance_of(record)
    assert accept(stated, by=sun) == accept(stated, by=sun)
    assert Licence.objects.count() == 1


def test_a_second_tab_is_told_the_number_of_the_first(record, sun):
    first = accept(acceptance_of(record), by=sun)
    with pytest.raises(Refused, match=first.number):
        accept(acceptance_of(record), by=sun)


def test_terms_changed_while_reading_are_told_and_nothing_is_done(record, zhang, sun):
    stated = acceptance_of(record)
    offer = OfferFactory(patent_number=record.patent_number, terms=FREE, owners=owned_by(zhang))
    announce.supersede(record.number, offer, by=platform(), reason="让利")
    with pytest.raises(Refused, match="第1版，现为第2版"):
        accept(stated, by=sun)
    assert not Licence.objects.exists()


@pytest.mark.requirement("ZJ-70", "F055")
def test_a_licence_keeps_its_terms_when_the_offer_changes_or_ends(record, zhang, sun):
    licence = accept(acceptance_of(record), by=sun)
    offer = OfferFactory(patent_number=record.patent_number, terms=FREE, owners=owned_by(zhang))
    announce.supersede(record.number, offer, by=platform(), reason="让利")
    announce.withdraw(record.number, by=platform(), ground="transfer", sentence="专利权已转移")
    patent = licence.patents.get()
    licence.refresh_from_db()
    assert (patent.version, patent.amount, licence.status) == (1, Decimal(50000), Status.CONCLUDED)


@pytest.mark.parametrize(("state", "word"), [("suspended", "中止"), ("withdrawn", "撤回")])
def test_what_is_suspended_or_withdrawn_cannot_be_accepted(zhang, sun, state, word):
    record = offered_by(zhang, **{state: True})
    with pytest.raises(Refused, match=word):
        accept(acceptance_of(record), by=sun)


def test_an_acceptance_during_the_days_of_notice_binds(record, sun):
    later = timezone.now() + timedelta(days=5)
    announce.withdraw(record.number, by=platform(), ground="transfer", sentence="转移", effective_at=later)
    assert accept(acceptance_of(record), by=sun).is_binding


def test_all_faults_are_said_at_once(record, sun):
    stated = acceptance_of(record, use_place=" ", scope="", starts_on=date(2020, 1, 1), ends_on=date(2040, 1, 1))
    with pytest.raises(Refused) as refusal:
        accept(stated, by=sun)
    assert [word for word in ("使用地域", "使用范围", "不得早于今天", "公布的期限") if word in str(refusal.value)] == [
        "使用地域",
        "使用范围",
        "不得早于今天",
        "公布的期限",
    ]


def test_an_owner_cannot_accept_their_own_offer(record, zhang):
    with pytest.raises(Refused, match="自己的声明"):
        accept(acceptance_of(record), by=zhang)


def test_an_officer_cannot_accept(record, li):
    with pytest.raises(PermissionDenied):
        accept(acceptance_of(record), by=li)


def test_parties_are_kept_as_on_the_day(licence, sun):
    party = licence.parties.get(side="licensee")
    assert (party.credit_code, party.size, party.region_path) == (
        sun.organisation.credit_code,
        "small",
        region(DALIAN).path,
    )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Party.objects.update(name="另一家公司")


@pytest.mark.requirement("XY-52", "F064")
def test_a_package_is_one_contract_over_several_patents(zhang, sun):
    records = [offered_by(zhang) for _ in range(3)]
    licence = accept(acceptance_of(*records), by=sun)
    assert (Licence.objects.count(), licence.patents.count(), licence.amount) == (1, 3, Decimal(150000))


def test_a_package_has_a_most_that_no_forged_page_exceeds(sun, django_assert_num_queries):
    numbers = {f"LN20260{serial:05}": 1 for serial in range(32)}
    with pytest.raises(Refused, match="最多包括31件"), django_assert_num_queries(0):
        accept(replace(acceptance_of(), seen=numbers), by=sun)


def test_a_body_does_not_accept_what_a_listing_published_under_its_name(record, sun):
    listed = RecordFactory(owners=(Owner(sun.organisation.name, sun.organisation.owner_type),))
    with pytest.raises(Refused, match="自己的声明"):
        accept(acceptance_of(listed), by=sun)


def test_a_package_has_one_owner(record, sun):
    with pytest.raises(Refused, match="同一专利权人"):
        accept(acceptance_of(record, RecordFactory()), by=sun)


@pytest.mark.requirement("XY-53", "XY-54", "XY-55")
@pytest.mark.parametrize(
    ("terms", "amount", "remark"),
    [
        (FREE, 0, ""),
        ({"kind": "lump_sum", "amount": "50000"}, 50000, ""),
        ({"kind": "royalty", "rate": "3"}, 0, "提成"),
        ({"kind": "entry_fee_royalty", "entry_fee": "20000", "rate": "3"}, 20000, "入门费+提成"),
    ],
)
def test_amount_and_remark_are_those_of_annex_2(zhang, sun, terms, amount, remark):
    licence = accept(acceptance_of(offered_by(zhang, terms=terms)), by=sun)
    assert (licence.amount, licence.remark, licence.is_free) == (amount, remark, terms is FREE)


@pytest.mark.requirement("CN-40")
def test_outside_the_territory_it_is_a_request(zhang, sun):
    record = offered_by(zhang, territory="沈阳市")
    inside = accept(acceptance_of(record, use_region=region(SHENYANG), use_place="沈阳市"), by=sun)
    other = member_of(OrganisationFactory())
    outside = accept(acceptance_of(record, use_region=region(DALIAN), use_place="大连市"), by=other)
    assert (inside.is_binding, outside.is_binding, outside.status) == (True, False, Status.REQUESTED)
    assert "许可地域" in outside.why_request


@pytest.mark.requirement("ZJ-64")
def test_where_the_province_asks_for_agreement_an_acceptance_is_a_request(chen):
    with acting(province=ZHEJIANG):
        licence = accept(acceptance_of(RecordFactory()), by=member_of(OrganisationFactory()))
        assert (licence.status, licence.concluded_at) == (Status.REQUESTED, None)


def test_the_record_of_another_province_is_not_accepted_from_here(chen, sun):
    with acting(province=ZHEJIANG):
        foreign = RecordFactory()
    with pytest.raises(Refused, match="其他省份"):
        accept(acceptance_of(foreign), by=sun)


def test_both_sides_get_a_receipt_with_the_day_of_the_answer(licence, zhang, sun):
    run_jobs("licensing.tell_accepted")
    told = {notice.user_id: notice.sentence for notice in Notice.objects.all()}
    assert set(told) == {zhang.user.pk, sun.user.pk}
    assert all(licence.number in sentence and str(licence.answer_by) in sentence for sentence in told.values())


def test_the_clock_of_a_record_without_takers_starts_again(licence, record):
    assert Record.objects.get(pk=record.pk).taken_at == licence.accepted_at


def test_the_answer_is_due_when_the_rules_say(licence):
    assert policy_of(licence.province).answer_working_days == 10
    assert licence.answer_by > timezone.localdate(licence.accepted_at) + timedelta(days=10)
    assert licence.answer_rule


def test_a_failing_event_undoes_the_acceptance(record, sun, monkeypatch):
    monkeypatch.setattr("licensing.services.moves.record", lambda *args, **more: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        accept(acceptance_of(record), by=sun)
    assert not Licence.objects.exists()
    assert not LicensedPatent.objects.exists()


def test_an_acceptance_is_an_event(licence):
    assert Event.objects.filter(verb="licence.accept", subject_id=licence.pk).count() == 1


def test_an_acceptance_of_nothing_is_refused(sun):
    with pytest.raises(Refused, match="请选择"):
        accept(acceptance_of(), by=sun)


def test_a_package_costs_few_queries_more_than_one_patent(zhang, sun, django_assert_max_num_queries):
    stated = replace(acceptance_of(*[offered_by(zhang) for _ in range(4)]), key=uuid4())
    policy_of(zhang.province)
    with django_assert_max_num_queries(60):
        acceptance.accept(stated, by=sun)
