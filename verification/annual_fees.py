"""Annual fees: when due, how much, what a delay costs, and when the right is gone (专利法实施细则第一百一十五条).

Fee years count from the filing date; the fee of a year is due on the anniversary on which that year begins. Six
months of grace follow with a surcharge on the full fee; after them the right has ended as of the due date.
"""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from verification.numbers import Kind
from verification.terms import months_later, years_of_life

DATA = Path(__file__).resolve().parent / "data"
GRACE_MONTHS = 6
RESTORATION_FEE = Decimal(1000)
RESTORATION_MONTHS = 2  # from the notice that the right has ended (专利法实施细则第六条)


class FeeState(StrEnum):
    PAID = "paid"
    GRACE = "grace"
    ENDED = "ended"


@dataclass(frozen=True)
class FeeStanding:
    """How a patent stands with its fees on a day. Money in yuan; `surcharge` is what the delay costs today."""

    state: FeeState
    year: int
    due_on: date
    grace_until: date
    fee: Decimal
    surcharge_percent: int = 0

    @property
    def surcharge(self) -> Decimal:
        return self.fee * self.surcharge_percent / 100


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def fee_of_year(kind: Kind, year: int) -> Decimal:
    """The full annual fee in yuan. Raises ValueError for a year in which the patent cannot live."""
    for row in _rows("annual_fees.csv"):
        if row["kind"] == kind and int(row["from_year"]) <= year <= int(row["to_year"]):
            return Decimal(row["yuan"])
    raise ValueError(f"{kind.label}没有第{year}年度的年费")


def fee_year(filing_date: date, day: date) -> int:
    """In which patent year a day lies; the first begins with the filing date."""
    years = day.year - filing_date.year
    return years + (1 if day >= months_later(filing_date, 12 * years) else 0)


def due_on(filing_date: date, year: int) -> date:
    """The last day to pay for a year without surcharge."""
    return months_later(filing_date, 12 * (year - 1))


def surcharge_percent(due: date, day: date) -> int:
    """Percent of the full fee for paying on `day`; 0 up to one month after the due date, at most 25."""
    if day <= due:
        return 0
    for row in _rows("surcharges.csv"):
        if day <= months_later(due, int(row["up_to_months"])):
            return int(row["percent"])
    return int(_rows("surcharges.csv")[-1]["percent"])


def standing(kind: Kind, filing_date: date, paid_years: int, day: date) -> FeeStanding:
    """How the fees stand when the first `paid_years` years are paid."""
    last_year = years_of_life(kind, filing_date)
    year = min(paid_years + 1, last_year)
    due = due_on(filing_date, year)
    grace_until = months_later(due, GRACE_MONTHS)
    state = FeeState.PAID
    if paid_years < last_year and day > due:
        state = FeeState.GRACE if day <= grace_until else FeeState.ENDED
    percent = surcharge_percent(due, day) if state == FeeState.GRACE else 0
    return FeeStanding(state, year, due, grace_until, fee_of_year(kind, year), percent)


def restoration_until(notice: date) -> date:
    """The last day to ask for the right back after the notice that it has ended."""
    return months_later(notice, RESTORATION_MONTHS)
