"""What falls due under a licence, and when: the fee model and two days in, dated lines out. Asks the database nothing.

Payments that a clause counts "from the contract's effect" run from the day the licence was concluded; free periods,
trials and licence years run from the first day of the licence's term, so that the fixed lines add up to the amount
that annex 2 prints. Royalties are settled by calendar periods, cut at both ends of the term.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publication.choices import DayKind, Settlement
from publication.offers import whole_months
from publication.terms import EntryFeeRoyalty, Instalments, LumpSum, Royalty, StagedFree, Terms, TrialThenPay
from tenancy.policy.workdays import Calendar, Deadline, corresponding_day

MONTHS = {Settlement.YEAR: 12, Settlement.HALF_YEAR: 6, Settlement.QUARTER: 3, Settlement.MONTH: 1}
ONE_DAY = timedelta(days=1)


class DueKind(models.TextChoices):
    PAYMENT = "payment", gettext_lazy("使用费")
    ROYALTY = "royalty", gettext_lazy("提成")
    DECISION = "decision", gettext_lazy("试用期满前答复")
    SWITCH = "switch", gettext_lazy("免费期满转为收费")


@dataclass(frozen=True)
class Line:
    """One thing that falls due. `amount` in yuan, None while it is not known; `conditional` on a trial's decision."""

    kind: DueKind
    due_on: date
    what: str
    rule: str
    amount: Decimal | None = None
    opens_on: date | None = None
    period: tuple[date, date] | None = None
    conditional: bool = False


@dataclass(frozen=True)
class Frame:
    """The days a schedule hangs on. `undated_days` is the time to pay where the published clause names none."""

    concluded_on: date
    starts_on: date
    ends_on: date  # included
    calendar: Calendar
    undated_days: int

    @property
    def months(self) -> int:
        return whole_months(self.starts_on, self.ends_on)

    def month(self, months: int) -> date:
        """The first day after so many months of the term."""
        return corresponding_day(self.starts_on, months)

    def within(self, start: date, days: int, kind: str = DayKind.CALENDAR) -> Deadline:
        count = self.calendar.add_working_days if kind == DayKind.WORKING else self.calendar.add_days
        return count(start, days)


def lines_of(terms: Terms, frame: Frame) -> list[Line]:
    """Everything that falls due for one patent, in the order of the days. A free licence has none."""
    found: list[Line] = []
    for kind, lines in LINES:
        if isinstance(terms, kind):
            found += lines(terms, frame)
    return sorted(found, key=lambda line: line.due_on)


def _lump_sum(terms: LumpSum, frame: Frame) -> Iterator[Line]:
    yield _payment(_("一次总付"), terms.amount, frame.within(frame.concluded_on, terms.pay_days, terms.day_kind))


def _instalments(terms: Instalments, frame: Frame) -> Iterator[Line]:
    """后在每个会计年度截止前: the first year that ends after the first part is due, not one that ends before it."""
    first = frame.within(frame.concluded_on, terms.pay_days)
    yield _payment(_("首批"), terms.first_amount, first)
    for part in range(terms.parts):
        last = date(first.day.year + part, 12, 31)
        words = {"year": last.year, "days": terms.year_end_days}
        rule = _("%(year)s会计年度截止前%(days)s日内。") % words
        opens = last - timedelta(days=terms.year_end_days - 1)
        what = _("其余第%(n)s批") % {"n": part + 1}
        yield Line(DueKind.PAYMENT, last, what, rule, terms.part_amount, opens)


def _entry_fee(terms: EntryFeeRoyalty, frame: Frame) -> Iterator[Line]:
    yield _payment(_("入门费"), terms.entry_fee, frame.within(frame.concluded_on, terms.entry_days))


def _royalty(terms: Royalty, frame: Frame) -> Iterator[Line]:
    yield from _settlements(frame, frame.starts_on, MONTHS[Settlement(terms.settlement)], terms.pay_days)


def _staged_free(terms: StagedFree, frame: Frame) -> Iterator[Line]:
    switch = frame.month(terms.free_months)
    if switch > frame.ends_on:
        return
    rule = _("免费期%(months)s个月，至%(day)s届满。") % {"months": terms.free_months, "day": switch - ONE_DAY}
    yield Line(DueKind.SWITCH, switch, _("免费期满，转为收费"), rule)
    if terms.yearly_amount is None:
        yield from _settlements(frame, switch, MONTHS[Settlement.YEAR], frame.undated_days)
        return
    for year in range(int(terms.annex_amount(frame.months) / terms.yearly_amount)):
        begins = frame.month(terms.free_months + 12 * year)
        what = _("收费第%(n)s年使用费") % {"n": year + 1}
        yield _payment(what, terms.yearly_amount, frame.within(begins, frame.undated_days))


def _trial(terms: TrialThenPay, frame: Frame) -> Iterator[Line]:
    after = frame.month(terms.trial_months)
    if after > frame.ends_on:
        return
    decide = after - ONE_DAY - timedelta(days=terms.decide_days)
    words = {"months": terms.trial_months, "day": after - ONE_DAY, "days": terms.decide_days}
    rule = _("试用%(months)s个月至%(day)s届满，期满前%(days)s日答复是否继续实施。") % words
    yield Line(DueKind.DECISION, decide, _("答复是否继续实施"), rule, period=(frame.starts_on, after - ONE_DAY))
    pay = frame.within(after - ONE_DAY, terms.pay_days)
    what = _("继续实施的使用费")
    yield Line(DueKind.PAYMENT, pay.day, what, pay.explanation, terms.amount, opens_on=after, conditional=True)


def _payment(what: str, amount: Decimal, pay: Deadline) -> Line:
    return Line(DueKind.PAYMENT, pay.day, what, pay.explanation, amount)


def _settlements(frame: Frame, first: date, months: int, pay_days: int) -> Iterator[Line]:
    """Calendar periods from `first` to the end of the term; each is reported and paid after its last day."""
    begins = first
    while begins <= frame.ends_on:
        ends = min(_end_of_period(begins, months), frame.ends_on)
        pay = frame.within(ends, pay_days)
        what = _("%(first)s至%(last)s的提成") % {"first": begins, "last": ends}
        yield Line(DueKind.ROYALTY, pay.day, what, pay.explanation, opens_on=ends + ONE_DAY, period=(begins, ends))
        begins = ends + ONE_DAY


def _end_of_period(day: date, months: int) -> date:
    """The last day of the calendar month, quarter, half or whole year in which a day lies."""
    last_month = (day.month - 1) // months * months + months
    return corresponding_day(date(day.year, 1, 1), last_month) - ONE_DAY


LINES: tuple[tuple[type[Terms], Callable[[Any, Frame], Iterator[Line]]], ...] = (
    (LumpSum, _lump_sum),
    (Instalments, _instalments),
    (EntryFeeRoyalty, _entry_fee),
    (Royalty, _royalty),
    (StagedFree, _staged_free),
    (TrialThenPay, _trial),
)
