"""Beside killing processes: jobs done again (F6), a report cut off (F9)."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from audit.seals import seal
from config.celery import TIMETABLE
from config.faults import FOLDER
from config.faults.people import PROVINCE, Town
from config.faults.places import ADMINISTRATOR
from config.safekeeping import database
from config.safekeeping.database import Sums
from outbox.models import Job
from outbox.runner import work
from tenancy.scope import acting

SHARES = (0.1, 0.5, 0.9)
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


def report_cut_off(town: Town, kills: int) -> Iterator[str]:
    """F9: the official workbook is the same as undisturbed, or is not there."""
    whole, seconds = undisturbed(town)
    partial = []
    for n in range(kills):
        share = SHARES[n % len(SHARES)]
        folder = FOLDER / f"report-{n}"
        child = start_report(town, folder)
        time.sleep(seconds * share)
        child.send_signal(signal.SIGKILL)
        child.wait()
        seen = contents(folder)
        partial += [name for name, content in seen.items() if whole.get(name) != content]
        shutil.rmtree(folder, ignore_errors=True)
    yield f"F9  月报在 10%、50%、90% 处杀 {kills} 次（不受扰 {seconds:.1f} 秒）：{len(partial)} 份残缺"
    if partial:
        raise AssertionError(f"残缺的报表：{partial[0]}")


def undisturbed(town: Town) -> tuple[dict[str, bytes], float]:
    began, folder = time.monotonic(), FOLDER / "report"
    assert start_report(town, folder).wait() == 0
    return contents(folder), time.monotonic() - began


KNOWN_AT = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())


def start_report(town: Town, folder: Path) -> "subprocess.Popen[bytes]":
    month = time.strftime("%Y-%m", time.gmtime(time.time() - 40 * 24 * 3600))
    command = [sys.executable, "-m", "django", "monthly_report", "--region", town.city.code, "--month", month]
    command += ["--known-at", KNOWN_AT, "--out", str(folder)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def contents(folder: Path) -> dict[str, bytes]:
    """What somebody who looks into the folder takes for reports."""
    found = folder.glob("*.xlsx") if folder.is_dir() else ()
    return {path.name: path.read_bytes() for path in found if not path.name.startswith(".")}
