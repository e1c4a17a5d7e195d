"""F9: a report that is cut off is not there, and made again it is the very same: by the command and by the worker."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from django.db import transaction
from django.urls import reverse

from config.faults import FOLDER, victims
from config.faults.clients import History, Request, ask, insist
from config.faults.matters import Matters, Told
from config.faults.people import PROVINCE, Town
from config.faults.places import ROOT, until
from outbox.models import Job
from reporting.models import Edition, EditionPackage
from reporting.package import pack
from reporting.services.packing import PACK
from tenancy.scope import acting

SHARES = (0.1, 0.5, 0.9)
ENDS = (signal.SIGKILL, signal.SIGTERM)
PATIENCE = 600  # seconds, for what is no part of the goal
EACH_WAY = len(SHARES) * len(ENDS)


def needed(kills: int) -> int:
    """How many told tables: one undisturbed and one for each time."""
    return max(kills, EACH_WAY) + 1


def cut_off(town: Town, matters: Matters, kills: int) -> Iterator[str]:
    times = needed(kills) - 1
    yield command_cut_off(town, times)
    yield worker_cut_off(matters, times)


def ways(times: int) -> Iterator[tuple[float, signal.Signals]]:
    """When and by which signal: each share by each, and again."""
    for n in range(times):
        yield SHARES[n % len(SHARES)], ENDS[n // len(SHARES) % len(ENDS)]


def command_cut_off(town: Town, times: int) -> str:
    """The official workbook is the same as undisturbed, or is not there; told once more it is the same."""
    whole, seconds = undisturbed(town)
    torn, other, folder = 0, 0, FOLDER / "report-cut"
    for share, by in ways(times):
        child = start_report(town, folder)
        time.sleep(seconds * share)
        child.send_signal(by)
        child.wait()
        torn += sum(whole.get(name) != content for name, content in contents(folder).items())
        other += start_report(town, folder).wait() != 0 or contents(folder) != whole
        shutil.rmtree(folder, ignore_errors=True)
    if torn or other:
        raise AssertionError(f"F9 命令：{torn} 份残缺，{other} 次重做后不同")
    return (
        f"F9  月报命令在 10%、50%、90% 处以 SIGKILL、SIGTERM 终止 {times} 次（不受扰 {seconds:.1f} 秒）：0 份残缺，"
        "重做后逐字节相同"
    )


def undisturbed(town: Town) -> tuple[dict[str, bytes], float]:
    began, folder = time.monotonic(), FOLDER / "report"
    if start_report(town, folder).wait():
        raise AssertionError("F9 月报命令没有完成")
    return contents(folder), time.monotonic() - began


KNOWN_AT = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())


def start_report(town: Town, folder: Path) -> "subprocess.Popen[bytes]":
    month = time.strftime("%Y-%m", time.gmtime(time.time() - 40 * 24 * 3600))
    line = [sys.executable, "manage.py", "monthly_report", "--region", town.city.code, "--month", month]
    line += ["--known-at", KNOWN_AT, "--out", str(folder)]
    return subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def contents(folder: Path) -> dict[str, bytes]:
    """What somebody who looks into the folder takes for reports."""
    found = folder.glob("*.xlsx") if folder.is_dir() else ()
    return {path.name: path.read_bytes() for path in found if not path.name.startswith(".")}


@dataclass(frozen=True)
class Asked:
    """A package that somebody wants, the worker having been ended while it was made."""

    told: Told
    amid: bool  # it was not done yet
    seen: tuple[int, bytes]  # what the button gave then
    seconds: float  # from when a worker stood again until it was done

    @property
    def is_torn(self) -> bool:
        status, content = self.seen
        return status == HTTPStatus.OK and content != whole_of(self.told)


def worker_cut_off(matters: Matters, times: int) -> str:
    """The packages of told tables that somebody asked for at the button."""
    first, *others = matters.told[: times + 1]
    ask_for(first)
    until(lambda: job_of(first).attempts, PATIENCE)
    seconds = until(lambda: job_of(first).done_at, PATIENCE)
    asked = [ended_amid(told, seconds * share, by) for told, (share, by) in zip(others, ways(times), strict=True)]
    amid, torn = sum(each.amid for each in asked), sum(each.is_torn for each in asked)
    other = sum(made_of(each.told) != [whole_of(each.told)] for each in asked)
    if torn or other or not amid:
        raise AssertionError(f"F9 报送包：{torn} 份残缺，{other} 份与未受扰的不同；{amid} 次在制作时终止")
    return (
        f"F9  网页上要的报送包在 10%、50%、90% 处以 SIGKILL、SIGTERM 终止后台作业 {times} 次（{amid} 次尚未做成，"
        f"不受扰 {seconds:.1f} 秒）：0 份残缺，重启后最迟 {max(each.seconds for each in asked):.0f} 秒做成，逐字节相同"
    )


def ended_amid(told: Told, after: float, by: signal.Signals) -> Asked:
    ask_for(told)
    until(lambda: job_of(told).attempts, PATIENCE)
    time.sleep(after)
    amid = job_of(told).done_at is None
    end_worker(by)
    status, _where, content = ask(Request("zip", told.by, reverse("reporting:package_zip", args=told.place), None))
    return Asked(told, amid, (status, content), until(lambda: job_of(told).done_at))


def end_worker(by: signal.Signals) -> None:
    """All of it at once, or told to go as by a deploy; until another one stands."""
    number = victims.standing("worker")
    if by == signal.SIGKILL:
        victims.kill_all("worker")
    else:
        os.kill(number, by)
    until(lambda: victims.number_of("worker") != number, PATIENCE)
    victims.standing("worker")


def ask_for(told: Told) -> None:
    history = History()
    insist(asking(told), history)
    if not history.acknowledged:
        raise AssertionError("F9 报送包要不到")


def asking(told: Told) -> Request:
    """At the button of the edition."""
    return Request(str(told.edition), told.by, reverse("reporting:pack", args=told.place), {})


def job_of(told: Told) -> Job:
    with acting(province=PROVINCE), transaction.atomic():
        return Job.objects.get(kind=PACK, key=str(told.edition))


def made_of(told: Told) -> list[bytes]:
    with acting(province=PROVINCE), transaction.atomic():
        found = EditionPackage.objects.filter(edition=told.edition).values_list("content", flat=True)
        return [bytes(content) for content in found]


def whole_of(told: Told) -> bytes:
    """Made by nobody who is disturbed."""
    with acting(province=PROVINCE), transaction.atomic():
        return pack(Edition.objects.get(pk=told.edition))
