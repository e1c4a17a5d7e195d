"""Files that nobody honest sends: each is refused with a sentence, quickly, and nothing is parsed."""

import io
import random
import struct
import time
import zipfile
from contextlib import suppress
from functools import cache

import pytest
from openpyxl import Workbook, load_workbook

from declarations.batch import gate, services
from declarations.models import Batch
from tenancy.refusals import Refused
from tests.batch.sheets import blank, filled, listing, sheet_rows

SHEET, WORDS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def a_book(**parts: bytes | str | None) -> bytes:
    """A small workbook with some of its parts replaced (None: left out)."""
    source = zipfile.ZipFile(io.BytesIO(listing(["专利号", "发明名称"], ["ZL201711193877.7", "甲"])))
    content = {name: source.read(name) for name in source.namelist()} | {WORDS: b""}
    content = {name: data for name, data in (content | parts).items() if data not in (None, b"")}
    return packed(content)


def packed(content: dict[str, bytes | str], **how) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, **how) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return target.getvalue()


def sheet(cells: str, after: str = "") -> str:
    return f"{HEAD}<worksheet {NAMESPACE}><sheetData>{cells}</sheetData>{after}</worksheet>"


def with_sheet(cells: str, after: str = "") -> bytes:
    return a_book(**{SHEET: sheet(cells, after)})


def text_cell(place: str, text: str = "甲") -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def shared_bomb() -> bytes:
    words = f"{HEAD}<sst {NAMESPACE}><si><t>{'很' * 10_000}</t></si></sst>"
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 5000))
    return a_book(**{WORDS: words, SHEET: sheet(cells)})


def encrypted_entry() -> bytes:
    data = bytearray(a_book())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        data[place + at] |= 1
    return bytes(data)


def lying_about_its_size() -> bytes:
    """The directory says a hundred bytes, the part unpacks to 300 MB."""
    data = bytearray(a_book(**{SHEET: b"<" + b" " * 300_000_000}))
    place = data.rfind(SHEET.encode()) - 46
    data[place + 24 : place + 28] = struct.pack("<I", 100)
    return bytes(data)


def same_name_twice() -> bytes:
    target = io.BytesIO(a_book())
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, sheet(text_cell("A1")))
    return target.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
