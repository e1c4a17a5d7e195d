"""Shares: numerator and denominator of the same instant, each with its rows or its source (HB-11, ZJ-10, ZJ-11)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from licensing.services import follow_ups
from licensing.services.follow_ups import Told
from reporting.boards.facts import BoardFacts, load_board
from reporting.boards.goals import progress, stated_figures
from reporting.periods import Instant
from tenancy.policy.rows import Target
from tests.cast import LIAONING, SHENYANG, client_of, region
from tests.factories.licensing import FollowUpFactory, ResultFactory
from tests.factories.publication import RecordFactory
from tests.factories.reporting import ConcludedFactory, StatedFigureFactory
from tests.factories.tenancy import platform


def reached(name, number, compare="at_least"):
    now = timezone.now()
    instant = Instant(now, now)
    target = Target(name, "目标", "%", number, None, compare)
    return progress([target], load_board(LIAONING, instant), stated_figures(instant))[0]


@pytest.mark.requirement("HB-11")
def test_benefit_is_licensed_patents_with_income_over_all_ever_published(liaoning):
    ResultFactory()
    ResultFactory(told=Told(used=True, sales=Decimal(0)))
    RecordFactory(withdrawn=True)
    share = reached("benefit_share", 15, "about")
    top, bottom = share.parts
    assert (top.value, bottom.value, share.value) == (1, 3, Decimal("33.3"))
    assert share.is_reached


def test_the_newest_word_of_a_side_counts(liaoning):
    interval = FollowUpFactory(over=True)
    follow_ups.tell(interval, Told(used=True, sales=Decimal(5000)), by=platform())
    assert reached("benefit_share", 15).parts[0].value == 1
    follow_ups.tell(interval, Told(used=True, sales=Decimal(0)), by=platform())
    assert reached("benefit_share", 15).parts[0].value == 0


@pytest.mark.requirement("HB-11")
def test_both_numbers_of_a_share_lead_to_as_many_rows(liaoning, zhao):
    ResultFactory()
    RecordFactory()
    for key, count in (("patents_with_benefit", 1), ("patents_ever_published", 2)):
        rows = unescape(client_of(zhao).get(reverse("boards:rows", args=[key])).content.decode())
        assert f"共 {count} 行" in rows


@pytest.mark.requirement("ZJ-10")
def test_the_rate_of_institutions_shows_a_over_b_with_day_and_source(liaoning):
    ResultFactory()
    StatedFigureFactory(number=8, counted_on=date(2026, 6, 30), source="省统计年报")
    rate = reached("implementation_rate", 10)
    assert (rate.parts[0].value, rate.parts[1].value, rate.value) == (1, 8, Decimal("12.5"))
    assert rate.parts[1].note == "统计日期2026-06-30，来源：省统计年报"


def test_without_a_denominator_there_is_no_rate(liaoning):
    rate = reached("implementation_rate", 10)
    assert rate.value is None
    assert not rate.is_reached
    assert rate.parts[1].note == "尚未登记"


@pytest.mark.requirement("ZJ-11")
def test_the_yearly_average_is_over_the_years_shown(liaoning):
    ResultFactory()
    ResultFactory()
    yearly = reached("yearly_implementations", 35000)
    assert yearly.value == Decimal("2.0")
    assert [(part.name, part.value) for part in yearly.parts] == [(f"{timezone.localdate().year}年", 2)]


@pytest.mark.parametrize(("name", "value"), [("listed_patents", 3), ("implementations", 2)])
def test_listed_patents_and_implementations_have_units_of_their_own(liaoning, name, value):
    ResultFactory()
    ResultFactory()
    RecordFactory()
    assert reached(name, 2500).value == value


@pytest.mark.requirement("ZJ-11")
def test_an_idle_year_counts_in_the_average_and_half_a_tenth_is_rounded_up():
    """5 patents in the four years shown are 1.25 a year."""
    years = (2023, 2023, 2023, 2023, 2026)
    facts = BoardFacts(licences=tuple(ConcludedFactory(concluded_at=datetime(y, 5, 1, tzinfo=UTC)) for y in years))
    [yearly] = progress([Target("yearly_implementations", "目标", "件", 35000, None, "at_least")], facts, {})
    assert [(part.name, part.value) for part in yearly.parts] == [
        ("2023年", 4),
        ("2024年", 0),
        ("2025年", 0),
        ("2026年", 1),
    ]
    assert yearly.value == Decimal("1.3")


def test_the_patents_of_a_whole_province_are_no_denominator_of_a_city(liaoning):
    StatedFigureFactory(number=8)
    now = timezone.now()
    assert stated_figures(Instant(now, now), region(SHENYANG)) == {}
    assert stated_figures(Instant(now, now), region("210000")).keys() == {"valid_patents"}
