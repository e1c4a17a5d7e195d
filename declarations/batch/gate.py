"""What may be opened at all. Everything that can make a reader run or swell is looked for before anything is parsed.

A workbook is an archive of XML: its parts are unpacked here piece by piece, counted as they come (never as the archive
says), and searched for what no honest workbook of this size has: macros, encryption, a document type, cells or merged
areas at the end of the world, words repeated until they fill the memory.
"""

import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tenancy.refusals import Refused
from tenancy.viruses import refuse_virus

MOST_ROWS, MOST_COLUMNS = 5000, 100
MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS, MOST_RATIO, RATIO_FROM = 500, 150, 1024 * 1024
MOST_MERGED = 50_000  # cells in merged areas and links over areas: a writer makes an object of each
MOST_CELLS = 400_000
MOST_TEXT = 64 * 1024 * 1024  # of all cells, with what they share written out
PIECE = 256 * 1024
OVERLAP = 600  # of two pieces, so that nothing hides at the seam

OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# A cell with content whose row has five digits or more (from 10,000) or whose column lies beyond CZ.
FAR = re.compile(rb'<(?:\w+:)?c\s[^>]{0,200}?\br="(?:[A-Z]{3}[A-Z]*\d|[D-Z][A-Z]\d|[A-Z]*\d{5})[^>]{0,200}?(?<!/)>')
# Any place of that kind, in a cell or not: found at once where the full pattern reads each mark.
FAR_PLACE = re.compile(rb'r="(?:[A-Z]{3}|[D-Z][A-Z]\d|[A-Z]*\d{5})')
CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
ODDLY_PLACED = re.compile(rb'<c r="(?![A-C]?[A-Z]\d{1,4}")')  # no place within reach
CUT = 12  # of the end of a piece: a cell that begins there may lack its place; the next piece has it whole
UNPLACED = re.compile(rb"<(?:\w+:)?c(?=[\s>/])(?![^>]{0,400}\br=)[^>]{0,400}>")
PLACED = re.compile(rb'<(?:\w+:)?c\s[^>]{0,200}?\br="[A-Z]{1,3}\d{1,7}"')
AREA = re.compile(
    rb'<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]{0,400}?\bref="\$?([A-Z]{1,4})\$?(\d{1,9}):\$?([A-Z]{1,4})\$?(\d{1,9})"'
)
SHARED_WORD = re.compile(rb"<(?:\w+:)?si[\s>]")
SHARED_CELL = re.compile(
    rb't="s"[^>]{0,200}>(?:<(?:\w+:)?f[^>]{0,200}>[^<]{0,9000}</(?:\w+:)?f>)?<(?:\w+:)?v>(\d{1,9})<'
)
DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
OTHER_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}encoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)


@dataclass
class Count:
    """What was met so far."""

    unpacked: int = 0
    cells: int = 0
    merged: int = 0
    shared: Counter[bytes] = field(default_factory=Counter)  # how often the shared text of a number is used
    words: list[int] = field(default_factory=list)  # length of each shared text with its marks


