"""许可台账 as a file with the rows of the screen: Excel, in which a patent number stays text, and CSV.

Written to the disk, so that the memory stays flat and the scope is not left while rows are read.
"""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.db.models import Q
from django.utils.translation import gettext as _

from audit.record import record
from licensing.ledger import cells, columns, rows_for
from tenancy.actors import Actor
from tenancy.refusals import Refused
from tenancy.sheets import harmless

MOST_ROWS = 100_000  # of one file
CHUNK = 1000
IN_MEMORY = 1_000_000
WIDTHS = {"code": 20, "name": 28, "number": 12, "date": 17}  # signs; of what is neither: 24


def _write_csv(licences: Iterable[Any], sink: IO[bytes]) -> None:
    """UTF-8 with the mark that Excel wants."""
    lines = io.TextIOWrapper(sink, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(lines)
    writer.writerow([_head(column) for column in columns()])
    for licence in licences:
        writer.writerow([harmless(cell) for cell in cells(licence)])
    lines.detach()


def _write_xlsx(licences: Iterable[Any], sink: IO[bytes]) -> None:
    """Sums are numbers in 万元, all else is text as on the screen; the patents of a package stay in one cell."""
    book = xlsxwriter.Workbook(sink, {"constant_memory": True})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    wrapped, sum_of_wan = book.add_format({"text_wrap": True}), book.add_format({"num_format": "0.00##"})
    sheet, shown = book.add_worksheet(_("许可台账")), columns()
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(shown):
        sheet.set_column(place, place, WIDTHS.get(column.get("kind", ""), 24))
        sheet.write_string(0, place, _head(column), head)
    sums, last = {place for place, column in enumerate(shown) if "unit" in column}, 0
    for last, licence in enumerate(licences, 1):
        for place, cell in enumerate(cells(licence)):
            if place in sums:
                sheet.write_number(last, place, Decimal(cell), sum_of_wan)
            else:
                sheet.write_string(last, place, cell, wrapped if "\n" in cell else None)
    sheet.autofilter(0, 0, last, len(shown) - 1)
    book.close()


def _head(column: dict[str, Any]) -> str:
    return f"{column['word']}（{column['unit']}）" if "unit" in column else column["word"]


@dataclass(frozen=True)
class Format:
    write: Callable[[Iterable[Any], IO[bytes]], None]
    content_type: str


FORMATS = {
    "csv": Format(_write_csv, "text/csv; charset=utf-8"),
    "xlsx": Format(_write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def written(actor: Actor, wanted: Q, said: str, name: str) -> IO[bytes]:
    """Every row of the screen's pages; reading it out is itself recorded. Raises Refused beyond the most."""
    licences = rows_for(actor, wanted)
    if (count := licences.count()) > MOST_ROWS:
        words = {"count": count, "most": MOST_ROWS}
        raise Refused(_("共%(count)s份许可，一次最多导出%(most)s份，请先筛选（例如按年度或者地区）。") % words)
    record("licence.export", actor.province, by=actor, payload={"count": count, "filter": said})
    kept = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- closed by the response
    FORMATS[name].write(licences.iterator(chunk_size=CHUNK), kept)  # type: ignore[arg-type]
    kept.seek(0)
    return kept
