"""A stage or final report as a Word file and as a PDF: title, sections, figures, place for the seal."""

from datetime import datetime
from io import BytesIO
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from reporting.models import SummaryEdition
from reporting.pdf import drawn
from reporting.periods import BEIJING, Month

FONT = "FangSong"
HEADS = ("指标", "数量", "计量单位", "口径")


def as_word(edition: SummaryEdition) -> bytes:
    """From what was told; the same edition gives the same text."""
    told = _context(edition)
    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    paper.core_properties.created = paper.core_properties.modified = datetime(2000, 1, 1)
    paper.core_properties.title = str(edition.summary)
    paper.add_heading(str(edition.summary), level=0)
    paper.add_paragraph(f"填报单位（盖章）：{edition.summary.region.name}    填报时间：{told['told']}")
    for number, (heading, text) in enumerate(edition.sections, start=1):
        paper.add_heading(f"{'一二三四五六七八九十'[number - 1]}、{heading}", level=1)
        for line in text.splitlines():
            paper.add_paragraph(line)
    paper.add_heading(f"附：系统统计数据（{told['as_of']}）", level=1)
    _table(paper, edition.figures)
    if edition.papers:
        paper.add_heading("附件", level=1)
        for number, (name, digest, _size) in enumerate(edition.papers, start=1):
            paper.add_paragraph(f"{number}. {name}（SHA-256 {digest}）")
    file = BytesIO()
    paper.save(file)
    return file.getvalue()


def _table(paper: Any, rows: list[list[str]]) -> None:
    table = paper.add_table(rows=1, cols=len(HEADS), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, HEADS, strict=True):
        cell.text = text
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def as_print(edition: SummaryEdition) -> bytes:
    """A4 upright; the same edition gives the same bytes."""
    with translation.override("zh-hans"):
        page = render_to_string("summaries/print.html", _context(edition))
    return drawn(page, upright=True)


def _context(edition: SummaryEdition) -> dict[str, Any]:
    told = edition.known_at.astimezone(BEIJING)
    return {
        "edition": edition,
        "summary": edition.summary,
        "told": f"{told.year}年{told.month}月{told.day}日",
        "as_of": Month.of(edition.month).as_of_words,
        "heads": HEADS,
    }
