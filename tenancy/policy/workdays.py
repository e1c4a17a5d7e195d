"""Deadlines by the official calendar of working days, each with the rule that made it (A7).

The calendar is Monday to Friday, corrected by the holidays and make-up days that the State Council announces for a
year. Beyond the announced years a deadline is worked out from the week and the days off whose date is law, and marked
provisional; an effect that the public was told stands.
"""

import calendar as months_of
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from tenancy.actors import Actor
from tenancy.models.policy import DayKind, WorkdayOverride
from tenancy.policy.ledger import read_cursor, writing
from tenancy.refusals import Refused
from tenancy.roles import Right

FILE = Path(__file__).parent / "workdays.csv"
SATURDAY = 5
BY_LAW = {(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)}  # 元旦、劳动节、国庆节 in any year (全国年节及纪念日放假办法)


@dataclass(frozen=True)
class Deadline:
    """A day, whether it may still move, and the sentence that explains it."""

    day: date
    provisional: bool
    explanation: str

    def __str__(self) -> str:
        return f"{spoken(self.day)}{_('（暂定）') if self.provisional else ''}"


@dataclass(frozen=True)
class Calendar:
    """Official working days: the days that differ from the week, and the years for which they are announced."""

    overrides: dict[date, str]
    years: frozenset[int]

    def is_working_day(self, day: date) -> bool:
        if kind := self.overrides.get(day):
            return kind == DayKind.WORK
        return day.weekday() < SATURDAY and (day.month, day.day) not in BY_LAW

    def add_working_days(self, start: date, count: int) -> Deadline:
        """The last day of a period of `count` working days that starts with `start`; that day is not counted."""
        days = [day for day, _number in zip(self._working_days_after(start), range(count), strict=False)]
        end = days[-1] if days else start
        return self._deadline(
            start, end, _("自%(start)s的次日起算，第%(count)s个工作日为%(end)s%(rule)s。"), count=count
        )

    def day_after_working_days(self, start: date, count: int) -> Deadline:
        """The day from whose first moment something holds that takes effect after `count` working days (ZJ-69).

        It is told to the public and stands: holidays that are announced later do not move it.
        """
        if not count:
            return self._deadline(start, start, _("自%(start)s起生效。"))
        last = self.add_working_days(start, count).day
        sentence = _("自%(start)s的次日起算，第%(count)s个工作日为%(last)s，期满后自%(end)s零时起生效%(rule)s。")
        unsure = _("%s年的放假安排尚未载入，该年按周一至周五和法定节日计算；公告后生效时间不再调整。")
        return self._deadline(start, last + timedelta(days=1), sentence, unsure, count=count, last=spoken(last))

    def add_months(self, start: date, count: int) -> Deadline:
        """The corresponding day, or the last of the month; a day off at the end moves it on (细则第五条)."""
        last = corresponding_day(start, count)
        sentence = _("自%(start)s起%(count)s个月，相应日为%(last)s%(moved)s，期限届满日为%(end)s。")
        return self._moved(start, last, sentence, count=count)

    def add_days(self, start: date, count: int) -> Deadline:
        """A period in days; the first is not counted, a day off at the end moves it on (细则第五条)."""
        last = start + timedelta(days=count)
        return self._moved(
            start, last, _("自%(start)s的次日起%(count)s天，至%(last)s%(moved)s，期限届满日为%(end)s。"), count=count
        )

    def next_working_day(self, day: date) -> date:
        """The day itself when it is a working day."""
        return day if self.is_working_day(day) else next(self._working_days_after(day))

    def days_off_from(self, day: date) -> list[date]:
        """The days off that were announced, from this one on."""
        return [off for off, kind in self.overrides.items() if off >= day and kind == DayKind.REST]

    def _working_days_after(self, day: date) -> Iterator[date]:
        while True:
            day += timedelta(days=1)
            if self.is_working_day(day):
                yield day

    def _moved(self, start: date, last: date, sentence: str, *, count: int) -> Deadline:
        end = self.next_working_day(last)
        moved = _("，适逢休假日，顺延至其后第一个工作日") if end != last else ""
        return self._deadline(start, end, sentence, count=count, last=spoken(last), moved=moved)

    def _deadline(self, start: date, end: date, sentence: str, unsure: str = "", **words: object) -> Deadline:
        unknown = sorted(set(range(start.year, end.year + 1)) - self.years)
        rule = _("（按国务院办公厅公布的节假日和调休安排）")
        told = sentence % {"start": spoken(start), "end": spoken(end), "rule": rule, **words}
        if unknown:
            years = "、".join(map(str, unknown))
            may_move = _("%s年的放假安排尚未载入，该年暂按周一至周五和法定节日推算，公布后可能调整。")
            told += (unsure or may_move) % years
        return Deadline(end, bool(unknown), told)


