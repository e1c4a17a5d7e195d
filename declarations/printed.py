"""The information form in its official layout, blank or filled (LN-76, CN-65, U09)."""

from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from docx import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration

from declarations import summary
from declarations.clauses import say
from declarations.forms.simple import own_items
from declarations.local_rules import rules_when_begun
from declarations.models import Declaration
from declarations.promises import promises_of
from tenancy.policy import Policy, policy_of

FONTS = Path(settings.BASE_DIR) / "static" / "vendor" / "fonts"
FONT = "Noto Serif SC"


@dataclass(frozen=True)
class Part:
    """One block of the form: its heading and its lines (item, answer)."""

    title: str
    rows: list[tuple[str, str]]


@dataclass(frozen=True)
class Sheet:
    """Everything that stands on the paper."""

    title: str
    province: str
    basis: str
    draft: bool  # until the official form is loaded (G2)
    number: str = ""
    parts: list[Part] = field(default_factory=list)
    promises: list[tuple[str, str]] = field(default_factory=list)  # text, when it was ticked
    edition: str = ""
    made_at: str = ""


def filled_sheet(declaration: Declaration) -> Sheet:
    """The form with the answers of a declaration."""
    policy = rules_when_begun(declaration)
    made = {each.key: each for each in declaration.commitments.all()}
    parts = [
        Part(str(group.title), [(str(row["term"]), str(row["value"] or "")) for row in group.rows])
        for group in summary.groups(declaration)
    ]
    promises = [
        (each.text, summary.long_day(timezone.localdate(made[each.name].made_at)) if each.name in made else "")
        for each in promises_of(policy)
    ]
    return official_sheet(
        policy,
        declaration.province.name,
        parts=parts,
        promises=promises,
        number=declaration.number,
        edition=declaration.form_version,
    )


def blank_sheet(province: Any) -> Sheet:
    """The empty form, with every item that the province asks for."""
    policy = policy_of(province)
    sections = summary.blank_items([item.label for item in own_items(policy)])
    parts = [Part(title, [(item, "") for item in items]) for title, items in sections]
    return official_sheet(
        policy, province.name, parts=parts, promises=[(each.text, "") for each in promises_of(policy)]
    )


def official_sheet(policy: Policy, province: str, **more: Any) -> Sheet:
    """The province's form with title and basis as its rules have them."""
    return Sheet(
        title=policy.form_template,
        province=province,
        basis=say(policy.explain("form_template")),
        draft=not policy.templates_official,
        made_at=f"{timezone.localtime():%Y-%m-%d %H:%M}",
        **more,
    )


def as_html(sheet: Sheet) -> str:
    return render_to_string("declarations/form_print.html", {"sheet": sheet, "draft_words": DRAFT_WORDS})


def as_page(sheet: Sheet) -> str:
    """For the browser, which prints it by itself."""
    return render_to_string("declarations/form_page.html", {"sheet": sheet, "draft_words": DRAFT_WORDS})


def as_pdf(sheet: Sheet) -> bytes:
    """A4 with page numbers and the project's own font; needs nothing from outside."""
    made: bytes = _drawn(sheet).write_pdf()
    return made


def page_count(sheet: Sheet) -> int:
    """How many pages come back when somebody prints, seals and scans it."""
    return len(_drawn(sheet).pages)


def _drawn(sheet: Sheet) -> Document:
    fonts, style = _style()
    return HTML(string=as_html(sheet), url_fetcher=_nothing_outside).render(stylesheets=[style], font_config=fonts)


@cache
def _style() -> tuple[FontConfiguration, CSS]:
    fonts = FontConfiguration()
    css = (Path(settings.BASE_DIR) / "static" / "css" / "paper.css").read_text()
    faces = "".join(
        f"@font-face {{ font-family: '{FONT}'; font-weight: {weight}; src: url('{(FONTS / name).as_uri()}'); }}"
        for weight, name in ((400, "NotoSerifSC-Regular.ttf"), (700, "NotoSerifSC-Bold.ttf"))
    )
    return fonts, CSS(string=faces + css, font_config=fonts)


def _nothing_outside(url: str, *_args: Any, **_more: Any) -> dict[str, Any]:
    raise ValueError(f"a printed form fetches nothing: {url}")


def as_word(sheet: Sheet) -> bytes:
    """The same lines as a Word file."""
    document = WordDocument()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    _centred(document, sheet.title, 18)
    if sheet.draft:
        _centred(document, DRAFT_WORDS, 10)
    document.add_paragraph(f"{sheet.province}　{_('受理编号')}：{sheet.number or '＿＿＿＿＿＿'}")
    for part in sheet.parts:
        document.add_heading(part.title, level=2)
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        for item, answer in part.rows:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = item, answer
    if sheet.promises:
        document.add_heading(_("承诺"), level=2)
    for text, ticked in sheet.promises:
        document.add_paragraph(f"{'☑' if ticked else '☐'} {text}{f'（{ticked}）' if ticked else ''}")
    document.add_paragraph(_("专利权人（签字或盖章）：　　　　　　　　　　年　　月　　日"))
    document.add_paragraph(f"{_('依据')}：{sheet.basis}")
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _centred(document: Any, text: str, size: int) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = True, Pt(size)


DRAFT_WORDS = "（草拟，待官方表格替换）"
