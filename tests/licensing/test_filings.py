"""The contract is filed within three months; number and date stand in the ledger."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from licensing.ledger import cells, rows_for
from licensing.models import Licence
from licensing.services import acceptance, filings
from licensing.services.filings import enter, file_by
from tenancy.policy.workdays import add_months
from tenancy.refusals import Refused
from tests.cast import client_of
from tests.factories.licensing import acceptance_of
from tests.licensing.conftest import offered_by

pytestmark = pytest.mark.django_db
NUMBER = "X2026210000123"


def today():
    return timezone.localdate()


@pytest.mark.requirement("F071")
def test_the_clock_is_three_months_from_the_effect_of_the_contract(licence):
    assert filings.LAW_MONTHS == 3
    assert file_by(licence).day == add_months(today(), 3).day


@pytest.mark.requirement("LN-60", "F071")
def test_number_and_date_are_entered_and_stand_in_the_ledger(licence, sun, zhao):
    said = {"stage": "filed", "number": NUMBER, "filed_on": today().isoformat()}
    client_of(sun).post(reverse("licensing:file", args=[licence.pk]), said)
    assert NUMBER in cells(rows_for(zhao, Q()).get())
    assert NUMBER in client_of(zhao).get(reverse("licensing:ledger")).content.decode()


def test_it_is_handed_in_returned_corrected_and_filed(licence, sun, li):
    enter(licence, by=sun, stage="handed_in")
    enter(licence, by=li, stage="returned", reason="缺委托书")
    enter(licence, by=sun, stage="handed_in")
    enter(licence, by=li, stage="filed", number=NUMBER, filed_on=today())
    stages = list(licence.filings.values_list("stage", flat=True))
    assert stages == ["handed_in", "returned", "handed_in", "filed"]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"stage": "filed"}, "备案号"),
        ({"stage": "returned"}, "补正事项"),
        ({"stage": "filed", "number": NUMBER, "days": 2}, "备案日"),
        ({"stage": "filed", "number": NUMBER, "days": -400}, "备案日"),
    ],
)
def test_what_is_incomplete_or_impossible_is_refused_by_name(licence, sun, said, fault):
    days = said.get("days")
    given = {name: value for name, value in said.items() if name != "days"}
    with pytest.raises(Refused, match=fault):
        enter(licence, by=sun, filed_on=None if days is None else today() + timedelta(days=days), **given)
    assert not licence.filings.exists()


def test_it_is_filed_once(licence, sun):
    enter(licence, by=sun, stage="filed", number=NUMBER, filed_on=today())
    with pytest.raises(Refused, match=NUMBER):
        enter(licence, by=sun, stage="filed", number="X2", filed_on=today())


def test_a_number_stands_on_one_contract_until_it_is_corrected_away(licence, sun, zhang):
    enter(licence, by=sun, stage="filed", number=NUMBER, filed_on=today())
    other = acceptance.accept(acceptance_of(offered_by(zhang)), by=sun)
    with pytest.raises(Refused, match=f"{NUMBER}已登记在许可{licence.number}上"):
        enter(other, by=sun, stage="filed", number=NUMBER, filed_on=today())
    enter(licence, by=sun, stage="filed", number="X2", filed_on=today(), reason="录入有误")
    assert enter(other, by=sun, stage="filed", number=NUMBER, filed_on=today())


def test_what_was_filed_while_the_licence_lasted_is_entered_after_it_has_ended(licence, sun):
    lasted = timezone.now() - timedelta(days=2)
    Licence.objects.update(status="ended", concluded_at=lasted - timedelta(days=30), ended_at=lasted)
    with pytest.raises(Refused, match="不能登记备案"):
        enter(licence, by=sun, stage="handed_in")
    with pytest.raises(Refused, match="终止之前"):
        enter(licence, by=sun, stage="filed", number=NUMBER, filed_on=today() - timedelta(days=1))
    filed = timezone.localdate(lasted) - timedelta(days=3)
    said = {"stage": "filed", "number": NUMBER, "filed_on": filed.isoformat()}
    client_of(sun).post(reverse("licensing:file", args=[licence.pk]), said)
    assert licence.filings.get().filed_on == filed


def test_another_city_cannot_enter_it(licence, wang):
    with pytest.raises(Refused, match="只有许可双方"):
        enter(Licence.objects.get(), by=wang, stage="handed_in")


def test_a_day_that_cannot_be_read_is_named_beside_its_field_and_the_number_stays(licence, sun):
    said = {"stage": "filed", "number": NUMBER, "filed_on": "昨天"}
    page = client_of(sun).post(reverse("licensing:file", args=[licence.pk]), said)
    assert page.context["form"].errors.keys() == {"filed_on"}
    assert f'value="{NUMBER}"' in page.content.decode()
    assert not licence.filings.exists()
