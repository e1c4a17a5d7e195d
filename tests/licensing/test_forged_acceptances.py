"""Whoever sends what no page of ours sends gets no licence they were not offered, and words instead of an error."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from licensing.forms.acceptance import seen
from licensing.models import Licence
from licensing.services import acceptance
from licensing.workflow import Status
from publication import announce
from tenancy.accounts.kept_answers import KEPT
from tenancy.refusals import Refused
from tenancy.scope import acting
from tests.cast import ZHEJIANG, client_of
from tests.factories.licensing import acceptance_of, member_of
from tests.factories.publication import RecordFactory
from tests.factories.tenancy import OrganisationFactory, platform
from tests.licensing.conftest import offered_by

pytestmark = pytest.mark.django_db
LARGE = "永磁电机，" * 13_000  # 64 KB and more


def page_of(record, **more):
    last = record.term_to.isoformat()
    said = {"use_place": "沈阳市", "scope": "电机", "starts_on": last, "ends_on": last, "accept": "1"}
    return said | {"key": str(uuid4()), "main": seen(record)} | more


def pressed(by, record, page):
    """Press the button; back come the words that the person reads."""
    address = reverse("licensing:accept", args=[record.number])
    return client_of(by).post(address, page, headers={"referer": address}, follow=True).content.decode()


def test_a_page_sent_again_with_other_words_is_refused_and_the_first_licence_stays(record, sun):
    page = page_of(record)
    pressed(sun, record, page)
    assert "这次的内容与那次不同" in pressed(sun, record, page | {"scope": "一切产品"})
    assert Licence.objects.get().scope == "电机"


def test_the_key_of_a_page_reused_for_another_record_is_refused(record, zhang, sun):
    page, other = page_of(record), offered_by(zhang)
    pressed(sun, record, page)
    assert "这次的内容与那次不同" in pressed(sun, other, page | {"main": seen(other)})
    assert Licence.objects.count() == 1


def test_another_organisation_with_the_same_key_has_a_licence_of_its_own(record, sun):
    stated, other = acceptance_of(record), member_of(OrganisationFactory())
    assert acceptance.accept(stated, by=sun) != acceptance.accept(stated, by=other)


def test_a_declined_request_sent_again_does_not_come_back_to_life(record, sun):
    stated = acceptance_of(record)
    licence = acceptance.accept(stated, by=sun)
    Licence.objects.filter(pk=licence.pk).update(status=Status.DECLINED)
    assert acceptance.accept(stated, by=sun).status == Status.DECLINED
    assert Licence.objects.count() == 1


def test_a_page_that_names_another_record_than_its_address_is_refused(record, zhang, sun):
    other = offered_by(zhang, terms={"kind": "free"})
    page = client_of(sun).post(reverse("licensing:accept", args=[record.number]), page_of(other))
    assert "这一页与所办理的专利不符" in page.content.decode()
    assert not Licence.objects.exists()


def test_a_record_of_another_province_is_not_accepted_by_its_address(chen, sun):
    with acting(province=ZHEJIANG):
        foreign = RecordFactory()
    assert "其他省份" in pressed(sun, foreign, page_of(foreign))
    assert not Licence.objects.exists()


@pytest.mark.parametrize("version", ["0", "7", "9999"])
def test_a_version_that_was_never_shown_is_refused(record, sun, version):
    assert "现为第1版" in pressed(sun, record, page_of(record, main=f"{record.number}:{version}"))
    assert not Licence.objects.exists()


def test_fields_that_no_page_has_change_nothing(record, sun):
    forged = {"amount": "0", "is_free": "1", "status": "confirmed", "licensee": "1", "province": "33", "number": "X"}
    pressed(sun, record, page_of(record, **forged, accepted_at="2020-01-01", is_binding="", identity="{}"))
    licence = Licence.objects.get()
    assert (licence.amount, licence.status, licence.licensee) == (Decimal(50000), Status.CONCLUDED, sun.organisation)
    assert licence.number.startswith("LN-XK-")


def test_a_number_that_was_never_given_is_not_found(record, sun):
    address = reverse("licensing:accept", args=["LN2099999999"])
    page = page_of(record, main="LN2099999999:1")
    assert client_of(sun).post(address, page).status_code == 404


def test_sixty_four_kilobytes_of_scope_are_a_fault_of_the_field(record, sun):
    answer = client_of(sun).post(reverse("licensing:accept", args=[record.number]), page_of(record, scope=LARGE))
    assert (answer.status_code, Licence.objects.exists()) == (200, False)
    assert "300" in str(answer.context["form"].errors["scope"])


def test_a_session_that_ended_before_the_button_keeps_the_answers(record, client):
    answer = client.post(reverse("licensing:accept", args=[record.number]), page_of(record, scope="风机控制器"))
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert ["scope", "风机控制器"] in client.session[KEPT]["fields"]


def test_what_was_withdrawn_a_second_ago_is_refused_at_the_button(record, sun):
    page = page_of(record)
    announce.withdraw(record.number, by=platform(), ground="transfer", sentence="专利权已转移")
    assert "在先达成的许可不受影响" in pressed(sun, record, page)
    assert not Licence.objects.exists()


def test_evidence_keeps_where_the_press_came_from_and_what_was_pressed(record, sun):
    address = reverse("licensing:accept", args=[record.number])
    client_of(sun).post(address, page_of(record), headers={"user-agent": "Mozilla/5.0"})
    kept = Licence.objects.get().identity
    assert kept["pressed"] == "确认接受许可"
    assert kept["origin"]["address"] == "127.0.0.1"
    assert kept["origin"]["agent"] == "Mozilla/5.0"
    assert len(kept["origin"]["session"]) == 64
    assert [proof[0] for proof in kept["origin"]["proofs"]]


def test_a_refusal_inside_a_larger_step_leaves_it_usable(record, sun):
    """The verb has no savepoint of its own: a refusal must not spoil the transaction that it was asked in."""
    with pytest.raises(Refused):
        acceptance.accept(acceptance_of(record, scope=""), by=sun)
    assert acceptance.accept(acceptance_of(record), by=sun).number
