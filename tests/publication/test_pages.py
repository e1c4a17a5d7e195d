"""What anyone sees without an account."""

import csv
import io
import json
import re
from datetime import datetime, time, timedelta

import openpyxl
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from audit.models import Event
from publication import announce, pages
from publication.models import Announcement, Record
from publication.offers import Reach
from tenancy.actors import system_actor
from tenancy.policy import policy_of
from tenancy.scope import acting
from tests.cast import ZHEJIANG
from tests.factories.days import FIRST
from tests.factories.publication import (
    FREE,
    AnnouncementFactory,
    ContactFactory,
    Owner,
    RecordFactory,
    StatusNoteFactory,
    VersionFactory,
    offers,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liaoning")]


@pytest.fixture
def visitor():
    return Client()


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.requirement("CN-29", "HB-20", "CN-28")
def test_the_list_shows_what_is_on_offer(visitor):
    record = RecordFactory()
    shown = text(visitor.get("/records/"))
    for part in (record.title, record.number, record.patent_number, record.owner_names, "50000元", "共 1 件"):
        assert part in shown


def test_the_list_keeps_its_filters_in_every_link(visitor):
    AnnouncementFactory(offers=offers(25))
    page = visitor.get("/records/?q=电机&sort=fee").content.decode()
    assert re.search(r'href="\?q=%E7%94%B5%E6%9C%BA&amp;sort=fee&amp;fee_kind=lump_sum"', page)
    assert re.search(r'rel="next" href="\?q=[^"]*sort=fee[^"]*page=2"', page)
    assert visitor.get("/records/?q=电机&page=2").content.decode().count('<li id="LN') == 5


@pytest.mark.parametrize(
    "query",
    ["?page=9999999999", "?page=x", "?q=%00", "?term_min=1e9", "?province=%27", "?sort=drop", "?city=" + "9" * 5000],
)
def test_no_address_breaks_the_list(visitor, query):
    RecordFactory()
    assert visitor.get(f"/records/{query}").status_code == 200


def test_a_province_has_its_own_window(visitor):
    record = RecordFactory()
    assert record.number in text(visitor.get("/records/?province=ln"))
    assert record.number not in text(visitor.get("/records/?province=hb"))


def test_the_public_pages_speak_english(visitor):
    record = RecordFactory()
    visitor.cookies["django_language"] = "en"
    for address in ("/records/", record.get_absolute_url(), "/verify/", "/announcements/"):
        assert visitor.get(address).status_code == 200


@pytest.mark.parametrize("count", [3, 20])
def test_the_list_costs_the_same_whatever_its_length(visitor, count, django_assert_max_num_queries):
    AnnouncementFactory(offers=offers(count))
    visitor.get("/records/")
    with django_assert_max_num_queries(10):
        visitor.get("/records/")


@pytest.mark.requirement("CN-06", "LN-06", "CN-05", "ZJ-74", "LN-43", "A3")
def test_a_record_names_scheme_publisher_and_announcement(visitor):
    record = RecordFactory()
    shown = text(visitor.get(record.get_absolute_url()))
    for part in (
        "（试点）",
        "不是《专利法》第五十条",
        record.publisher,
        record.announcement.number,
        record.current.check_code,
    ):
        assert part in shown


@pytest.mark.requirement("CN-29", "F041")
def test_one_list_has_the_records_of_two_provinces_each_with_its_origin(visitor):
    here = RecordFactory()
    with acting(province=ZHEJIANG):
        there = RecordFactory()
    shown = text(visitor.get("/records/"))
    assert here.number in shown
    assert there.number in shown
    told = json.loads(visitor.get("/api/v1/records/").content)["results"]
    assert {(each["number"], each["origin"], each["scheme"]) for each in told} == {
        (here.number, "ln", "pilot"),
        (there.number, "zj", "pilot"),
    }


def test_a_shared_link_shows_title_owner_and_fee(visitor):
    record = RecordFactory()
    page = visitor.get(record.get_absolute_url()).content.decode()
    for said in (record.title, record.owner_names, "50000元"):
        assert re.search(rf'<meta property="og:(title|description)" content="[^"]*{said}', page)
    assert f'<meta property="og:url" content="{settings.SITE_URL}{record.get_absolute_url()}">' in page


@pytest.mark.requirement("F027", "A4")
def test_a_withdrawn_record_stays_reachable(visitor):
    record = RecordFactory(withdrawn=True)
    answer = visitor.get(record.get_absolute_url())
    assert answer.status_code == 200
    assert "已撤回" in text(answer)
    assert "在先达成的许可不受影响" in text(answer)
    assert 'class="button primary"' not in answer.content.decode().split("<h1>")[1]


def test_a_number_never_given_is_not_found(visitor):
    assert visitor.get("/records/LN2020999999/").status_code == 404
    record = RecordFactory()
    assert visitor.get(f"{record.get_absolute_url()}?version=7").status_code == 404


@pytest.mark.requirement("HB-19", "F034")
def test_every_version_stays_readable(visitor):
    version = VersionFactory()
    record = version.record
    first = text(visitor.get(f"{record.get_absolute_url()}?version=1"))
    assert "50000元" in first
    assert "已由第2版代替" in first
    assert "免费许可" in text(visitor.get(record.get_absolute_url()))


def test_the_accept_button_belongs_to_the_room_that_accepts(visitor, settings):
    settings.ACCEPT_URL_NAME = "publication:qr"
    record = RecordFactory()
    assert "接受许可" in text(visitor.get(record.get_absolute_url()))


def test_the_last_check_is_shown(visitor):
    note = StatusNoteFactory()
    shown = text(visitor.get(note.record.get_absolute_url()))
    assert "专利权有效" in shown
    assert "专利登记簿副本" in shown


def test_a_record_costs_a_fixed_number_of_queries(visitor, django_assert_max_num_queries):
    record = VersionFactory().record
    policy_of(record.province)  # the rules are kept from one page to the next
    with django_assert_max_num_queries(8):
        visitor.get(record.get_absolute_url())


@pytest.mark.requirement("F033", "U11")
def test_the_square_code_leads_back_to_the_record(visitor):
    address = RecordFactory().get_absolute_url()
    answer = visitor.get(f"{address}qr.svg")
    assert answer.content.decode() == pages.qr_svg(f"{settings.SITE_URL}{address}")
    assert b'xmlns="http://www.w3.org/2000/svg"' in answer.content  # a picture of its own, not a part of the page
    assert answer["Content-Type"] == "image/svg+xml"
    assert b'<svg xmlns="http://www.w3.org/2000/svg"' in answer.content
    assert b"style=" not in answer.content


@pytest.mark.requirement("U12")
def test_back_from_a_record_leads_to_the_same_list(visitor):
    record = RecordFactory()
    page = visitor.get(record.get_absolute_url(), headers={"Referer": "http://testserver/records/?q=电机&page=2"})
    assert f'href="/records/?q=电机&amp;page=2#{record.number}"' in page.content.decode()
    elsewhere = visitor.get(record.get_absolute_url(), headers={"Referer": "http://evil.example/records/?q=1"})
    assert "evil" not in elsewhere.content.decode()


def test_a_contact_is_masked_until_the_tap(visitor):
    record = ContactFactory().record
    assert "13812345678" not in visitor.get(record.get_absolute_url()).content.decode()
    answer = visitor.post(f"{record.get_absolute_url()}contact/")
    assert "13812345678" in answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert Event.objects.filter(verb="publication.reveal_contact").count() == 1


@pytest.mark.requirement("F036", "LN-44", "U21")
def test_no_list_file_or_interface_has_a_persons_number_even_with_consent(visitor):
    record = ContactFactory().record
    for address in (
        "/records/",
        "/records/export.csv",
        "/records/export.json",
        "/api/v1/records/",
        f"/api/v1/records/{record.number}/",
        "/embed/",
        "/records/atom.xml",
        record.announcement.get_absolute_url(),
    ):
        answer = visitor.get(address).content.decode()
        assert "13812345678" not in answer, address
        assert "王小明" not in answer, address
    assert "138****5678" in visitor.get("/api/v1/records/").content.decode()


def test_the_tap_is_limited(visitor):
    address = f"{ContactFactory().record.get_absolute_url()}contact/"
    answers = [visitor.post(address, REMOTE_ADDR="198.51.100.77").status_code for _ in range(21)]
    assert answers == [200] * 20 + [302]


def test_nobody_is_revealed_without_consent_or_after_withdrawal(visitor):
    silent = RecordFactory(contact=Reach("李雷", "13800001234"))
    gone = ContactFactory().record
    announce.withdraw(gone.number, by=system_actor(gone.province), ground="own_wish", sentence="撤回")
    over = ContactFactory().record
    noted = {"state": "notice", "withdrawn_from": timezone.now() - timedelta(minutes=1)}  # the timetable is late
    Record.objects.filter(pk=over.pk).update(**noted)
    for record in (silent, gone, over):
        answer = visitor.post(f"{record.get_absolute_url()}contact/", follow=True)
        assert "没有同意公开" in text(answer)


def test_looking_up_a_contact_needs_the_button(visitor):
    record = ContactFactory().record
    answer = visitor.get(f"{record.get_absolute_url()}contact/")
    assert answer["Location"] == record.get_absolute_url()


def test_an_announcement_lists_its_records(visitor):
    announcement = AnnouncementFactory(offers=offers(3))
    shown = text(visitor.get(announcement.get_absolute_url()))
    assert all(record.number in shown for record in announcement.records.all())
    assert announcement.title in text(visitor.get("/announcements/"))


@pytest.mark.requirement("ZJ-69", "ZJ-70", "ZJ-62")
def test_a_withdrawal_announcement_names_rule_and_effect_time(visitor, zhao):
    record, later = RecordFactory(), timezone.localtime() + timedelta(days=9)
    announce.withdraw(
        record.number,
        by=zhao,
        ground="practised",
        sentence="专利权已经实施",
        effective_at=later,
        notice_rule="公告后7个工作日",
    )
    shown = text(visitor.get(Announcement.objects.get(kind="withdrawal").get_absolute_url()))
    assert "公告后7个工作日" in shown
    assert f"{later:%Y-%m-%d %H:%M}" in shown
    page = text(visitor.get(record.get_absolute_url()))
    assert "仍可接受许可，在先达成的许可不受影响" in page


@pytest.mark.parametrize("spell", [str.lower, str.upper, lambda code: code.replace("-", " ")])
def test_a_genuine_print_is_confirmed(visitor, spell):
    record = RecordFactory()
    answer = visitor.get("/verify/", {"number": record.number.lower(), "code": spell(record.current.check_code)})
    assert "防伪码属实" in text(answer)


def test_an_altered_print_is_exposed(visitor):
    record = RecordFactory()
    answer = visitor.get("/verify/", {"number": record.number, "code": "0000-0000-0000"})
    assert "防伪码不符" in text(answer)
    assert "没有填写防伪码" in text(visitor.get("/verify/", {"number": record.number}))
    assert "没有编号为" in text(visitor.get("/verify/", {"number": "LN1", "code": "x" * 99}))


def test_an_older_print_is_genuine_and_told_from_the_current(visitor):
    version = VersionFactory()
    first = version.record.versions.get(number=1)
    shown = text(visitor.get("/verify/", {"number": version.record.number, "code": first.digest}))
    assert "第1版的登记内容" in shown
    assert "此后条件已变更" in shown


def body(answer):
    return answer.getvalue()


def test_a_csv_has_all_rows_and_a_control_line(visitor):
    AnnouncementFactory(offers=offers(3))
    RecordFactory(withdrawn=True)
    answer = visitor.get("/records/export.csv")
    content = body(answer)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 1 + 3 + 1
    assert rows[-1][0].startswith("共3条；截至")
    assert answer["X-Rows-SHA256"] in rows[-1][0]


NASTY = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "＝1", "　=1", "\t=1", "|cmd", "%0a"]


