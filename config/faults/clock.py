"""F7: web and worker with a clock of their own that runs away; the hours that the law knows stay the database's."""

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http.client import HTTPException
from urllib.request import urlopen

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audit.models import Event
from audit.record import APART_SECONDS
from config.faults import FOLDER, victims
from config.faults.cells import after_the_last, blind, compare, reconnect
from config.faults.clients import History, work
from config.faults.own_clock import WISH
from config.faults.people import PROVINCE, Town, signed_in
from outbox.models import Job
from tenancy.scope import acting

PEOPLE, ANSWERS_EACH, SECONDS_EACH, PATIENCE = 12, 16, 30, 120
WORDS = {"web": "网站", "worker": "后台作业"}
LEAP_DAY = datetime(2028, 2, 29, 23, 59, 50)


@dataclass(frozen=True)
class Skew:
    """What the clock does (config/faults/skewed.py), and whether acts go on meanwhile."""

    name: str
    setting: str
    goes_on: bool = False


def skews() -> list[Skew]:
    now = timezone.localtime().replace(tzinfo=None)
    month_end = (now.replace(day=1) + timedelta(days=32)).replace(day=1, hour=0, minute=0, second=0)
    return [
        Skew("快45秒", "+45", goes_on=True),
        Skew("慢45秒", "-45", goes_on=True),
        Skew("快10分", "+600"),
        Skew("慢10分", "-600"),
        Skew("倒回1小时", "-3600"),
        Skew("停在5分钟前", f"={time.time() - 300}"),
        Skew("月末", f"{(month_end - now).total_seconds():+.0f}"),
        Skew("年末", f"{(datetime(now.year + 1, 1, 1) - now).total_seconds():+.0f}"),
        Skew("二月二十九日", f"{(LEAP_DAY - now).total_seconds():+.0f}"),
    ]


def clocks_run_away(town: Town, act) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """Web and worker separately: each skew while people accept, then the right time again."""
    for name in ("web", "worker"):
        set_clock(name, "+0")
    WISH.touch()
    while WISH.exists():
        time.sleep(0.1)
    for name in ("web", "worker"):
        victims.kill_all(name)
    wait_for_the_site()
    faults: list[str] = []
    for name in ("web", "worker"):
        for skew in skews():
            set_clock(name, skew.setting)
            told = worked(town, act)
            set_clock(name, "+0")
            found = judged(act, told, goes_on=skew.goes_on or name == "worker")
            yield (
                f"F7  {WORDS[name]}时钟{skew.name}：已答复 {len(told.acknowledged)}，拒绝 {len(told.refused)}，"
                f"未答复 {len(told.unknown)}；{'；'.join(found) or '无丢失、无重复、时刻不乱'}"
            )
            faults += found
    found = recovered(town, act)
    faults += found
    yield f"F7  时钟复原后：{'；'.join(found) or '照常办理，到期的作业全部做完，没有一项被放弃'}"
    if faults:
        raise AssertionError(f"F7 {faults[0]}")


def set_clock(name: str, setting: str) -> None:
    """In one go."""
    partial = FOLDER / f"clock-{name}.part"
    partial.write_text(setting)
    partial.rename(FOLDER / f"clock-{name}")


def wait_for_the_site() -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError, HTTPException), urlopen(f"{settings.SITE_URL}/healthz", timeout=5):  # noqa: S310 -- our own
            return
        time.sleep(0.5)


def worked(town: Town, act) -> History:  # type: ignore[no-untyped-def]
    """Some acceptances, by people who have just signed in; on a busy machine fewer."""
    reconnect()
    firms = {firm.session: replace(firm, session=signed_in(firm.actor)) for firm in town.firms[:PEOPLE]}
    mine = (replace(one, by=firms[one.by.session]) for one in act.requests if one.by.session in firms)
    history, until = History(), time.monotonic() + SECONDS_EACH
    work(mine, history, lambda: history.told() >= ANSWERS_EACH or time.monotonic() > until, people=4)
    return history


def judged(act, told: History, *, goes_on: bool) -> list[str]:  # type: ignore[no-untyped-def]
    """Nothing lost or doubled; at an hour that is not, nothing is done; what was done, was done at the database's."""
    reconnect()
    with acting(province=PROVINCE), transaction.atomic():
        present = act.present()
        found = compare(told, present) + (blind(told, present) if goes_on else [])
        apart = timedelta(seconds=APART_SECONDS + 1)
        recent = Event.objects.filter(verb__startswith="licence.").exclude(verb="licence.payment")  # its day is told
        wrong = recent.exclude(effective_at__range=(F("recorded_at") - apart, F("recorded_at") + apart)).count()
    if told.acknowledged and not goes_on:
        found.append(f"时钟不对时办成了 {len(told.acknowledged)} 项")
    return found + ([f"{wrong} 条记录的时刻不对"] if wrong else [])


def recovered(town: Town, act) -> list[str]:  # type: ignore[no-untyped-def]
    """With the right time all goes on by itself; what failed meanwhile waits for its pause, nothing is given up."""
    found = judged(act, worked(town, act), goes_on=True)
    with acting(province=PROVINCE):
        left = after_the_last(Job.objects.due)
        with transaction.atomic():
            lost = Job.objects.filter(given_up_at__isnull=False).count()
    counted = {"没有做完": left, "被放弃": lost}
    return found + [f"{number} 项作业{word}" for word, number in counted.items() if number]
