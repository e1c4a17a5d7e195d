"""One board as plain values: the figures of a place at an instant, each with the way to its rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from reporting.boards.facts import BoardFacts
from reporting.boards.maps import Place, levels
from reporting.boards.measures import BOARD_MEASURES
from reporting.boards.months import past
from reporting.measures import Measure
from reporting.periods import Month
from reporting.tables import as_printed
from tenancy.models import Region

CARDS = ("bodies", "patents_opened", "patents_in_force", "smes_benefited", "licences", "paid_amount")
FUNNEL = (
    ("征集", "collected"),
    ("审核", "approved"),
    ("公开", "patents_opened"),
    ("推送", "patents_pushed"),
    ("意向", "asked"),
    ("达成", "licences"),
    ("备案", "filed"),
    ("实施", "patents_implemented"),
)
BY_UNIT = ("collected", "patents_opened", "patents_pushed", "licences", "paid_amount", "overdue")
TREND = ("patents_opened", "licences", "implementations")
RANKED = ("patents_opened", "patents_implemented", "licences", "implementations", "bodies", "paid_amount")
MONTHS = 13
UNDATED = frozenset({"patents_in_force", "overdue"})  # what they were before cannot be told from today's rows


@dataclass(frozen=True)
class Board:
    """The facts of a place, its units, and the instant that all numbers and all drill-downs share."""

    place: Region
    units: Sequence[Region]
    facts: BoardFacts
    at: datetime
    may_see: Callable[[Region], bool]  # the rows of which places

    def measure(self, key: str) -> Measure:
        return BOARD_MEASURES[key].under(self.facts.counting)

    def value(self, key: str, facts: Any = None) -> Any:
        return self.measure(key).of(self.facts if facts is None else facts)

    def rows_of(self, key: str, place: Region | None = None, *, own: bool = False) -> str:
        """Where the rows of a figure are, as counted here (`own`: of no unit beneath); empty for who may not see."""
        place = place or self.place
        if not self.may_see(place):
            return ""
        query = urlencode({"region": place.code, "at": self.at.isoformat()} | ({"own": "1"} if own else {}))
        return f"{reverse('boards:rows', args=[key])}?{query}"

    def cell(self, key: str, place: Region, facts: Any, *, own: bool = False) -> dict[str, str]:
        return {"text": as_printed(self.value(key, facts)), "href": self.rows_of(key, place, own=own)}

    @cached_property
    def by_unit(self) -> list[tuple[Region, Any]]:
        """The facts of each unit, and of the place itself where some belong to no unit."""
        parts = list(zip(self.units, self.facts.parted([unit.path for unit in self.units]), strict=True))
        own = self.facts.outside([unit.path for unit in self.units])
        return parts if own.are_empty or not parts else [*parts, (self.place, own)]

    @cached_property
    def months(self) -> list[Month]:
        """The month of the instant and the twelve before it."""
        this = Month.of(self.at)
        return [this.shifted(-back) for back in reversed(range(MONTHS))]

    @cached_property
    def past(self) -> dict[Month, Any]:
        """What was there at the end of each month, as known now; of the last one what is there."""
        ends = [min(month.ends, self.at) for month in self.months]
        return dict(zip(self.months, past(self.facts, ends), strict=True))

    @cached_property
    def parts(self) -> dict[int, "Board"]:
        """A board of each unit, by its key."""
        return {unit.pk: Board(unit, (), facts, self.at, self.may_see) for unit, facts in self.by_unit}

    def series(self, key: str) -> list[Any]:
        return [self.value(key, facts) for facts in self.past.values()]

    @property
    def undated(self) -> frozenset[str]:
        """Also what the rules of the place count by how a patent stands, or what became of a push, by now."""
        rules = self.facts.counting
        opened = frozenset[str]() if rules.withdrawn else frozenset({"patents_opened", "patents_listed"})
        return UNDATED | opened | (frozenset() if rules.sme == "delivered" else {"smes_benefited"})

    def change(self, key: str) -> str:
        """环比 and 同比 in words."""
        if key in self.undated:
            return ""
        now, months = self.value(key), self.months
        last, year = (self.value(key, self.past[month]) for month in (months[-2], months[0]))
        words = {"last": _signed(now - last), "year": _signed(now - year)}
        return _("较上月末 %(last)s；较去年同月末 %(year)s") % words

    def unit_table(self) -> dict[str, Any]:
        """XY-07: each unit in a row, the whole counted afresh."""
        heads = [{"word": _("单位")}, *(_column(self.measure(key)) for key in BY_UNIT)]
        rows = [
            [self._unit_name(unit), *(self.cell(key, unit, facts, own=self._is_own(unit)) for key in BY_UNIT)]
            for unit, facts in self.by_unit
        ]
        totals = [_("合计（去重）"), *(self.cell(key, self.place, self.facts) for key in BY_UNIT)]
        return {"columns": heads, "rows": rows, "totals": totals}

    def _is_own(self, unit: Region) -> bool:
        return unit.pk == self.place.pk

    def _unit_name(self, unit: Region) -> Any:
        if self._is_own(unit):
            return _("%s本级") % unit.name
        return {"text": unit.name, "href": f"?region={unit.code}"} if self.may_see(unit) else unit.name

    def funnel(self) -> dict[str, Any]:
        rows = []
        for word, key in FUNNEL:
            measure = self.measure(key)
            rows.append([word, measure.name, self.cell(key, self.place, self.facts), measure.unit])
        heads = [{"word": _("环节")}, {"word": _("指标")}, {"word": _("数量"), "kind": "number"}, {"word": _("单位")}]
        return {"columns": heads, "rows": rows}

    def trend(self) -> dict[str, Any]:
        dated = [key for key in TREND if key not in self.undated]
        heads = [{"word": _("月份")}, *(_column(self.measure(key)) for key in dated)]
        columns = [self.series(key) for key in dated]
        rows = [[str(month), *map(as_printed, values)] for month, *values in zip(self.months, *columns, strict=True)]
        return {"columns": heads, "rows": rows}

    def ranking(self, key: str) -> dict[str, Any]:
        """The units by one figure, the greatest first; equals share a rank."""
        values = [(unit, self.value(key, facts)) for unit, facts in self.by_unit if not self._is_own(unit)]
        ordered = sorted(values, key=lambda pair: (-pair[1], pair[0].position, pair[0].path))
        heads = [{"word": _("单位")}, {"word": _("名次"), "kind": "number"}, _column(self.measure(key))]
        numbers = [value for _unit, value in ordered]
        rows = [
            [unit.name, numbers.index(value) + 1, {"text": as_printed(value), "href": self.rows_of(key, unit)}]
            for unit, value in ordered
        ]
        return {"columns": heads, "rows": rows}

    def places(self, key: str) -> list[Place]:
        """The units for map and tiles."""
        values = {unit.code: self.value(key, facts) for unit, facts in self.by_unit if not self._is_own(unit)}
        depth = levels(values)
        return [
            Place(unit.code, unit.name, as_printed(values[unit.code]), depth[unit.code], self.rows_of(key, unit))
            for unit in self.units
        ]


def _column(measure: Measure) -> dict[str, str]:
    return {"word": measure.name, "unit": measure.unit, "kind": "number"}


def _signed(number: Any) -> str:
    return f"+{as_printed(number)}" if number >= 0 else as_printed(number)
