"""Trend and forecast: plain arithmetic, with its past error."""

from datetime import date, timedelta

import pytest

from reporting.boards.board import Board
from reporting.boards.facts import BoardFacts
from reporting.boards.months import forecast, past
from reporting.facts import Counting, Facts
from reporting.periods import Month
from tenancy.models import Region
from tests.factories.reporting import COUNTY, MARCH, MatterFactory, OpeningFactory, ReachedFactory, ShownFactory

LAST = Month(2026, 6)


def test_a_steady_pace_goes_on_and_was_never_wrong():
    seen = forecast([10 * n for n in range(1, 14)], LAST, date(2026, 12, 31))
    assert (seen.low, seen.middle, seen.high) == (190, 190, 190)
    assert seen.past_error == 0
    assert seen.trials > 0


def test_an_uneven_pace_has_a_range_around_its_middle_and_an_error():
    seen = forecast([0, 1, 5, 5, 6, 12, 13, 13, 20, 22, 30, 31, 33], LAST, date(2026, 9, 30))
    assert seen.low < seen.middle < seen.high
    assert seen.past_error > 0


@pytest.mark.parametrize(("values", "until"), [([1, 2, 3], date(2026, 12, 31)), (range(13), date(2026, 5, 1))])
def test_too_few_months_or_a_day_that_is_over_give_none(values, until):
    assert forecast(list(values), LAST, until) is None


def test_before_a_moment_are_the_rows_that_were_there():
    facts = Facts(openings=(OpeningFactory(), OpeningFactory(opened_at=MARCH + timedelta(days=30))))
    assert [len(then.openings) for then in past(facts, [MARCH, MARCH + timedelta(days=1)])] == [0, 1]
    assert past(Facts(channels=(ShownFactory(),)), [MARCH])[0].channels
    assert not past(Facts(licences=(MatterFactory(),)), [MARCH])[0].licences


@pytest.mark.parametrize(("rules", "silent"), [({}, False), ({"withdrawn": False, "sme": "opened"}, True)])
def test_no_past_is_told_of_what_the_rules_count_by_how_it_stands_today(rules, silent):
    """Withdrawn today and opened today: what the last month's table said of them cannot be told from these rows."""
    gone = OpeningFactory(in_force=False, is_withdrawn=True)
    facts = BoardFacts(openings=(gone,), reached=(ReachedFactory(opened=True),), counting=Counting(**rules))
    board = Board(Region(name="光山县", path=COUNTY), (), facts, MARCH + timedelta(days=60), lambda _place: True)
    for key in ("patents_opened", "smes_benefited"):
        assert (board.change(key) == "") is silent
    assert len(board.trend()["columns"]) == (3 if silent else 4)
    assert board.change("licences")
