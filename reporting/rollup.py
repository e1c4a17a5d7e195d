"""The figures of all units of a province at once, set-wise: what measures.py counts from rows, as the database counts.

Numbers only: the rows behind a figure come from loading.py, and the tests hold both against each other and against the
recount for every office and month. `only` counts what some patents, owners and licences add (rollup_changes.py).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from django.db import connection

from reporting import counting_sql as sql
from reporting.facts import Counting
from reporting.loading import counting_of
from reporting.measures import MEASURES
from reporting.memory import reading_all
from reporting.periods import Instant
from reporting.units import followed, places_of

OPEN_END = datetime(9999, 12, 31, tzinfo=UTC)
TEXTS = ("platform_names", "platform_urls")
MONEY = tuple(key for key, measure in MEASURES.items() if measure.unit == "万元")
NOTHING = dict.fromkeys(MEASURES, 0) | dict.fromkeys(TEXTS, "") | dict.fromkeys(MONEY, Decimal(0))
Figures = dict[str, Any]
Places = tuple[tuple[str, str], ...]  # a place and a unit in which it counts


@dataclass(frozen=True)
class Only:
    """What is to be counted again. Each list holds everything that its figures depend on."""

    records: Sequence[int]  # those whose patents may stand otherwise
    owners: Sequence[str]  # credit codes, else names
    organisations: Sequence[int]  # the rows of the owners in the province's own register
    licences: Sequence[int]
    recipients: Sequence[str]  # credit codes
    receipts: Sequence[int]
    channels: bool  # a text cannot be added up: all of it or nothing

    def __bool__(self) -> bool:
        return any(vars(self).values())

    @property
    def holding(self) -> list[str]:
        """What the owners of a version contain when one of these is among them."""
        quoted = [who.replace("\\", "\\\\").replace('"', '\\"') for who in self.owners]
        return [f'[{{"{key}": "{who}"}}]' for who in quoted for key in ("credit_code", "name")]


VERSIONS = """AND r.id IN (SELECT w.record_id FROM unnest(%(holding)s::jsonb[]) AS h (owner)
                                    JOIN publication_version w ON w.owners @> h.owner)"""
DECLARATIONS = """AND subject_id IN (SELECT id FROM declarations_declaration
                                      WHERE organisation_id = ANY(%(organisations)s))"""
FOLLOW_UPS = "AND follow_up_id IN (SELECT id FROM licensing_followup WHERE licence_id = ANY(%(licences)s))"


@dataclass(frozen=True)
class Question:
    """Of which province, for which units, as of when, counted how; `only` some of it, without the patents on offer."""

    province: int
    paths: tuple[str, ...]
    instant: Instant
    counting: Counting
    moved: Mapping[str, str] = field(default_factory=dict)  # units that have ended: who came in their place
    only: Only | None = None
    everywhere: tuple[str, ...] = ()  # all units of the province, where not all are asked for

    @cached_property
    def places(self) -> Places:
        return _places(self.everywhere or self.paths, self.paths, tuple(self.moved.items()))

    def units_above(self, places: Collection[str]) -> Mapping[str, Sequence[str]]:
        """The units in which each of these places counts."""
        above: dict[str, list[str]] = {place: [] for place in places}
        for place, unit in self.places:
            if place in above:
                above[place].append(unit)
        return above

    @property
    def instants(self) -> dict[str, Any]:
        """What every statement asks for."""
        return {
            "province": self.province,
            "at": self.instant.at,
            "known": self.instant.known_at or OPEN_END,
            "withdrawn": self.counting.withdrawn,
        }

    @cached_property
    def values(self) -> Mapping[str, Any]:
        places = {
            "places": " ".join(place for place, _unit in self.places),
            "units": " ".join(unit for _place, unit in self.places),
            "sme": self.counting.sme,
        }
        return self.instants | places | ({**vars(self.only), "holding": self.only.holding} if self.only else {})

    @property
    def statements(self) -> Iterator[str]:
        """Those that have anything to count."""
        only = self.only
        if only is None:
            yield sql.OPENED
        if only is None or only.owners:
            yield self._owners
        if only is None or only.licences:
            among = "AND licence_id = ANY(%(licences)s)" if only else ""
            yield sql.GRANTED.format(only=among, licences=sql.LICENCES[self.counting.licences])
            yield sql.TOLD.format(only=FOLLOW_UPS if only else "", among=among)
        if only is None or only.recipients:
            yield sql.REACHED.format(only="AND s.recipient_code = ANY(%(recipients)s)" if only else "")
        if only is None or only.channels:
            yield sql.SHOWN
        if only is None or only.receipts:
            yield sql.RECEIVED.format(only="AND r.id = ANY(%(receipts)s)" if only else "")

    @property
    def _owners(self) -> str:
        parts = {
            "only_versions": VERSIONS,
            "only_named": "WHERE who = ANY(%(owners)s)",
            "only_declarations": DECLARATIONS,
            "only_organisations": "AND organisation_id = ANY(%(organisations)s)",
        }
        return sql.OWNERS.format(**(parts if self.only else dict.fromkeys(parts, "")))


def places(everywhere: Iterable[str], units: Iterable[str], moved: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Where each place counts: itself, or the unit that came in its place, and every unit above that was asked for."""
    asked = set(units)
    for place in everywhere:
        ended = max((path for path in moved if place.startswith(path)), key=len, default=None)
        above = ""
        for step in (moved[ended] if ended else place).split(".")[:-1]:
            above += f"{step}."
            if above in asked:
                yield place, above


@lru_cache(maxsize=64)  # of a few provinces, each asked again for every month
def _places(everywhere: tuple[str, ...], units: tuple[str, ...], moved: tuple[tuple[str, str], ...]) -> Places:
    return tuple(places(everywhere, units, dict(moved)))


def roll_up(province: int, paths: Iterable[str], instant: Instant) -> dict[str, Figures]:
    """Every figure of each unit, by its path. Call inside the scope of the province."""
    everywhere, ended = places_of(province)
    counting, moved = counting_of(province, instant), followed(province, instant) if ended else {}
    return answer(Question(province, tuple(paths), instant, counting, moved, everywhere=everywhere))


def answer(question: Question) -> dict[str, Figures]:
    """Of everything."""
    with reading_all():
        return counted(question)


def counted(question: Question) -> dict[str, Figures]:
    rolled = {path: nothing() for path in question.paths}
    with connection.cursor() as cursor:
        for statement in question.statements:
            cursor.execute(statement, question.values)
            names = [column.name for column in cursor.description]
            for row in cursor.fetchall():
                told = dict(zip(names, row, strict=True))
                rolled[told.pop("unit")] |= told
    return rolled


def nothing() -> Figures:
    """The figures of a place where nothing has happened."""
    return dict(NOTHING)