@pytest.mark.parametrize("name", NASTY)
def test_no_cell_is_run_as_a_formula(visitor, name):
    RecordFactory(title=name, owners=(Owner(name),))
    rows = list(csv.reader(io.StringIO(body(visitor.get("/records/export.csv")).decode("utf-8-sig"))))
    assert f"'{name}" in rows[1]
    sheet = openpyxl.load_workbook(io.BytesIO(body(visitor.get("/records/export.xlsx")))).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_workbook_keeps_text_numbers_and_dates_apart(visitor):
    record = RecordFactory()
    sheet = openpyxl.load_workbook(io.BytesIO(body(visitor.get("/records/export.xlsx")))).active
    cells = dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]], strict=True))
    assert cells["专利号（专利申请号）"] == record.patent_number
    assert cells["固定金额（元）"] == 50000
    assert cells["许可期限起"] == datetime.combine(FIRST, time())
    assert abs(cells["公告时间"] - timezone.localtime(record.published_at).replace(tzinfo=None)) < timedelta(seconds=1)
    assert sheet.cell(3, 1).value.startswith("共1条")


@pytest.mark.requirement("F030")
def test_json_tells_rows_and_control(visitor):
    record = RecordFactory(terms=FREE)
    RecordFactory()
    told = json.loads(body(visitor.get("/records/export.json?fee_kind=free")))
    assert [row["number"] for row in told["records"]] == [record.number]
    assert told["records"][0]["fee_amount"] == "0"
    assert told["control"]["rows"] == 1


