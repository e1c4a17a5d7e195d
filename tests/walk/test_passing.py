"""However long a notice of withdrawal lasts, what was done today was done last month, and the notice is over."""

import csv
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from publication import announce
from reporting.periods import Month
from tenancy.policy.workdays import FILE, Calendar
from tests.factories.publication import RecordFactory
from tests.factories.tenancy import platform
from tests.walk.passing import NOTICES, days_back

NOTICE_WORKING_DAYS = 7
FIRST, LAST = date(2022, 1, 1), date(2026, 12, 31)  # of the years whose holidays are announced


@pytest.fixture(scope="module")
def calendar():
    with FILE.open(encoding="utf-8", newline="") as lines:
        overrides = {date.fromisoformat(row["day"]): row["kind"] for row in csv.DictReader(lines)}
    return Calendar(overrides, frozenset(day.year for day in overrides))


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 6, 1), 10),  # a Monday; the notice ends with the 10th
        (date(2026, 6, 10), 13),  # over the weekend of 端午
        (date(2026, 6, 30), 30),
        (date(2026, 2, 10), 17),  # nine days of 春节
        (date(2026, 2, 28), 28),
        (date(2026, 10, 1), 15),  # seven days of 国庆节, one Saturday made up for
        (date(2026, 9, 30), 30),
        (date(2027, 1, 1), 12),  # the week alone, where no holidays are announced
    ],
    ids=str,
)
def test_so_many_days_lie_between_today_and_the_month_before_with_the_notice_over(calendar, today, days):
    assert days_back(today, [notice_ends(calendar, today)]) == days


def test_on_every_day_of_five_years_the_past_lies_in_the_month_before_and_the_notice_is_over(calendar):
    for number in range((LAST - FIRST).days + 1):
        today = FIRST + timedelta(days=number)
        ends = notice_ends(calendar, today)
        back = timedelta(days=days_back(today, [today, ends]))
        assert Month(today.year, today.month).previous() == Month((today - back).year, (today - back).month), today
        assert ends - back <= today


def test_without_a_notice_the_month_turns_all_the_same():
    assert days_back(date(2026, 6, 10), []) == 10


def test_the_days_of_the_announced_withdrawals_are_read_where_they_are_kept(liaoning):
    ends = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=11), time.min))
    RecordFactory()
    announce.withdraw(RecordFactory().number, by=platform(), ground="transfer", sentence="转移", effective_at=ends)
    with connection.cursor() as cursor:
        cursor.execute(NOTICES)
        assert cursor.fetchall() == [(ends.date(),)]


def notice_ends(calendar, today):
    return calendar.day_after_working_days(today, NOTICE_WORKING_DAYS).day
