"""What falls due by each way of paying: dated, complete, and adding up to what annex 2 prints."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.schedule import DueKind, Frame, lines_of
from publication.terms import read_terms
from tenancy.models.policy import DayKind
from tenancy.policy.workdays import Calendar
from tests.publication.test_terms import EXAMPLES

CALENDAR = Calendar({date(2027, 2, 15): DayKind.REST}, frozenset(range(2026, 2032)))
FRAME = Frame(date(2026, 11, 21), date(2027, 1, 1), date(2028, 12, 31), CALENDAR, 30)


def lines(terms, frame=FRAME):
    return lines_of(read_terms(terms), frame)


def due(terms, frame=FRAME):
    return [(line.kind, line.due_on, line.amount) for line in lines(terms, frame)]


def test_a_free_licence_owes_nothing():
    assert lines(EXAMPLES["free"]) == []


def test_a_lump_sum_is_due_so_many_days_after_the_contracts_effect():
    assert due(EXAMPLES["lump_sum"]) == [(DueKind.PAYMENT, date(2026, 12, 21), Decimal(50000))]


def test_working_days_are_counted_by_the_calendar():
    terms = EXAMPLES["lump_sum"] | {"pay_days": "10", "day_kind": "working"}
    assert due(terms)[0][1] == date(2026, 12, 4)


def test_a_day_off_moves_the_day_and_says_so():
    frame = Frame(date(2027, 1, 16), date(2027, 1, 16), date(2028, 12, 31), CALENDAR, 30)
    [line] = lines(EXAMPLES["lump_sum"], frame)
    assert line.due_on == date(2027, 2, 16)
    assert "顺延" in line.rule


def test_instalments_are_due_soon_and_then_before_each_year_ends():
    days = [day for _kind, day, _amount in due(EXAMPLES["instalments"])]
    assert days == [date(2026, 12, 21), date(2026, 12, 31), date(2027, 12, 31), date(2028, 12, 31)]
    assert sum(amount for *_, amount in due(EXAMPLES["instalments"])) == 100_000
    assert lines(EXAMPLES["instalments"])[1].opens_on == date(2026, 11, 2)


def test_at_the_end_of_a_year_no_later_part_is_due_before_the_first():
    frame = Frame(date(2026, 12, 20), date(2027, 1, 1), date(2028, 12, 31), CALENDAR, 30)
    days = [line.due_on for line in lines(EXAMPLES["instalments"], frame)]
    assert days == [date(2027, 1, 19), date(2027, 12, 31), date(2028, 12, 31), date(2029, 12, 31)]


@pytest.mark.parametrize(("settlement", "periods"), [("year", 2), ("half_year", 4), ("quarter", 8), ("month", 24)])
def test_a_royalty_is_settled_after_each_calendar_period(settlement, periods):
    found = lines(EXAMPLES["royalty"] | {"settlement": settlement})
    assert len(found) == periods
    assert found[0].period[0] == FRAME.starts_on
    assert found[-1].period[1] == FRAME.ends_on
    assert all(line.amount is None and line.opens_on > line.period[1] for line in found)


def test_a_term_that_begins_in_mid_year_cuts_its_first_period():
    frame = Frame(date(2027, 5, 10), date(2027, 5, 20), date(2028, 3, 31), CALENDAR, 30)
    periods = [line.period for line in lines(EXAMPLES["royalty"] | {"settlement": "half_year"}, frame)]
    assert periods == [
        (date(2027, 5, 20), date(2027, 6, 30)),
        (date(2027, 7, 1), date(2027, 12, 31)),
        (date(2028, 1, 1), date(2028, 3, 31)),
    ]


def test_an_entry_fee_comes_before_the_royalties():
    kinds = [kind for kind, *_ in due(EXAMPLES["entry_fee_royalty"])]
    assert kinds == [DueKind.PAYMENT, DueKind.ROYALTY, DueKind.ROYALTY]


@pytest.mark.requirement("LN-58", "CN-39")
def test_twelve_free_months_then_ten_thousand_a_year_switch_on_a_day():
    assert due(EXAMPLES["staged_free"]) == [
        (DueKind.SWITCH, date(2028, 1, 1), None),
        (DueKind.PAYMENT, date(2028, 1, 31), Decimal(10000)),
    ]


def test_a_free_period_longer_than_the_licence_never_costs():
    assert lines(EXAMPLES["staged_free"] | {"free_months": "24"}) == []


def test_a_trial_asks_for_a_decision_before_it_costs():
    decision, payment = lines(EXAMPLES["trial_then_pay"])
    assert (decision.kind, decision.due_on) == (DueKind.DECISION, date(2027, 5, 31))
    assert (payment.conditional, payment.amount) == (True, Decimal(80000))
    assert payment.due_on == date(2027, 7, 30)


FIXED = ("free", "lump_sum", "instalments", "staged_free", "entry_fee_royalty")


@given(st.sampled_from(FIXED), st.dates(date(2026, 1, 1), date(2029, 1, 1)), st.integers(1, 3000))
def test_the_fixed_lines_add_up_to_what_annex_2_prints(kind, first, days):
    last = date.fromordinal(first.toordinal() + days)
    frame = Frame(first, first, last, CALENDAR, 30)
    terms = read_terms(EXAMPLES[kind])
    fixed = sum((line.amount or Decimal(0) for line in lines_of(terms, frame)), Decimal(0))
    assert fixed == terms.annex_amount(frame.months)
