"""A place beside the house: an empty database and folder, an operator's commands there, and a site that serves it."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import psycopg

from config import processes
from config.demo import HOST, answers, free_port
from config.embedded.engines import APPLICATION, OWNER
from config.embedded.postgres import SUPERUSER
from config.embedded.supervisor import Process
from config.embedded.valkey import Valkey
from config.faults import FOLDER
from config.faults.clients import Request, ask
from config.faults.people import Person

ADMINISTRATOR = "DATABASE_ADMIN_URL"
ROOT = Path(__file__).resolve().parent.parent.parent
MEDIA = FOLDER / "media-again"

DONE_WITHIN, LOOK_EVERY_SECONDS = 120, 0.02

Place = Mapping[str, str]  # what the environment says of a place: database, files, key


@dataclass(frozen=True)
class Told:
    """What a command said, and how it ended."""

    status: int
    words: str
    seconds: float


def empty_place() -> str:
    """The superuser's address of a new database; the folder for its files is not there."""
    address = os.environ[ADMINISTRATOR]
    with psycopg.connect(address, autocommit=True) as administrator:
        administrator.execute("DROP DATABASE IF EXISTS again WITH (FORCE)")
        administrator.execute(f"CREATE DATABASE again OWNER {OWNER}")
    shutil.rmtree(MEDIA, ignore_errors=True)
    return address.replace("/platform?", "/again?", 1)


def place_at(address: str) -> dict[str, str]:
    """As an operator's `.env` names it."""
    return {
        ADMINISTRATOR: address,
        "DATABASE_URL": address.replace(f"//{SUPERUSER}@", f"//{APPLICATION}@", 1),
        "DATABASE_OWNER_URL": address.replace(f"//{SUPERUSER}@", f"//{OWNER}@", 1),
        "MEDIA_ROOT": str(MEDIA),
    }


def command(*arguments: object, place: Place | None = None) -> Told:
    """`python3 manage.py …` as a process of its own, in the house or in another place."""
    line, began = [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)], time.monotonic()
    ended = subprocess.run(
        line, cwd=ROOT, env=os.environ | dict(place or {}), capture_output=True, text=True, check=False
    )
    return Told(ended.returncode, ended.stdout + ended.stderr, time.monotonic() - began)


def done(*arguments: object, place: Place | None = None) -> Told:
    """The same for a command that has to succeed."""
    told = command(*arguments, place=place)
    if told.status:
        raise AssertionError(f"{arguments[0]} 没有完成：{told.words.strip()[-300:]}")
    return told


@contextmanager
def served(place: Place) -> Iterator[str]:
    """The address of a web server of its own on that place, beside a queue that knows nothing yet."""
    queue, bind = Valkey(FOLDER / "queue-again"), f"{HOST}:{free_port(str(int(os.environ.get('PORT', '8077')) + 1))}"
    queue.start()
    web = Process(
        ["env", "-u", ADMINISTRATOR, *processes.web(bind)],
        FOLDER / "web-again.log",
        dict(place) | {"REDIS_URL": queue.url()},
        ready=lambda: answers(f"http://{bind}"),
    )
    try:
        web.spawn()
        yield f"http://{bind}"
    finally:
        web.stop()
        queue.stop()


@dataclass(frozen=True)
class Sight:
    """What somebody saw in the house and must see again in the other place."""

    name: str
    request: Request
    content: bytes

    def is_seen(self, site: str) -> bool:
        status, _where, body = ask(self.request, site)
        return status == HTTPStatus.OK and self.content in body


def health(site: str, by: Person) -> dict[str, Any]:
    """What /readyz says of each part."""
    report: dict[str, Any] = json.loads(ask(Request("readyz", by, "/readyz", None), site)[2])
    return report


def until(so: Callable[[], object], patience: float = DONE_WITHIN) -> float:
    """Seconds until it was so, and nobody lent a hand."""
    began = time.monotonic()
    while not so():
        if time.monotonic() > began + patience:
            raise AssertionError(f"{patience} 秒内没有做成")
        time.sleep(LOOK_EVERY_SECONDS)
    return time.monotonic() - began
