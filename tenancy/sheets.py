"""Small spreadsheets: texts on their way out, which stay texts, and cells on their way in, with limits."""

import io
import re
import zipfile
import zlib
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from tenancy.refusals import Refused

MOST_BYTES, MOST_UNPACKED, MOST_ROWS = 1_000_000, 20_000_000, 2_000
UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, CalamineError, ValueError, IndexError)
MOST_READ = MOST_BYTES + 1  # of an upload; one byte more tells that it is too large

# Content beyond column CZ or row 9,999: the reader fills the area between two cells, and its memory with it.
FAR = re.compile(
    rb"""<(?:\w+:)?(?:c|row)\s[^>]{0,300}?\br=["'](?:[A-Z]{3}|[D-Z][A-Z]\d|[A-Z]*\d{5})[^>]{0,300}?(?<!/)>"""
)
OTHERS = frozenset({"content.xml", "xl/workbook.bin"})  # kinds in which a few bytes stand for a whole table
# What a spreadsheet would run, also behind blanks and in full width.
FORMULA = re.compile(r"^[\s\u00a0\u3000]*[=+\-@＝＋－＠|%]|^[\t\r\n]")


def harmless(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it (U44); all else stays."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def read_sheet(content: bytes) -> list[list[Any]]:
    """The rows of the first sheet. Refuses what is too large, packed too tightly or no workbook."""
    if len(content) > MOST_BYTES:
        raise Refused(_("文件超过1 MB，请使用下载的模板。"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > MOST_UNPACKED:
                raise Refused(_("文件解压后过大，未打开。"))
            if "xl/workbook.xml" not in archive.namelist() or OTHERS & set(archive.namelist()):
                raise Refused(_("文件不是可以读取的 Excel 工作簿（.xlsx）。"))
            if any(FAR.search(_unpacked(archive, entry)) for entry in archive.infolist()):
                raise Refused(_("表中有内容远在模板的行列之外。请删去多余的行列后再上传。"))
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except UNREADABLE as fault:
        raise Refused(_("文件不是可以读取的 Excel 工作簿（.xlsx）。")) from fault
    if len(rows) > MOST_ROWS:
        raise Refused(_("表超过%s行，未导入。") % MOST_ROWS)
    return rows


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Never more than the entry says, of which the sum was looked at: one that lies is found out by its checksum."""
    with archive.open(entry) as part:
        return part.read(entry.file_size + 1)


def as_text(cell: Any) -> str:
    """A code that the spreadsheet took for a number keeps its digits; the apostrophe of `harmless` goes."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip().removeprefix("'")
