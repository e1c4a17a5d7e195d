"""B5: files that nobody honest sends, at every door that takes one. All are refused with a sentence, and at once."""

import io
import random
import time
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from declarations.batch import gate
from licensing.word_reading import clauses_of_word
from tenancy.refusals import Refused
from tenancy.sheets import read_sheet
from tenancy.uploads import examined
from tests.batch.test_hostile_files import FILES, SHEET, a_book, packed, sheet, text_cell
from tests.fuzz.tally import Tally
from verification.tables import BadTable, read_table

SLOWEST_SECONDS = 5
MOST_MEGABYTES = 256
SELF = Path("/proc/self")
XXE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
LAUGHS = (
    "<!DOCTYPE a [" + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12)) + '<!ENTITY l0 "ha">]>'
)
EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
OTHER_KINDS = {
    # name: first bytes
    "programme.exe": b"MZ\x90\x00",
    "elf": b"\x7fELF\x02\x01",
    "mach-o": b"\xcf\xfa\xed\xfe",
    "script.sh": b"#!/bin/sh\nrm -rf /\n",
    "script.ps1": b"Invoke-Expression x",
    "script.bat": b"@echo off\r\n",
    "script.vbs": b'CreateObject("WScript.Shell")',
    "page.html": b"<!DOCTYPE html><script>alert(1)</script>",
    "page.php": b"<?php system($_GET['c']); ?>",
    "page.jsp": b"<% Runtime.getRuntime() %>",
    "page.hta": b"<hta:application>",
    "page.mht": b"MIME-Version: 1.0\r\nContent-Type: multipart/related",
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "xxe.xml": XXE.encode(),
    "laughs.xml": LAUGHS.encode(),
    "eicar.com": EICAR.encode(),
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "text.rtf": b"{\\rtf1\\object\\objdata}",
    "print.ps": b"%!PS-Adobe-3.0\n",
    "archive.rar": b"Rar!\x1a\x07\x00",
    "archive.7z": b"7z\xbc\xaf\x27\x1c",
    "archive.gz": b"\x1f\x8b\x08\x00",
    "archive.bz2": b"BZh91AY&SY",
    "archive.xz": b"\xfd7zXZ\x00",
    "archive.tar": b"a" * 257 + b"ustar\x0000",
    "archive.cab": b"MSCF\x00\x00",
    "image.gif": b"GIF89a/*",
    "image.bmp": b"BM\x00\x00",
    "image.tiff": b"II*\x00",
    "image.webp": b"RIFF\x00\x00\x00\x00WEBP",
    "image.heic": b"\x00\x00\x00\x18ftypheic",
    "film.mp4": b"\x00\x00\x00\x18ftypmp42",
    "flash.swf": b"FWS\x05",
    "java.class": b"\xca\xfe\xba\xbe",
    "link.lnk": b"L\x00\x00\x00\x01\x14\x02\x00",
    "link.url": b"[InternetShortcut]\r\nURL=file:///c:/",
    "disc.iso": b"\x00" * 100 + b"CD001",
    "blanks": b" " * 1000,
    "zeroes": b"\x00" * 1000,
    "pdf after blanks": b"\n\n%PDF-1.7",
    "png without its first byte": b"PNG\r\n\x1a\n" + b"\x00" * 50,
    "jpg turned round": b"\xff\xff\xd8" + b"\x00" * 50,
    "chance": random.Random(5).randbytes(2000),
}
SHEETS_FOR_READERS = {name: make for name, (make, _said) in FILES.items()} | {
    "table of another office": lambda: packed({"content.xml": "<x/>", "mimetype": "application/vnd.oasis"}),
    "both kinds at once": lambda: a_book(**{"content.xml": "<x/>"}),
    "sheet under another name": lambda: a_book(
        **{
            SHEET: None,
            "xl/other.xml": sheet(f'<row r="1048576">{text_cell("XFD1048576")}</row>'),
            "xl/_rels/workbook.xml.rels": rels("other.xml"),
        }
    ),
    "one cell far down": lambda: a_book(**{SHEET: sheet(text_cell("A1") + text_cell("A900000"))}),
    "one cell far right": lambda: a_book(**{SHEET: sheet(text_cell("A1") + text_cell("XFD2"))}),
    "row far down, cell without a place": lambda: a_book(**{SHEET: sheet('<row r="999999"><c><v>1</v></c></row>')}),
    "numbers in single signs": lambda: a_book(**{SHEET: sheet("<c r='A1'><v>1</v></c><c r='ZZZ9'><v>1</v></c>")}),
}


def rels(target: str) -> str:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}"><Relationship Id="rId1" Type="{kind}" Target="{target}"/></Relationships>'


