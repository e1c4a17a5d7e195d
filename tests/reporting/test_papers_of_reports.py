"""What is enclosed with a stage or final report: told with it, frozen, handed to the nation with its hashes."""

import hashlib
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from reporting.models import Summary
from reporting.periods import Month
from reporting.services import packages, summary_papers
from reporting.services import summaries as verbs
from reporting.summary_package import draw_package
from reporting.summary_paper import as_print
from tenancy.refusals import Refused
from tests.cast import client_of
from tests.factories.activities import SummaryPaperFactory
from tests.factories.reporting import SECTIONS
from tests.factories.tenancy import platform

LAST = Month.of(timezone.now()).previous()
CASES = b"%PDF-1.4 typical cases"
PHOTOS = b"%PDF-1.4 photos"


def pdf(content=CASES, name="典型案例汇编.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


@pytest.fixture
def final(zhao) -> Summary:
    """The province's own report to the nation, all sections written."""
    verbs.prepare_summaries(by=platform())
    report = Summary.objects.get(task="final_report")
    return verbs.write(report, dict.fromkeys(SECTIONS, "见下。"), by=zhao)


def entries(package):
    return ZipFile(BytesIO(bytes(package.content)))


@pytest.mark.requirement("HB-21")
def test_papers_of_the_provinces_report_travel_in_the_package_with_their_hashes(final, zhao):
    summary_papers.enclose(final, pdf(), by=zhao)
    assert len(entries(packages.make_package(LAST, by=zhao)).namelist()) == 4  # not told yet: nothing of it
    verbs.submit(final, by=zhao)
    package = packages.make_package(LAST, by=zhao)
    archive, folder = entries(package), "总结报告/辽宁省试点总结报告-第1版"
    assert archive.read(f"{folder}/附件1-典型案例汇编.pdf") == CASES
    listed = dict(reversed(line.split("  ", 1)) for line in archive.read("哈希清单.txt").decode().splitlines())
    assert listed[f"{folder}/附件1-典型案例汇编.pdf"] == hashlib.sha256(CASES).hexdigest()
    assert set(listed) == set(archive.namelist()) - {"哈希清单.txt"}
    assert f"{folder}/辽宁省试点总结报告.pdf" in listed

    verbs.send_back(final, by=zhao, notes="补充照片")
    summary_papers.take_off(final.papers.get(), by=zhao)
    summary_papers.enclose(final, pdf(PHOTOS, "照片.pdf"), by=zhao)
    verbs.submit(final, by=zhao)
    made = {"number": package.number, "author": f"{zhao.place_name} {zhao.name}"}
    _name, again = draw_package(zhao.region, LAST, known_at=package.known_at, **made)
    assert hashlib.sha256(again).hexdigest() == package.digest
    newest = [name for name in entries(packages.make_package(LAST, by=zhao)).namelist() if "附件" in name]
    assert newest == ["总结报告/辽宁省试点总结报告-第2版/附件1-照片.pdf"]


def test_a_paper_that_was_changed_on_the_disk_is_not_handed_on(final, zhao):
    paper = summary_papers.enclose(final, pdf(b"%PDF-1.4 once"), by=zhao)
    verbs.submit(final, by=zhao)
    with Path(paper.file.path).open("ab") as file:
        file.write(b"!")
    with pytest.raises(Refused, match=r"典型案例汇编.*缺失或者已损坏"):
        packages.make_package(LAST, by=zhao)
    paper.file.storage.delete(paper.file.name)
    with pytest.raises(Refused, match="缺失"):
        packages.make_package(LAST, by=zhao)


def test_a_writer_encloses_looks_and_takes_off_until_the_report_is_told(final, zhao, wang):
    client = client_of(zhao)
    address = reverse("summaries:enclose", args=[final.pk])
    for _ in range(2):
        client.post(address, {"paper": pdf()})
    paper = final.papers.get()
    assert "典型案例汇编.pdf" in unescape(client.get(final.get_absolute_url()).content.decode())
    answer = client.get(reverse("summaries:paper", args=[final.pk, paper.pk]))
    assert b"".join(answer.streaming_content) == CASES
    assert client_of(wang).get(reverse("summaries:paper", args=[final.pk, paper.pk])).status_code == 404
    client.post(reverse("summaries:take_off", args=[final.pk, paper.pk]))
    assert "没有附件" in unescape(client.get(final.get_absolute_url()).content.decode())
    client.post(address, {"paper": pdf()})
    told = verbs.submit(final, by=zhao).told.get()
    assert told.papers == [["典型案例汇编.pdf", hashlib.sha256(CASES).hexdigest(), len(CASES)]]
    assert "典型案例汇编.pdf" in "".join(page.extract_text() for page in PdfReader(BytesIO(as_print(told))).pages)
    for late in (lambda: summary_papers.enclose(final, pdf(PHOTOS), by=zhao), lambda: take_off_again(final, zhao)):
        with pytest.raises(Refused, match="当前状态为"):
            late()


def take_off_again(final, by):
    summary_papers.take_off(final.papers.standing().get(), by=by)


def test_what_is_no_paper_or_too_much_is_refused_with_the_reason(final, zhao, monkeypatch):
    with pytest.raises(Refused, match="内容不是PDF"):
        summary_papers.enclose(final, pdf(b"MZ programme"), by=zhao)
    came_from = {"HTTP_REFERER": f"http://testserver{final.get_absolute_url()}"}
    shown = client_of(zhao).post(reverse("summaries:enclose", args=[final.pk]), follow=True, **came_from)
    assert "请选择附件" in unescape(shown.content.decode())
    monkeypatch.setattr(summary_papers, "MOST_BYTES", len(CASES) + 1)
    summary_papers.enclose(final, pdf(), by=zhao)
    with pytest.raises(Refused, match="合计不超过60 MB"):
        summary_papers.enclose(final, pdf(PHOTOS), by=zhao)


def test_a_city_encloses_with_its_own_report_and_a_hand_from_elsewhere_does_not(li, wang):
    paper = SummaryPaperFactory()
    assert paper.recorded_at - paper.effective_at < timedelta(minutes=5)
    with pytest.raises(Refused, match="您不能办理"):
        summary_papers.enclose(paper.summary, pdf(PHOTOS), by=li if paper.summary.region == wang.region else wang)
