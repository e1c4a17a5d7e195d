"""How long a patent lives (专利法第四十二条), counted from the filing date, never moved by holidays."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from verification.numbers import Kind, PatentNumber

YEARS = {Kind.INVENTION: 20, Kind.UTILITY_MODEL: 10, Kind.DESIGN: 15}
DESIGN_YEARS_BEFORE = 10
FIFTEEN_YEARS_FROM = date(2021, 6, 1)  # 2020 年修正的专利法施行


def months_later(day: date, months: int) -> date:
    """The corresponding day, or the last day of a month that has none (专利法实施细则第五条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=4096)
def last_day_of_term(start: date, months: int) -> date:
    """The last day of a term that begins on `start`: one year from 2023-01-01 ends with 2023-12-31."""
    return months_later(start, months) - timedelta(days=1)


def years_of_life(kind: Kind, filing_date: date) -> int:
    if kind == Kind.DESIGN and filing_date < FIFTEEN_YEARS_FROM:
        return DESIGN_YEARS_BEFORE
    return YEARS[kind]


def last_day_of_patent(kind: Kind, filing_date: date, extended_to: date | None = None) -> date:
    """The last day on which the patent can be in force.

    `extended_to` is the recorded 现专利权期满终止日 after compensation: the first day without the right.
    """
    plain = last_day_of_term(filing_date, 12 * years_of_life(kind, filing_date))
    return max(plain, extended_to - timedelta(days=1)) if extended_to else plain


def last_day_at_most(number: PatentNumber, extended_to: date | None = None) -> date:
    """The latest last day when only the number is known: filed on the last day of its year."""
    return last_day_of_patent(number.kind, date(number.filing_year, 12, 31), extended_to)


def last_day_at_least(number: PatentNumber) -> date:
    """The earliest last day when only the number is known: filed on the first day of its year."""
    return last_day_of_patent(number.kind, date(number.filing_year, 1, 1))
