"""B7: Chinese as people write it is kept sign by sign, or refused in words; bytes of another encoding break nothing."""

import csv
import io
import json
import re
import unicodedata

import pytest
from django.db import transaction
from django.test import Client
from openpyxl import load_workbook

from audit.models import Event
from declarations.batch import services
from declarations.models import Batch, Declaration
from tenancy.actors import Actor
from tests.batch.sheets import filled, sheet_row
from tests.cast import client_of
from tests.factories.declarations import DeclarationFactory
from tests.fuzz import nasty
from tests.fuzz.tally import Tally, volume
from tests.fuzz.test_injections import whole
from tests.fuzz.written import FORM, Field, Typed, as_kept, fields, words

TEXTS = [
    *nasty.CHINESE,
    "张\u3000三·李四",
    "鿫鿬鿭䲜𨭎𠅤",
    "㎡㎏℃‰№",
    "全形：（一）“引号”——破折号……",
    "한국어と日本語",
    "ﬁ與 ligature",
    "🧑‍🔬",
    "a\u0300\u0301\u0302\u0303",
    "نص عربي",
    "\u2066隔离\u2069",
]


BYTES = [
    "专利开放许可".encode("gbk"),  # as UTF-8 it is no text
    "沈阳".encode("gb18030") + b"\xff",
    b"\xed\xa0\x80\xed\xb0\x80",  # halves of signs
    "名称".encode("utf-16"),
]
DROPPED = ["甲\x00乙", "\x00", "甲\x08乙\x1f", "左\u202e右\u2066中\u2069"]
LONG = ["叠" * 65_536, "𠮷" * 20_000]
TYPED = [*BYTES, *DROPPED, *LONG, *dict.fromkeys(TEXTS)]
ALWAYS = [BYTES[0], LONG[0], "𠮷田·买买提"]
PARTS = volume(whole=4, share=1)
EVERY = volume(whole=1, share=9)  # one in so many; each field meets another share of them


@pytest.mark.parametrize("part", range(PARTS))
def test_each_field_keeps_and_shows_what_was_typed_or_refuses_it_by_name(people, part):
    tally, asked = Tally("B7 Chinese in every field of the main forms"), fields(people)
    assert len(asked) > 20
    for place, each in enumerate(asked[part::PARTS]):
        for typed in [*TYPED[place % EVERY :: EVERY], *ALWAYS]:
            with transaction.atomic():
                tally.bad += tally.timed(lambda: faults(each, typed))  # noqa: B023
                transaction.set_rollback(True)
    tally.close()


def faults(each: Field, typed: Typed) -> list[str]:
    """What is neither kept as it was typed nor refused by name, with nothing left behind."""
    before, events = each.kept(), Event.objects.count()
    answered = each.write(typed)
    said = f"{each}: {typed[:12]!r} of {len(typed)}: {answered.status_code}"
    if answered.status_code >= 500:
        return [said]
    new = [kept for kept in each.kept() if kept not in before]
    if new:
        right = isinstance(typed, str) and new == [as_kept(typed) or each.unsaid]
        return [] if right and new[0] in each.page() else [f"{said}, kept or shown otherwise: {new[0][:40]!r}"]
    if isinstance(typed, str) and as_kept(typed) in ("", *before):
        return []
    left, told = Event.objects.count() - events, each.answer(answered)
    return [] if refuses(told, each) and not left else [f"{said}, neither kept nor refused; {left} left"]


def refuses(page: str, each: Field) -> bool:
    """In Chinese, by the name at the field; or, where no page of ours sent it, by the name that it came with."""
    told = re.findall(r'class="[^"]*(?:error-summary|message|notice|unreadable)[^"]*".*?</(?:div|ul|p)>', page, re.S)
    return any(each.label in fault or f"“{each.name}”" in fault for fault in told)


def test_bytes_of_no_text_are_refused_by_name_and_nothing_is_saved(zhang):
    """Found by B7: GBK sent as UTF-8 was kept as a row of � signs."""
    one, body = DeclarationFactory(by=zhang), b"contact_phone=13812345678&contact_name=\xd7\xa8\xc0\xfb"
    answer = client_of(zhang).generic("POST", f"/declarations/{one.pk}/write/contact/", body, content_type=FORM)
    assert answer.status_code == 400
    assert "“contact_name”中有无法识别的字符" in words(answer)
    assert Declaration.objects.get(pk=one.pk).contact_name == one.contact_name


