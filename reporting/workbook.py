"""Draw workbooks from filled forms. Asks the database nothing; the same input gives the same bytes.

XlsxWriter, not openpyxl: it keeps a formula together with its value, so that a reader which does not calculate (a
preview, a script, an archive) sees the sums too. Texts are written as texts, whatever they begin with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from reporting.forms import Column, Sheet
from reporting.periods import Month
from tenancy.garbage import nobody_looks_for_garbage

TEXT_LIMIT = 32_767  # of a cell
MOST_LINKS = 65_530  # of a sheet; in a longer one addresses are texts to copy
HEADER_LIMIT = 200  # of what is printed above a page the format holds 255 signs
TITLE_HEIGHT, HEAD_HEIGHT, GROUP_HEIGHT = 32, 64, 32  # heads are higher where a label needs more lines
HEAD_ROOM = 1.5  # of a column that bold labels and the edges take
LINE_HEIGHT, LEAST_HEIGHT, MOST_HEIGHT = 15, 21, 409  # points; the last is the most that a row may have
FONT = {"font_name": "宋体", "font_size": 11}
TITLE_ROW, SEAL_ROW, HEAD_ROW = 0, 1, 2
MARGINS = {"left": 0.98, "right": 0.59, "top": 0.79, "bottom": 0.79}  # inches; 25 mm on the side of the binding
THIN = 1
STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
    "line": {"valign": "vcenter"},
    "line_right": {"valign": "vcenter", "align": "right"},
    "head": {"bold": True, "border": THIN, "align": "center", "valign": "vcenter", "text_wrap": True},
    "text": {"border": THIN, "valign": "vcenter", "text_wrap": True, "num_format": "@"},
    "count": {"border": THIN, "valign": "vcenter", "align": "center", "num_format": "0"},
    "wan": {"border": THIN, "valign": "vcenter", "align": "right", "indent": 1, "num_format": "0.00##"},
    "percent": {"border": THIN, "valign": "vcenter", "align": "right", "num_format": "0.0%"},
    "date": {"border": THIN, "valign": "vcenter", "align": "center", "num_format": "yyyy-mm-dd"},
    "link": {"border": THIN, "valign": "vcenter", "text_wrap": True, "font_color": "#0B5394", "underline": 1},
    "note": {"text_wrap": True, "valign": "top", "font_size": 10},
}
NUMBERS = (int, float, Decimal)
KIND_STYLE = {"serial": "count", "lines": "text"}
MARKED = {"bg_color": "#FCE4D6"}  # a cell that a check points at; the reason stands in its comment


@dataclass(frozen=True)
class Table:
    """A plain list beside the forms: evidence rows, checks, explanations. Kinds as of a form's columns."""

    name: str
    heads: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]
    widths: tuple[float, ...] = ()


@dataclass(frozen=True)
class Book:
    """All of a file. `made_at` stands in its properties: that of the edition, never the clock of the drawing."""

    title: str
    author: str
    made_at: datetime
    sheets: tuple[Sheet, ...]
    tables: tuple[Table, ...] = ()


def file_name(place: str, table: str, month: Month, edition: int = 1) -> str:
    """行政区-表名-截至YYYYMM-版次.xlsx (U42)."""
    return f"{place}-{table}-截至{month.year:04d}{month.number:02d}-第{edition}版.xlsx"


@nobody_looks_for_garbage()
def draw(book: Book) -> bytes:
    """The finished file."""
    memory = BytesIO()  # of the finished file; its sheets lie on the disk until then
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = Workbook(memory, options)
    made_at = book.made_at.replace(tzinfo=None)
    workbook.set_properties({"title": book.title, "author": book.author, "created": made_at})
    styles = {name: workbook.add_format(FONT | style) for name, style in STYLES.items()}
    styles |= {f"{name}!": workbook.add_format(FONT | style | MARKED) for name, style in STYLES.items()}
    for sheet in book.sheets:
        _FormPage(workbook.add_worksheet(sheet.form.sheet), sheet, styles).draw()
    for table in book.tables:
        _draw_table(workbook.add_worksheet(table.name), book.title, table, styles)
    workbook.close()
    return memory.getvalue()


