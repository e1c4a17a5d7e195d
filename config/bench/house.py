"""A whole house for a measure of load: web and worker on a copy of the stage's database, with people in it."""

import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from random import Random
from typing import Any

import psycopg
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from config import processes
from config.bench.finding import KEY
from config.bench.stage import Stage
from config.bench.visitors import Visit
from config.demo import answers, free_port
from config.embedded.postgres import SUPERUSER
from config.embedded.supervisor import Process, Supervisor
from tenancy.models import Province, Region
from tenancy.models.regions import NATION, Level

COPY = "bench_load"
LATEST = "2036-12-31"
JPEG, SCAN_BYTES = b"\xff\xd8\xff", 300_000
AFTER_PAGES = 10  # the niceness of tables that an office waits for: behind every page, before papers


@dataclass(frozen=True)
class World:
    """Sessions of those who work here, and what they work on."""

    owner: str
    officer: str
    city: int
    firms: list[str]
    records: list[str]
    drafts: list[int]
    found: list[str]  # numbers of records that were there before


@dataclass(frozen=True)
class House:
    site: str
    environment: dict[str, str]
    world: World
    key: str = KEY

    def records(self) -> list[Visit]:
        return [Visit(reverse("publication:record", args=[number])) for number in self.world.found]

    def staff_lists(self) -> list[Visit]:
        paths = ("/desk/", "/declarations/caseload/", "/licences/", "/returns/")
        return [Visit(path, session=self.world.officer) for path in paths]

    def edit(self, chance: Random) -> Visit:
        """An autosave of the page on which somebody writes."""
        path = f"/declarations/{chance.choice(self.world.drafts)}/write/contact/"
        fields = {"contact_name": "张伟", "contact_phone": f"024-{chance.randrange(10**7, 10**8)}"}
        return Visit(path, fields=fields, session=self.world.owner, expects=HTTPStatus.FOUND)

    def upload(self, chance: Random) -> Visit:
        """A scanned page, another each time, beside what somebody writes."""
        path = reverse("declarations:materials", args=[chance.choice(self.world.drafts)])
        scan = SimpleUploadedFile("说明.jpg", JPEG + chance.randbytes(SCAN_BYTES), "image/jpeg")
        fields = {"kind": "other"}
        return Visit(path, fields=fields, paper=scan, session=self.world.owner, expects=HTTPStatus.FOUND)

    def acceptances(self, records: list[str]) -> Iterator[Visit]:
        """Each firm takes each of these once."""
        pairs = [(record, firm) for record in records for firm in self.world.firms]
        return (self.acceptance(record, firm, number) for number, (record, firm) in enumerate(pairs))

    def acceptance(self, record: str, firm: str, number: int) -> Visit:
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"{record}/{number}")
        stated = {"use_region": self.world.city, "scope": "量测", "accept": "1", "key": key, "main": f"{record}:1"}
        days = {"starts_on": timezone.localdate() + timedelta(days=1), "ends_on": LATEST}
        address = reverse("licensing:accept", args=[record])
        return Visit(address, fields=stated | days, session=firm, expects=HTTPStatus.FOUND)

    def licences_of(self, record: str) -> int:
        statement = "SELECT count(*) FROM licensing_licensedpatent WHERE record_number = %s"
        with administrator(COPY) as connection:
            row = connection.execute(statement, [record]).fetchone()
        return int(row[0]) if row else 0

    def reports(self) -> list[str]:
        """Each province's tables of last month, from live data to the finished workbooks."""
        month = (timezone.localdate().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
        out = Path(self.environment["MEDIA_ROOT"]) / "report"
        provinces = Region.objects.filter(level=Level.PROVINCE, province__in=Province.objects.started())
        codes = provinces.exclude(province=NATION).values_list("code", flat=True)
        words = ("--month", month, "--out", str(out), "--region", *codes)
        return [*processes.stepping_back(AFTER_PAGES), sys.executable, "-m", "django", "monthly_report", *words]


@contextmanager
def open_house(stage: Stage, *, firms: int, records: int, drafts: int) -> Iterator[House]:
    """Everything is gone again at the end."""
    supervisor, folder = Supervisor(say=lambda _words: None), stage.folder / "house"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    copy_database()
    port = free_port("8078")
    environment = surroundings(port, folder)
    try:
        world = World(**people(environment, firms, records, drafts))
        ready = lambda: answers(environment["SITE_URL"])  # noqa: E731
        supervisor.add("worker", Process(processes.worker(), folder / "worker.log", environment))
        supervisor.add("web", Process(processes.web(f"127.0.0.1:{port}"), folder / "web.log", environment, ready=ready))
        yield House(environment["SITE_URL"], environment, world)
    finally:
        supervisor.stop()
        drop_database()


def surroundings(port: int, folder: Path) -> dict[str, str]:
    moved = {name: renamed(os.environ[name]) for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    site = {"SITE_URL": f"http://127.0.0.1:{port}", "MEDIA_ROOT": str(folder / "media"), "LOG_LEVEL": "ERROR"}
    return moved | site | {"DJANGO_SETTINGS_MODULE": "config.settings"}


def renamed(address: str, name: str = COPY) -> str:
    start, _slash, rest = address.rpartition("/platform?") if "/platform?" in address else _split(address)
    return f"{start}/{name}?{rest}"


def _split(address: str) -> tuple[str, str, str]:
    start, _question, rest = address.partition("?")
    return start.rpartition("/")[0], "/", rest


def administrator(name: str = "postgres") -> "psycopg.Connection[Any]":
    address = renamed(os.environ["DATABASE_OWNER_URL"], name).replace("//platform_owner@", f"//{SUPERUSER}@")
    return psycopg.connect(address, autocommit=True)


def copy_database() -> None:
    source = connections["default"].settings_dict["NAME"]
    connections.close_all()
    drop_database()
    with administrator() as connection:
        connection.execute(f'CREATE DATABASE "{COPY}" TEMPLATE "{source}" OWNER platform_owner')


@contextmanager
def on_a_copy() -> Iterator[None]:
    """Django works in it too; what is committed there goes with it."""
    copy_database()
    own = connections["default"].settings_dict
    source, own["NAME"] = own["NAME"], COPY
    try:
        yield
    finally:
        connections.close_all()
        own["NAME"] = source
        drop_database()


def drop_database() -> None:
    with administrator() as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{COPY}" WITH (FORCE)')


def people(environment: dict[str, str], firms: int, records: int, drafts: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "django", "bench_town", str(firms), str(records), str(drafts)]
    told = subprocess.run(command, env=os.environ | environment, check=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(told.stdout)
    return found
