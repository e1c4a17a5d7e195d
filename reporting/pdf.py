"""The PDF twin of an edition: the same cells as its workbook, with a place for the seal. Same edition, same bytes."""

import re
from decimal import Decimal
from functools import cache
from itertools import starmap
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from licensing.pdf import FontsOnly
from reporting.forms import Column, form_of, header_of
from reporting.models import Edition
from reporting.periods import BEIJING
from reporting.tables import as_printed
from reporting.workbook import columns_of

LISTS = ("lines", "link")  # kinds of columns that hold several names or addresses
MOST_WIDTH, BROAD = 40, 140  # in the unit of column widths: of one of them; of a table that wants smaller letters
STYLE = Path(__file__).parent / "report.css"


@cache
def _dress() -> tuple[FontConfiguration, CSS]:
    """Read once in a process: the fonts are large."""
    fonts = FontConfiguration()
    return fonts, CSS(string=STYLE.read_text(), font_config=fonts, url_fetcher=FontsOnly(), base_url="font:")


def as_pdf(edition: Edition) -> bytes:
    """A4 across, as the form is printed."""
    return drawn(as_html(edition), widths=widths_of(_tables(edition)))


def widths_of(tables: list[dict[str, Any]]) -> str:
    """The columns of the paper beside each other as in the workbook; names and addresses get the room they need."""
    return "\n".join(["table { table-layout: fixed; }", *starmap(_widths, enumerate(tables, start=1))])


def _widths(number: int, table: dict[str, Any]) -> str:
    widths = [_width(place, column, table["rows"]) for place, column in enumerate(table["form"].columns)]
    shares = (width / sum(widths) for width in widths)
    rules = [f".table-{number} col:nth-child({n}) {{ width: {share:.2%}; }}" for n, share in enumerate(shares, start=1)]
    small = f".table-{number} {{ font-size: 7.5pt; }}" if sum(widths) > BROAD else ""
    return "\n".join([*rules, small])


def _width(place: int, column: Column, rows: list[list[dict[str, Any]]]) -> float:
    """What the longest name or address wants, as far as the figures beside it can be read."""
    if column.kind not in LISTS:
        return column.width
    parts = (part for row in rows for part in re.split("[、\n]", str(row[place]["text"])))
    return max([column.width, *(min(MOST_WIDTH, columns_of(part)) for part in parts)])


def drawn(text: str, *, upright: bool = False, widths: str = "") -> bytes:
    """HTML as PDF in the dress of this room; the same text gives the same bytes."""
    fonts, style = _dress()
    more = [CSS(string="@page { size: A4; }")] if upright else []
    more += [CSS(string=widths)] if widths else []
    page = HTML(string=text, url_fetcher=FontsOnly(), base_url="font:")
    made: bytes = page.write_pdf(stylesheets=[style, *more], font_config=fonts)
    return made


def as_html(edition: Edition) -> str:
    """From the cells that were told, not from the facts of today."""
    told = edition.known_at.astimezone(BEIJING)
    context = {
        "edition": edition,
        "filing": edition.filing,
        "told": f"{told.year}年{told.month}月{told.day}日",
        "tables": _tables(edition),
    }
    with translation.override("zh-hans"):
        return render_to_string("reporting/report_print.html", context)


def _tables(edition: Edition) -> list[dict[str, Any]]:
    return sorted(map(_table, edition.cells.values()), key=_list_last)


def _list_last(table: dict[str, Any]) -> bool:
    """The database keeps no order of the sheets: the figures come first, then the list of projects."""
    return bool(table["form"].rows == "licences")


def _table(cells: dict[str, Any]) -> dict[str, Any]:
    of = form_of(cells)
    kinds = [column.kind for column in of.columns]
    rows = [_row(kinds, row) for row in cells["rows"]]
    return {**cells, "form": of, "head": header_of(of), "rows": rows, "totals": _row(kinds, cells["totals"])}


def _row(kinds: list[str], row: list[Any]) -> list[dict[str, Any]]:
    return [_cell(kind, value) for kind, value in zip(kinds, row, strict=False)]


def _cell(kind: str, value: Any) -> dict[str, Any]:
    """Amounts were kept as text, so that no float ever touched them."""
    amount = kind == "wan" and value not in ("", None)
    return {"text": as_printed(Decimal(str(value))) if amount else value, "is_number": kind in ("count", "wan")}
