"""Fill the forms: facts in, sheets out. Plain values; nothing here asks the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from publication.money import in_wan
from reporting.facts import Concluded, Counting, Facts
from reporting.forms import Column, Form, Sheet, form
from reporting.measures import BENEFITED_WORDS, MEASURES, figures
from reporting.periods import Month

ANNEX1, ANNEX1_UNITS, ANNEX2, CITY_TABLE = "xy-annex1", "xy-annex1-units", "xy-annex2", "ln-annex4"
ANNEX1_BESIDE = "xy-annex1-beside"  # the same with the other ways of counting
Figures = Mapping[str, Any]
OWN_LEVEL = "本级"
TOTAL = "合计"


@dataclass(frozen=True)
class Unit:
    """A reporting unit by value."""

    name: str
    path: str


@dataclass(frozen=True)
class Frame:
    """What stands around each table of an office: whose it is, until when it counts, when it was filled in."""

    unit: Unit
    month: Month
    filled_on: date

    def sheet(self, of: Form, rows: Sequence[tuple[Any, ...]], **more: Any) -> Sheet:
        day = self.filled_on
        filled = f"{day.year}年{day.month}月{day.day}日"
        return Sheet(of, self.unit.name, self.month.as_of_words, filled, tuple(rows), **more)


def statistics(key: str, frame: Frame, facts: Facts, units: Sequence[Unit]) -> Sheet:
    """Annex 1 in one of its shapes: a row of the office itself, or a row for each unit and a total counted afresh."""
    if not units:
        return laid_out(key, frame, [(frame.unit.name, figures(facts))], counting=facts.counting)
    parts = facts.parted([unit.path for unit in units])
    rows = [(unit.name, figures(part)) for unit, part in zip(units, parts, strict=True)]
    own = facts.outside([unit.path for unit in units])
    if not own.are_empty:
        rows.append((f"{frame.unit.name}{OWN_LEVEL}", figures(own)))
    return laid_out(key, frame, rows, figures(facts), facts.counting)


def laid_out(
    key: str,
    frame: Frame,
    rows: Sequence[tuple[str, Figures]],
    whole: Figures | None = None,
    counting: Counting | None = None,
) -> Sheet:
    """Figures that are counted already, as the form shows them; with `whole` it has a total row."""
    table = form(key)
    rules = counting or Counting()
    cells = [_statistics_row(table.columns, n, name, told) for n, (name, told) in enumerate(rows, start=1)]
    if whole is None:
        return frame.sheet(table, cells, extra_notes=_benefited(table.columns, rows[0][1], rules))
    total = _total_row(table.columns, whole)
    notes = (*_benefited(table.columns, whole, rules), *_overlaps(table.columns, cells, total, rules))
    return frame.sheet(table, cells, totals=total, extra_notes=notes)


def projects(frame: Frame, facts: Facts, addresses: Sequence[str] = ()) -> Sheet:
    """Annex 2: one row for each contract (XY-50 to XY-55)."""
    table = form(ANNEX2)
    rows = [_project_row(n, licence) for n, licence in enumerate(facts.licences, start=1)]
    total = (TOTAL, "", "", "", sum((row[4] for row in rows), Decimal(0)), "")
    return frame.sheet(table, rows, totals=total, links=tuple(addresses))


def definitions(keys: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """Name, unit, words and clause of the measures of a table, for the sheet 说明."""
    return [(m.name, m.unit, m.words, m.clause) for m in (MEASURES[key] for key in keys)]


def _statistics_row(columns: Sequence[Column], serial: int, name: str, told: Figures) -> tuple[Any, ...]:
    values = {**told, "unit_name": name}
    return tuple(serial if column.kind == "serial" else values[column.measure] for column in columns)


def _total_row(columns: Sequence[Column], whole: Figures) -> tuple[Any, ...]:
    return tuple(_total(place, column, whole) for place, column in enumerate(columns))


def _total(place: int, column: Column, whole: Figures) -> Any:
    if place == 0:
        return TOTAL
    return whole[column.measure] if column.sum else ""


def _benefited(columns: Sequence[Column], whole: Figures, counting: Counting) -> tuple[str, ...]:
    """Who counts as benefited, which no text defines (G6); the stricter figures where they have no columns."""
    labels = {column.measure: column.label for column in columns}
    if "smes_benefited" not in labels:
        return ()
    words = (
        f"“{labels['smes_benefited']}”指截至该时点{BENEFITED_WORDS[counting.sme]}的中小微企业，"
        "按统一社会信用代码去重，归于被推送专利所在地。"
    )
    if "smes_opened" in labels:
        return (words,)
    return (f"{words}打开过推送的{whole['smes_opened']}家，接受所推送专利的{whole['smes_accepted']}家。",)


def _overlaps(
    columns: Sequence[Column], rows: Sequence[tuple[Any, ...]], total: tuple[Any, ...], counting: Counting
) -> tuple[str, ...]:
    """Where a distinct count is smaller than its rows together, a note says by how much and why."""
    notes = []
    for place, column in enumerate(columns):
        measure = MEASURES[column.measure].under(counting) if column.sum else None
        if measure and measure.is_distinct and (more := sum(row[place] for row in rows) - total[place]):
            notes.append(
                f"“{column.label}”按全辖区去重计{total[place]}{measure.unit}，各行之和多{more}{measure.unit}。"
            )
    return tuple(notes)


def _project_row(serial: int, licence: Concluded) -> tuple[Any, ...]:
    numbers = "\n".join(licence.patent_numbers)
    return (serial, licence.licensors, licence.licensee, numbers, in_wan(licence.amount), licence.remark)


def as_printed(value: Any) -> str:
    """As the workbook shows it: 万元 with two to four decimals."""
    if not isinstance(value, Decimal):
        return str(value)
    whole, _point, part = f"{value:.4f}".partition(".")
    return f"{whole}.{part.rstrip('0').ljust(2, '0')}"
