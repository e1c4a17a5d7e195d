"""What happens by the clock happens once per slot and province, also after the clock stood still."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from config.celery import TIMETABLE
from outbox import tasks
from outbox.models import Job
from outbox.registry import HANDLERS
from outbox.rhythms import Daily, Every, Monthly
from outbox.timetable import plan
from tenancy.scope import acting


def at(day, hour, minute=0, month=3):
    return datetime(2026, month, day, hour, minute, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("rhythm", "now", "slot"),
    [
        (Every(10), (5, 9, 47), "2026-03-05T09:40+08:00"),
        (Daily(2, 30), (5, 9), "2026-03-05T02:30+08:00"),
        (Daily(2, 30), (5, 1), "2026-03-04T02:30+08:00"),
        (Monthly(5, 8), (5, 9), "2026-03-05T08:00+08:00"),
        (Monthly(5, 8), (5, 7), "2026-02-05T08:00+08:00"),
    ],
)
def test_the_latest_slot_is_the_last_planned_moment(rhythm, now, slot):
    assert rhythm.latest(at(*now)).isoformat(timespec="minutes") == slot


def test_the_first_days_of_january_look_back_to_december():
    assert Monthly(5).latest(at(2, 9, month=1)).date().isoformat() == "2025-12-05"


def test_each_province_gets_each_slot_once(started_liaoning, started_zhejiang, can_do):
    can_do("tests.seal", lambda job: None)
    assert plan({"tests.seal": Daily(2)}, at(5, 9)) == 2
    assert plan({"tests.seal": Daily(2)}, at(5, 10)) == 0
    with acting(province=33):
        assert Job.objects.get().key == "2026-03-05T02:00+08:00"


def test_after_days_without_a_clock_only_the_latest_slot_is_caught_up(started_liaoning, can_do):
    can_do("tests.seal", lambda job: None)
    plan({"tests.seal": Daily(2)}, at(5, 9))
    assert plan({"tests.seal": Daily(2)}, at(9, 9)) == 1


def test_every_line_of_the_timetable_has_a_function():
    assert TIMETABLE.keys() <= HANDLERS.keys()


def test_the_engine_plans_the_whole_timetable(in_liaoning):
    assert tasks.plan() == len(TIMETABLE)
    assert {job.kind for job in Job.objects.all()} == TIMETABLE.keys()