FILES = {
    "nothing": (lambda: b"", "空文件"),
    "old workbook": (lambda: OLE, "旧格式"),
    "encrypted workbook": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "encrypted entry": (encrypted_entry, "密码"),
    "csv": (lambda: "专利号,名称\nZL201711193877.7,甲\n".encode(), "不是 Excel 工作簿"),
    "csv of gbk": (lambda: "专利号,名称\n".encode("gbk"), "不是 Excel 工作簿"),
    "web page": (lambda: b"<html><table><tr><td>x</td></tr></table></html>", "不是 Excel 工作簿"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "不是 Excel 工作簿"),
    "pdf": (lambda: b"%PDF-1.7\n", "不是 Excel 工作簿"),
    "programme": (lambda: b"MZ" + b"\x00" * 500, "不是 Excel 工作簿"),
    "eicar": (lambda: b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", "不是 Excel 工作簿"),
    "other archive": (lambda: packed({"a.txt": "x"}), "不是 Excel 工作簿"),
    "letter": (lambda: packed({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}), "不是 Excel 工作簿"),
    "binary workbook": (lambda: a_book(**{"xl/workbook.bin": b"x"}), "二进制"),
    "macros": (lambda: a_book(**{"xl/vbaProject.bin": b"x"}), "宏"),
    "macro sheet": (lambda: a_book(**{"xl/macrosheets/sheet1.xml": b"<x/>"}), "宏"),
    "macros by content type": (
        lambda: a_book(
            **{
                "[Content_Types].xml": "<Types><Override ContentType='application/"
                "vnd.ms-excel.sheet.macroEnabled.main+xml'/></Types>"
            }
        ),
        "宏",
    ),
    "cut off": (lambda: a_book()[:-200], "损坏"),
    "scrambled": (lambda: b"PK\x03\x04" + random.Random(7).randbytes(4000), "损坏"),
    "zip bomb": (lambda: a_book(**{SHEET: b"<" + b" " * 90_000_000}), "压缩比异常"),
    "larger than it says": (lying_about_its_size, "压缩比异常|解压后超过|损坏"),
    "thousand parts": (lambda: a_book(**{f"xl/media/{n}.png": b"x" for n in range(1000)}), "个部分"),
    "path out of the archive": (lambda: a_book(**{"../../etc/passwd": b"x"}), "结构不正常"),
    "same part twice": (same_name_twice, "结构不正常"),
    "document type": (
        lambda: a_book(**{SHEET: '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "甲">]>' + sheet(text_cell("A1"))}),
        "文档类型",
    ),
    "entities in the words": (lambda: a_book(**{WORDS: '<!DOCTYPE a [<!ENTITY b "&c;&c;">]><sst/>'}), "文档类型"),
    "utf-16 part": (lambda: a_book(**{SHEET: sheet(text_cell("A1")).encode("utf-16")}), "编码"),
    "other encoding": (lambda: a_book(**{SHEET: b'<?xml version="1.0" encoding="GBK"?><worksheet/>'}), "编码"),
    "cell at the end of the world": (lambda: with_sheet(f'<row r="1048576">{text_cell("XFD1048576")}</row>'), "超出"),
    "cell far below": (lambda: with_sheet(f'<row r="10000">{text_cell("A10000")}</row>'), "超出"),
    "cell far right": (lambda: with_sheet(f'<row r="1">{text_cell("DA1")}</row>'), "超出"),
    "a single cell without a place, behind many that have one": (
        lambda: with_sheet(
            "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 99))
            + '<row r="1048576"><c\n><v>1</v></c></row>'
        ),
        "没有写明位置",
    ),
    "cell far below that names its style first": (
        lambda: with_sheet('<row r="10000"><c s="1" r="A10000"><v>1</v></c></row>'),
        "超出",
    ),
    "cells without places": (lambda: with_sheet("<row>" + "<c><v>1</v></c>" * 500 + "</row>"), "没有写明位置"),
    "million cells": (
        lambda: with_sheet(
            "".join(
                f'<row r="{n}">' + "".join(f'<c r="{c}{n}"><v>{n * 7 % 9973}</v></c>' for c in "ABCDEFGHIJ") + "</row>"
                for n in range(1, 9000)
            )
            * 8
        ),
        "单元格超过|压缩比",
    ),
    "world merged into one": (
        lambda: with_sheet(text_cell("A1"), '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "合并",
    ),
    "link over everything": (
        lambda: with_sheet(text_cell("A1"), '<hyperlinks><hyperlink ref="$A$1:$XFD$99999"/></hyperlinks>'),
        "合并",
    ),
    "one long word everywhere": (shared_bomb, "展开后过大"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_with_a_sentence_and_at_once(name):
    make, said = FILES[name]
    content, began = make(), time.process_time()
    with pytest.raises(Refused, match=said):
        gate.admit(content)
    assert time.process_time() - began < 5


def test_too_large_a_file_is_refused_before_it_is_read():
    with pytest.raises(Refused, match="超过20 MB"):
        gate.refuse_size(21 * 1024 * 1024)


def test_honest_workbooks_pass(db):
    book = Workbook()
    book.active.append(["专利号", "发明名称"])
    book.active.merge_cells("A5:F9")
    book.create_sheet("别的").sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    for content in (target.getvalue(), blank(), filled(sheet_rows(300))):
        gate.admit(content)


def test_5001_rows_are_too_many(zhang):
    content = filled([{"patent_number": "x", "title": "y"}] * 5001)
    with pytest.raises(Refused, match="一次最多5000行"):
        services.receive(content, "多.xlsx", by=zhang)
    assert not Batch.objects.exists()


def test_a_template_without_rows_says_so(zhang):
    with pytest.raises(Refused, match="没有填写任何一行"):
        services.receive(blank(), "空.xlsx", by=zhang)


def test_an_archive_that_only_looks_like_a_workbook_is_told_apart(zhang):
    with pytest.raises(Refused, match=r"无法读取|没有内容"):
        services.receive(a_book(**{SHEET: b"<worksheet><sheetData><row"}), "坏.xlsx", by=zhang)


@cache
def three_rows() -> bytes:
    return filled(sheet_rows(3))


@pytest.mark.parametrize("seed", range(40))
def test_a_workbook_with_bytes_changed_at_random_is_taken_or_refused_but_never_breaks(zhang, seed):
    chance, data = random.Random(seed), bytearray(three_rows())
    for _each in range(chance.choice((1, 5, 50))):
        data[chance.randrange(4, len(data))] = chance.randrange(256)
    with suppress(Refused):
        services.receive(bytes(data), "改.xlsx", by=zhang)


def test_strange_signs_are_stored_as_they_are_or_refused(zhang):
    rows = sheet_rows(6)
    for row, title in zip(
        rows, ("𠮷田式电机", "右至左\u202e标记", "零\u200b宽", "全角ＡＢＣ", "半=1+1", "名·名"), strict=True
    ):
        row["title"] = title
    batch, _again = services.receive(filled(rows), "字.xlsx", by=zhang, at_once=False, partly=True)
    batch = services.run(batch)
    assert batch.taken == 6
    assert load_workbook(io.BytesIO(filled(rows)))


def test_a_cell_of_64_kilobytes_is_told_to_be_too_long(zhang):
    content = listing(["专利号", "发明名称"], ["ZL201711193877.7", "长" * 32_000])
    batch, _again = services.receive(content, "长.xlsx", by=zhang)
    services.confirm(batch, {0: "patent_number", 1: "title"}, {"starts_on": "2026-01-01"}, "元", by=zhang)
    batch = services.run(batch)
    assert any("300" in remark["sentence"] for remark in batch.lines.get().remarks)
