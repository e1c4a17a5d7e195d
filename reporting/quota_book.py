"""The workbook in which quotas come in: a template to fill in, and its reader with every fault at once."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from tenancy.models import Region
from tenancy.numerals import read_numeral
from tenancy.policy.rows import Target
from tenancy.refusals import Refused
from tenancy.sheets import MOST_ROWS, as_text, read_sheet

HEADS = ("行政区划代码", "单位", "目标", "计量单位", "指标数", "截止日期")
WIDTHS = (16, 18, 48, 10, 12, 14)
MOST_NUMBER = 10_000_000


@dataclass(frozen=True)
class Line:
    """One row that was read: whose quota, of which target."""

    region: Region
    target: Target
    number: int
    until: date | None


def draw_template(units: Sequence[Region], targets: Sequence[Target], held: dict[tuple[str, int], int]) -> bytes:
    """A row for each unit and target; numbers that hold now stand in it."""
    memory = io.BytesIO()
    book = Workbook(memory, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet("指标分解")
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#EDF2F9", "text_wrap": True})
    text, free = book.add_format({"num_format": "@"}), book.add_format({"locked": False})
    for place, (word, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, word, head)
    for n, (target, unit) in enumerate(((t, u) for t in targets for u in units), start=1):
        for place, word in enumerate((unit.code, unit.name, target.title, target.unit)):
            page.write_string(n, place, word, text)
        number = held.get((target.name, unit.pk))
        page.write(n, 4, number if number is not None else "", free)
        page.write_string(n, 5, str(target.until or ""), free)
    page.freeze_panes(1, 2)
    page.protect("", {"autofilter": True, "format_columns": True})
    page.data_validation(1, 4, MOST_ROWS, 4, {"validate": "integer", "criteria": ">=", "value": 0})
    book.close()
    return memory.getvalue()


def read_quotas(content: bytes, units: Sequence[Region], targets: Sequence[Target]) -> list[Line]:
    """All rows with a number, or Refused with every fault, each naming its row and column."""
    rows = read_sheet(content)
    if not rows or tuple(str(cell).strip() for cell in rows[0][: len(HEADS)]) != HEADS:
        raise Refused(_("第1行须为表头：%s。请使用下载的模板。") % "、".join(HEADS))
    by_code, by_name = {unit.code: unit for unit in units}, {unit.name: unit for unit in units}
    goals = {target.title: target for target in targets}
    faults: list[str] = []
    lines = []
    for n, row in enumerate(rows[1:], start=2):
        cells = [*row, *[""] * len(HEADS)][: len(HEADS)]
        if str(cells[4]).strip() == "":
            continue
        try:
            unit = by_code.get(as_text(cells[0])) or by_name.get(as_text(cells[1]))
            lines.append(_line(unit, goals.get(as_text(cells[2])), cells))
        except ValueError as fault:
            faults.append(_("第%(row)s行：%(fault)s") % {"row": n, "fault": fault})
    faults += _twice(lines)
    if faults:
        raise Refused(*faults)
    if not lines:
        raise Refused(_("表内没有填写指标数的行，未导入。"))
    return lines


def _line(unit: Region | None, target: Target | None, cells: list[Any]) -> Line:
    if unit is None:
        raise ValueError(_("“单位”“%s”不是本级的下级单位") % (as_text(cells[1]) or as_text(cells[0])))
    if target is None:
        raise ValueError(_("“目标”“%s”不在本省参数的目标之列") % as_text(cells[2]))
    if as_text(cells[3]) != target.unit:
        raise ValueError(
            _("“计量单位”须为“%(right)s”，现为“%(now)s”") % {"right": target.unit, "now": as_text(cells[3])}
        )
    return Line(unit, target, _number(cells[4]), _day(cells[5]))


def _number(cell: Any) -> int:
    number = read_numeral(as_text(cell))
    if number is None or not 0 <= number <= MOST_NUMBER:
        raise ValueError(_("“指标数”须为0至%(most)s的整数，现为“%(now)s”") % {"most": MOST_NUMBER, "now": cell})
    return number


def _day(cell: Any) -> date | None:
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    if not (text := str(cell).strip()):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("“截止日期”须写成2026-12-31的样子，现为“%s”") % text) from None


def _twice(lines: Sequence[Line]) -> list[str]:
    seen: set[tuple[str, int]] = set()
    faults = []
    for line in lines:
        key = (line.target.name, line.region.pk)
        if key in seen:
            faults.append(_("%(unit)s的“%(target)s”填写了两次") % {"unit": line.region, "target": line.target.title})
        seen.add(key)
    return faults
