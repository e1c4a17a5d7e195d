"""The same contract as a Word file, for negotiation. What is changed there is shown against the model."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from licensing.contract import Contract, PatentLine, Signatory

FONT = "FangSong"


def as_word(contract: Contract) -> bytes:
    """Clauses, parties, patents and the annex; nothing that is not in the contract's data."""
    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    paper.add_heading(contract.title, level=0)
    paper.add_paragraph(f"合同编号：{contract.number}    文本版本：{contract.template}")
    if contract.mark:
        paper.add_paragraph(contract.mark)
    _table(paper, ["当事人", "名称", "统一社会信用代码", "所在地"], [_party(one) for one in contract.signatories])
    for number, clause in enumerate(contract.clauses, 1):
        paper.add_heading(f"第{number}条 {clause.title}", level=1)
        for part, line in enumerate(clause.text, 1):
            paper.add_paragraph(f"{number}.{part} {line}")
    paper.add_heading("附件：接受时公布的许可条件", level=1)
    heads = ["专利号", "发明名称", "公开编号和版本", "许可地域", "许可期限", "使用费支付方式和标准"]
    _table(paper, heads, [_patent(one) for one in contract.patents])
    written = BytesIO()
    paper.save(written)
    return written.getvalue()


def _party(party: Signatory) -> list[str]:
    return [party.role, party.name, party.credit_code, party.place]


def _patent(patent: PatentLine) -> list[str]:
    version = f"{patent.record} 第{patent.version}版"
    return [patent.number, patent.title, version, patent.territory, patent.term, patent.fee]


def _table(paper: Any, heads: list[str], rows: list[list[str]]) -> None:
    table = paper.add_table(rows=1, cols=len(heads), style="Table Grid")
    for row in [heads, *rows]:
        cells = table.rows[0].cells if row is heads else table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
