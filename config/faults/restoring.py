"""A house brought back (R1) and what must not pass for it (R4): by the commands of an operator, as processes."""

import json
import os
import re
import shutil
import tarfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.migrations.loader import MigrationLoader
from django.urls import reverse

from config.faults import FOLDER
from config.faults.clients import History, Request, ask, insist
from config.faults.drills import seal_everything
from config.faults.matters import Matters
from config.faults.people import PROVINCE, Person, Town
from config.faults.places import (
    ADMINISTRATOR,
    MEDIA,
    Place,
    Sight,
    command,
    done,
    empty_place,
    health,
    place_at,
    served,
    until,
)
from config.faults.structure import compared, done_in, finish
from config.safekeeping.files import sha256
from config.safekeeping.manifest import DUMP, FILES, NAME
from licensing.models import LicensedPatent, Paper
from licensing.services import certificates
from tenancy.scope import acting

WORKBOOKS = 3
PATIENCE = 900  # seconds, for what only lies ready before
BACKUPS, HEADS, NEWER_HEADS = FOLDER / "backups", FOLDER / "heads.txt", FOLDER / "heads-newer.txt"
ALIKE = re.compile(r"已恢复 .* 的备份：(.*，逐一相同)")
SEALED = re.compile(r"(\d+) of \d+ events sealed, all as they were")
OLDER_ROOMS = ("declarations", "reporting", "publication")


def brought_back(town: Town, matters: Matters, acts: dict[str, Any]) -> Iterator[str]:
    """R1: everything as it was, in so many seconds, and a site that answers from it. R4: what is not is found."""
    seen = sights(town, matters, acts["import"].requests)
    keep_heads(HEADS)
    taken = done("backup", BACKUPS)
    backup = newest()
    place = place_at(empty_place())
    restored = done("restore", backup, "--heads", HEADS, place=place)
    alike, sealed = ALIKE.findall(restored.words), sum(map(int, SEALED.findall(restored.words)))
    answered = alive(place, seen)
    yield (
        f"R1  备份 {taken.seconds:.1f} 秒，恢复并核对 {restored.seconds:.1f} 秒：{alike[0]}；"
        f"操作记录 {sealed} 条与封存时一致，不早于异地所存；{answered}"
    )
    if not sealed or "，0 个文件" in alike[0]:
        raise AssertionError("备份里没有封存的记录或者文件：什么也没有量到")
    yield f"R4  {older_comes_up(place, seen)}"
    keep_newer_heads(acts["accept"].requests)
    unnoticed = [name for name, misdeed in MISDEEDS.items() if not misdeed.is_refused(backup)]
    said = f"{'、'.join(unnoticed)} 没有发现" if unnoticed else "全部发现，说出的正是那一处"
    yield f"R4  破坏和误用 {len(MISDEEDS)} 种：{said}"
    if unnoticed:
        raise AssertionError("恢复没有发现破坏")


def sights(town: Town, matters: Matters, handed_over: Iterator[Request]) -> list[Sight]:
    """Found by the public, drawn for a party, and kept as a file."""
    for request in islice(handed_over, WORKBOOKS):
        insist(request, History())
    firm, licence, _due = matters.dues[0]
    until(lambda: is_kept(licence), PATIENCE)
    with acting(province=PROVINCE), transaction.atomic():
        patents = LicensedPatent.objects.filter(licence=licence).values_list("patent_number", flat=True)
        certificate = certificates.issue(by=town.owner.actor, patents=list(patents))
    number, nobody = town.records[0], Person(town.owner.actor, "")
    return [
        sight("检索", f"{reverse('publication:records')}?q={number}", nobody, number),
        sight("公开页", reverse("publication:record", args=[number]), nobody, number),
        sight("接口", reverse("publication:api_record", args=[number]), nobody),
        sight("合同", reverse("licensing:contract_pdf", args=[licence]), firm),
        sight("证明", reverse("licensing:certificate_pdf", args=[certificate.pk]), town.owner),
        sight("证据包", reverse("licensing:evidence", args=[licence]), firm),
    ]


def is_kept(licence: int) -> bool:
    """Whether the worker has drawn the contract and kept its packet as a file."""
    with acting(province=PROVINCE), transaction.atomic():
        return Paper.objects.filter(licence=licence).exclude(packet="").exists()


def sight(name: str, path: str, by: Person, words: str = "") -> Sight:
    """These words of what the house shows; without words every byte of it."""
    request = Request(path, by, path, None)
    seen = Sight(name, request, words.encode() or ask(request)[2])
    if not seen.is_seen(settings.SITE_URL):
        raise AssertionError(f"原站没有{name}可比")
    return seen


def keep_heads(file: Path) -> None:
    """What an operator keeps elsewhere each week."""
    with acting(province=PROVINCE):
        seal_everything()
    file.write_text(done("audit", "head").words)


def keep_newer_heads(accepting: Iterator[Request]) -> None:
    """Somebody has acted since the backup, and that is sealed and kept elsewhere."""
    insist(next(accepting), History())
    until(is_newer, PATIENCE)


def is_newer() -> bool:
    keep_heads(NEWER_HEADS)
    return NEWER_HEADS.read_text() != HEADS.read_text()


