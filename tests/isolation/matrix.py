"""The cells of the isolation matrix: door × person × verb × matter, and how each answer is judged.

Whoever may not have a matter is answered exactly as if it did not exist: same status, body, headers and cookies, after
the same statements with as many rows (tests/isolation/statements.py), so that no clock tells them apart either. What
anybody may have is never answered so in every state of it, else the matrix would prove nothing. The page of a refusal
is drawn for one cell in `DRAWN` (drawing it costs more than deciding it); the others stop at which page it would be.
"""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import resolve, reverse

from tests.fuzz.tally import Tally, volume
from tests.isolation.browsers import Browser, refusals_undrawn
from tests.isolation.kinds import Matter, sees
from tests.isolation.people import PRINCIPALS
from tests.isolation.statements import Asked, noted, parting
from tests.visitors import Door

SENT = ("GET", "POST")
VERBS = (*SENT, "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")
# What a form of ours sends; where a door leads to several verbs, one that each of them knows.
SAID = {"POST": {"data": "action=submit", "content_type": "application/x-www-form-urlencoded"}}
ABSENT = 2_000_000_011
DRAWN = volume(whole=10, share=1)
VARYING = re.compile(r"\('(X-Request-ID|Content-Length)', '[^']*'\)")
TOKENS = re.compile(
    r"\b[A-Za-z0-9]{32}(?:[A-Za-z0-9]{32})?\b|:\w{6}:[\w-]{43}"
)  # of forms and cookies; dated signatures
GONE = frozenset({404, 405})


@dataclass(frozen=True)
class Cell:
    name: str
    person: str
    verb: str
    matter: Matter

    def __str__(self) -> str:
        matter = self.matter
        return f"{self.verb} {self.name} · {self.person} · {matter.kind} ({matter.state}) {matter.home}"


class Answer(NamedTuple):
    """What was said, and the work it took: a hash of the statements."""

    status: int
    said: str
    work: int


def part_of(doors: dict[str, Door], part: int, parts: int) -> dict[str, Door]:
    """Whole doors, so that each part can tell whether a door of its own ever opened."""
    return {name: door for name, door in doors.items() if falls(name, parts, part)}


def falls(name: object, among: int, at: int = 0) -> bool:
    """One in so many, chosen by name: the same ones each time."""
    return among == 1 or zlib.crc32(str(name).encode()) % among == at


def cells(doors: dict[str, Door], matters: list[Matter], share: int) -> Iterator[Cell]:
    """All of them, or one in `share`. By a verb that no form sends, one matter of each home, whatever its state."""
    by_kind, of_homes = defaultdict(list), defaultdict(dict[str, Matter])
    for matter in matters:
        by_kind[matter.kind].append(matter)
        of_homes[matter.kind].setdefault(matter.home, matter)
    for name, door in doors.items():
        for person in PRINCIPALS if door.of else ():
            for verb in VERBS:
                tried = by_kind[door.of] if verb in SENT else of_homes[door.of].values()
                yield from (cell for matter in tried if falls(cell := Cell(name, person, verb, matter), share))


class Visits:
    """The people's browsers, and the answers for matters that do not exist."""

    def __init__(self, doors: dict[str, Door], browsers: dict[str, Browser]) -> None:
        self.doors, self.browsers, self.asked = doors, browsers, list[Asked]()
        self.absent: dict[tuple[str, str, str, bool], Answer] = {}

    def of(self, name: str, person: str, verb: str, where: dict[str, int], *, drawn: bool = True) -> Answer:
        """One answer, without what differs each time and without the address."""
        address = reverse(name, kwargs=resolve(self.doors[name].address).kwargs | where)
        with nullcontext() if drawn else refusals_undrawn(), noted() as self.asked:
            answer, body = self.browsers[person].visit(verb, address, **SAID.get(verb, {}))
        cookies = {key: morsel.value for key, morsel in answer.cookies.items()}
        said = (sorted(answer.headers.items()), sorted(cookies.items()), body.decode("utf-8", "replace"))
        return Answer(answer.status_code, plain(str(said), address), hash(tuple(self.asked)))

    def for_nothing(self, name: str, person: str, verb: str, where: dict[str, int], *, drawn: bool) -> Answer:
        key = (name, person, verb, drawn)
        if key not in self.absent:
            self.absent[key] = self.of(name, person, verb, nowhere(where), drawn=drawn)
        return self.absent[key]

    def parting(self, name: str, person: str, verb: str, where: dict[str, int], *, drawn: bool) -> str:
        """The statement in which the hidden and the absent part, both asked anew: what is kept in memory is there."""
        asked = []
        for place in (where, nowhere(where)):
            self.of(name, person, verb, place, drawn=drawn)
            asked.append(self.asked)
        return parting(*asked)


def nowhere(where: dict[str, int]) -> dict[str, int]:
    return {part: value if part == "province" else ABSENT for part, value in where.items()}


def plain(said: str, address: str) -> str:
    said = TOKENS.sub("·", said.replace(address, "ADDRESS").replace(address.replace("/", "%2F"), "ADDRESS"))
    return VARYING.sub("", said)


def run(visits: Visits, wanted: Iterator[Cell], tally: Tally) -> Counter[str]:
    """Judge them all; returns how often each door opened to somebody who is meant."""
    opened: Counter[str] = Counter()
    for cell in wanted:
        asked, drawn = (cell.name, cell.person, cell.verb, cell.matter.where), falls(cell, DRAWN)
        found = tally.timed(lambda: visits.of(*asked, drawn=drawn))  # noqa: B023
        meant = sees(cell.person, cell.matter) and may(visits.doors[cell.name], cell.person)
        if found.status >= 500:
            tally.bad.append(f"{cell}: {found.status}")
        elif meant:
            opened[cell.name] += found.status not in GONE
        elif found[:2] != (absent := visits.for_nothing(*asked, drawn=drawn))[:2]:
            tally.bad.append(f"{cell}: {found.status}, for nothing {absent.status}; {differing(found, absent)}")
        elif found.work != absent.work and (parted := visits.parting(*asked, drawn=drawn)):
            tally.bad.append(f"{cell}: other work than for nothing: {parted}")
    return opened


def differing(found: Answer, absent: Answer) -> str:
    """The first place where two answers part."""
    pairs = enumerate(zip(found.said, absent.said, strict=False))
    at = next((place for place, (one, other) in pairs if one != other), 0)
    return f"{found.said[max(at - 60, 0) : at + 60]!r} against {absent.said[max(at - 60, 0) : at + 60]!r}"


def may(door: Door, person: str) -> bool:
    role = PRINCIPALS[person].role
    return door.may in ("anyone", "signed in") or role in door.may
