"""Whom a cell kills: by number, told by the supervisor; never by name."""

import json
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import redis
from django.conf import settings

from config.faults import FOLDER

PAUSE_MILLISECONDS = 2000
PATIENCE_SECONDS = 60


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


def descendants_of(parent: int) -> list[int]:
    """Children, their children, and so on."""
    children = children_of(parent)
    return children + [each for child in children for each in descendants_of(child)]


def kill_all(name: str) -> None:
    """The process that the supervisor started, and everything beneath it, at once."""
    kill_with_descendants(number_of(name))


def kill_with_descendants(top: int) -> None:
    """Stopped first: what it brought forth while the others are looked up would live on."""
    with suppress(ProcessLookupError):
        os.kill(top, signal.SIGSTOP)
    kill(top, *descendants_of(top))


def standing(name: str) -> int:
    """The number of a process that has children already: what is down cannot be killed once more."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and not children_of(number_of(name)):
        time.sleep(0.05)
    return number_of(name)


def kill_web(chance: random.Random) -> str:
    """One that serves; the master with all that serve; or the keeper too, so that the programme is read again."""
    kind = chance.choices(("进程", "主进程", "全部"), weights=(6, 3, 1))[0]
    keeper = standing("web")
    masters = children_of(keeper)
    serving = [each for master in masters for each in children_of(master)]
    if kind == "进程" and serving:
        kill(chance.choice(serving))
    elif kind == "主进程":
        kill(*masters, *serving)
    else:
        kill(keeper, *masters, *serving)
    return f"网站{kind}"


def kill_worker(chance: random.Random) -> str:
    """One of its children, all of it, or the timetable that wakes it."""
    kind = chance.choices(("进程", "全部", "时间表"), weights=(4, 4, 2))[0]
    if kind == "时间表":
        kill(number_of("timetable"))
        return kind
    children = children_of(standing("worker"))
    if kind == "进程" and children:
        kill(chance.choice(children))
    else:
        kill_all("worker")
    return f"后台作业{kind}"


def kill_database(chance: random.Random) -> str:
    """The postmaster and every backend at once, as when the power fails."""
    kill_all("database")
    return "数据库"


def break_queue(chance: random.Random) -> str:
    """Redis dies, loses everything, or for two seconds stops answering, has no room left, may only be read."""
    kind = chance.choices(("死", "清空", "停顿", "满", "只读"), weights=(4, 2, 2, 2, 2))[0]
    with suppress(redis.RedisError):
        line = redis.Redis.from_url(settings.REDIS_URL)
        ways: dict[str, Callable[[], object]] = {
            "死": lambda: kill(number_of("queue")),
            "清空": line.flushall,
            "停顿": lambda: line.client_pause(PAUSE_MILLISECONDS),
            "满": lambda: fill_up(line),
            "只读": lambda: make_read_only(line),
        }
        ways[kind]()
    return f"消息队列{kind}"


def fill_up(line: "redis.Redis") -> None:
    """As a full memory: nothing can be written."""
    line.config_set("maxmemory", "1")
    time.sleep(PAUSE_MILLISECONDS / 1000)
    line.config_set("maxmemory", "0")


def make_read_only(line: "redis.Redis") -> None:
    """As the copy of a server that is not there, until it is its own master again."""
    line.replicaof("127.0.0.1", "1")
    time.sleep(PAUSE_MILLISECONDS / 1000)
    line.replicaof("NO", "ONE")
