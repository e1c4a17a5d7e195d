"""Read clauses back from a Word file: 第一条 标题, then its paragraphs, until the signatures or an annex."""

import io
import re
import zipfile

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from licensing.contract import Clause
from tenancy.refusals import Refused
from tenancy.sheets import UNREADABLE
from tenancy.signs import plain

MOST_BYTES, MOST_UNPACKED, MOST_CLAUSES, MOST_SIGNS = 5 * 1024 * 1024, 40 * 1024 * 1024, 60, 60_000
MOST_ELEMENTS = 300_000  # of all parts: 60 KB of a file can hold millions, over which a reader sits for minutes
MOST_PARAGRAPHS = 5_000
MOST_OF_A_TITLE = 60
PART = "word/document.xml"
HEADING = re.compile(r"第\s*(?:\d+|[一二三四五六七八九十百]+)\s*条[\s　:：]*(\S.*)")
NUMBER = re.compile(r"^\d+[.．]\d+(?!\d|\s*(?:[万亿]?元|倍|[%％‰]))[.．]?\s*")  # of a paragraph; 2.5万元 is a sum
BLANKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}
STANDS = "not(ancestor::w:del or ancestor::w:moveFrom or ancestor::w:txbxContent)"
WRITTEN = f".//w:r/*[self::w:t or self::w:tab or self::w:br or self::w:cr][{STANDS}]"
END = re.compile(r"^(附件|（以下无正文）|\(以下无正文\)|甲方（盖章）|许可人（盖章）|签署页)")


def clauses_of_word(upload: UploadedFile | None) -> tuple[Clause, ...]:
    """The clauses of an uploaded Word file. Raises Refused with what is wrong with it."""
    if upload is None:
        raise Refused(_("请选择Word文件（.docx）。"))
    lines = _lines(_content(upload))
    clauses = _clauses(lines)
    if not clauses:
        raise Refused(_("文件中没有找到条款：每条须以“第一条 标题”这样的一行开头。"))
    titles = [clause.title for clause in clauses]
    if twice := [title for title in titles if titles.count(title) > 1]:
        raise Refused(_("条款标题“%s”出现了两次，请分开或者合并。") % twice[0])
    return clauses


def _content(upload: UploadedFile) -> bytes:
    if not upload.size:
        raise Refused(_("“%s”是空文件。") % upload.name)
    if upload.size > MOST_BYTES:
        raise Refused(_("“%s”超过5 MB；合同文本不应含大图片，请另存后再传。") % upload.name)
    content = upload.read()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            is_word = PART in archive.namelist() and sum(part.file_size for part in parts) <= MOST_UNPACKED
            elements = sum(archive.read(part).count(b"<") for part in parts) if is_word else 0
    except UNREADABLE:
        is_word = False
    if not is_word:
        raise Refused(_("“%s”不是Word文件（.docx）；旧的.doc请另存为.docx。") % upload.name)
    if elements > MOST_ELEMENTS:
        raise Refused(_("合同文本超过6万字，请核对是否选错了文件。"))
    return content


def _lines(content: bytes) -> list[str]:
    try:
        paragraphs = _paragraphs(content)
        lines = [line.strip() for paragraph in paragraphs for line in _words(paragraph).split("\n")]
    except Refused:
        raise
    except Exception as error:  # whatever a damaged file makes the reader say
        raise Refused(_("Word文件打不开，可能已损坏或者加了密。")) from error
    if sum(map(len, lines)) > MOST_SIGNS:
        raise Refused(_("合同文本超过6万字，请核对是否选错了文件。"))
    return [line for line in lines if line]


def _paragraphs(content: bytes) -> list[Paragraph]:
    document = Document(io.BytesIO(content))
    if document.element.body.xpath("count(./w:p)") > MOST_PARAGRAPHS:
        raise Refused(_("合同文本超过6万字，请核对是否选错了文件。"))
    return document.paragraphs


def _words(paragraph: Paragraph) -> str:
    """As it reads with all tracked changes (修订) accepted: what was inserted counts, what was struck out does not."""
    return plain("".join(BLANKS.get(piece.tag) or piece.text or "" for piece in paragraph._p.xpath(WRITTEN)))


def _clauses(lines: list[str]) -> tuple[Clause, ...]:
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        is_sentence = line.endswith(("。", "；"))  # that only begins like a heading: 第三条所列专利…
        heading = None if is_sentence else HEADING.fullmatch(line)
        if heading and len(heading[1].strip()) <= MOST_OF_A_TITLE:
            found.append((heading[1].strip(), []))
        elif found and END.match(line) and not is_sentence:
            break
        elif found:
            found[-1][1].append(NUMBER.sub("", line))
    if len(found) > MOST_CLAUSES:
        raise Refused(_("条款超过60条，请核对是否选错了文件。"))
    return tuple(Clause(title, tuple(text)) for title, text in found)