def official_calendar() -> Calendar:
    """The calendar as it is now; one query when nothing was added. Ask once for many deadlines."""
    return calendar_as_of(read_cursor().days)


def add_working_days(start: date, count: int) -> Deadline:
    """The last day of a period of working days; `start` is not counted (CN-57, ZJ-60)."""
    return official_calendar().add_working_days(start, count)


def add_months(start: date, count: int) -> Deadline:
    """The last day of a period in months (《专利法实施细则》第五条)."""
    return official_calendar().add_months(start, count)


@lru_cache(maxsize=2)
def calendar_as_of(last: int) -> Calendar:
    """The calendar up to the row `last`, which is the newest: writers take turns, so there is one for each."""
    latest = {row.day: row.kind for row in WorkdayOverride.objects.order_by("id")}
    return Calendar(latest, frozenset(day.year for day in latest))


def corresponding_day(start: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, months_of.monthrange(year, month + 1)[1]))


def install_calendar(file: Path = FILE) -> int:
    """Load the shipped years. What is already known is not written again. Returns the number of new rows."""
    with file.open(encoding="utf-8", newline="") as lines:
        wanted = [WorkdayOverride(source=notice(row["day"][:4]), **row) for row in csv.DictReader(lines)]
    return add_overrides(wanted)


@transaction.atomic
def add_year(year: int, days: Iterable[tuple[date, str, str]], source: str, *, by: Actor) -> int:
    """登记一年的放假安排: (day, rest or work, holiday) as announced. Returns how many days were new."""
    by.must(Right.KEEP_CALENDAR)
    days = list(days)
    reasons = [
        _("%(day)s不在%(year)s年") % {"day": day, "year": year} for day, _kind, _name in days if day.year != year
    ]
    if not source.strip():
        reasons.append(_("请填写放假安排通知的名称或文号"))
    if not days:
        reasons.append(_("请逐日填写放假和上班日"))
    if reasons:
        raise Refused(*reasons)
    who = by.user.pk if by.user else None
    return add_overrides(
        WorkdayOverride(day=day, kind=kind, holiday=name, source=source, entered_by=who) for day, kind, name in days
    )


def add_overrides(wanted: Iterable[WorkdayOverride]) -> int:
    """Write those that differ from what is known; what was shipped before and corrected since stays so."""
    with writing():
        rows = list(WorkdayOverride.objects.order_by("id"))
        known = {(row.day, row.holiday): row.kind for row in rows}
        shipped = {_said(row) for row in rows if row.entered_by is None}
        differ = [row for row in wanted if known.get((_as_date(row.day), row.holiday)) != row.kind]
        new = [row for row in differ if row.entered_by is not None or _said(row) not in shipped]
        return len(WorkdayOverride.objects.bulk_create(new))


def _said(row: WorkdayOverride) -> tuple[date, str, str]:
    return _as_date(row.day), row.holiday, row.kind


def _as_date(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def notice(year: int | str) -> str:
    """The official announcement that a year rests on."""
    return f"国务院办公厅关于{year}年部分节假日安排的通知"


def spoken(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
