"""B6: what is typed to run somewhere runs nowhere: not on a page, in a sheet, in a feed, in a letter or in the log."""

import csv
import io
import json
import logging
from html.parser import HTMLParser

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from config.logs import JsonFormatter
from config.plain_text import UNFIT
from licensing import pdf
from outbox import mail
from outbox.runner import work
from publication.offers import Owner
from tests.factories.publication import RecordFactory
from tests.fuzz import nasty
from tests.fuzz.injections import composed, payloads
from tests.fuzz.tally import Tally, volume

PAYLOADS = payloads(every=volume(whole=1, share=5))
RUNS = ("javascript:", "data:text/html", "vbscript:")
HEADERS = {
    *("Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date", "Message-ID"),
}
GO = ("href", "src", "action", "formaction", "data", "xlink:href", "srcdoc", "background", "poster", "ping")
AT_ONCE = 50  # records between two looks at the sheets
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def test_the_whole_is_more_than_a_thousand_words():
    assert len(set(composed())) > 1000


class Reader(HTMLParser):
    """What a browser would run: handlers, addresses that are programmes, scripts of the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.active: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag, attrs):
        self.inside = tag if tag == "script" else ""
        for name, value in attrs:
            if name.startswith("on") or (name in GO and (value or "").strip().lower().startswith(RUNS)):
                self.active.append(f"{tag} {name}={value}")
        if tag in ("svg", "img", "script") and any("alert" in str(value) for _name, value in attrs):
            self.active.append(tag)

    def handle_data(self, data):
        if self.inside == "script" and data.strip() and "{" not in data[:1]:
            self.active.append(f"script {data[:40]}")

    def handle_endtag(self, tag):
        self.inside = ""


def active_in(page: bytes) -> list[str]:
    reader = Reader()
    reader.feed(page.decode())
    return reader.active


def sheets_of(visitor, *, least: int) -> list[str]:
    """Cells of the exports, of so many records at least, that a spreadsheet would run."""
    rows = list(csv.reader(io.StringIO(whole(visitor.get("/records/export.csv")).decode("utf-8-sig"))))
    bad = [f"csv {cell[:40]!r}" for row in rows for cell in row if cell.startswith(FORMULA)]
    book = load_workbook(io.BytesIO(whole(visitor.get("/records/export.xlsx"))))
    lines = [row for sheet in book for row in sheet.iter_rows()]
    assert min(len(rows), len(lines)) > least
    return bad + [f"xlsx {cell.value!r}" for row in lines for cell in row if cell.data_type == "f"]


def whole(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def shown_active(visitor, payload, tally) -> list[str]:
    """One record whose words are the payload, on every page that shows it, and as JSON."""
    said = UNFIT.sub("", payload.replace("\r\n", " ")).strip()  # as it arrives when somebody sends it
    owners = (Owner(said[:80], "university", "12210000123456789A"),)
    record = RecordFactory(title=said[:200], owners=owners, territory=said[:100])
    pages = (f"/records/{record.number}/", "/records/", f"/records/?q={record.patent_number}", "/embed/", "/")
    answers = {address: tally.timed(lambda: visitor.get(address)) for address in pages}  # noqa: B023
    bad = [f"{address} {payload!r}: {what}" for address, page in answers.items() for what in active_in(whole(page))]
    told = json.loads(visitor.get(f"/api/v1/records/{record.number}/").content)["title"]
    return bad if told == record.current.title else [*bad, f"api {payload!r}: {told!r}"]


def test_what_is_typed_runs_on_no_page_and_in_no_sheet(liaoning):
    tally = Tally("B6 injections into pages, sheets, feeds")
    for number, first in enumerate(range(0, len(PAYLOADS), AT_ONCE)):
        visitor = Client(REMOTE_ADDR=f"198.51.100.{number}")  # each may take a few files a minute
        for payload in PAYLOADS[first : first + AT_ONCE]:
            tally.bad += shown_active(visitor, payload, tally)
        tally.bad += sheets_of(visitor, least=min(first + AT_ONCE, len(PAYLOADS)))
        feed = whole(visitor.get("/records/atom.xml"))
        if b"<script" in feed or b"<svg" in feed or b"<!ENTITY" in feed:
            tally.bad.append(f"feed {number}")
    tally.close()


def test_what_is_searched_for_stands_on_the_page_as_text(db):
    visitor, tally = Client(REMOTE_ADDR="192.0.2.78"), Tally("B6 injections into searches")
    names = ("q", "province", "city", "patent_type", "ipc", "sort", "page", "next")
    for payload in PAYLOADS:
        for address in ("/records/", "/announcements/", "/verify/", "/accounts/login/", "/declarations/progress/"):
            answer = tally.timed(lambda: visitor.get(address, dict.fromkeys(names, payload)))  # noqa: B023
            tally.bad += [f"{address} {payload!r}: {what}" for what in active_in(whole(answer))]
            if any("\n" in f"{name}{value}" or "evil" in value for name, value in answer.headers.items()):
                tally.bad.append(f"{address} {payload!r}: in the headers")
    tally.close()


@pytest.mark.parametrize("payload", PAYLOADS[:8])
def test_a_line_of_the_log_stays_one_line(payload):
    made = logging.LogRecord("config", logging.INFO, "x", 1, "said %s", (payload + '\n{"level": "forged"}',), None)
    line = JsonFormatter().format(made)
    assert "\n" not in line
    assert payload in json.loads(line)["words"]


ACTIVE = ("/JavaScript", "/JS", "/Launch", "/URI", "/EmbeddedFiles", "/OpenAction", "/AA", "/SubmitForm", "/GoToR")


def test_what_is_typed_is_only_ink_in_a_document(monkeypatch):
    """All of it on one sheet: nothing is fetched but fonts, and nothing in the file does anything."""
    fetched, honest = [], pdf.FontsOnly.fetch
    monkeypatch.setattr(
        pdf.FontsOnly, "fetch", lambda self, url, headers=None: fetched.append(url) or honest(self, url, headers)
    )
    tally = Tally("B6 injections into a document")
    said = [UNFIT.sub("", payload) for payload in dict.fromkeys([*nasty.INJECTIONS, *PAYLOADS])]
    sheet = pdf.Sheet(
        "<script>alert(1)</script>", said[0], tuple((each, each) for each in said), tuple(said), (said[1],)
    )
    content = tally.timed(lambda: pdf.as_sheet(sheet))
    assert set(fetched) <= set(pdf.FONTS)
    reader, found = PdfReader(io.BytesIO(content)), acts_in(content)
    assert "/Font" in found  # all of the file was looked at
    assert not found & set(ACTIVE)
    assert "<script>alert(1)</script>" in "".join("".join(page.extract_text().split()) for page in reader.pages)
    tally.tried = len(said)
    tally.close()


def acts_in(content: bytes) -> set[str]:
    """The keys of every object of a document, among them those by which one acts."""
    reader = PdfReader(io.BytesIO(content))
    places = {*reader.xref.get(0, {}), *reader.xref_objStm} - {0}
    return {key for place in places for key in keys_of(reader.get_object(place))}


def keys_of(thing) -> set[str]:
    if isinstance(thing, dict):
        return set(thing) | {key for value in thing.values() if isinstance(value, dict) for key in keys_of(value)}
    return set()


def test_what_is_typed_makes_no_header_and_no_second_reader_of_a_letter(liaoning, mailoutbox):
    tally = Tally("B6 injections into letters")
    for number, payload in enumerate(PAYLOADS):
        mail.post("a@example.cn", payload, payload, key=f"letter:{number}")
    while tally.timed(lambda: work(liaoning.pk)):
        pass  # shift after shift
    for letter in mailoutbox:
        sent = letter.message()
        if set(sent) - HEADERS or sent.get_content_type() != "text/plain" or letter.recipients() != ["a@example.cn"]:
            tally.bad.append(f"{letter.subject!r}: {sent.items()}")
    assert len(mailoutbox) == len(PAYLOADS)
    tally.tried = len(PAYLOADS)
    tally.close()
