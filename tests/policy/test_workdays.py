"""Deadlines by the official calendar, each with the rule that made it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenancy.models import WorkdayOverride
from tenancy.policy.workdays import (
    Calendar,
    add_months,
    add_working_days,
    corresponding_day,
    install_calendar,
    official_calendar,
)

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("A7")
def test_the_plan_of_11_may_2022_is_due_on_25_may_and_says_why():
    due = add_working_days(date(2022, 5, 11), 10)
    assert due.day == date(2022, 5, 25)
    assert not due.provisional
    assert due.explanation == (
        "自2022年5月11日的次日起算，第10个工作日为2022年5月25日（按国务院办公厅公布的节假日和调休安排）。"
    )


@pytest.mark.requirement("A7")
def test_a_later_selection_starts_the_same_ten_days():
    assert add_working_days(date(2022, 6, 1), 10).day == date(2022, 6, 16)  # 端午 on 3 June


@pytest.mark.requirement("A7")
def test_holidays_are_left_out_and_make_up_days_counted():
    spring_festival = official_calendar()
    assert not spring_festival.is_working_day(date(2023, 1, 23))
    assert spring_festival.is_working_day(date(2023, 1, 28))  # a Saturday
    assert spring_festival.add_working_days(date(2023, 1, 20), 2).day == date(2023, 1, 29)


@pytest.mark.requirement("A7")
def test_a_suggestion_list_is_answered_within_90_working_days():
    due = add_working_days(date(2023, 3, 1), 90)
    calendar = official_calendar()
    counted = [day for day in days(date(2023, 3, 2), due.day) if calendar.is_working_day(day)]
    assert len(counted) == 90
    assert due.day == date(2023, 7, 10)


def days(first, last):
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]


@pytest.mark.requirement("A7")
def test_a_withdrawal_takes_effect_after_the_seventh_working_day():
    effect = official_calendar().day_after_working_days(date(2023, 3, 6), 7)  # a Monday, no holidays near
    assert effect.day == date(2023, 3, 16)
    assert "第7个工作日为2023年3月15日" in effect.explanation
    assert official_calendar().day_after_working_days(date(2023, 3, 6), 0).day == date(2023, 3, 6)


def test_beyond_the_last_announced_year_a_deadline_is_provisional_and_says_so():
    due = add_working_days(date(2026, 12, 28), 10)
    assert due.provisional
    assert str(due).endswith("（暂定）")
    assert "2027年的放假安排尚未载入" in due.explanation


@pytest.mark.requirement("ZJ-69")
def test_an_effect_that_was_announced_stands_and_says_so():
    effect = official_calendar().day_after_working_days(date(2026, 12, 28), 7)
    assert effect.day == date(2027, 1, 8)  # 1 January is no working day by law, whoever announces what
    assert "公告后生效时间不再调整" in effect.explanation
    assert "可能" not in effect.explanation


def test_an_added_year_is_seen_at_once():
    assert add_working_days(date(2026, 12, 31), 1).day == date(2027, 1, 4)
    WorkdayOverride.objects.create(day=date(2027, 1, 4), kind="rest", holiday="元旦", source="通知")
    due = add_working_days(date(2026, 12, 31), 1)
    assert (due.day, due.provisional) == (date(2027, 1, 5), False)


@pytest.mark.parametrize("day", [date(2029, 1, 1), date(2029, 5, 1), date(2029, 10, 1), date(2029, 10, 3)])
def test_a_day_off_whose_date_is_law_needs_no_announcement(day):
    assert not official_calendar().is_working_day(day)


def test_a_corrected_day_replaces_the_earlier_row():
    WorkdayOverride.objects.create(day=date(2023, 3, 7), kind="rest", holiday="调整", source="通知")
    assert add_working_days(date(2023, 3, 6), 1).day == date(2023, 3, 8)


def test_what_was_corrected_by_hand_stays_when_the_shipped_calendar_is_loaded_again():
    """Each start of a new version loads it."""
    day = date(2026, 10, 10)  # a Saturday that is worked
    assert official_calendar().is_working_day(day)
    WorkdayOverride.objects.create(day=day, kind="rest", holiday="国庆节", source="更正的通知", entered_by=7)
    assert install_calendar() == 0
    assert not official_calendar().is_working_day(day)


def test_loading_the_shipped_calendar_again_writes_nothing():
    assert WorkdayOverride.objects.count() == 182
    assert install_calendar() == 0


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2023, 1, 31), 1, date(2023, 2, 28)),  # no corresponding day: the last of the month
        (date(2022, 11, 1), 6, date(2023, 5, 4)),  # 1 May is a holiday: the next working day
        (date(2023, 3, 15), 6, date(2023, 9, 15)),
    ],
)
def test_a_period_in_months_ends_on_the_corresponding_day_or_the_next_working_day(start, months, end):
    assert add_months(start, months).day == end


def test_a_moved_end_says_that_it_was_moved():
    assert "适逢休假日，顺延至其后第一个工作日" in add_months(date(2022, 11, 1), 6).explanation
    assert "顺延" not in add_months(date(2023, 3, 15), 6).explanation


def test_a_period_in_days_ends_on_a_working_day():
    assert official_calendar().add_days(date(2023, 9, 30), 5).day == date(2023, 10, 7)  # a make-up Saturday


PLAIN = Calendar({}, frozenset(range(1900, 2200)))
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(DAYS, st.integers(1, 200))
def test_between_start_and_deadline_lie_exactly_as_many_working_days(start, count):
    due = PLAIN.add_working_days(start, count).day
    assert sum(PLAIN.is_working_day(day) for day in days(start, due)[1:]) == count
    assert PLAIN.is_working_day(due)


@given(DAYS, st.integers(0, 300))
def test_the_corresponding_day_never_leaves_its_month(start, months):
    end = corresponding_day(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day <= start.day
