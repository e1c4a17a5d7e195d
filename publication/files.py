"""A search result as a file: CSV, Excel or JSON, at one instant, with a control line (F030).

Rows are read and written one after the other into a file on disk: memory does not grow with them.
"""

import csv
import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from publication import standard
from publication.query import Query
from publication.search import listed, matching_ids
from tenancy.garbage import nobody_looks_for_garbage
from tenancy.sheets import harmless

MOST_ROWS = 100_000
CHUNK = 2000
IN_MEMORY = 1 << 20
IN_JSON = json.JSONEncoder(ensure_ascii=False).encode
FIRST_DAY = date(1899, 12, 30)  # day 0 of a workbook
DAY_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Control:
    """The last line: how many rows, as of when, and the SHA-256 of all of them in JSON, one per line."""

    rows: int
    as_of: datetime
    sha256: str
    complete: bool

    def sentence(self) -> str:
        words = {"rows": self.rows, "as_of": f"{timezone.localtime(self.as_of):%Y-%m-%d %H:%M:%S}", "sha": self.sha256}
        line = _("共%(rows)s条；截至%(as_of)s（北京时间）；SHA-256 %(sha)s") % words
        return line if self.complete else line + _("；只列前%(most)s条，请缩小范围") % {"most": MOST_ROWS}


class Reader:
    """Walks through the records of a search once; afterwards `control` is known."""

    def __init__(self, query: Query) -> None:
        self.query, self.as_of = query, timezone.now()
        self.count, self.digest = 0, hashlib.sha256()

    def __iter__(self) -> Iterator[list[Any]]:
        for values in standard.items_of(self._rows()):
            self.count += 1
            self.digest.update(IN_JSON(standard.plain_items(values)).encode() + b"\n")
            yield values

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        if not self.query.terms:
            chosen = listed(self.query).values_list(*standard.COLUMNS)[:MOST_ROWS]  # no terms, which would be parsed
            yield from chosen.iterator(CHUNK)
            return
        keys = matching_ids(self.query, MOST_ROWS)
        for start in range(0, len(keys), CHUNK):
            yield from standard.rows_by_key(keys[start : start + CHUNK])

    @property
    def control(self) -> Control:
        return Control(self.count, self.as_of, self.digest.hexdigest(), self.count < MOST_ROWS)


def write_csv(reader: Reader, sink: IO[bytes]) -> None:
    """UTF-8 with the mark that Excel wants; the control line stands last, in its first cell."""
    text = io.TextIOWrapper(sink, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([str(item.label) for item in standard.ITEMS])
    for values in reader:
        writer.writerow([harmless(_said(value)) for value in values])
    writer.writerow([reader.control.sentence()])
    text.detach()


def _said(value: Any) -> Any:
    return "" if value is None else standard.as_plain(value)


@nobody_looks_for_garbage()
def write_xlsx(reader: Reader, sink: IO[bytes]) -> None:
    """Numbers are numbers, dates dates, and every text is written as text, whatever it begins with."""
    book = xlsxwriter.Workbook(sink, {"constant_memory": True})
    head = book.add_format({"bold": True, "bottom": 1})
    day, moment = (book.add_format({"num_format": shape}) for shape in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"))
    sheet = book.add_worksheet(_("公开信息"))
    sheet.freeze_panes(1, 1)
    for column, item in enumerate(standard.ITEMS):
        sheet.write_string(0, column, str(item.label), head)
    for values in reader:
        for column, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(reader.count, column, value)
            elif isinstance(value, datetime):
                sheet.write_number(reader.count, column, serial_of(standard.in_beijing(value)), moment)
            elif isinstance(value, date):
                sheet.write_number(reader.count, column, (value - FIRST_DAY).days, day)
            elif value is not None:
                sheet.write(reader.count, column, value)
    sheet.write_string(reader.count + 1, 0, reader.control.sentence())
    book.close()


def serial_of(moment: datetime) -> float:
    """A moment as a workbook counts it: days since its first, and the part of the day that has passed."""
    passed = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1_000_000
    return (moment.date() - FIRST_DAY).days + passed / DAY_SECONDS


def write_json(reader: Reader, sink: IO[bytes]) -> None:
    """An object with the records and, after them, the control values."""
    sink.write(b'{"records": [')
    for values in reader:
        comma = b",\n" if reader.count > 1 else b"\n"
        sink.write(comma + IN_JSON(standard.plain_items(values)).encode())
    control = reader.control
    tail = {"rows": control.rows, "as_of": standard.as_plain(control.as_of), "sha256": control.sha256}
    sink.write(b'\n], "control": ' + json.dumps(tail | {"complete": control.complete}).encode() + b"}\n")


@dataclass(frozen=True)
class Format:
    write: Callable[[Reader, IO[bytes]], None]
    content_type: str


FORMATS = {
    "csv": Format(write_csv, "text/csv; charset=utf-8"),
    "xlsx": Format(write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": Format(write_json, "application/json"),
}


def written(query: Query, name: str) -> tuple[HttpResponse | FileResponse, Control]:
    """The answer with the finished file. All reading is done before: a stream would outlive its transaction."""
    form, reader = FORMATS[name], Reader(query)
    sink = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- a long one is closed with the answer
    form.write(reader, sink)  # type: ignore[arg-type]
    size = sink.tell()
    sink.seek(0)
    if size > IN_MEMORY:
        return FileResponse(sink, content_type=form.content_type), reader.control
    with sink:
        return HttpResponse(sink.read(), content_type=form.content_type), reader.control
