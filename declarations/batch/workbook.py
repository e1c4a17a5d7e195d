"""The workbook that comes back: own cells untouched, comments at the faults, 错误 and 导入说明 beside them.

Nothing of ours is ever a formula: texts are written as texts.
"""

import io
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from declarations.batch.mapping import Plan
from declarations.batch.remarks import ACCOUNT, FAULTS, TAKEN, Level
from declarations.models import BatchRow
from declarations.models.batches import Outcome
from tenancy.refusals import Refused

AUTHOR = "专利开放许可试点平台"
MOST_COMMENTS = 3000  # each is a shape of its own in the file; beyond that the column tells
MOST_SIGNS = 2000
# The writer is less patient than the reader; what it cannot open is told on the page alone.
UNREADABLE = (
    InvalidFileException,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    SyntaxError,
    OSError,
    BadZipFile,
)
WRONG = PatternFill("solid", fgColor="FCE4D6")
HEAD = Font(bold=True)
WRAPPED = Alignment(wrap_text=True, vertical="top")


def mark(content: bytes, plan: Plan, lines: Iterable[BatchRow], *, taken: bool) -> bytes:
    """The same workbook with what is to be said. `taken`: the rows in order have gone in."""
    try:
        book = load_workbook(io.BytesIO(content), keep_vba=False, keep_links=False)
        sheet = book[plan.sheet]
    except UNREADABLE as error:
        raise Refused(_("原工作簿无法写入，请看网页上的逐行说明。")) from error
    by_row = _by_row(lines)
    faults, account = _places(sheet, plan)
    _write(sheet.cell(max(plan.head, 1), faults), FAULTS, head=True)
    _write(sheet.cell(max(plan.head, 1), account), ACCOUNT, head=True)
    comments = 0
    for number, found in by_row.items():
        _write(sheet.cell(number, faults), _faults(found))
        _write(sheet.cell(number, account), _account(found, taken=taken))
        comments = _comment(sheet, number, found, comments)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _by_row(lines: Iterable[BatchRow]) -> dict[int, list[BatchRow]]:
    found: dict[int, list[BatchRow]] = defaultdict(list)
    for line in lines:
        found[line.number].append(line)
    return found


def _places(sheet: Worksheet, plan: Plan) -> tuple[int, int]:
    """The columns of an earlier return are used again; otherwise the two after the last."""
    there = {head: at + 1 for at, head in plan.heads.items()}
    after = max([sheet.max_column, *(at + 1 for at in plan.columns)]) + 1
    faults = there.get(FAULTS, after)
    return faults, there.get(ACCOUNT, max(after, faults + 1))


def _faults(lines: list[BatchRow]) -> str:
    return "\n".join(_sentences(lines, Level.FAULT))


def _account(lines: list[BatchRow], *, taken: bool) -> str:
    refused = [line for line in lines if line.outcome == Outcome.REFUSED]
    result = _("未导入") if refused or not taken else TAKEN
    said = _sentences(lines, Level.REPAIR) + _sentences(lines, Level.NOTE)
    return "\n".join([result, *said])


def _sentences(lines: list[BatchRow], level: Level) -> list[str]:
    return [each["sentence"] for line in lines for each in line.remarks if each["level"] == level]


def _write(cell: Cell | Any, text: str, *, head: bool = False) -> None:
    if not text and cell.value is None:
        return
    cell.value = _clean(text)
    cell.data_type = "s"
    cell.alignment = WRAPPED
    if head:
        cell.font = HEAD


def _comment(sheet: Worksheet, number: int, lines: list[BatchRow], comments: int) -> int:
    """One comment a cell, with all that is wrong there."""
    at_cells: dict[int, list[str]] = defaultdict(list)
    for line in lines:
        for remark in line.remarks:
            if remark["level"] == Level.FAULT and remark["at"] is not None:
                at_cells[remark["at"]].append(remark["sentence"])
    for at, sentences in at_cells.items():
        if comments >= MOST_COMMENTS:
            break
        cell = sheet.cell(number, at + 1)
        if not isinstance(cell, Cell):  # inside a merged area: its first cell speaks
            continue
        cell.comment = Comment(_clean("\n".join(sentences)), AUTHOR, height=110, width=320)
        cell.fill = WRONG
        comments += 1
    return comments


def _clean(text: str) -> str:
    """Without control characters, which a workbook cannot hold."""
    return "".join(sign for sign in text if sign >= " " or sign == "\n")[:MOST_SIGNS]