def test_a_search_by_words_can_be_downloaded(visitor):
    RecordFactory(title="稀土发光材料")
    RecordFactory()
    assert json.loads(body(visitor.get("/records/export.json?q=稀土")))["control"]["rows"] == 1


def test_a_file_costs_a_fixed_number_of_queries(visitor, django_assert_max_num_queries):
    AnnouncementFactory(offers=offers(30))
    with django_assert_max_num_queries(7):
        body(visitor.get("/records/export.csv"))


def test_no_file_has_a_persons_number(visitor):
    ContactFactory()
    for suffix in ("csv", "json"):
        assert b"13812345678" not in body(visitor.get(f"/records/export.{suffix}"))


@pytest.mark.requirement("LN-35")
@pytest.mark.requirement("LN-35", "F032")
def test_the_list_can_stand_on_another_site_and_follows_the_register(visitor):
    record, gone = RecordFactory(), RecordFactory(withdrawn=True)
    answer = visitor.get("/embed/?city=210100")
    assert record.number in text(answer)
    assert gone.number not in text(answer)
    assert record.number not in text(visitor.get("/embed/?city=210200"))
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in visitor.get("/records/")["Content-Security-Policy"]


def test_the_atom_feed_tells_changes_and_withdrawals(visitor):
    record = RecordFactory(withdrawn=True)
    feed = visitor.get("/records/atom.xml").content.decode()
    assert feed.index("撤回") < feed.index("发布：")
    assert record.number in feed


def test_a_long_file_is_sent_from_disk(visitor, monkeypatch):
    monkeypatch.setattr("publication.files.IN_MEMORY", 10)
    RecordFactory()
    answer = visitor.get("/records/export.csv")
    assert answer.streaming
    assert "共1条".encode() in answer.getvalue()
    answer.close()


def test_beside_the_button_stands_what_it_leads_to(visitor):
    """A transfer or an exclusive licence is never concluded by a click; the page promises no such thing."""
    assert "或者作为请求" in text(visitor.get(RecordFactory().get_absolute_url()))
    assert "须由双方达成合意" in text(visitor.get(RecordFactory(mode="transfer").get_absolute_url()))
