"""A workbook with one plain sheet, written row after row: memory does not grow, and a row costs little.

XlsxWriter draws the frame: styles, heads and patterns of a day and a moment. The rows themselves go straight into the
file as text of the format (ECMA-376 part 1, 18.3.1.4), each cell looked at once; its own writer looks at each several
times. Official forms with formulas and prints are drawn by reporting/workbook.py.
"""

import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import IO, Any, Self
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from publication.standard import in_beijing

FIRST_DAY = date(1899, 12, 30)  # day 0 of a workbook
DAY_SECONDS = 24 * 60 * 60
TEXT_LIMIT = 32_767  # of a cell
SHEET = "xl/worksheets/sheet1.xml"
EXTENT = re.compile(r"<dimension [^>]*>")  # known at the end only; the format does without
PATTERNS = re.compile(r'<row r="2".*?</row>', re.DOTALL)
# What XML or the format would take for something else, and blanks at the ends, which readers drop.
NOT_PLAIN = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|_x|^ | $")
LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class SheetStream:
    """`with SheetStream(sink, name, heads) as sheet: sheet.write(values)` for each row, in the order of the heads."""

    def __init__(self, sink: IO[bytes], name: str, heads: Sequence[str]) -> None:
        self.letters = [xl_col_to_name(column) for column in range(len(heads))]
        self.row = 1
        self.archive = zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED)
        with zipfile.ZipFile(BytesIO(_frame(name, heads))) as frame:
            for entry in frame.infolist():
                if entry.filename != SHEET:
                    self.archive.writestr(entry, frame.read(entry))
            page = EXTENT.sub("", frame.read(SHEET).decode())
        self.day, self.moment = re.findall(r' s="\d+"', PATTERNS.search(page)[0])  # type: ignore[index]
        before, self.after = PATTERNS.split(page)
        entry = zipfile.ZipInfo(SHEET)
        entry.compress_type = zipfile.ZIP_DEFLATED
        self.out = self.archive.open(entry, "w")
        self.out.write(before.encode())

    def __enter__(self) -> Self:
        return self

    def write(self, values: Sequence[Any]) -> None:
        """Texts stay texts, whatever they begin with; numbers are numbers; moments are shown as in Beijing."""
        self.row += 1
        row = self.row
        cells = [f'<row r="{row}">']
        for letter, value in zip(self.letters, values, strict=False):
            if type(value) is str:
                if value:
                    text = careful(value) if NOT_PLAIN.search(value) else f"<t>{value}</t>"
                    cells.append(f'<c r="{letter}{row}" t="inlineStr"><is>{text}</is></c>')
            elif value is not None:
                cells.append(f'<c r="{letter}{row}"{self._number(value)}</v></c>')
        cells.append("</row>")
        self.out.write("".join(cells).encode())

    def _number(self, value: Any) -> str:
        if isinstance(value, bool):
            return f' t="b"><v>{value:d}'
        if isinstance(value, datetime):
            return f"{self.moment}><v>{serial_of(in_beijing(value)):.16G}"
        if isinstance(value, date):
            return f"{self.day}><v>{(value - FIRST_DAY).days}"
        return f"><v>{float(value):.16G}"

    def __exit__(self, *_fault: object) -> None:
        self.out.write(self.after.encode())
        self.out.close()
        self.archive.close()


def _frame(name: str, heads: Sequence[str]) -> bytes:
    """The workbook without its rows; in its second row a day and a moment, from which their styles are read."""
    memory = BytesIO()
    book = xlsxwriter.Workbook(memory, {"constant_memory": True})
    head = book.add_format({"bold": True, "bottom": 1})
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for column, label in enumerate(heads):
        sheet.write_string(0, column, label, head)
    for column, shape in enumerate(("yyyy-mm-dd", "yyyy-mm-dd hh:mm")):
        sheet.write_number(1, column, 0, book.add_format({"num_format": shape}))
    book.close()
    return memory.getvalue()


def careful(text: str) -> str:
    """A text with signs that XML or the format reads otherwise, so that it comes back as it was (ST_Xstring)."""
    kept = LOOKS_ESCAPED.sub("_x005F_", text[:TEXT_LIMIT])
    kept = UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", kept)
    return f'<t xml:space="preserve">{escape(kept)}</t>'


def serial_of(moment: datetime) -> float:
    """A moment as a workbook counts it: days since its first, and the part of the day that has passed."""
    passed = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1_000_000
    return (moment.date() - FIRST_DAY).days + passed / DAY_SECONDS
