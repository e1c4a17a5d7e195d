"""What a program says of a sealed contract brought back as PDF, which it never opens: anybody may have crafted it."""

import io
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from licensing.contract import Clause
from licensing.services import negotiation, scans, signing
from licensing.services.papers import contract_for, pdf_of
from licensing.signing import SignAction, SignState
from licensing.workflow import Side, Status
from tests.cast import client_of
from tests.licensing.test_other_hats import hidden_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path_factory):
    settings.MEDIA_ROOT = str(tmp_path_factory.mktemp("media"))


def hints_on(paper, sun, content):
    signature = paper.signatures.get(party__organisation=sun.organisation)
    scans.scan(signature, SimpleUploadedFile("盖章扫描件.pdf", content), by=sun)
    return " ".join(signature.notes.get(action=SignAction.SCAN).hints)


def pages(count):
    writer, written = PdfWriter(), io.BytesIO()
    for _page in range(count):
        writer.add_blank_page(595, 842)
    writer.write(written)
    return written.getvalue()


def packed_page(filling):
    """A file whose only page lies in a pressed part, beside as much else as one likes."""
    pressed = zlib.compress(b"<</Type/Page>>" + b" " * filling, 9)
    return b"%PDF-1.5\n3 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\n" + pressed + b"\nendstream endobj\n%%EOF"


def test_a_missing_page_is_told(paper, sun):
    wanted = len(PdfReader(io.BytesIO(pdf_of(paper))).pages)
    assert f"扫描件有{wanted - 1}页，合同为{wanted}页" in hints_on(paper, sun, pages(wanted - 1))


def test_as_many_pages_as_the_contract_has_are_not_complained_of(paper, sun):
    wanted = len(PdfReader(io.BytesIO(pdf_of(paper))).pages)
    assert "页，合同为" not in hints_on(paper, sun, pages(wanted))


def test_what_is_packed_is_left_to_people_and_never_unpacked(paper, sun, monkeypatch):
    """A file of 2 MB may hold gigabytes: a reader of such files took three of them and eleven seconds."""
    opened, reader = [], scans.PdfFileReader
    monkeypatch.setattr(scans, "PdfFileReader", lambda stream: opened.append(stream.getvalue()) or reader(stream))
    assert "不能比较页数" in hints_on(paper, sun, packed_page(50_000_000))
    assert opened == [pdf_of(paper)]


@pytest.mark.parametrize("answer", [{}, {"action": "return", "reason": "第1页缺章"}])
def test_what_was_brought_while_the_other_side_read_an_earlier_scan_is_not_judged_by_it(paper, sun, zhang, answer):
    signature = paper.signatures.get(party__organisation=sun.organisation)
    scans.scan(signature, SimpleUploadedFile("第一次.pdf", pages(1)), by=sun)
    page = reverse("licensing:signing", args=[paper.licence_id])
    act = reverse("licensing:sign_act", args=[paper.licence_id, signature.pk])
    read = hidden_in(client_of(zhang).get(page), act)
    assert read["action"] == "agree"
    scans.scan(signature, SimpleUploadedFile("第二次.pdf", pages(2)), by=sun)
    said = client_of(zhang).post(act, read | answer, headers={"referer": page}, follow=True).content.decode()
    assert "核对期间已更换" in said
    signature.refresh_from_db()
    assert signature.state == SignState.SCANNED
    client_of(zhang).post(act, hidden_in(client_of(zhang).get(page), act))
    signature.refresh_from_db()
    assert signature.state == SignState.SIGNED


def test_the_licensee_brings_the_paper_of_an_owner_without_account_before_the_other_owner_has_confirmed(
    licence, sun, zhang
):
    licence.parties.create(province=licence.province, side=Side.LICENSOR, position=2, name="海岸材料研究所")
    wanted = [*contract_for(licence).clauses, Clause("保密", ("双方保密。",))]
    paper = negotiation.agree(negotiation.propose(licence, wanted, by=sun), by=zhang)
    signing.sign(paper.signatures.get(party__organisation=sun.organisation), by=sun)
    absent = paper.signatures.get(party__name="海岸材料研究所")
    scans.scan(absent, SimpleUploadedFile("盖章扫描件.pdf", pages(1)), by=sun)
    absent.refresh_from_db()
    licence.refresh_from_db()
    assert (absent.state, licence.status) == (SignState.SCANNED, Status.CONCLUDED)
