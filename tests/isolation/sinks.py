"""I4, where the matters of all flow together: log, Redis, temporary files, figures. No word of any home lies there."""

import json
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from django.conf import settings

from config.alarms import figures
from config.logs import JsonFormatter
from declarations import printed
from licensing import pdf as contract
from reporting import pdf as report
from tests.isolation.homes import HOMES


def forms(said: str) -> Iterator[bytes]:
    """How a word may lie in bytes: plainly, as JSON writes it, in the other encodings of this country, of Windows."""
    yield said.encode()
    yield json.dumps(said)[1:-1].encode()
    yield said.encode("gb18030")
    yield said.encode("utf-16-le")


CANARIES = tuple(form for home in HOMES for form in forms(home.word))


def has_canary(content: bytes) -> bool:
    return any(form in content for form in CANARIES)


class Listener(logging.Handler):
    """Reads each line as it would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.lines, self.found = 0, list[str]()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += 1
        if has_canary((line := self.format(record)).encode()):
            self.found.append(f"log: {line[:300]}")


def read_fonts() -> None:
    """Those of each kind of print lie in a temporary folder for as long as the process lives, read with the first."""
    for dress in (printed._style, contract._dress, report._dress):
        dress()


@contextmanager
def listening(monkeypatch, folder: Path) -> Iterator[Listener]:
    """All lines of the log go to one listener, and temporary files into a folder of their own."""
    read_fonts()
    listener, root, off = Listener(), logging.getLogger(), logging.root.manager.disable
    folder.mkdir()
    with monkeypatch.context() as turned:
        turned.setattr(root, "handlers", [listener])
        turned.setattr(tempfile, "tempdir", str(folder))
        logging.disable(logging.NOTSET)
        try:
            yield listener
        finally:
            logging.disable(off)


def in_redis() -> Iterator[str]:
    """Keys that name a word, and keys that hold one."""
    line = redis.Redis.from_url(settings.REDIS_URL)
    for key in line.scan_iter():
        if has_canary(key) or has_canary(held(line, key)):
            yield f"Redis: {key!r}"


def held(line: redis.Redis, key: bytes) -> bytes:
    """All that lies under a key, whatever its kind."""
    read = {
        b"string": lambda: [line.get(key) or b""],
        b"list": lambda: line.lrange(key, 0, -1),
        b"set": lambda: line.smembers(key),
        b"zset": lambda: line.zrange(key, 0, -1),
        b"hash": lambda: [part for pair in line.hgetall(key).items() for part in pair],
    }[line.type(key)]
    return b"\n".join(read())


def left_behind(folder: Path) -> Iterator[str]:
    """Whatever a request leaves in the temporary folder is wrong, with a word or without."""
    yield from (f"temporary file: {path.name}" for path in folder.rglob("*"))


def in_figures() -> Iterator[str]:
    if has_canary(figures.as_text()):
        yield "figures of /metrics"


def all_found(listener: Listener, folder: Path) -> list[str]:
    return [*listener.found, *in_redis(), *left_behind(folder), *in_figures()]
