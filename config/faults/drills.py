"""Beside killing processes: jobs done again (F6), a report cut off (F9), a house brought back (R1, R3, R4)."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from audit.seals import seal
from config.celery import TIMETABLE
from config.faults import FOLDER
from config.faults.clients import History, Request, insist
from config.faults.people import PROVINCE, Town
from config.safekeeping import database
from config.safekeeping.backup import take
from config.safekeeping.database import SafekeepingError, Sums
from config.safekeeping.manifest import DUMP, FILES, NAME
from config.safekeeping.restore import bring_back
from outbox.models import Job
from outbox.runner import work
from tenancy.scope import acting

ADMINISTRATOR = "DATABASE_ADMIN_URL"
SHARES = (0.1, 0.5, 0.9)
TIMES_AGAIN = 2
OF_EACH = 60
NOW = timedelta(0)
WORKBOOKS = 3


def jobs_again(town: Town) -> Iterator[str]:
    """F6: jobs of each kind that were done are delivered again, and again; the database must not notice.

    What the clock asks for is done once before: it would find what has come since its last round. All events are sealed
    then, for those of the last minutes may be sealed only later, and would be while this lasts.
    """
    redo(Job.objects.filter(kind__in=TIMETABLE))
    with acting(province=PROVINCE):
        while seal(settled=NOW):
            pass
    before, told = facts(), (0, 0)
    for _time in range(TIMES_AGAIN):
        told = redo(Job.objects.all())
    changed = sorted(table for table, value in facts().items() if value != before[table])
    said = f"{'、'.join(changed)} 变了" if changed else "数据库没有变化"
    yield f"F6  {told[0]} 种 {told[1]} 项作业重做 {TIMES_AGAIN} 遍：{said}"
    if changed:
        raise AssertionError("重复投递改变了数据")


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


def brought_back(handed_over: Iterator[Request]) -> Iterator[str]:
    """R1, R3: everything as it was, in so many seconds, files too. R4: whatever was touched is found."""
    for request in islice(handed_over, WORKBOOKS):
        insist(request, History())
    began = time.monotonic()
    backup = take(os.environ[ADMINISTRATOR], Path(settings.MEDIA_ROOT), FOLDER / "backups", settings.SECRET_KEY)
    taken = time.monotonic()
    told = bring_back(backup, empty_place(), FOLDER / "media-again", [settings.SECRET_KEY])
    rows = sum(count for count, _sum in told.tables.values())
    yield (
        f"R1  备份 {taken - began:.1f} 秒，恢复并核对 {time.monotonic() - taken:.1f} 秒："
        f"{len(told.tables)} 张表 {rows} 行、{len(told.files)} 个文件逐一相同"
    )
    unnoticed = [name for name, touch in SABOTAGE.items() if is_unnoticed(backup, touch)]
    unnoticed += [name for name, misuse in MISUSES.items() if went_through(misuse, backup)]
    said = f"{'、'.join(unnoticed)} 没有发现" if unnoticed else "全部发现"
    yield f"R4  破坏 {len(SABOTAGE)} 种、误用 {len(MISUSES)} 种：{said}"
    if unnoticed or not told.files:
        raise AssertionError("恢复没有发现破坏" if unnoticed else "备份里没有文件")


def empty_place() -> str:
    address = os.environ[ADMINISTRATOR]
    with psycopg.connect(address, autocommit=True) as administrator:
        administrator.execute("DROP DATABASE IF EXISTS again WITH (FORCE)")
        administrator.execute("CREATE DATABASE again OWNER platform_owner")
    shutil.rmtree(FOLDER / "media-again", ignore_errors=True)
    return address.replace("/platform?", "/again?", 1)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


SABOTAGE = {
    "数据库转储翻转一位": lambda backup: flip(backup / DUMP),
    "文件包翻转一位": lambda backup: flip(backup / FILES),
    "清单翻转一位": lambda backup: flip(backup / NAME),
    "缺数据库转储": lambda backup: (backup / DUMP).unlink(),
    "缺文件包": lambda backup: (backup / FILES).unlink(),
    "缺清单": lambda backup: (backup / NAME).unlink(),
    "转储截断": lambda backup: os.truncate(backup / DUMP, (backup / DUMP).stat().st_size // 2),
}


def is_unnoticed(backup: Path, touch) -> bool:  # type: ignore[no-untyped-def]
    copy = backup.with_name("touched")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(backup, copy)
    touch(copy)
    return went_through(into_nothing, copy)


def into_nothing(backup: Path) -> None:
    bring_back(backup, empty_place(), FOLDER / "media-again", [settings.SECRET_KEY])


def over_files(backup: Path) -> None:
    place = empty_place()
    (FOLDER / "media-again").mkdir()
    (FOLDER / "media-again" / "contract.pdf").write_bytes(b"of somebody else")
    bring_back(backup, place, FOLDER / "media-again", [settings.SECRET_KEY])


MISUSES = {
    "密钥不对": lambda backup: bring_back(backup, empty_place(), FOLDER / "media-again", ["another key"]),
    "数据库不是空的": lambda backup: bring_back(
        backup, os.environ[ADMINISTRATOR], FOLDER / "media-again", [settings.SECRET_KEY]
    ),
    "文件夹不是空的": over_files,
}


def went_through(restore: Callable[[Path], object], backup: Path) -> bool:
    try:
        restore(backup)
    except SafekeepingError:
        return False
    return True
