"""A sealed form that was scanned, beside the print of today: how many pages, and of which answers (F009)."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as WordDocument
from pypdf import PdfReader, PdfWriter

from declarations.models import Attachment, Declaration
from declarations.printed import as_pdf, filled_sheet, page_count
from declarations.services import attachments, drafts, review, submission
from declarations.services.review import Reason
from licensing.pdf import as_stamp
from licensing.sealing import Mark, seal_of
from outbox.runner import work
from tenancy.scans import LEAST_BYTES
from tests.cast import LIAONING, client_of
from tests.factories.declarations import ALL_FINE, LOOKED_UP, DeclarationFactory, OwnerFactory, officer_for
from tests.factories.tenancy import platform

pytestmark = pytest.mark.requirement("F009")
ALIKE, MORE, OLDER = "页数与打印的表一致", "请核对是否缺页或者多页", "扫描件是改动以前打印的表"
NOT_COUNTED = "还没有与打印的表比较页数"


PRINTS = {
    "page": bytes.decode,
    "pdf": lambda content: "".join(PdfReader(BytesIO(content)).pages[-1].extract_text().split()),
    "docx": lambda content: "\n".join(line.text for line in WordDocument(BytesIO(content)).paragraphs),
}


@pytest.fixture
def declaration(zhang) -> Declaration:
    return DeclarationFactory(by=zhang)


def scan_of(pages: int) -> bytes:
    """As heavy as pages that were scanned."""
    pdf, written = PdfWriter(), BytesIO()
    for _page in range(pages):
        pdf.add_blank_page(595, 842)
    pdf.add_metadata({"/Title": "扫描" * LEAST_BYTES})
    pdf.write(written)
    return written.getvalue()


def upload(declaration, zhang, pages: int = 1, content: bytes = b"") -> None:
    said = {"kind": "sealed_form", "file": SimpleUploadedFile("盖章表.pdf", content or scan_of(pages))}
    client_of(zhang).post(reverse("declarations:promises", args=[declaration.pk]), said)


def shown(declaration, zhang) -> str:
    return client_of(zhang).get(reverse("declarations:promises", args=[declaration.pk])).content.decode()


def test_every_print_filled_or_blank_has_the_place_for_the_seal(zhang, declaration):
    client, filled = client_of(zhang), [declaration.pk]
    for name, args in (("form", filled), ("blank", ["ln"])):
        prints = {kind: client.get(reverse(f"declarations:{name}", args=[*args, kind])) for kind in PRINTS}
        texts = {
            kind: read(b"".join(answer)) for (kind, read), answer in zip(PRINTS.items(), prints.values(), strict=True)
        }
        assert {kind for kind, text in texts.items() if "签字或盖章" in text} == set(PRINTS), name


@pytest.mark.parametrize(("more", "said"), [(0, ALIKE), (1, MORE)])
def test_the_pages_of_a_sealed_form_are_counted_beside_those_of_the_print(zhang, declaration, more, said):
    upload(declaration, zhang, page_count(filled_sheet(declaration)) + more)
    assert NOT_COUNTED in shown(declaration, zhang)
    work(LIAONING)
    assert said in shown(declaration, zhang)


def test_nothing_is_drawn_in_the_request_and_nothing_locked_while_drawing(zhang, declaration, monkeypatch):
    drawn = []
    monkeypatch.setattr(attachments, "page_count", lambda sheet: drawn.append(len(asked)) or 1)
    asked = CaptureQueriesContext(connection)
    upload(declaration, zhang)
    assert not drawn
    scan = Attachment.objects.get()
    with asked:
        attachments.compare(scan)
    assert len(drawn) == 1
    before = [each["sql"] for each in asked.captured_queries[: drawn[0]]]
    assert before
    assert not [sql for sql in before if " FOR " in sql or "pg_advisory" in sql]


def test_answers_that_change_after_the_upload_make_the_scan_an_older_print(zhang, declaration):
    upload(declaration, zhang)
    work(LIAONING)
    drafts.save(declaration, by=zhang, title="一种更名后的装置")
    page = shown(declaration, zhang)
    assert OLDER in page
    assert ALIKE not in page
    upload(declaration, zhang)  # the same scan once more is no later print
    assert OLDER in shown(declaration, zhang)
    upload(declaration, zhang, pages=9)
    work(LIAONING)
    assert MORE in shown(declaration, zhang)


def test_a_scan_taken_off_and_brought_again_is_no_later_print(zhang, declaration):
    upload(declaration, zhang)
    drafts.save(declaration, by=zhang, title="一种更名后的装置")
    attachments.remove(declaration.attachments.get(), by=zhang)
    upload(declaration, zhang)
    work(LIAONING)
    assert OLDER in shown(declaration, zhang)


def test_what_is_taken_back_makes_it_the_print_of_today_again(zhang, declaration):
    title = declaration.title
    upload(declaration, zhang)
    drafts.save(declaration, by=zhang, title="一种更名后的装置")
    work(LIAONING)
    drafts.save(declaration, by=zhang, title=title)
    page = shown(declaration, zhang)
    assert OLDER not in page
    assert NOT_COUNTED in page


def test_the_reviewer_is_told_the_same_and_what_others_add_makes_no_new_paper(zhang, li, declaration):
    desk = reverse("declarations:review", args=[declaration.pk])
    upload(declaration, zhang)
    work(LIAONING)
    submission.record_findings(submission.submit(declaration, by=zhang), by=platform())
    declaration.refresh_from_db()
    review.decide(declaration, by=officer_for(declaration), items=ALL_FINE, opinion=LOOKED_UP)
    assert MORE in client_of(li).get(desk).content.decode()
    back = review.send_back(Declaration.objects.get(), by=li, reasons=[Reason("title", "与登记簿不一致")])
    OwnerFactory(declaration=back, name="沈阳合作研究所")
    page = client_of(li).get(desk).content.decode()
    assert OLDER in page
    assert MORE not in page


def test_a_form_with_an_electronic_seal_is_taken_as_it_is_and_said_to_have_one(zhang, declaration):
    mark = Mark("沈阳北方科技大学", "专利权人盖章", "1", as_stamp(["沈阳北方科技大学"]))
    sealed = seal_of(declaration.province).seal(as_pdf(filled_sheet(declaration)), mark)
    upload(declaration, zhang, content=sealed)
    work(LIAONING)
    page = shown(declaration, zhang)
    assert "有电子印章的，直接盖在下载的 PDF 上后上传" in page
    assert "文件带有电子签章" in page
    assert "可能不清晰" not in page
