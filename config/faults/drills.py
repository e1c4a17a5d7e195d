"""Beside killing processes: jobs done again (F6)."""

import os
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from audit.seals import seal
from config.celery import TIMETABLE
from config.faults.people import PROVINCE, Town
from config.faults.places import ADMINISTRATOR
from config.safekeeping import database
from config.safekeeping.database import Sums
from outbox.models import Job
from outbox.runner import work
from tenancy.scope import acting

TIMES_AGAIN = 2
OF_EACH = 60
NOW = timedelta(0)


def jobs_again(town: Town) -> Iterator[str]:
    """F6: jobs of each kind that were done are delivered again, and again; the database must not notice.

    What the clock asks for is done once before: it would find what has come since its last round. All events are sealed
    then, for those of the last minutes may be sealed only later, and would be while this lasts.
    """
    redo(Job.objects.filter(kind__in=TIMETABLE))
    with acting(province=PROVINCE):
        seal_everything()
    before, told = facts(), (0, 0)
    for _time in range(TIMES_AGAIN):
        told = redo(Job.objects.all())
    changed = sorted(table for table, value in facts().items() if value != before[table])
    said = f"{'、'.join(changed)} 变了" if changed else "数据库没有变化"
    yield f"F6  {told[0]} 种 {told[1]} 项作业重做 {TIMES_AGAIN} 遍：{said}"
    if changed:
        raise AssertionError("重复投递改变了数据")


def seal_everything() -> None:
    """All events of the active province, also those of the last minutes."""
    while seal(settled=NOW):
        pass


def redo(jobs: QuerySet[Job]) -> tuple[int, int]:
    """Deliver again what of these was done, and see to it that it is done; how many kinds and jobs."""
    with acting(province=PROVINCE), transaction.atomic():
        chosen = latest_of_each_kind(jobs.filter(done_at__isnull=False))
        again = sum(each.update(done_at=None, due_at=Now(), attempts=0) for each in chosen)
    work_off()
    return len(chosen), again


def latest_of_each_kind(done: QuerySet[Job]) -> list[QuerySet[Job]]:
    """Of kinds with thousands of the same only the latest: what one does, all do."""
    kinds = done.order_by("kind").values_list("kind", flat=True).distinct()
    latest = {
        kind: list(done.filter(kind=kind).order_by("-id").values_list("pk", flat=True)[:OF_EACH]) for kind in kinds
    }
    return [Job.objects.filter(pk__in=numbers) for numbers in latest.values()]


def facts() -> Sums:
    """Everything but the queue itself and the marks of its sessions."""
    with database.connect(os.environ[ADMINISTRATOR]) as connection:
        told = database.sums_of(connection)
    return {table: value for table, value in told.items() if not table.startswith(("outbox_job", "django_session"))}


def work_off() -> None:
    while work(PROVINCE):
        pass
