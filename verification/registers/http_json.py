"""A register behind an HTTP service that answers in JSON, described by settings instead of code."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from verification.numbers import PatentNumber, read_cell
from verification.registers.codec import BadFacts, facts_from_plain
from verification.registers.network import CallFailed, Reply, get
from verification.registers.patience import Patience
from verification.registers.protocol import Absent, Answer, Found, Unavailable

AGAIN = {408, 425, 429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Service:
    """Where a service is and how it calls things.

    `url` has `{number}` (or `{compact}` without dot) in it. `mapping` leads from our fact names to paths in the
    answer (`data.patent.title`; a number picks from a list); `number_path` says where the answer repeats the number,
    which is compared: a service that answers about another patent is not believed.
    """

    name: str
    url: str
    mapping: Mapping[str, str]
    number_path: str = "number"
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 10
    allow_private: bool = False
    authority: bool = False
    """Whether it has every patent, so that a number it does not know does not exist."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class HttpRegister:
    """Asks one service, patiently."""

    service: Service
    patience: Patience = field(default_factory=Patience)
    clock: Callable[[], datetime] = _now

    @property
    def name(self) -> str:
        return self.service.name

    @property
    def proves_absence(self) -> bool:
        return self.service.authority

    def facts_of(self, number: PatentNumber) -> Answer:
        try:
            reply = self.patience.call(lambda: self._ask(number))
            if reply.status == 404:
                return Absent(self.name, self.clock())
            return self._read(reply, number)
        except CallFailed as fault:
            return Unavailable(self.name, self.clock(), fault.sentence)
        except BadFacts as fault:
            return Unavailable(self.name, self.clock(), f"答复不可用：{fault}")

    def _ask(self, number: PatentNumber) -> Reply:
        url = self.service.url.format(number=quote(number.normal), compact=quote(number.compact))
        headers = {"Accept": "application/json", **self.service.headers}
        reply = get(url, headers=headers, seconds=self.service.seconds, allow_private=self.service.allow_private)
        if reply.status not in (200, 404):
            raise CallFailed(f"数据源答复状态 {reply.status}", again=reply.status in AGAIN)
        return reply

    def _read(self, reply: Reply, number: PatentNumber) -> Answer:
        try:
            plain = json.loads(reply.body)
        except (ValueError, RecursionError) as fault:
            raise BadFacts("不是有效的JSON") from fault
        said = read_cell(at_path(plain, self.service.number_path))
        if [reading.number for reading in said] != [number]:
            raise BadFacts(f"问的是 {number}，答的不是这一号码")
        values = {name: at_path(plain, path) for name, path in self.service.mapping.items()}
        now = self.clock()
        return Found(facts_from_plain(values, self.name, now), self.name, now)


def at_path(plain: Any, path: str) -> Any:
    """`data.items.0.title` in nested objects and lists; None when it leads nowhere."""
    for step in path.split("."):
        if isinstance(plain, Mapping):
            plain = plain.get(step)
        elif isinstance(plain, list) and step.isdigit() and int(step) < len(plain):
            plain = plain[int(step)]
        else:
            return None
    return plain
