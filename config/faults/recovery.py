"""R3: a full place is lost, and by one command a site answers again from its backup within fifteen minutes."""

import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.urls import reverse

from config.embedded.postgres import PREPARE
from config.faults import FOLDER
from config.faults.clients import Request
from config.faults.filling import GIGABYTE, papers_in
from config.faults.people import Person, Town
from config.faults.places import ADMINISTRATOR, MEDIA, Place, Sight, done, empty_place, place_at, served
from config.faults.structure import finish
from config.safekeeping.manifest import DUMP, FILES
from config.safekeeping.manifest import read as read_manifest

WITHIN = 900  # seconds, for a hundred thousand declarations and ten gigabytes of papers on two processors
BACKUPS = FOLDER / "of-the-full-place"
SEALED = re.compile(r"(\d+) of \d+ events sealed, all as they were")


@dataclass(frozen=True)
class Fullness:
    """How much lies in the place that is lost."""

    declarations: int
    gigabytes: float


@dataclass(frozen=True)
class Watch:
    """What the stopwatch showed, and what had come back by then."""

    asked: Fullness
    backup: float
    restore: float
    site: float
    rows: int
    files: int
    size: int
    sealed: int

    def judged(self) -> str:
        """In words; refused when it took too long, or when so little came back that nothing was measured."""
        if self.files < papers_in(self.asked.gigabytes) or not self.sealed or self.rows < self.asked.declarations:
            raise AssertionError(f"R3  没有恢复出所要的数据量，量不得：{self.words()}")
        if self.restore + self.site > WITHIN:
            raise AssertionError(f"R3  恢复超过 {WITHIN} 秒：{self.words()}")
        return f"R3  {self.words()}"

    def words(self) -> str:
        return (
            f"{self.asked.declarations:,} 件公开的声明：备份 {self.backup:.1f} 秒，"
            f"一条命令恢复并核对 {self.restore:.1f} 秒，站点再 {self.site:.1f} 秒作答"
            f"（合计不超过 {WITHIN} 秒）：{self.rows:,} 行、{self.files:,} 个文件 "
            f"{self.size / GIGABYTE:.2f} GB 逐一相同，操作记录 {self.sealed:,} 条与封存时一致"
        )


def in_time(town: Town, fullness: Fullness) -> Iterator[str]:
    place = full_place(fullness)
    number, backup_seconds, backup = any_record(place), done("backup", BACKUPS, place=place).seconds, newest()
    lose_from_memory(backup)
    again = place_at(empty_place())
    restored = done("restore", backup, place=again)
    site_seconds = answers_after(again, number, town)
    kept = read_manifest(backup)
    shutil.rmtree(BACKUPS)
    yield Watch(
        fullness,
        backup_seconds,
        restored.seconds,
        site_seconds,
        rows=sum(count for count, _sum in kept.tables.values()),
        files=len(kept.files),
        size=sum((MEDIA / name).stat().st_size for name in kept.files),
        sealed=sum(map(int, SEALED.findall(restored.words))),
    ).judged()
    place_at(empty_place())


def full_place(fullness: Fullness) -> Place:
    """It stands where the backup will go back to: the two are never there at once."""
    place = place_at(empty_place())
    with psycopg.connect(place[ADMINISTRATOR]) as administrator:
        administrator.execute(PREPARE.read_bytes())
    finish(place[ADMINISTRATOR])
    done("faults_fill", fullness.declarations, fullness.gigabytes, place=place)
    return place


def any_record(place: Place) -> str:
    with psycopg.connect(place[ADMINISTRATOR]) as administrator:
        found = administrator.execute("SELECT min(number) FROM publication_record WHERE state = 'active'").fetchone()
    assert found is not None
    return str(found[0])


def newest() -> Path:
    return max(BACKUPS.iterdir())


def lose_from_memory(backup: Path) -> None:
    """A backup is brought back on a machine that has not just written it: its bytes come from the disk."""
    for part in (DUMP, FILES):
        with (backup / part).open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def answers_after(place: Place, number: str, town: Town) -> float:
    """Seconds until a web server on the place shows a record."""
    began, path = time.monotonic(), reverse("publication:record", args=[number])
    shown = Sight("公开页", Request(path, Person(town.owner.actor, ""), path, None), number.encode())
    with served(place) as site:
        if not shown.is_seen(site):
            raise AssertionError("R3  恢复的站点没有给出公开页")
        return time.monotonic() - began
