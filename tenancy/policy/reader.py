"""What holds in a province (or a city of it) on a day, and why: `policy_of(province).min_term_months`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from tenancy.models.policy import DocumentStatus, PolicyDocument, PolicyValue
from tenancy.models.regions import NATION, Province, Region
from tenancy.policy.kinds import Parameter, Table, Text, Texts
from tenancy.policy.ledger import Cursor, Ledger, holding, load, read_cursor
from tenancy.policy.parameters import PARAMETERS, Parameters
from tenancy.policy.workdays import Calendar, calendar_as_of


@dataclass(frozen=True)
class Level:
    """One rung of the chain nation, province, city that may lay down rules."""

    province: int
    name: str
    name_en: str
    region_code: str = ""

    @property
    def said_name(self) -> str:
        """The name in the language of the page."""
        return self.name_en if get_language() == "en" else self.name


@dataclass(frozen=True)
class Rule:
    """One parameter as it holds: value and source. `row` is None when nobody lays anything down."""

    parameter: Parameter
    value: Any
    level: Level | None
    own: bool
    row: PolicyValue | None
    document: PolicyDocument | None
    chain: tuple["Rule", ...] = ()  # the levels above that also speak, nearest first (XY-04)

    @property
    def key(self) -> str:
        return self.parameter.key

    @property
    def lines(self) -> list[str]:
        """The value in words; one line unless it is a table."""
        return self.parameter.show(self.value)

    @property
    def is_wording(self) -> bool:
        """The value is text of a document, in its language; otherwise it is said in that of the page."""
        return bool(self.value) and isinstance(self.parameter, Text | Texts | Table)

    @property
    def number(self) -> str:
        return self.document.number if self.document else ""

    @property
    def clause(self) -> str:
        return self.row.clause if self.row else ""

    @property
    def status(self) -> str:
        return self.document.status if self.document else ""

    @property
    def is_draft(self) -> bool:
        return self.status == DocumentStatus.DRAFT

    @property
    def effective_from(self) -> date | None:
        return self.row.effective_from if self.row else None

    @property
    def effective_to(self) -> date | None:
        return self.row.effective_to if self.row else None

    @property
    def origin(self) -> str:
        """own: laid down here · inherited: by a level above · default: nobody laid anything down."""
        return "own" if self.own else "inherited" if self.level else "default"

    @property
    def citation(self) -> str:
        """The source as a refusal names it: 辽知办字〔2022〕4号 四（一）1."""
        document = (self.document.number or f"《{self.document.title}》") if self.document else ""
        return f"{document}{' ' if document and self.clause else ''}{self.clause}"


class Policy(Parameters):
    """All rules of one place on one day. Attributes are the parameters (tenancy/policy/parameters)."""

    def __init__(self, levels: tuple[Level, ...], day: date, rules: dict[str, Rule], days: int) -> None:
        self._levels, self._day, self._rules, self._days = levels, day, rules, days

    @property
    def calendar(self) -> Calendar:
        """The working days as they were known when these rules were read; nothing is asked for it."""
        return calendar_as_of(self._days)

    @property
    def day(self) -> date:
        return self._day

    @property
    def levels(self) -> tuple[Level, ...]:
        """From the place itself up to the nation."""
        return self._levels

    def value_of(self, key: str) -> Any:
        return self._rules[key].value

    def explain(self, key: str) -> Rule:
        """The value with its source: own or inherited, document, number, clause, dates, status."""
        return self._rules[key]

    def cite(self, key: str) -> str:
        """The source of a rule for the end of a sentence; empty when nobody laid it down."""
        return self._rules[key].citation

    @property
    def rules(self) -> Iterator[Rule]:
        return iter(self._rules.values())

    @property
    def is_draft(self) -> bool:
        """Some rule of this place's own rests on a draft (G5)."""
        return any(rule.own and rule.is_draft for rule in self.rules)

    @property
    def accepts_declarations(self) -> bool:
        """The programme runs on this day (CN-19, LN-17)."""
        started = self.programme_start is None or self.programme_start <= self.day
        return started and (self.programme_end is None or self.day <= self.programme_end)


def policy_of(
    province: Province | int,
    *,
    at: datetime | date | None = None,
    known_at: datetime | None = None,
    region: Region | None = None,
) -> Policy:
    """The rules of a province, or of a city or county in it, at an instant (now unless told).

    `known_at` leaves out what was recorded later. One query when nothing changed since the last call.
    """
    key = province if isinstance(province, int) else province.pk
    ledger = load(cursor := read_cursor())
    own = (place for place in ledger.regions.values() if region is not None and place.province_id == key)
    codes = tuple(place.code for place in own if region.path.startswith(place.path))  # type: ignore[union-attr]
    knows_all = known_at is None or known_at >= ledger.last_recorded  # as of any later instant the rules are the same
    return _resolve(cursor, key, codes, _day_of(at), None if knows_all else known_at)


def _day_of(at: datetime | date | None) -> date:
    if at is None:
        return timezone.localdate()
    return timezone.localdate(at) if isinstance(at, datetime) else at


@lru_cache(maxsize=256)
def _resolve(cursor: Cursor, province: int, codes: tuple[str, ...], day: date, known_at: datetime | None) -> Policy:
    ledger = load(cursor)
    levels = _levels(ledger, province, codes)
    rules = {key: _rule(parameter, levels, day, known_at, ledger) for key, parameter in PARAMETERS.items()}
    return Policy(levels, day, rules, cursor.days)


def _levels(ledger: Ledger, province: int, codes: tuple[str, ...]) -> tuple[Level, ...]:
    """The deepest city or county first, then the province, then the nation."""
    deepest_first = sorted(codes, key=lambda code: len(ledger.regions[code].path), reverse=True)
    cities = [ledger.regions[code] for code in deepest_first]
    places = [Level(province, city.name, city.name_en, city.code) for city in cities]
    whole = [ledger.provinces[key] for key in (province, NATION) if key in ledger.provinces]
    places += [Level(one.pk, one.name, one.name_en) for one in dict.fromkeys(whole)]
    return tuple(places)


def _rule(
    parameter: Parameter, levels: tuple[Level, ...], day: date, known_at: datetime | None, ledger: Ledger
) -> Rule:
    spoken = [
        (level, row)
        for level in levels
        if (row := holding(_rows(ledger, level, parameter.key), day, known_at)) and not row.inherits
    ]
    found = [
        Rule(
            parameter,
            parameter.read(row.value),
            level,
            level == levels[0],
            row,
            ledger.document(row.document, known_at),
        )
        for level, row in spoken
    ]
    if not found:
        return Rule(parameter, parameter.default, None, own=False, row=None, document=None)
    nearest, *above = found
    return Rule(**(vars(nearest) | {"chain": tuple(above)}))


def _rows(ledger: Ledger, level: Level, key: str) -> list[PolicyValue]:
    return [row for row in ledger.entries.get((level.province, key), []) if row.region_code == level.region_code]