def a_letter(**parts: bytes | str) -> bytes:
    """An archive that begins as a Word file does."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    usual = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": f"<w:document {space}><w:body/></w:document>",
    }
    return packed(usual | parts)


LETTERS = {
    "entities": lambda: a_letter(**{"word/document.xml": LAUGHS + "<a>&l11;</a>"}),
    "outside entity": lambda: a_letter(**{"word/document.xml": XXE}),
    "bomb": lambda: a_letter(**{"word/media/x.png": b"\x00" * 90_000_000}),
    "deep": lambda: a_letter(**{"word/document.xml": "<a>" * 200_000}),
    "cut off": lambda: a_letter()[:-40],
    "no document": lambda: packed({"[Content_Types].xml": "<x/>"}),
    "no types": lambda: packed({"word/document.xml": "<x/>"}),
    "path out of the archive": lambda: a_letter(**{"../../../etc/cron.d/x": b"x"}),
    "macros": lambda: a_letter(**{"word/vbaProject.bin": b"x"}),
    "workbook": a_book,
    "pdf": lambda: b"%PDF-1.7",
    "nothing": lambda: b"",
}
TABLES = {
    "deep.json": b"[" * 200_000,
    "number.json": b"[{" + b'"a":' + b"9" * 100_000 + b"}]",
    "half.json": b'[{"a": "',
    "wide.csv": b'"' + b"a" * 300_000,
    "name.exe": b"MZ",
    "gbk.csv": "专利号,名称\n".encode("utf-16"),
}


def corpus():
    """Name, what takes the file, and the file."""
    for name, head in OTHER_KINDS.items():
        for ending in (".pdf", ".png"):
            yield f"paper {name}{ending}", examined, lambda head=head, ending=ending: upload(head, f"评价报告{ending}")
    for name, make in SHEETS_FOR_READERS.items():
        yield f"batch {name}", gate.admit, make
        yield f"small sheet {name}", read_sheet, make
        yield f"register {name}", lambda content: read_table(content, "a.xlsx"), make
    for name, make in LETTERS.items():
        yield f"letter {name}", clauses_of_word, lambda make=make: upload(make(), "合同.docx")
    for name, content in TABLES.items():
        yield f"table {name}", lambda content, name=name: read_table(content, name), lambda content=content: content


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# What a reader of tables may take although the batch does not: it holds nothing that runs and little that swells.
HARMLESS = {
    "macros",
    "macro sheet",
    "macros by content type",
    "thousand parts",
    "path out of the archive",
    "same part twice",
    "document type",
    "entities in the words",
    "other encoding",
    "utf-16 part",
    "cells without places",
    "world merged into one",
    "link over everything",
    "million cells",
    "one long word everywhere",
    "cell far below",
    "cell far below that names its style first",
    "row far down, cell without a place",
}


def test_every_hostile_file_is_refused_with_a_sentence_and_at_once():
    tally = Tally("B5 hostile files")
    for name, take, make in corpus():
        content, began = make(), time.process_time()
        before = highest_megabytes(afresh=True)
        outcome = tally.timed(lambda: taken(take, content))  # noqa: B023
        if highest_megabytes() - before > MOST_MEGABYTES:
            tally.bad.append(f"{name}: {highest_megabytes() - before:.0f} MB")
        may_be_taken = name.removeprefix("small sheet ").removeprefix("register ") in HARMLESS
        if outcome not in ("refused", "taken" if may_be_taken else "refused"):
            tally.bad.append(f"{name}: {outcome}")
        if time.process_time() - began > SLOWEST_SECONDS:
            tally.bad.append(f"{name}: slow")
    assert tally.tried >= 100
    tally.close()


def highest_megabytes(*, afresh: bool = False) -> float:
    """The most memory that this process ever held, or held since it was asked to begin counting afresh."""
    if afresh:
        (SELF / "clear_refs").write_text("5")
    told = dict(line.split(":", 1) for line in (SELF / "status").read_text().splitlines())
    return int(told["VmHWM"].split()[0]) / 1024


def test_control_memory_that_was_held_for_a_moment_is_counted():
    before = highest_megabytes(afresh=True)
    assert len(b"x" * 300_000_000) == 300_000_000
    assert highest_megabytes() - before > MOST_MEGABYTES


def taken(take, content) -> str:
    try:
        take(content)
    except (Refused, BadTable) as refusal:
        return "refused" if str(refusal) else "refused without a sentence"
    except Exception as error:
        return repr(error)[:200]
    return "taken"


NAMES = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "..\\..\\windows\\win.ini.pdf": "win.ini.pdf",
    "/abs/olute.pdf": "olute.pdf",
    "报告.pdf.exe": "报告.pdf.pdf",
    "\u202efdp.exe": "fdp.pdf",
    "名\x00称.pdf": "名称.pdf",
    "零\u200b宽.pdf": "零宽.pdf",
    "换\r\n行.pdf": "换行.pdf",
    '<script>"x".pdf': "script x.pdf",
    "": "未命名.pdf",
    ".htaccess": "未命名.pdf",
    "   .pdf": "未命名.pdf",
    "长" * 300 + ".pdf": "长" * 80 + ".pdf",
    "C:\\fakepath\\合同.pdf": "合同.pdf",
    "a|b?c*d.pdf": "a b c d.pdf",
    "e\u0301.pdf": "é.pdf",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_kept_for_people_and_never_leads_anywhere(name):
    sent = SimpleUploadedFile("x.pdf", b"%PDF-1.7")
    sent._name = name
    assert examined(sent).name == NAMES[name]


def test_a_picture_of_enormous_measures_is_kept_as_it_is_and_never_unpacked():
    """What a header claims costs nothing where nobody draws it."""
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (2**31 - 1).to_bytes(4, "big") * 2 + b"\x08\x06\x00\x00\x00"
    assert examined(upload(head, "图.png")).media_type == "image/png"


def test_a_file_that_is_two_things_is_named_by_what_it_begins_with():
    both = b"%PDF-1.7\n<script>alert(1)</script>\n" + packed({"a.html": "<script>"})
    assert examined(upload(both, "a.html")).name == "a.pdf"
    assert zipfile.is_zipfile(io.BytesIO(both))
