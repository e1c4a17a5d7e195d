"""The workbook in which quotas come in: a template to fill in, and its reader with every fault at once."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter import Workbook

from tenancy.models import Region
from tenancy.numerals import read_numeral
from tenancy.policy.rows import Target
from tenancy.refusals import Refused

HEADS = ("行政区划代码", "单位", "目标", "计量单位", "指标数", "截止日期")
WIDTHS = (16, 18, 48, 10, 12, 14)
MOST_BYTES, MOST_UNPACKED, MOST_ROWS, MOST_NUMBER = 1_000_000, 20_000_000, 2_000, 10_000_000


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
    rows = _rows(content)
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
            unit = by_code.get(_text(cells[0])) or by_name.get(_text(cells[1]))
            lines.append(_line(unit, goals.get(_text(cells[2])), cells))
        except ValueError as fault:
            faults.append(_("第%(row)s行：%(fault)s") % {"row": n, "fault": fault})
    faults += _twice(lines)
    if faults:
        raise Refused(*faults)
    if not lines:
        raise Refused(_("表内没有填写指标数的行，未导入。"))
    return lines


def _rows(content: bytes) -> list[list[Any]]:
    if len(content) > MOST_BYTES:
        raise Refused(_("文件超过1 MB，不是指标分解表。"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MOST_UNPACKED:
            raise Refused(_("文件解压后过大，未打开。"))
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except (zipfile.BadZipFile, CalamineError, ValueError, IndexError) as fault:
        raise Refused(_("文件不是可以读取的 Excel 工作簿（.xlsx）。")) from fault
    if len(rows) > MOST_ROWS:
        raise Refused(_("表超过%s行，未导入。") % MOST_ROWS)
    return rows


def _line(unit: Region | None, target: Target | None, cells: list[Any]) -> Line:
    if unit is None:
        raise ValueError(_("“单位”“%s”不是本级的下级单位") % (_text(cells[1]) or _text(cells[0])))
    if target is None:
        raise ValueError(_("“目标”“%s”不在本省参数的目标之列") % _text(cells[2]))
    if _text(cells[3]) != target.unit:
        raise ValueError(_("“计量单位”须为“%(right)s”，现为“%(now)s”") % {"right": target.unit, "now": _text(cells[3])})
    return Line(unit, target, _number(cells[4]), _day(cells[5]))


def _text(cell: Any) -> str:
    """A code that the spreadsheet took for a number keeps its digits."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _number(cell: Any) -> int:
    number = read_numeral(_text(cell))
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
