"""Many people with a browser each, in one light process: what they were told and how long they waited."""

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from django.core.files.uploadedfile import UploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

TIMEOUT_SECONDS = 60
CSRF = "f" * 32
FORM_CONTENT = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Visit:
    """One request: a page, or with `fields` something sent. `session` is of somebody signed in, `key` of a platform.

    `expects` is the status of the answer that does what was asked for: any other is no work done.
    """

    path: str
    query: Mapping[str, str] = field(default_factory=dict, hash=False)
    fields: Mapping[str, object] | None = None
    paper: UploadedFile | None = None  # goes along with `fields`, as `file`
    session: str = ""
    key: str = ""
    expects: int = HTTPStatus.OK

    def as_bytes(self, host: str) -> bytes:
        address = f"{self.path}?{urlencode(self.query)}" if self.query else self.path
        kind, body = self._body()
        lines = [f"{'GET' if self.fields is None else 'POST'} {address} HTTP/1.1", f"Host: {host}"]
        if self.session:
            lines.append(f"Cookie: sessionid={self.session}; csrftoken={CSRF}")
        if self.key:
            lines.append(f"X-Api-Key: {self.key}")
        if self.fields is not None:
            lines += [f"Content-Type: {kind}", f"X-CSRFToken: {CSRF}", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def _body(self) -> tuple[str, bytes]:
        if self.fields is None:
            return "", b""
        if self.paper is None:
            return FORM_CONTENT, urlencode(self.fields, doseq=True).encode()
        return MULTIPART_CONTENT, encode_multipart(BOUNDARY, {**self.fields, "file": self.paper})


@dataclass
class Told:
    """What came of it. “Too busy” (429, 503) is told apart; whatever else was not expected is a fault."""

    waits: list[float] = field(default_factory=list)  # seconds of each answer that was one
    seconds: float = 0.0
    busy: int = 0
    faults: int = 0
    first_fault: str = ""
    by_status: dict[int, int] = field(default_factory=dict)
    made: int = 0  # how many of what they asked for the database holds afterwards
    beside: float = 0.0  # seconds of what went on beside it
    peak: float = 0.0  # and the most mebibytes it held

    @property
    def per_second(self) -> float:
        return len(self.waits) / self.seconds

    def percentile(self, percent: int) -> float:
        """Milliseconds."""
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1000

    def __iadd__(self, later: "Told") -> "Told":
        """The same thing again: what the visitors met this time too."""
        self.waits += later.waits
        self.seconds += later.seconds
        self.busy, self.faults = self.busy + later.busy, self.faults + later.faults
        self.first_fault = self.first_fault or later.first_fault
        for status, times in later.by_status.items():
            self.by_status[status] = self.by_status.get(status, 0) + times
        return self

    def note(self, asked: Visit, status: int, wait: float) -> None:
        self.by_status[status] = self.by_status.get(status, 0) + 1
        if status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
            self.busy += 1
        elif status != asked.expects:
            self.faults += 1
            self.first_fault = self.first_fault or f"{asked.path}: {status}"
        else:
            self.waits.append(wait)


def visit(
    site: str,
    visits: Iterator[Visit],
    *,
    people: int,
    seconds: float,
    rate: float = 0,
    until: Callable[[], int | None] = lambda: None,
) -> Told:
    """So many people at once until the time is over, `until` is told, or there is nothing left to ask for.

    `rate`: at most so many requests a second over all of them; 0 is as fast as they are answered.
    """
    told, began = Told(), time.monotonic()
    asyncio.run(_together(urlsplit(site), visits, told, people, _pace(rate), lambda: _over(began, seconds, until)))
    told.seconds = time.monotonic() - began
    return told


def _over(began: float, seconds: float, until: Callable[[], int | None]) -> bool:
    return time.monotonic() - began > seconds or until() is not None


def _pace(rate: float) -> Iterator[float]:
    """When each request may leave, on the clock of this process."""
    began = time.monotonic()
    return (began + n / rate for n in itertools.count()) if rate else itertools.repeat(0.0)


async def _together(site, visits, told, people, pace, over) -> None:  # type: ignore[no-untyped-def]
    await asyncio.gather(*(_person(site, visits, told, pace, over) for _each in range(people)))


async def _person(site, visits, told, pace, over) -> None:  # type: ignore[no-untyped-def]
    """One connection, kept as a browser keeps it and opened again when it was closed."""
    line = None
    while not over() and (asked := next(visits, None)):
        await asyncio.sleep(max(0.0, next(pace) - time.monotonic()))
        began = time.monotonic()
        try:
            line = line or await asyncio.open_connection(site.hostname, site.port, limit=1 << 22)
            status, closes = await asyncio.wait_for(_ask(line, asked, site.netloc), TIMEOUT_SECONDS)
        except (OSError, EOFError, ValueError, TimeoutError):
            status, closes = 0, True
        told.note(asked, status, time.monotonic() - began)
        if closes and line:
            line[1].close()
            line = None
    if line:
        line[1].close()


async def _ask(line, asked: Visit, host: str) -> tuple[int, bool]:  # type: ignore[no-untyped-def]
    reader, writer = line
    writer.write(asked.as_bytes(host))
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    lines = dict(each.split(": ", 1) for each in head.split("\r\n")[1:] if ": " in each)
    if "content-length" in lines:
        await reader.readexactly(int(lines["content-length"]))
    elif lines.get("transfer-encoding") == "chunked":
        while size := int((await reader.readline()), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return status, lines.get("connection") == "close"