def admit(content: bytes) -> None:
    """Raises Refused with a sentence that says what to do instead; nothing has been parsed then."""
    if not content:
        raise Refused(_("这是空文件，请选择填好的 Excel 工作簿（.xlsx）。"))
    refuse_size(len(content))
    _refuse_other_kinds(content)
    refuse_virus([content], _("工作簿"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _look_through(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise Refused(_("文件已损坏或不完整，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。")) from error
    except Exception as error:  # zlib, lzma and others have errors of their own
        if isinstance(error, Refused):
            raise
        raise Refused(_("文件已损坏或不完整，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。")) from error


def refuse_size(size: int) -> None:
    """Before a byte is read into memory."""
    if size > MOST_BYTES:
        raise Refused(_("文件有%s MB，超过20 MB，请分成几份上传。") % round(size / 1024 / 1024, 1))


def _refuse_other_kinds(content: bytes) -> None:
    """By what the bytes are; the name says nothing."""
    if content.startswith(OLE):
        if ENCRYPTED in content:
            raise Refused(_("文件设有打开密码，请去掉密码后再上传。"))
        raise Refused(_("这是旧格式（.xls）或其他 Office 文件，请用 Excel 或 WPS 另存为 .xlsx 后上传。"))
    if not content.startswith(ZIP):
        raise Refused(_("这不是 Excel 工作簿（.xlsx）。CSV、网页或其他文件请先在 Excel 或 WPS 中另存为 .xlsx。"))


def _look_through(archive: zipfile.ZipFile) -> None:
    entries, count = archive.infolist(), Count()
    if len(entries) > MOST_PARTS:
        raise Refused(_("文件内部有%s个部分，不是正常的工作簿。") % len(entries))
    _refuse_by_names(entries)
    for entry in entries:
        _examine(archive, entry, count)
    uses = ((int(place), times) for place, times in count.shared.items())
    written_out = sum(count.words[place] * times for place, times in uses if place < len(count.words))
    if written_out > MOST_TEXT:
        raise Refused(_("文件中重复引用的长文字展开后过大，未打开。"))


def _refuse_by_names(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    lower = {name.lower() for name in names}
    if len(lower) != len(names) or any(".." in name or name.startswith(("/", "\\")) for name in names):
        raise Refused(_("文件内部结构不正常，未打开。请用 Excel 或 WPS 另存为 .xlsx 后上传。"))
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(_("文件设有密码，请去掉密码后再上传。"))
    if any(name.endswith("vbaproject.bin") or "macrosheets/" in name for name in lower):
        raise Refused(_("文件含有宏。请另存为不含宏的工作簿（.xlsx）后上传。"))
    if "xl/workbook.bin" in lower:
        raise Refused(_("这是二进制工作簿（.xlsb），请另存为 .xlsx 后上传。"))
    if not {"[content_types].xml", "xl/workbook.xml"} <= lower or "content.xml" in lower:
        raise Refused(_("这个压缩包不是 Excel 工作簿（.xlsx）。"))


def _examine(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, count: Count) -> None:
    size, tail = 0, b""
    with archive.open(entry) as part:
        while piece := part.read(PIECE):
            size += len(piece)
            count.unpacked += len(piece)
            _refuse_swelling(size, count.unpacked, entry)
            _search(tail + piece, len(tail), count, is_start=size == len(piece))
            tail = piece[-OVERLAP:]
    lower = entry.filename.lower()
    if lower == "[content_types].xml" and b"macroEnabled" in archive.read(entry):
        raise Refused(_("文件含有宏。请另存为不含宏的工作簿（.xlsx）后上传。"))
    if lower.endswith("sharedstrings.xml"):
        _measure_words(archive.read(entry), count)


def _measure_words(part: bytes, count: Count) -> None:
    """Each shared text stands once in the file and is written out at every cell that uses it."""
    count.words += map(len, SHARED_WORD.split(part)[1:])


def _refuse_swelling(size: int, unpacked: int, entry: zipfile.ZipInfo) -> None:
    if unpacked > MOST_UNPACKED:
        raise Refused(
            _("文件解压后超过%s MB，未打开。请删去无关的工作表和空行后重试。") % (MOST_UNPACKED // 1024 // 1024)
        )
    if size > RATIO_FROM and size > MOST_RATIO * max(entry.compress_size, 1):
        raise Refused(_("文件压缩比异常，未打开。请用 Excel 或 WPS 另存为 .xlsx 后上传。"))


def _search(piece: bytes, seam: int, count: Count, *, is_start: bool) -> None:
    """`seam` bytes were seen before; what lies wholly in them is not counted again."""
    if is_start and _is_foreign(piece):
        raise Refused(_("文件内部使用了不常见的编码，请用 Excel 或 WPS 另存为 .xlsx 后上传。"))
    if b"<!" in piece and DOCTYPE.search(piece):
        raise Refused(_("文件内部含有文档类型声明，不是正常的工作簿，未打开。"))
    is_usual = _is_usual(piece)
    if not is_usual and FAR_PLACE.search(piece) and FAR.search(piece):
        raise Refused(
            _("表中有内容超出第%(rows)s行或第%(columns)s列。请删去多余的行列，超过%(rows)s行的分成几份上传。")
            % {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
        )
    _count_cells(piece, seam, count, is_usual=is_usual)
    if b"mergeCell" in piece or b"hyperlink" in piece:
        count.merged += sum(_area(found) for found in AREA.finditer(piece) if found.end() > seam)
    if count.merged > MOST_MERGED:
        raise Refused(_("合并单元格或链接的区域过大，请取消合并后重试。"))


def _is_foreign(piece: bytes) -> bool:
    head = piece[:400]
    marks = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
    return head.startswith(marks) or bool(OTHER_ENCODING.search(head))


def _is_usual(piece: bytes) -> bool:
    """Each cell is written as the usual programs do, its place first and within reach: nothing else needs a look."""
    cut = piece.rfind(b"<", len(piece) - CUT)
    end = len(piece) if cut < 0 else cut
    cells = piece.count(b'<c r="', 0, end)
    return b":c" not in piece and piece.count(b"<c", 0, end) == cells and not ODDLY_PLACED.search(piece, 0, end)


def _count_cells(piece: bytes, seam: int, count: Count, *, is_usual: bool) -> None:
    fresh = piece[max(0, seam - 3) :]
    cells = fresh.count(b"<c") if is_usual else len(CELL.findall(fresh))
    if not cells:
        return
    count.cells += cells
    count.shared.update(SHARED_CELL.findall(fresh))
    if count.cells > MOST_CELLS:
        raise Refused(_("表中单元格超过%s个，请删去无关的内容或分成几份上传。") % MOST_CELLS)
    # A single cell without a place stands wherever its row says, and be it the millionth.
    if not is_usual and (cells > len(PLACED.findall(piece)) + 1 or UNPLACED.search(piece)):
        raise Refused(_("单元格没有写明位置，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。"))


def _area(found: re.Match[bytes]) -> int:
    left, top, right, bottom = (_place(group) for group in found.groups())
    return (abs(right - left) + 1) * (abs(bottom - top) + 1)


def _place(text: bytes) -> int:
    if text.isdigit():
        return int(text)
    number = 0
    for sign in text:
        number = number * 26 + sign - 64
    return number
