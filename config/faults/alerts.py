"""4.7: whatever befalls a running house is told within a minute, everywhere: page, figures, notice, letter.

The house's own worker looks, woken by its own clock. In a house that is well nothing is told.
"""

import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from typing import Any
from urllib.request import Request as Question
from urllib.request import urlopen

import psycopg
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils.html import escape

from config.alarms.telling import STANDING, standing
from config.faults import outfit
from config.faults.clients import Request, ask
from config.faults.errands import letters
from config.faults.mishaps import LAST, MISHAPS, NEXT, Mishap, mend
from config.faults.people import Person, Town, person
from config.faults.places import ADMINISTRATOR, until
from config.generator.offices import open_national_office
from tenancy.actors import system_actor
from tenancy.models import Province
from tenancy.models.regions import NATION
from tenancy.roles import Role
from tenancy.scope import acting

WITHIN = 60  # seconds (4.7)
PATIENCE = 600  # seconds, for what is no part of the goal
A_LOOK = 1.0
STANDS = re.compile(r'^platform_alarm\{name="([^"]+)",province="\d*"\} 1.0$', re.MULTILINE)
OPENED_LATE = "month_not_closed"  # a house that opens after the day of last month's table says so, and is right
NOTICES = """SELECT n.key, n.sentence, u.email FROM outbox_notice AS n JOIN tenancy_user AS u ON u.id = n.user_id
    WHERE n.key LIKE 'alarm:%'"""
ROUND = """SELECT count(*) FILTER (WHERE done_at IS NOT NULL) > 0 AND count(*) FILTER (WHERE done_at IS NULL) = 0
    FROM outbox_job WHERE kind = 'reporting.prepare'"""
IN_TIME = "UPDATE reporting_return SET due_on = current_date + 30 WHERE due_on < current_date"


def told_in_time(town: Town) -> Iterator[str]:
    duty = on_duty(town)
    seconds, false = quiet(town)
    yield f"4.7 完好时：检查一遍（{seconds:.0f} 秒内轮到），误报 {len(false)} 项{named(false)}"
    if false:
        raise AssertionError(f"4.7 误报{named(false)}")
    faults: list[str] = []
    for mishaps in (MISHAPS, NEXT, LAST):
        watch = watched(town, Watch(mishaps, duty, before=frozenset(MISHAPS | NEXT) - mishaps.keys()))
        yield watch.line()
        faults += watch.faults()
    if faults:
        raise AssertionError(f"4.7 {'；'.join(faults)}")


def on_duty(town: Town) -> Person:
    """The administrator of the province; and one of the nation's staff, who hears what concerns all."""
    bureau = town.officer.actor.office
    assert bureau is not None
    with acting(province=NATION), transaction.atomic():
        by = system_actor(Province.objects.get(pk=NATION))
        person(open_national_office(by), "nation", Role.NATION_STAFF)
    with acting(province=town.province.pk), transaction.atomic():
        return person(bureau, "duty-of-the-province", Role.PROVINCE_ADMIN)


def quiet(town: Town) -> tuple[float, set[str]]:
    """Seconds until somebody has looked anew, and all that was told since the house was opened."""
    until(lambda: asked(ROUND) == [(True,)], PATIENCE)
    mend(IN_TIME)
    cache.delete(STANDING)
    seconds = until(lambda: standing() is not None, PATIENCE)
    told = {key.split(":")[1] for key, _sentence, _to in asked(NOTICES)}
    return seconds, {base(name) for name in figures()} | told - {OPENED_LATE}


@dataclass
class Watch:
    """When each befell, and when it was told everywhere."""

    mishaps: Mapping[str, Mishap]
    duty: Person
    struck: dict[str, float] = field(default_factory=dict)
    told: dict[str, float] = field(default_factory=dict)
    before: frozenset[str] = frozenset()  # what befell earlier and may still stand
    others: set[str] = field(default_factory=set)  # told although nothing of the kind had befallen

    def look(self) -> bool:
        """Whether all that befell is told by now."""
        known = figures()
        for name in known & everywhere(self.duty) | {name for name in known if self.is_posted(base(name))}:
            self.told.setdefault(base(name), time.monotonic())
        self.others |= {base(name) for name in known} - self.struck.keys() - self.before
        return self.struck.keys() <= self.told.keys()

    def is_posted(self, name: str) -> bool:
        """All that can be told without a database."""
        words = self.mishaps[name].letter if name in self.mishaps else ""
        return bool(words) and any(words in subject for subject in subjects())

    def seconds(self, name: str) -> float:
        return self.told[name] - self.struck[name] if name in self.told else float("inf")

    def line(self) -> str:
        each = sorted((self.seconds(name), mishap.words) for name, mishap in self.mishaps.items())
        return f"4.7 页面、指标、通知、信件都告知的秒数：{'、'.join(f'{words} {took:.0f}' for took, words in each)}"

    def faults(self) -> Iterator[str]:
        for name, mishap in self.mishaps.items():
            if self.seconds(name) > WITHIN:
                yield f"{mishap.words}没有在 {WITHIN} 秒内告知"
        yield from (f"误报 {name}" for name in sorted(self.others))


def watched(town: Town, watch: Watch) -> Watch:
    """They befall one after the other, so that they meet the rounds of the worker at different times."""
    with ExitStack() as stack:
        for name, mishap in watch.mishaps.items():
            watch.struck[name] = time.monotonic()
            stack.enter_context(mishap.befalls(town))
            watch.struck[name] = time.monotonic()
            watch.look()
        deadline = time.monotonic() + 2 * WITHIN
        while not watch.look() and time.monotonic() < deadline:
            time.sleep(A_LOOK)
    return watch


def base(name: str) -> str:
    return name.split(":")[0]


def named(names: set[str]) -> str:
    return f"：{'、'.join(sorted(names))}" if names else ""


def everywhere(duty: Person) -> set[str]:
    """Names of the alarms of which there is a notice, a letter, and a line on the page."""
    page, posted = page_of(duty), subjects()
    return {
        key.rsplit(":", 1)[0].removeprefix("alarm:")
        for key, sentence, _to in asked(NOTICES)
        if sentence in posted and escape(sentence.split("：", 1)[1]) in page
    }


def figures() -> set[str]:
    """What stands on /metrics."""
    question = Question(f"{settings.SITE_URL}/metrics", headers={"Authorization": f"Bearer {outfit.WORD}"})  # noqa: S310 -- our own
    with urlopen(question, timeout=20) as answer:  # noqa: S310
        return set(STANDS.findall(answer.read().decode()))


def page_of(duty: Person) -> str:
    return ask(Request("alarms", duty, reverse("alarms"), None))[2].decode()


def subjects() -> set[str]:
    """Of the letters to who is on duty."""
    return {str(make_header(decode_header(one["Subject"]))) for one in letters() if one["To"] == outfit.DUTY}


def asked(question: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(os.environ[ADMINISTRATOR]) as administrator:
        return administrator.execute(question).fetchall()  # type: ignore[arg-type]  # all of them stand above
