"""How long a patent lives, and what its fees cost."""

from datetime import date
from decimal import Decimal

import pytest

from tests.verification.clean_patent import DESIGN
from verification.annual_fees import (
    FeeState,
    due_on,
    fee_of_year,
    fee_year,
    restoration_until,
    standing,
    surcharge_percent,
)
from verification.numbers import Kind
from verification.terms import last_day_at_least, last_day_at_most, last_day_of_patent, last_day_of_term


@pytest.mark.parametrize(
    ("kind", "filed", "last"),
    [
        (Kind.UTILITY_MODEL, date(1999, 9, 6), date(2009, 9, 5)),
        (Kind.INVENTION, date(2018, 5, 10), date(2038, 5, 9)),
        (Kind.DESIGN, date(2021, 5, 31), date(2031, 5, 30)),
        (Kind.DESIGN, date(2021, 6, 1), date(2036, 5, 31)),
        (Kind.UTILITY_MODEL, date(2020, 2, 29), date(2030, 2, 27)),
    ],
)
def test_a_patent_lives_20_10_or_15_years_from_filing(kind, filed, last):
    assert last_day_of_patent(kind, filed) == last


def test_compensation_moves_the_last_day_and_never_backwards():
    assert last_day_of_patent(Kind.INVENTION, date(2018, 5, 10), date(2039, 1, 1)) == date(2038, 12, 31)
    assert last_day_of_patent(Kind.INVENTION, date(2018, 5, 10), date(2030, 1, 1)) == date(2038, 5, 9)


def test_a_year_from_new_year_ends_with_the_year():
    assert last_day_of_term(date(2023, 1, 1), 12) == date(2023, 12, 31)


def test_the_number_alone_bounds_the_life():
    assert (last_day_at_least(DESIGN), last_day_at_most(DESIGN)) == (date(2036, 12, 31), date(2037, 12, 30))


@pytest.mark.parametrize(
    ("kind", "year", "yuan"),
    [
        (Kind.INVENTION, 1, 900),
        (Kind.INVENTION, 20, 8000),
        (Kind.UTILITY_MODEL, 6, 1200),
        (Kind.DESIGN, 15, 3000),
    ],
)
def test_the_fee_of_a_year_is_that_of_the_table(kind, year, yuan):
    assert fee_of_year(kind, year) == yuan


def test_a_utility_model_has_no_eleventh_year():
    with pytest.raises(ValueError, match="没有第11年度"):
        fee_of_year(Kind.UTILITY_MODEL, 11)


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2026, 5, 10), 0),
        (date(2026, 6, 10), 0),
        (date(2026, 6, 11), 5),
        (date(2026, 7, 10), 5),
        (date(2026, 8, 10), 10),
        (date(2026, 9, 10), 15),
        (date(2026, 10, 10), 20),
        (date(2026, 10, 11), 25),
        (date(2026, 11, 10), 25),
    ],
)
def test_delay_costs_five_percent_more_with_each_month_but_the_first(day, percent):
    assert surcharge_percent(date(2026, 5, 10), day) == percent


@pytest.mark.parametrize(
    ("day", "state", "surcharge"),
    [
        (date(2026, 5, 10), FeeState.PAID, 0),
        (date(2026, 5, 11), FeeState.GRACE, 0),
        (date(2026, 8, 1), FeeState.GRACE, 200),
        (date(2026, 11, 10), FeeState.GRACE, 500),
        (date(2026, 11, 11), FeeState.ENDED, 0),
    ],
)
def test_a_missed_fee_has_six_months_of_grace_and_then_the_right_is_gone(day, state, surcharge):
    stand = standing(Kind.INVENTION, date(2018, 5, 10), 8, day)
    assert (stand.state, stand.year, stand.fee, stand.surcharge) == (state, 9, Decimal(2000), surcharge)


def test_all_years_paid_is_paid():
    assert standing(Kind.UTILITY_MODEL, date(2018, 5, 10), 10, date(2028, 5, 9)).state == FeeState.PAID


def test_fee_years_begin_on_the_anniversary():
    filed = date(2018, 5, 10)
    assert (fee_year(filed, date(2018, 5, 10)), fee_year(filed, date(2019, 5, 9))) == (1, 1)
    assert (fee_year(filed, date(2019, 5, 10)), due_on(filed, 2)) == (2, date(2019, 5, 10))


def test_a_right_may_be_asked_back_for_two_months():
    assert restoration_until(date(2026, 12, 31)) == date(2027, 2, 28)
