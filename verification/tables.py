"""Rows of an uploaded table (CSV, JSON, XLSX) by their heads, with limits against hostile files."""

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

MAX_ROWS = 200_000
MAX_BYTES = 60_000_000
MAX_UNPACKED = 600_000_000
OTHERS = frozenset({"content.xml", "xl/workbook.bin"})  # kinds in which a few bytes stand for a whole table
MAX_COLUMNS, MAX_EMPTY = 104, 2_000_000  # to column CZ; cells
FAR_COLUMN = re.compile(rb"""<(?:\w+:)?c\s[^>]{0,300}?\br=["'](?:[A-Z]{3}|[D-Z][A-Z]\d)[^>]{0,300}?(?<!/)>""")
FAR_ROW = re.compile(rb"""<(?:\w+:)?(?:c|row)\s[^>]{0,300}?\br=["'][A-Z]{0,3}(\d{5,9})[^>]{0,300}?(?<!/)>""")


class BadTable(ValueError):  # noqa: N818 -- reads as the sentence it is
    """The file is no table we can read; the message says why."""


def refuse_too_large(size: int, name: str) -> None:
    """A file is read as a whole; `size` in bytes. Raises BadTable with the limit and what to do."""
    if size > MAX_BYTES:
        raise BadTable(f"文件 {name} 超过{MAX_BYTES // 1_000_000} MB，请分成几份导入")


def read_table(content: bytes, name: str) -> list[Mapping[str, Any]]:
    """One mapping per row, keyed by the heads of the first row. Raises BadTable with a sentence."""
    refuse_too_large(len(content), name)
    ending = name.rpartition(".")[2].lower()
    readers = {"csv": _csv, "json": _json, "xlsx": _workbook, "xls": _workbook}
    if ending not in readers:
        raise BadTable(f"文件 {name} 不是 CSV、JSON 或 Excel 表")
    rows = readers[ending](content)
    if len(rows) > MAX_ROWS:
        raise BadTable(f"文件 {name} 超过{MAX_ROWS}行，请分成几份导入")
    return rows


def storable(text: str) -> str:
    """Without the two things a database refuses in a text: zero characters and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def decoded(content: bytes) -> str:
    """UTF-8 as it should be, or GB 18030 as spreadsheets in China save it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadTable("文件编码无法识别，请另存为 UTF-8")


def _csv(content: bytes) -> list[Mapping[str, Any]]:
    try:
        rows = list(csv.reader(io.StringIO(decoded(content), newline="")))
    except csv.Error as fault:
        raise BadTable(f"CSV 无法读取：{fault}") from fault
    return _by_heads(rows)


def _json(content: bytes) -> list[Mapping[str, Any]]:
    try:
        data = json.loads(decoded(content))
    except (ValueError, RecursionError) as fault:
        raise BadTable(f"JSON 无法读取：{fault}") from fault
    if isinstance(data, dict):
        data = next((value for value in data.values() if isinstance(value, list)), [data])
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise BadTable("JSON 应是对象的列表")
    return data


def _workbook(content: bytes) -> list[Mapping[str, Any]]:
    _refuse_bomb(content)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=True)
    except (CalamineError, ValueError, IndexError) as fault:
        raise BadTable(f"Excel 文件无法读取：{fault}") from fault
    return _by_heads(rows)


def _refuse_bomb(content: bytes) -> None:
    """A small archive that unpacks to gigabytes is not opened."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > MAX_UNPACKED:
                raise BadTable("Excel 文件解压后过大，未打开")
            if OTHERS & set(archive.namelist()):
                raise BadTable("请另存为 .xlsx 工作簿后再导入")
            for entry in archive.infolist():
                with archive.open(entry) as part:  # never more than it says, of which the sum was looked at
                    _refuse_sparse(part.read(entry.file_size + 1))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as fault:
        raise BadTable("Excel 文件已损坏") from fault


def _refuse_sparse(sheet: bytes) -> None:
    """A few cells far apart: the reader would fill the area between them with empty ones, and its memory with it."""
    last_row = max((int(found[1]) for found in FAR_ROW.finditer(sheet)), default=0)
    if FAR_COLUMN.search(sheet) or last_row * MAX_COLUMNS > MAX_EMPTY + 30 * sheet.count(b"<c"):
        raise BadTable("Excel 表中有内容远在数据之外，请删去多余的行列")


def _by_heads(rows: list[list[Any]]) -> list[Mapping[str, Any]]:
    if not rows:
        return []
    heads = [str(head).strip() for head in rows[0]]
    return [dict(zip(heads, row, strict=False)) for row in rows[1:] if any(cell not in ("", None) for cell in row)]
