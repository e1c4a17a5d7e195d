"""Legal events of Chinese patents as the EPO collects them (INPADOC), through its maintained client.

A second opinion, months late at times and without designs: it adds and contradicts, it never proves absence.
Environment: EPO_OPS_KEY and EPO_OPS_SECRET.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import epo_ops
import requests
from django.utils.timezone import localdate
from epo_ops.models import AccessToken, Docdb
from urllib3.exceptions import HTTPError

from verification.events import GazetteEvent, event_type
from verification.gazette import read_day
from verification.history import fold
from verification.numbers import Kind, PatentNumber
from verification.registers.network import CallFailed, public_address
from verification.registers.patience import Patience, RateLimit
from verification.registers.protocol import Absent, Answer, Found, Unavailable

OPS = "{http://ops.epo.org}"
SECONDS = 15
LIMIT, PORTION = 2_000_000, 65_536  # bytes


def _now() -> datetime:
    return datetime.now(UTC)


def _patience() -> Patience:
    return Patience(limit=RateLimit(per_second=0.5, burst=5))


class _Guard:
    """Looks at the address of every call of the client, follows no redirect, reads no more than is used."""

    def __init__(self, *, allow_private: bool, seconds: float) -> None:
        self.allow_private, self.seconds = allow_private, seconds

    def process_request(self, env: dict, url: str, data: Any, **options: Any) -> tuple[str, Any, dict]:
        self.check(url)
        return url, data, {**options, "allow_redirects": False, "stream": True}

    def process_response(self, env: dict, response: requests.Response) -> requests.Response:
        return within(response, self.seconds)

    def check(self, url: str) -> None:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 443
        public_address(host, port, seconds=self.seconds, allow_private=self.allow_private)


def within(response: requests.Response, seconds: float) -> requests.Response:
    """The answer with its text, read in portions up to a size and a deadline. Raises CallFailed beyond them."""
    until, body = time.monotonic() + seconds, bytearray()
    with response:
        while portion := _portion(response):
            body += portion
            if len(body) > LIMIT:
                raise CallFailed("答复过大，未采用", again=False)
            if time.monotonic() > until:
                raise CallFailed(f"{seconds:g}秒内没有完成答复", again=True)
    response._content = bytes(body)  # where the client's `text` looks; it offers no other way in
    return response


def _portion(response: requests.Response) -> bytes:
    """What has arrived, however little: a peer that drips cannot hold a single read for ever."""
    try:
        return bytes(response.raw.read1(PORTION, decode_content=True))
    except (HTTPError, OSError) as fault:
        raise CallFailed(f"连接中断（{type(fault).__name__}）", again=True) from fault


class GuardedClient(epo_ops.Client):
    """The maintained client, kept from private addresses and redirects, for the sign-in too."""

    def __init__(self, key: str, secret: str, *, allow_private: bool = False, seconds: float = SECONDS) -> None:
        self._guard = _Guard(allow_private=allow_private, seconds=seconds)
        super().__init__(key=key, secret=secret, middlewares=[self._guard], timeout=seconds)

    def _acquire_token(self) -> None:
        self._guard.check(self.__auth_url__)
        response = requests.post(
            self.__auth_url__,
            auth=(self.key, self.secret),
            data={"grant_type": "client_credentials"},
            timeout=self.timeout,
            allow_redirects=False,
            stream=True,
        )
        within(response, self._guard.seconds).raise_for_status()
        self._access_token = AccessToken(response)


@dataclass
class EpoRegister:
    """Folds the events that OPS lists into facts."""

    client: epo_ops.Client
    patience: Patience = field(default_factory=_patience)
    clock: Callable[[], datetime] = _now
    name: str = "EPO OPS（INPADOC）"
    proves_absence: bool = False

    def facts_of(self, number: PatentNumber) -> Answer:
        if number.kind == Kind.DESIGN:
            return Unavailable(self.name, self.clock(), "该来源不收录外观设计")
        try:
            text = self.patience.call(lambda: self._ask(number))
            events = [] if text is None else list(read_events(text, number, self.name))
        except CallFailed as fault:
            return Unavailable(self.name, self.clock(), fault.sentence)
        now = self.clock()
        if text is None:
            return Absent(self.name, now)
        return Found(fold(events, localdate(now), fetched_at=now), self.name, now)

    def _ask(self, number: PatentNumber) -> str | None:
        """The XML of the events; None when OPS does not know the number."""
        kind = "A" if number.kind == Kind.INVENTION else "U"
        try:
            response = self.client.legal("application", Docdb(number.body, "CN", kind))
        except requests.HTTPError as fault:
            status = fault.response.status_code if fault.response is not None else 0
            if status == 404:
                return None
            raise CallFailed(f"数据源答复状态 {status}", again=status >= 500) from fault
        except (requests.RequestException, ElementTree.ParseError, ValueError, KeyError) as fault:
            raise CallFailed(f"连接中断（{type(fault).__name__}）", again=True) from fault
        if response.status_code != requests.codes.ok:
            raise CallFailed(f"数据源答复状态 {response.status_code}", again=False)
        return str(response.text)


def from_environment() -> EpoRegister | None:
    """The adapter, if a key is set; the platform works without it."""
    key, secret = os.environ.get("EPO_OPS_KEY", ""), os.environ.get("EPO_OPS_SECRET", "")
    return EpoRegister(GuardedClient(key, secret)) if key and secret else None


def read_events(text: str, number: PatentNumber, source: str) -> Iterator[GazetteEvent]:
    """The Chinese events of an OPS answer. Raises CallFailed when it is not such an answer."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise CallFailed("答复含有不接受的XML声明", again=False)
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 -- no document type, so no entities; size is limited
    except ElementTree.ParseError as fault:
        raise CallFailed("答复不是有效的XML", again=False) from fault
    if root.tag != f"{OPS}world-patent-data":
        raise CallFailed("答复不是 OPS 的格式", again=False)
    for legal in root.iter(f"{OPS}legal"):
        if event := _event(legal, number, source):
            yield event


def _event(legal: ElementTree.Element, number: PatentNumber, source: str) -> GazetteEvent | None:
    country, code = _field(legal, "L001EP"), _field(legal, "L008EP") or legal.get("code", "")
    announced, row = read_day(_field(legal, "L007EP")), event_type(code, "")
    if country != "CN" or announced is None or row is None:
        return None
    effective = read_day(_field(legal, "L525EP")) or announced
    texts = {"变更后权利人": _field(legal, "L509EP"), "说明": _field(legal, "L510EP") or legal.get("desc", "")}
    details = tuple((label, text) for label, text in texts.items() if text)
    return GazetteEvent(number, row.kind, announced, effective, details, code, source)


def _field(legal: ElementTree.Element, name: str) -> str:
    return (legal.findtext(f"{OPS}{name}") or "").strip()
