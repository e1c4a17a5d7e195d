"""Ways of implementing in Zhejiang: each with its own formalities, and whether the offer stays open."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.desk import Tab, lines
from declarations.gazette import follow_everywhere
from licensing.contract import contract_of
from licensing.formality_pages import formality_page
from licensing.models import Formality, Licence
from licensing.services import acceptance, answers, endings, filings, formalities, scheduling, signing
from licensing.services.formalities import Done
from licensing.services.papers import make_contract
from licensing.signing import SignAction, Way
from licensing.workflow import Status
from outbox import runner
from outbox.models import Job
from publication import announce
from publication.choices import State
from publication.freed import OFFER_AGAIN
from publication.models import Record
from tenancy.refusals import Refused
from tenancy.scope import acting
from tests.cast import LIAONING, ZHEJIANG, client_of
from tests.factories.licensing import a_voucher, acceptance_of, member_of, owner
from tests.factories.publication import RecordFactory
from tests.factories.tenancy import OrganisationFactory, platform
from tests.factories.verification import GazetteNoticeFactory
from verification.events import EventKind

pytestmark = pytest.mark.django_db
CLOSING = ("exclusive_licence", "sole_licence", "transfer", "contribution")


@pytest.fixture
def zhejiang(db):
    with acting(province=ZHEJIANG):
        yield


@pytest.fixture
def taker(zhejiang):
    return member_of(OrganisationFactory())


def asked_for(record, by):
    owner()  # registered before, so that somebody can answer
    return acceptance.accept(acceptance_of(record), by=by)


def agreed(mode, by, record=None):
    licence = asked_for(record or RecordFactory(mode=mode), by)
    answers.confirm(licence, by=owner())
    scheduling.schedule(licence, by=platform())
    return Licence.objects.get(pk=licence.pk)


def state_of(licence):
    return Record.objects.get(number=licence.patents.get().record_number).state


def done(licence, kind, **more):
    return formalities.do(licence, Done(kind, timezone.localdate(), **more), by=platform())


@pytest.mark.requirement("ZJ-64")
@pytest.mark.parametrize("mode", [*CLOSING, "ordinary_licence", "open_licence"])
def test_on_the_announced_terms_both_agree_before_anything_holds(mode, taker):
    licence = asked_for(RecordFactory(mode=mode), taker)
    assert licence.status == Status.REQUESTED
    assert "合意" in licence.why_request
    assert agreed(mode, member_of(OrganisationFactory())).concluded_at


@pytest.mark.requirement("ZJ-49", "F065")
@pytest.mark.parametrize("mode", CLOSING)
def test_an_exclusive_right_closes_the_offer_to_all_others(mode, taker):
    licence = agreed(mode, taker)
    assert state_of(licence) == State.SUSPENDED
    with pytest.raises(Refused, match="不再接受其他人"):
        asked_for(licence.patents.get().record, member_of(OrganisationFactory()))


@pytest.mark.requirement("ZJ-49", "F065")
@pytest.mark.parametrize("mode", ["open_licence", "ordinary_licence"])
def test_an_ordinary_right_leaves_the_offer_open(mode, taker):
    licence = agreed(mode, taker)
    assert state_of(licence) == State.ACTIVE
    assert asked_for(licence.patents.get().record, member_of(OrganisationFactory()))


def test_of_two_who_asked_only_the_first_is_agreed_with(taker):
    record = RecordFactory(mode="exclusive_licence")
    second = asked_for(record, member_of(OrganisationFactory()))
    agreed("exclusive_licence", taker, record)
    with pytest.raises(Refused, match="不再接受其他人"):
        answers.confirm(second, by=owner())
    assert Licence.objects.get(pk=second.pk).status == Status.REQUESTED


def test_an_exclusive_right_is_not_given_over_an_earlier_licence(taker):
    record = RecordFactory(mode="open_licence")
    agreed("open_licence", taker, record)
    Record.objects.filter(pk=record.pk).update(mode="exclusive_licence")
    later = asked_for(Record.objects.get(pk=record.pk), member_of(OrganisationFactory()))
    with pytest.raises(Refused, match="在先的许可"):
        answers.confirm(later, by=owner())


def test_a_licence_whose_term_is_over_bars_no_exclusive_right_before_the_clock_comes_round(taker):
    record = RecordFactory(mode="open_licence")
    agreed("open_licence", taker, record)
    Licence.objects.update(starts_on=date(2020, 1, 1), ends_on=timezone.localdate() - timedelta(days=1))
    Record.objects.filter(pk=record.pk).update(mode="exclusive_licence")
    later = asked_for(Record.objects.get(pk=record.pk), member_of(OrganisationFactory()))
    assert answers.confirm(later, by=owner()).status == Status.CONFIRMED


@pytest.mark.parametrize("mode", CLOSING)
def test_an_ordinary_licence_is_not_given_over_an_exclusive_right_or_what_was_sold(mode, taker):
    record = RecordFactory(mode="ordinary_licence")
    earlier = asked_for(record, member_of(OrganisationFactory()))
    later = timezone.now() + timedelta(days=9)  # in its notice an offer is not suspended: it ends anyway
    announce.withdraw(record.number, by=platform(), ground="other", sentence="撤回", effective_at=later)
    Record.objects.filter(pk=record.pk).update(mode=mode)
    first = agreed(mode, taker, Record.objects.get(pk=record.pk))
    with pytest.raises(Refused, match=f"在先的许可{first.number}"):
        answers.confirm(earlier, by=owner())
    assert Licence.objects.get(pk=earlier.pk).status == Status.REQUESTED


def ended(licence):
    """Its term ran out yesterday; what was to be offered again has been looked at."""
    Licence.objects.filter(pk=licence.pk).update(
        starts_on=date(2020, 1, 1), ends_on=timezone.localdate() - timedelta(days=1)
    )
    endings.end_by_term(licence, by=platform())
    for job in Job.objects.filter(kind=OFFER_AGAIN, done_at=None):
        runner.attempt(job)


def test_when_an_exclusive_licence_ends_the_offer_opens_again_and_a_transfer_does_not(taker):
    for mode, expected in (("exclusive_licence", State.ACTIVE), ("transfer", State.SUSPENDED)):
        licence = agreed(mode, member_of(OrganisationFactory()))
        ended(licence)
        assert state_of(licence) == expected, mode


def test_a_patent_that_lapsed_under_an_exclusive_licence_is_not_offered_again_until_it_is_restored(taker):
    licence, today = agreed("exclusive_licence", taker), timezone.localdate()
    number = licence.patents.get().patent_number
    GazetteNoticeFactory(number=number, kind=EventKind.LAPSE, announced_on=today)
    follow_everywhere()
    ended(licence)
    assert state_of(licence) == State.SUSPENDED
    assert "终止" in licence.patents.get().record.changes.latest("pk").sentence
    later = {"announced_on": today + timedelta(days=1), "effective_on": today}
    GazetteNoticeFactory(number=number, kind=EventKind.RESTORATION, **later)
    follow_everywhere()
    assert state_of(licence) == State.ACTIVE


def test_an_ordinary_licence_that_ends_does_not_offer_anew_what_was_sold_meanwhile(taker):
    record = RecordFactory(mode="ordinary_licence")
    ordinary = agreed("ordinary_licence", taker, record)
    Record.objects.filter(pk=record.pk).update(mode="transfer")
    agreed("transfer", member_of(OrganisationFactory()), Record.objects.get(pk=record.pk))
    Licence.objects.filter(pk=ordinary.pk).update(
        starts_on=date(2020, 1, 1), ends_on=timezone.localdate() - timedelta(days=1)
    )
    endings.end_by_term(ordinary, by=platform())
    assert state_of(ordinary) == State.SUSPENDED


@pytest.mark.requirement("ZJ-65")
@pytest.mark.parametrize(
    ("mode", "kinds"),
    [
        ("open_licence", ["venue", "filing"]),
        ("sole_licence", ["venue", "contract", "filing"]),
        ("exclusive_licence", ["venue", "state_asset", "contract", "filing"]),
        ("transfer", ["venue", "state_asset", "contract", "bibliographic"]),
        (
            "contribution",
            ["venue", "state_asset", "valuation", "resolution", "contract", "bibliographic", "registration"],
        ),
    ],
)
def test_each_way_has_its_own_formalities_with_a_day(mode, kinds, taker):
    licence = agreed(mode, taker)
    assert formalities.needed(licence) == tuple(kinds)
    assert licence.formalities_by > timezone.localdate()


@pytest.mark.requirement("ZJ-48")
def test_without_a_venue_nothing_is_closed(taker):
    licence = agreed("sole_licence", taker)
    done(licence, "contract")
    filings.enter(licence, by=platform(), stage="filed", number="X2026330000001", filed_on=timezone.localdate())
    with pytest.raises(Refused, match="知识产权交易场所"):
        formalities.close(licence, by=platform())
    with pytest.raises(Refused, match="名称"):
        done(licence, "venue")
    done(licence, "venue", body="浙江知识产权交易中心")
    assert formalities.close(licence, by=platform())
    assert Licence.objects.get().closed_at
    with pytest.raises(Refused, match="已办结"):
        done(licence, "contract")


@pytest.mark.requirement("ZJ-65")
def test_a_transfer_wants_the_registered_change_and_the_opinion_on_state_assets(taker):
    licence = agreed("transfer", taker)
    with pytest.raises(Refused, match="合格通知书"):
        done(licence, "bibliographic")
    with pytest.raises(Refused, match="国有资产处置意见"):
        done(licence, "state_asset")
    done(licence, "state_asset", voucher=a_voucher())
    done(licence, "bibliographic", number="2026112100001")
    assert formalities.missing(licence) == ["venue", "contract"]


@pytest.mark.requirement("ZJ-65")
def test_the_change_in_the_register_lies_on_the_desks_of_both_sides_until_it_is_recorded(taker):
    licence = agreed("transfer", taker)
    address, waits = reverse("licensing:formalities", args=[licence.pk]), "尚未办理“著录项目变更登记”"
    for side in (taker, owner()):
        assert "formalities" in [line.queue.name for line in lines(Tab.TODO, side)]
        assert waits in client_of(side).get(address).content.decode()
    done(licence, "bibliographic", number="2026112100001")
    assert waits not in client_of(taker).get(address).content.decode()


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("ordinary_licence", "保留自己实施和许可他人实施的权利"),
        ("exclusive_licence", "许可人自己不实施，也不许可第三人实施"),
        ("sole_licence", "许可人可以自己实施，但不许可第三人实施"),
        ("transfer", "著录项目变更登记"),
        ("contribution", "作价出资"),
    ],
)
def test_the_contract_says_what_the_way_means(mode, words, taker):
    text = " ".join(line for clause in contract_of(agreed(mode, taker)).clauses for line in clause.text)
    assert words in text
    assert text.count("保留自己实施") == (mode == "ordinary_licence")


def test_in_liaoning_the_open_licence_needs_nothing_beside_its_filing(db):
    with acting(province=LIAONING):
        licence = agreed("open_licence", member_of(OrganisationFactory()))
        assert licence.formalities_by is None
        with pytest.raises(Refused, match="没有须登记"):
            formalities.close(licence, by=platform())


def test_it_walks_through_the_page(taker):
    licence = agreed("sole_licence", taker)
    address = reverse("licensing:formalities", args=[licence.pk])
    page = client_of(taker).get(address).content.decode()
    assert "尚未办理“在知识产权交易场所办理”" in page
    said = {"kind": "venue", "done_on": timezone.localdate().isoformat(), "body": "浙江知识产权交易中心"}
    assert "浙江知识产权交易中心" in client_of(taker).post(address, said, follow=True).content.decode()
    refused = client_of(taker).post(
        reverse("licensing:close_formalities", args=[licence.pk]), headers={"referer": address}, follow=True
    )
    assert "尚未办理“签署合同”" in refused.content.decode()
    assert Formality.objects.count() == 1


@pytest.mark.requirement("ZJ-65")
def test_the_day_on_which_all_was_closed_is_that_of_this_country(taker):
    licence = agreed("ordinary_licence", taker)
    licence.closed_at = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)  # one in the morning
    assert formality_page(licence, taker)["facts"][-1]["value"] == "2026-11-23"


def test_nobody_is_asked_to_file_the_contract_of_a_transfer(taker):
    """It is registered with the office; a licence is filed. Clock, reminder, ledger and page agree."""
    licence = agreed("transfer", taker)
    assert filings.file_by(licence) is None
    assert filings.remind(by=platform(), today=timezone.localdate() + timedelta(days=100)) == 0
    browser = client_of(taker)
    assert licence.number not in browser.get(reverse("licensing:ledger"), {"open": "filing"}).content.decode()
    page = browser.get(reverse("licensing:file", args=[licence.pk])).content.decode()
    assert "不办理许可合同备案" in page
    assert "还缺材料" not in page
    with pytest.raises(Refused, match="请在“手续”中登记"):
        filings.enter(licence, by=platform(), stage="handed_in")


def test_whoever_takes_a_patent_over_pays_its_fees_and_registers_the_change(taker):
    text = {clause.title: " ".join(clause.text) for clause in contract_of(agreed("transfer", taker)).clauses}
    assert "由被许可人缴纳" in text["专利权维持"]
    assert "著录项目变更登记" in text["合同成立、生效与备案"]
    assert "剩余期限" in text["许可期限"]
    licensed = {clause.title: " ".join(clause.text) for clause in contract_of(agreed("sole_licence", taker)).clauses}
    assert "三个月内办理专利实施许可合同备案" in licensed["合同成立、生效与备案"]


def test_what_was_signed_on_the_platform_is_not_recorded_again(taker):
    licence = agreed("transfer", taker)
    paper = make_contract(licence, by=platform())
    signing.begin(paper, by=platform())
    for one in paper.signatures.order_by("turn"):
        signing.settle(one, Way.ELECTRONIC, by=taker)
    signing.note(paper, SignAction.COMPLETE, by=platform())
    assert "contract" not in formalities.missing(licence)


def test_the_chain_of_a_transfer_shows_its_formalities(taker):
    licence = agreed("transfer", taker)
    done(licence, "bibliographic", number="2026112100001")
    page = client_of(taker).get(reverse("licence_chain", args=[licence.pk])).content.decode()
    assert "2026112100001" in page
    assert "在知识产权交易场所办理 未办" in page
    assert "未备案" not in page
