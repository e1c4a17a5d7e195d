"""An admitted workbook as rows of cells. Read by calamine, which parses fast; only the rows asked for become Python."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from declarations.batch.gate import MOST_COLUMNS, MOST_ROWS
from tenancy.refusals import Refused
from tenancy.signs import plain

HEAD_ROWS = 40  # above the first row of data, at most
Row = Sequence[Any]
UNREADABLE = (CalamineError, ValueError, IndexError, KeyError, OSError)
PANIC = "PanicException"  # what the reader's own language calls a failed assumption; no Exception for Python


@dataclass
class Sheet:
    """One sheet; rows are counted from 1 and columns from 0, as they stand in the file."""

    name: str
    source: Any
    below: Any = None  # the rows that were not read yet
    reached: int = 0  # the number of the row above them

    def rows(self, first: int = 1, most: int | None = None) -> Iterator[tuple[int, Row]]:
        """Rows from `first` on, with their numbers; cells before the first used one are empty.

        Goes on where the last reading ended, so that portion after portion costs as much as the whole.
        """
        if self.source.start is None:
            return
        if self.below is None or first <= self.reached:
            self.below, self.reached = self.source.iter_rows(), 0
        pad = [""] * int(self.source.start[1])
        above = first - 1 - self.reached
        found = islice(self.below, above, None if most is None else above + most)
        self.reached += above
        for row in found:
            self.reached += 1
            yield self.reached, pad + row if pad else row

    @property
    def last(self) -> int:
        """The number of the last row that has anything in it."""
        return 0 if self.source.end is None else int(self.source.end[0]) + 1

    @property
    def width(self) -> int:
        return 0 if self.source.end is None else int(self.source.end[1]) + 1


def open_sheets(content: bytes) -> list[Sheet]:
    """The visible sheets, in their order. Raises Refused when there is nothing to read."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
        sheets = [Sheet(name, book.get_sheet_by_name(name)) for name in names]
    except BaseException as error:
        if not (isinstance(error, UNREADABLE) or type(error).__name__ == PANIC):
            raise
        raise Refused(_("工作簿无法读取，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。")) from error
    sheets = [sheet for sheet in sheets if sheet.last]
    if not sheets:
        raise Refused(_("工作簿里没有内容。"))
    return sheets


_held: dict[str, list[Sheet]] = {}


def hold(digest: str, sheets: list[Sheet]) -> list[Sheet]:
    """Keep the workbook that this process is in the middle of, by the digest of its bytes; one at a time."""
    let_go()
    _held[digest] = sheets
    return sheets


def held(digest: str) -> list[Sheet] | None:
    return _held.get(digest)


def let_go() -> None:
    _held.clear()


def sheet_named(content: bytes, name: str) -> Sheet:
    return next(sheet for sheet in open_sheets(content) if sheet.name == name)


def refuse_too_large(sheet: Sheet, head: int) -> None:
    if sheet.last - head > MOST_ROWS + HEAD_ROWS:
        raise Refused(
            _("“%(sheet)s”有%(rows)s行，一次最多%(most)s行，请分成几份上传。")
            % {
                "sheet": sheet.name,
                "rows": sheet.last - head,
                "most": MOST_ROWS,
            }
        )
    if sheet.width > MOST_COLUMNS:
        raise Refused(
            _("“%(sheet)s”有%(columns)s列，最多%(most)s列。")
            % {
                "sheet": sheet.name,
                "columns": sheet.width,
                "most": MOST_COLUMNS,
            }
        )


def text_of(cell: Any) -> str:
    """A cell as a person would read it: whole numbers without point, days as days."""
    if isinstance(cell, str):
        return plain(cell).strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds") if (cell.hour or cell.minute or cell.second) else cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()


def is_empty(row: Row) -> bool:
    return not any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in row)