class _FormPage:
    """One official table: title, seal and date line, header in one or two levels, rows, total, notes."""

    def __init__(self, page: Worksheet, sheet: Sheet, styles: dict[str, Format]) -> None:
        self.page, self.sheet, self.styles = page, sheet, styles
        self.columns = sheet.form.columns
        self.last = len(self.columns) - 1
        self.widths = [column.width for column in self.columns]
        self.first_row = HEAD_ROW + (2 if sheet.form.has_groups else 1)
        self.end = self.first_row + len(sheet.rows)  # the row after the last

    def draw(self) -> None:
        self._draw_head_lines()
        self._draw_header()
        for index, row in enumerate(self.sheet.rows):
            self._draw_row(index, row)
        if self.sheet.totals:
            self.page.set_row(self.end, LEAST_HEIGHT)
            self._draw_totals()
        self._draw_notes()
        self._set_up_print()

    def _draw_head_lines(self) -> None:
        sheet, form = self.sheet, self.sheet.form
        self.page.merge_range(TITLE_ROW, 0, TITLE_ROW, self.last, sheet.title, self.styles["title"])
        self.page.set_row(TITLE_ROW, TITLE_HEIGHT)
        half = max(1, self.last // 2)
        self.page.merge_range(SEAL_ROW, 0, SEAL_ROW, half, f"{form.seal_label}{sheet.unit}", self.styles["line"])
        filled = f"{form.date_label}{sheet.filled_on}{' ' * 4 + form.unit_note if form.unit_note else ''}"
        self.page.merge_range(SEAL_ROW, half + 1, SEAL_ROW, self.last, filled, self.styles["line_right"])

    def _draw_header(self) -> None:
        style = self.styles["head"]
        self.page.set_row(HEAD_ROW, GROUP_HEIGHT if self.sheet.form.has_groups else self._head_height())
        for label, first, last in self.sheet.form.groups:
            if label:
                self._head_group(label, first - 1, last - 1, style)
            elif self.sheet.form.has_groups:
                column = self.columns[first - 1]
                self.page.merge_range(HEAD_ROW, first - 1, HEAD_ROW + 1, first - 1, column.label, style)
            else:
                self.page.write_string(HEAD_ROW, first - 1, self.columns[first - 1].label, style)
        if self.sheet.form.has_groups:
            self.page.set_row(HEAD_ROW + 1, self._head_height())
        for index, column in enumerate(self.columns):
            self.page.set_column(index, index, column.width)

    @property
    def _breadth(self) -> float:
        """What a line over all columns holds."""
        return sum(self.widths)

    def _head_height(self) -> float:
        """Labels that stand over both rows have the upper one besides."""
        labels = [column.label for column in self.columns]
        return max(HEAD_HEIGHT, _height(labels, [width - HEAD_ROOM for width in self.widths]))

    def _head_group(self, label: str, first: int, last: int, style: Format) -> None:
        if first == last:
            self.page.write_string(HEAD_ROW, first, label, style)
        else:
            self.page.merge_range(HEAD_ROW, first, HEAD_ROW, last, label, style)
        for index in range(first, last + 1):
            self.page.write_string(HEAD_ROW + 1, index, self.columns[index].label, style)

    def _draw_row(self, index: int, row: tuple[Any, ...]) -> None:
        self.page.set_row(self.first_row + index, _height(row, self.widths))
        link = self.sheet.links[index] if self.sheet.links else ""
        for place, (column, value) in enumerate(zip(self.columns, row, strict=True)):
            mark = self.sheet.marks.get((index, place), "")
            _write(self.page, self.first_row + index, place, value, column.kind, self.styles, marked=bool(mark))
            if mark:
                self.page.write_comment(self.first_row + index, place, mark, {"x_scale": 2})
        if link:
            serial = self.styles["link"]
            self.page.write_url(self.first_row + index, 0, link, serial, string=str(row[0]))

    def _draw_totals(self) -> None:
        """A sum is a formula where adding is right; a figure counted afresh where the rows overlap (架构 §5)."""
        for place, (column, value) in enumerate(zip(self.columns, self.sheet.totals, strict=True)):
            if value is None or value == "":
                self.page.write_blank(self.end, place, None, self.styles["text"])
            elif column.sum and self.sheet.rows and value == self._added(place):
                self._write_sum(place, column, value)
            else:
                _write(self.page, self.end, place, value, column.kind if place else "text", self.styles)

    def _write_sum(self, place: int, column: Column, value: Any) -> None:
        letter = xl_col_to_name(place)
        formula = f"=SUM({letter}{self.first_row + 1}:{letter}{self.end})"
        self.page.write_formula(self.end, place, formula, self.styles[_style(column.kind)], _number(value))

    def _added(self, place: int) -> Any:
        return sum(row[place] for row in self.sheet.rows if row[place] is not None)

    def _draw_notes(self) -> None:
        row = self.end + (1 if self.sheet.totals else 0)
        for note in self.sheet.notes:
            self.page.merge_range(row, 0, row, self.last, note, self.styles["note"])
            self.page.set_row(row, LINE_HEIGHT * ceil(columns_of(note) / self._breadth))
            row += 1
        self.bottom = row - 1

    def _set_up_print(self) -> None:
        _set_up_print(self.page, self.first_row, max(self.bottom, self.end - 1), self.last, HEAD_ROW)
        if self.sheet.rows:
            self.page.autofilter(self.first_row - 1, 0, self.end - 1, self.last)


def _set_up_print(page: Worksheet, first_row: int, bottom: int, last: int, head_row: int) -> None:
    """A4 landscape, one page wide, header rows on each page, page x of y, room for the binding (U35, U36)."""
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(**MARGINS)
    page.set_footer("&C第 &P 页 共 &N 页")
    page.repeat_rows(head_row, first_row - 1)
    page.print_area(0, 0, bottom, last)
    page.freeze_panes(first_row, 1)


def _draw_table(page: Worksheet, title: str, table: Table, styles: dict[str, Format]) -> None:
    """Heads in the first row, so that programs find them; the title stands on the paper alone."""
    page.set_header(f"&C&12 {title.replace('&', '&&')[:HEADER_LIMIT]} · {table.name}")
    widths = table.widths or (18.0,) * len(table.heads)
    for place, (head, width) in enumerate(zip(table.heads, widths, strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, head, styles["head"])
    kinds = [kind if len(table.rows) <= MOST_LINKS or kind != "link" else "text" for kind in table.kinds]
    for index, row in enumerate(table.rows, start=1):
        page.set_row(index, _height(row, widths))
        for place, (kind, value) in enumerate(zip(kinds, row, strict=True)):
            _write(page, index, place, value, kind, styles)
    _set_up_print(page, 1, max(1, len(table.rows)), len(table.heads) - 1, 0)
    page.autofilter(0, 0, max(1, len(table.rows)), len(table.heads) - 1)


def _height(row: Sequence[Any], widths: Sequence[float]) -> float:
    """High enough for the longest cell: not every program finds the height of wrapped lines itself."""
    lines = max(map(_lines, map(str, row), widths))
    return min(MOST_HEIGHT, max(LEAST_HEIGHT, LINE_HEIGHT * lines + 6))


def _lines(text: str, width: float) -> int:
    """How many a cell takes; most texts are short enough whatever their signs."""
    if "\n" in text:
        return sum(_lines(line, width) for line in text.split("\n"))
    return 1 if 2 * len(text) <= width else ceil(columns_of(text) / width)


def columns_of(text: str) -> int:
    """The width of a text in the unit of column widths: a Chinese sign takes two."""
    return len(text) if text.isascii() else sum(map(SIGNS.__getitem__, text))


class _Signs(dict[str, int]):
    """How wide each sign is, found out once: workbooks have many millions of few thousand."""

    def __missing__(self, sign: str) -> int:
        self[sign] = width = 2 if east_asian_width(sign) in "WF" else 1
        return width


SIGNS = _Signs()


def _style(kind: str) -> str:
    return KIND_STYLE.get(kind, kind)


def _write(
    page: Worksheet, row: int, place: int, value: Any, kind: str, styles: dict[str, Format], *, marked: bool = False
) -> None:
    """One cell by its kind: a number stays a number, a date a date, everything else text that nothing executes."""
    style = styles[_style(kind) + ("!" if marked else "")]
    if kind == "link" and str(value).startswith(("http://", "https://")) and "\n" not in str(value):
        page.write_url(row, place, str(value), style, string=str(value)[:TEXT_LIMIT])
    elif isinstance(value, str):  # most are
        page.write_string(row, place, value[:TEXT_LIMIT], style)
    elif value is None:
        page.write_blank(row, place, None, style)
    elif isinstance(value, date):  # or a moment
        page.write_datetime(row, place, datetime(value.year, value.month, value.day), style)
    elif isinstance(value, NUMBERS) and kind != "text":
        page.write_number(row, place, _number(value), style)
    else:
        page.write_string(row, place, str(value)[:TEXT_LIMIT], style)


def _number(value: Any) -> int | float:
    return value if isinstance(value, int) else float(value)
