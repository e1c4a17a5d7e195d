"""Whom a cell kills: by number, told by the supervisor; never by name."""

import json
import os
import random
import signal
import time
from contextlib import suppress
from pathlib import Path

import redis
from django.conf import settings

from config.faults import FOLDER

PAUSE_MILLISECONDS = 2000


def number_of(name: str) -> int:
    numbers: dict[str, int] = json.loads((FOLDER / "processes.json").read_text())
    return numbers[name]


def children_of(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            if int(status.read_text().rsplit(")", 1)[1].split()[1]) == parent:
                found.append(int(status.parent.name))
    return found


def kill(*numbers: int) -> None:
    for number in numbers:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def kill_web(chance: random.Random) -> None:
    """One of its children, or the master with all of them."""
    master = number_of("web")
    children = children_of(master)
    if children and chance.random() < 0.8:
        kill(chance.choice(children))
    else:
        kill(master, *children)


def kill_worker(chance: random.Random) -> None:
    """One of its children, all of it, or the timetable that wakes it."""
    if chance.random() < 0.2:
        kill(number_of("timetable"))
        return
    master = number_of("worker")
    children = children_of(master)
    if children and chance.random() < 0.5:
        kill(chance.choice(children))
    else:
        kill(master, *children)


def kill_database(chance: random.Random) -> None:
    """The postmaster and every backend at once, as when the power fails."""
    master = number_of("database")
    kill(master, *children_of(master))


def break_queue(chance: random.Random) -> None:
    """Redis dies, loses everything, stops answering for two seconds, or has no room left for as long."""
    if chance.random() < 0.4:
        kill(number_of("queue"))
        return
    with suppress(redis.RedisError):
        line = redis.Redis.from_url(settings.REDIS_URL)
        chance.choice([line.flushall, lambda: line.client_pause(PAUSE_MILLISECONDS), lambda: fill_up(line)])()


def fill_up(line: "redis.Redis") -> None:
    """As a full memory: nothing can be written."""
    line.config_set("maxmemory", "1")
    time.sleep(PAUSE_MILLISECONDS / 1000)
    line.config_set("maxmemory", "0")
