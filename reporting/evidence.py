"""The rows behind each figure as one plain list: what is drilled down to, on the page and in the sheet 明细."""

from datetime import datetime
from functools import cache
from typing import Any

from django.urls import reverse

from reporting.facts import Achieved, Concluded, Facts, Matter, Opening, Participant, Reached, Received, Shown
from reporting.measures import MEASURES, Measure
from reporting.periods import BEIJING
from reporting.workbook import Table

HEADS = ("指标", "计量单位", "编号", "名称", "说明", "日期", "链接")
KINDS = ("text", "text", "text", "text", "text", "date", "link")
WIDTHS = (28.0, 10.0, 24.0, 36.0, 36.0, 14.0, 44.0)

Line = tuple[str, str, str, datetime | None, str]


def line_of(row: Any) -> Line:
    """Number, name, words, day and address of one row of any kind."""
    if isinstance(row, tuple):
        licence, number = row
        if isinstance(licence, Achieved):
            return (number, *_told(licence)[1:])
        return (number, licence.licensee, licence.number, licence.concluded_at, _licence_address(licence))
    return LINES[type(row)](row)


def _licence_address(licence: Concluded) -> str:
    return _address("show", licence.key)


def _record_address(number: str) -> str:
    before, after = _around("publication:record")
    return f"{before}{number}{after}"


@cache
def _around(page: str) -> tuple[str, str]:
    """What stands before and after the key in the addresses of a page: to reverse each took a sixth of a workbook."""
    before, _key, after = reverse(page, args=[0]).rpartition("0")
    return before, after


def _told(row: Achieved) -> Line:
    return (row.number, row.licensee, f"{row.number} {row.period}", row.told_for, _address("follow_up", row.key))


def _address(page: str, licence: int) -> str:
    before, after = _around(f"licensing:{page}")
    return f"{before}{licence}{after}" if licence else ""


LINES = {
    Achieved: _told,
    Received: lambda row: (row.number, row.licence, row.what, row.received_at, _address("money", row.key)),
    Opening: lambda row: (
        row.patent_number,
        row.title,
        f"{row.owner_names}（{row.record_number}）",
        row.opened_at,
        _record_address(row.record_number),
    ),
    Matter: lambda row: (row.number, row.name, row.words, row.at, row.address),
    Participant: lambda row: (row.identity, row.name, "", row.since, ""),
    Shown: lambda row: ("", row.name, "", None, row.url),
    Reached: lambda row: (
        row.credit_code,
        row.name,
        f"推送{row.record_number}",
        row.delivered_at,
        _record_address(row.record_number),
    ),
    Concluded: lambda row: (
        row.number,
        row.licensee,
        f"{row.licensors}；{'、'.join(row.patent_numbers)}",
        row.concluded_at,
        _licence_address(row),
    ),
}


def table_of(measures: list[Measure], facts: Facts, site: str) -> Table:
    """Sheet 明细: under each measure as many rows as its number says."""
    told = [measure.under(facts.counting) for measure in measures]
    rows = [_row(measure, line_of(row), site) for measure in told for row in measure.rows(facts)]
    return Table("明细", HEADS, KINDS, rows, WIDTHS)


def _row(measure: Measure, line: Line, site: str) -> tuple[Any, ...]:
    number, name, words, at, address = line
    day = at.astimezone(BEIJING).date() if at else None
    full = f"{site}{address}" if address.startswith("/") else address
    return (measure.name, measure.unit, number, name, words, day, full)


def measures_of(keys: list[str]) -> list[Measure]:
    return [MEASURES[key] for key in keys if key in MEASURES]
