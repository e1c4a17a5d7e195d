"""People at work over HTTP, and the history of what they sent and what they were told.

Nobody gives up: without an answer the same request (same key) is sent again, as a browser's reload would.
"""

import http.client
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from config.faults.people import Person

TOKEN = "f" * 64
GIVE_UP_SECONDS = 60
LOGIN = "/accounts/login/"
PAUSE_SECONDS = 0.05


@dataclass(frozen=True)
class Request:
    """One act of one person. `key` names it in the history and in the database."""

    key: str
    by: Person
    path: str
    fields: dict[str, Any] | None  # none: a page that is only read
    file: bytes = b""  # a workbook to hand over


@dataclass
class History:
    """What the people know: told it is done, told no, or never told."""

    acknowledged: dict[str, str] = field(default_factory=dict)  # key -> where they were sent
    refused: dict[str, int] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    retries: int = 0
    last: float = 0.0
    longest_wait: float = 0.0
    blow: tuple[str, float] | None = None  # what was killed and when, until somebody who came later is served
    back: dict[str, list[float]] = field(default_factory=dict)  # what was killed -> seconds until then
    guard: threading.Lock = field(default_factory=threading.Lock)

    def note(self, key: str, status: int, place: str, tries: int, began: float = 0.0) -> None:
        """One answer; `began` is when the request that got it was sent."""
        with self.guard:
            now = time.monotonic()
            self.longest_wait = max(self.longest_wait, now - (self.last or now))
            self.last = now
            self._recover(began, now)
            self.retries += tries - 1
            if status == HTTPStatus.FOUND:
                self.acknowledged[key] = place
            elif status:
                self.refused[key] = status
            else:
                self.unknown.add(key)

    def told(self) -> int:
        """How many know what became of it."""
        return len(self.acknowledged) + len(self.refused)

    def strike(self, attack: Callable[[], str]) -> None:
        """Kill something, and begin to count until the house serves again."""
        what, at = attack(), time.monotonic()
        with self.guard:
            self.blow = (what, at)

    def _recover(self, began: float, now: float) -> None:
        if self.blow and began >= self.blow[1]:
            self.back.setdefault(self.blow[0], []).append(now - self.blow[1])
            self.blow = None


def work(
    requests: Iterable[Request], history: History, enough: Callable[[], bool], people: int = 8, pause: float = 0
) -> None:
    """So many people at once take one request after the other until there are none or it is enough."""
    source, guard = iter(requests), threading.Lock()

    def next_one() -> Request | None:
        with guard:
            return None if enough() else next(source, None)

    def one() -> None:
        while request := next_one():
            insist(request, history)
            time.sleep(pause)

    hands = [threading.Thread(target=one) for _each in range(people)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()


def insist(request: Request, history: History) -> None:
    """Until there is an answer that is one."""
    until, tries = time.monotonic() + GIVE_UP_SECONDS, 0
    while time.monotonic() < until:
        tries, began = tries + 1, time.monotonic()
        with suppress(OSError, http.client.HTTPException):
            status, place = send(request)
            if status == HTTPStatus.FOUND and (place == request.path or place.startswith(LOGIN)):
                status = HTTPStatus.CONFLICT  # sent back to where it came from with the reasons, or signed out
            if status < HTTPStatus.INTERNAL_SERVER_ERROR:
                told = status == HTTPStatus.FOUND or tries == 1  # “already done” leaves open whether it was we
                history.note(request.key, status if told else 0, place, tries, began)
                return
        time.sleep(PAUSE_SECONDS)
    history.note(request.key, 0, "", tries)


def send(request: Request, to: str = "") -> tuple[int, str]:
    """Status and where to, of this house or of another one."""
    return ask(request, to)[:2]


def ask(request: Request, to: str = "") -> tuple[int, str, bytes]:
    """The same, and what was said."""
    site = urlsplit(to or settings.SITE_URL)
    assert site.hostname is not None
    line = http.client.HTTPConnection(site.hostname, site.port, timeout=20)
    kind, body = written(request)
    try:
        cookies = {settings.SESSION_COOKIE_NAME: request.by.session, settings.CSRF_COOKIE_NAME: TOKEN[:32]}
        headers = {
            "Content-Type": kind,
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": TOKEN[:32],
            "User-Agent": "Mozilla/5.0 (faults)",
        }
        line.request("GET" if request.fields is None else "POST", request.path, body, headers)
        answer = line.getresponse()
        said = answer.read()
        return answer.status, answer.headers.get("Location", ""), said
    finally:
        line.close()


def written(request: Request) -> tuple[str, bytes]:
    """The body as a browser writes it, and what kind it is."""
    told = request.fields or {}
    if not request.file:
        return "application/x-www-form-urlencoded", urlencode(told, doseq=True).encode()
    head = f'--{TOKEN}\r\nContent-Disposition: form-data; name="'
    each = [(name, one) for name, value in told.items() for one in (value if isinstance(value, list) else [value])]
    fields = [f'{head}{name}"\r\n\r\n{value}\r\n'.encode() for name, value in each]
    file = f'{head}file"; filename="{request.key}.xlsx"\r\nContent-Type: application/octet-stream\r\n\r\n'
    end = f"\r\n--{TOKEN}--\r\n"
    return f"multipart/form-data; boundary={TOKEN}", b"".join([*fields, file.encode(), request.file, end.encode()])