def newest() -> Path:
    return max(path for path in BACKUPS.iterdir() if (path / NAME).is_file())


def alive(place: Place, seen: list[Sight]) -> str:
    """A web server on the place shows what the house showed."""
    began = time.monotonic()
    with served(place) as site:
        return all_seen(site, seen, began)


def all_seen(site: str, seen: list[Sight], began: float) -> str:
    missing = [each.name for each in seen if not each.is_seen(site)]
    if missing:
        raise AssertionError(f"恢复的站点没有原样给出{'、'.join(missing)}")
    return f"站点 {time.monotonic() - began:.1f} 秒内由恢复处给出{'、'.join(each.name for each in seen)}"


def older_comes_up(place: Place, seen: list[Sight]) -> str:
    """A backup of an older structure: brought back as it was, serves nobody until `migrate`, then is as the house."""
    for room, step in steps_before():
        finish(place[ADMINISTRATOR], room, step)
    done("backup", BACKUPS, place=place)
    older, again = newest(), place_at(empty_place())
    restored = done("restore", older, "--heads", HEADS, place=again)
    behind = done_in(os.environ[ADMINISTRATOR]) - done_in(again[ADMINISTRATOR])
    if not behind or "须先执行 migrate" not in restored.words:
        raise AssertionError("恢复没有说数据库结构较旧")
    began = time.monotonic()
    with served(again) as site:
        if health(site, seen[0].request.by)["schema"]["ready"]:
            raise AssertionError("数据库结构较旧却可以服务")
        done("migrate", "--verbosity=0", place=again | {"DATABASE_ROLE": "owner"})
        alike = compared(again[ADMINISTRATOR], os.environ[ADMINISTRATOR])
        answered = all_seen(site, seen, began)
    shutil.rmtree(older)
    return f"旧 {behind} 步的备份：恢复时说须先 migrate，之前不服务，之后{alike}，{answered}"


def steps_before() -> Iterator[tuple[str, str]]:
    """For each of these rooms the step before its last."""
    graph = MigrationLoader(None).graph
    for room in OLDER_ROOMS:
        [leaf] = graph.leaf_nodes(room)
        yield next(parent.key for parent in graph.node_map[leaf].parents if parent.key[0] == room)


@dataclass(frozen=True)
class Misdeed:
    """What is done to a copy of the backup or said to `restore`, and the words with which that is refused."""

    refusal: str
    touch: Callable[[Path], None] = lambda _copy: None
    heads: Path = HEADS
    elsewhere: Callable[[], Place] = dict

    def is_refused(self, backup: Path) -> bool:
        place, copy = place_at(empty_place()) | dict(self.elsewhere()), backup.with_name("touched")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(backup, copy)
        self.touch(copy)
        told = command("restore", copy, "--heads", self.heads, place=place)
        return told.status == 1 and bool(re.search(self.refusal, told.words))


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def lose_a_file(backup: Path) -> None:
    """The archive was made anew without one file, and the manifest knows only of the new archive."""
    told = json.loads((backup / NAME).read_text())
    with tarfile.open(backup / FILES) as before, tarfile.open(backup / "less", "w") as after:
        for member in before.getmembers()[1:]:
            after.addfile(member, before.extractfile(member))
    (backup / "less").replace(backup / FILES)
    told["parts"][FILES] = sha256(backup / FILES)
    (backup / NAME).write_text(json.dumps(told))


def leave_a_file(_backup: Path) -> None:
    MEDIA.mkdir()
    (MEDIA / "contract.pdf").write_bytes(b"of somebody else")


MISDEEDS = {
    "数据库转储翻转一位": Misdeed(f"{DUMP} 与备份时不同", lambda backup: flip(backup / DUMP)),
    "文件包翻转一位": Misdeed(f"{FILES} 与备份时不同", lambda backup: flip(backup / FILES)),
    "清单翻转一位": Misdeed(f"{NAME} 读不懂|恢复后与备份时不同", lambda backup: flip(backup / NAME)),
    "缺数据库转储": Misdeed(f"备份缺少 {DUMP}", lambda backup: (backup / DUMP).unlink()),
    "缺文件包": Misdeed(f"备份缺少 {FILES}", lambda backup: (backup / FILES).unlink()),
    "缺清单": Misdeed(f"里没有 {NAME}", lambda backup: (backup / NAME).unlink()),
    "转储截断": Misdeed(
        f"{DUMP} 与备份时不同", lambda backup: os.truncate(backup / DUMP, (backup / DUMP).stat().st_size // 2)
    ),
    "文件包少一个文件": Misdeed("文件 .* 缺失或者不同", lose_a_file),
    "密钥不对": Misdeed("SECRET_KEY 与备份时不同", elsewhere=lambda: {"SECRET_KEY": "another key " * 5}),
    "旧备份盖在现有数据库上": Misdeed("数据库不是空的", elsewhere=lambda: {ADMINISTRATOR: os.environ[ADMINISTRATOR]}),
    "文件夹不是空的": Misdeed("文件夹 .* 不是空的", leave_a_file),
    "备份早于异地所存的操作记录": Misdeed("备份早于异地保存的记录", heads=NEWER_HEADS),
}