def test_what_is_published_reads_the_same_on_page_interface_and_sheet(zhang):
    tally = Tally("B7 Chinese on pages, as JSON, in sheets")
    short = [as_kept(said) for said in TEXTS if as_kept(said) and len(said) < 60]
    for number, said in enumerate(short[:: volume(whole=1, share=6)]):
        visitor = Client(REMOTE_ADDR=f"198.51.100.{number}")  # each may take a few files a minute
        tally.bad += tally.timed(lambda: parted(zhang, visitor, said))  # noqa: B023
    tally.close()


def parted(zhang: Actor, visitor: Client, said: str) -> list[str]:
    """Where a published record does not read as it was typed."""
    with transaction.atomic():
        one = DeclarationFactory(
            by=zhang, status="published", title=said, territory=said, service=said, service_price=said
        )
        number = Declaration.objects.get(pk=one.pk).record_number
        told = json.loads(visitor.get(f"/api/v1/records/{number}/").content)
        found = {
            "page": said in words(visitor.get(f"/records/{number}/")),
            "JSON": (told["title"], told["territory"], told["service"]) == (said, said, said),
            "CSV": said in csv_cells(visitor),
            "workbook": said in xlsx_cells(visitor),
        }
        transaction.set_rollback(True)
    return [f"{said!r}: {place}" for place, same in found.items() if not same]


def csv_cells(visitor: Client) -> set[str]:
    table = whole(visitor.get("/records/export.csv")).decode("utf-8-sig")
    return {cell for row in csv.reader(io.StringIO(table)) for cell in row}


def xlsx_cells(visitor: Client) -> set[object]:
    book = load_workbook(io.BytesIO(whole(visitor.get("/records/export.xlsx"))))
    return {cell for sheet in book for row in sheet.values for cell in row}


def test_a_cell_is_taken_as_it_was_typed_or_named_in_the_answer(zhang):
    tally, rows = Tally("B7 Chinese in a cell"), {}
    for said in [said for said in (*TEXTS, DROPPED[-1], *LONG) if as_kept(said)]:
        for column in ("title", "territory", "contact_name"):
            row = sheet_row(9100 + len(rows), **{column: said[:32_767]})
            rows[row["patent_number"][2:]] = (column, said, row)
    batch, _again = services.receive(
        filled([row for *_said, row in rows.values()]), "声明.xlsx", by=zhang, at_once=False, partly=True
    )
    batch = services.run(batch)
    for number, (column, said, _row) in rows.items():
        tally.bad += tally.timed(lambda: faults_of_cell(batch, number, column, said))  # noqa: B023
    tally.close()


def faults_of_cell(batch: Batch, number: str, column: str, said: str) -> list[str]:
    kept = Declaration.objects.filter(patent_number=number).values_list(column, flat=True).first()
    sentences = [remark["sentence"] for line in batch.lines.filter(patent_number=number) for remark in line.remarks]
    if kept == as_kept(said) or (kept is None and any(LABELS[column] in sentence for sentence in sentences)):
        return []
    return [f"{column} {said[:12]!r} of {len(said)}: {kept and kept[:40]!r}, {sentences}"]


LABELS = {"title": "发明名称", "territory": "许可区域", "contact_name": "联系人"}


def test_bytes_of_another_encoding_are_answered(zhang):
    browser = client_of(zhang)
    browser.raise_request_exception = False
    form = "application/x-www-form-urlencoded"
    for sent in ("q=专利".encode("gbk"), b"q=%D7%A8%C0%FB", b"q=\xff\xfe", b"%ff=%fe", "名=值".encode("utf-16")):
        assert browser.generic("POST", "/declarations/new/", sent, content_type=form).status_code < 500
        assert browser.get("/records/", QUERY_STRING=sent.decode("latin-1")).status_code == 200


def test_two_ways_to_write_one_sign_find_the_same(zhang):
    """é composed and é in two parts; figures of full width."""
    assert unicodedata.normalize("NFKC", "ＺＬ２０１９") == "ZL2019"
    browser = client_of(zhang)
    assert browser.get("/records/", {"q": "e\u0301"}).status_code == browser.get("/records/", {"q": "é"}).status_code
