"""F6: each kind of job delivered again and again, at once by two hands, shuffled, on time and a week late.

It is done on a copy of the house (management/commands/faults_again.py): what the week brings happens there alone.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from audit.seals import seal
from config.celery import TIMETABLE
from config.faults import FOLDER, each_kind
from config.faults.matters import Matters
from config.faults.people import PROVINCE, Town
from config.faults.places import ADMINISTRATOR, command, done, empty_place, place_at
from config.safekeeping import database
from outbox.models import Job
from outbox.registry import HANDLERS
from outbox.runner import attempt, work
from tenancy.scope import acting

HANDS, TIMES = 2, 2  # so many deliver all of it at once, and so often all of it is done again
OF_EACH = 20
PATIENT_ROUNDS = 5  # a job whose turn comes only after another's fails at first
NOW, WEEK = timedelta(0), timedelta(days=7)
BACKUPS = FOLDER / "backups-again"
# Kinds that no drill brings about, each with its reason.
NOT_MET: dict[str, str] = {}
State = dict[str, Any]


def jobs_again(town: Town, matters: Matters, acts: dict[str, Any]) -> Iterator[str]:
    """A job of each kind in the house, then the rest on a copy of it."""
    each_kind.bring_about(town, matters, acts)
    done("backup", BACKUPS)
    place = place_at(empty_place())
    done("restore", max(BACKUPS.iterdir()), place=place)
    told = command("faults_again", place=place)
    yield from (line for line in told.words.splitlines() if line.startswith("F6"))
    if told.status:
        raise AssertionError(told.words.strip().splitlines()[-1])


def delivered_again(chance: Random) -> Iterator[str]:
    """On the copy: whatever is delivered once more changes nothing, and what is not careful is found."""
    plan_all()
    deliver_once(Job.objects.all())
    yield met(kinds_done())
    yield unchanged("准时", everything(), chance)
    with a_week_later():
        by_their_cause = Job.objects.exclude(kind__in=TIMETABLE)
        yield unchanged("迟到一周（由办事引起的）", by_their_cause, chance)
        deliver_once(everything())
        yield unchanged("迟到一周（全部，与只投递一遍比）", everything(), chance)


def everything() -> QuerySet[Job]:
    return Job.objects.all()


def kinds_done() -> set[str]:
    with acting(province=PROVINCE), transaction.atomic():
        return set(Job.objects.filter(done_at__isnull=False).values_list("kind", flat=True))


def met(kinds: set[str]) -> str:
    """Every registered kind, or a reason why not; a reason for one that was met is out of date."""
    missing = HANDLERS.keys() - kinds - NOT_MET.keys()
    told = "、".join(sorted(missing)) or "没有"
    said = f"F6  登记的作业 {len(HANDLERS)} 种，遇到 {len(kinds & HANDLERS.keys())} 种，没有遇到的：{told}"
    if outdated := NOT_MET.keys() & kinds:
        raise AssertionError(f"{said}；已经遇到、不必再免的：{'、'.join(sorted(outdated))}")
    if missing:
        raise AssertionError(said)
    return said + "".join(f"；免于演练：{kind}（{why}）" for kind, why in NOT_MET.items())


def unchanged(when: str, jobs: QuerySet[Job], chance: Random) -> str:
    kinds, number, changed = difference(jobs, chance)
    said = f"F6  {when}：{kinds} 种 {number} 项作业，{HANDS} 人同时乱序各投递，做 {TIMES} 遍："
    if changed:
        raise AssertionError(f"{said}{'、'.join(changed)} 变了")
    return f"{said}数据库与作业没有变化"


def difference(jobs: QuerySet[Job], chance: Random) -> tuple[int, int, list[str]]:
    """How many kinds and jobs were delivered, and what that has changed."""
    before = state()
    for _time in range(TIMES):
        chosen = reopened(jobs)
        deliver(chosen, chance)
        work_off()
    return len({job.kind for job in chosen}), len(chosen), differing(before, state())


def differing(before: State, after: State) -> list[str]:
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def plan_all() -> None:
    """What the clock asks for, now; as ever it waits until nothing else is due, else it would find more afterwards."""
    asked = [Job(province_id=PROVINCE, kind=kind, key="faults", patient=True) for kind in TIMETABLE]
    with acting(province=PROVINCE), transaction.atomic():
        Job.objects.bulk_create(asked)


def deliver_once(jobs: QuerySet[Job]) -> None:
    """By one hand in order, also what was never done yet."""
    reopened(jobs)
    with acting(province=PROVINCE), transaction.atomic():
        waiting = latest_of_each_kind(Job.objects.open())
        Job.objects.filter(pk__in=waiting).update(due_at=Now() - WEEK)
    work_off()


def reopened(jobs: QuerySet[Job]) -> list[Job]:
    """The latest of each kind that are done, to be done again; they have been due for a week."""
    with acting(province=PROVINCE), transaction.atomic():
        numbers = latest_of_each_kind(jobs.filter(done_at__isnull=False))
        again = Job.objects.filter(pk__in=numbers)
        again.update(done_at=None, due_at=Now() - WEEK, attempts=0)
        return list(again)


def latest_of_each_kind(jobs: QuerySet[Job]) -> list[int]:
    """Of kinds with thousands of the same only the latest: what one does, all do."""
    kinds = jobs.order_by("kind").values_list("kind", flat=True).distinct()
    latest = (jobs.filter(kind=kind).order_by("-id").values_list("pk", flat=True)[:OF_EACH] for kind in kinds)
    return [pk for numbers in latest for pk in numbers]


def deliver(jobs: list[Job], chance: Random) -> None:
    """All of them to each of several hands at once, to each in another order."""
    orders = [chance.sample(jobs, len(jobs)) for _hand in range(HANDS)]
    with ThreadPoolExecutor(HANDS) as hands:
        list(hands.map(attempt_all, orders))


def attempt_all(jobs: list[Job]) -> None:
    try:
        with acting(province=PROVINCE):
            for job in jobs:
                attempt(job)
    finally:
        connection.close()


def work_off() -> None:
    """Until nothing is due; what failed for coming too early is tried again at once."""
    for _round in range(PATIENT_ROUNDS):
        while work(PROVINCE):
            pass
        with acting(province=PROVINCE), transaction.atomic():
            failed = Job.objects.open().exclude(last_error="")
            if not failed.update(due_at=Now() - WEEK):
                break
    with acting(province=PROVINCE), transaction.atomic():
        left = Job.objects.filter(done_at=None).exclude(last_error="").first()
    if left:
        raise AssertionError(f"F6 作业 {left} 没有做成：{left.last_error}")


@contextmanager
def a_week_later() -> Iterator[None]:
    """The clock by which the platform decides; that of the database and of the history goes on as ever."""
    right: Callable[[], Any] = timezone.now
    timezone.now = lambda: right() + WEEK
    try:
        yield
    finally:
        timezone.now = right


def state() -> State:
    """All facts, and how many jobs of each kind there are. Events are sealed: later they would be."""
    with acting(province=PROVINCE):
        seal_everything()
        with transaction.atomic():
            kinds = Job.objects.order_by("kind").values_list("kind").annotate(n=Count("pk"))
            asked = {f"作业 {kind}": n for kind, n in kinds}
    return facts() | asked


def seal_everything() -> None:
    """All events of the active province, also those of the last minutes."""
    while seal(settled=NOW):
        pass


def facts() -> State:
    """Everything but the queue itself and the marks of its sessions."""
    with database.connect(os.environ[ADMINISTRATOR]) as administrator:
        told = database.sums_of(administrator)
    return {table: value for table, value in told.items() if not table.startswith(("outbox_job", "django_session"))}
