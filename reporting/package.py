"""One file to hand in: workbook, evidence rows, proof, cover letter, list of hashes (F097)."""

import csv
import hashlib
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import load_workbook

from reporting.models import Edition
from reporting.pdf import as_pdf
from reporting.periods import BEIJING

DAWN = (1980, 1, 1, 0, 0, 0)  # the time of each entry: the same edition gives the same bytes
BESIDE = {"明细": "明细.csv", "校验": "校验.csv"}


def pack(edition: Edition) -> bytes:
    """Everything of one edition, taken from what was told then."""
    printed = {edition.name.replace(".xlsx", ".pdf"): as_pdf(edition)}
    files = {
        edition.name: bytes(edition.workbook),
        **printed,
        **_lists(bytes(edition.workbook)),
        "报送函.txt": _letter(edition),
    }
    return archive_of(files)


def archive_of(files: dict[str, bytes]) -> bytes:
    """The files and the list of their hashes; the same files give the same bytes."""
    memory = BytesIO()
    with ZipFile(memory, "w") as archive:
        for name, content in (*files.items(), ("哈希清单.txt", _hashes(files))):
            entry = ZipInfo(name, DAWN)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return memory.getvalue()


def _lists(workbook: bytes) -> dict[str, bytes]:
    book = load_workbook(BytesIO(workbook), read_only=True)
    return {file: _csv(book[name].iter_rows(values_only=True)) for name, file in BESIDE.items() if name in book}


def _csv(rows: Iterable[tuple[Any, ...]]) -> bytes:
    """With the mark by which Excel knows UTF-8; what looks like a formula is told that it is text (U44)."""
    text = StringIO()
    csv.writer(text).writerows([_harmless(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _harmless(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()  # the workbook shows the day alone
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _letter(edition: Edition) -> bytes:
    filing = edition.filing
    told = edition.known_at.astimezone(BEIJING)
    kind = "更正后" if edition.number > 1 else ""
    lines = [
        f"关于报送{filing.place_name}专利开放许可试点{filing.period.as_of_words}统计表{kind}的函",
        "",
        f"现报送{filing.place_name}专利开放许可试点统计表（{filing.period.as_of_words}，第{edition.number}版）。",
        f"数据截至{filing.period.last_day} 24:00（北京时间），按{told:%Y-%m-%d %H:%M}所知统计。",
        *([f"说明：{edition.notes}"] if edition.notes else []),
        "",
        "填报单位（盖章）：",
        f"{told.year}年{told.month}月{told.day}日",
    ]
    return "\r\n".join(lines).encode("utf-8-sig")


def _hashes(files: dict[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()).encode()
