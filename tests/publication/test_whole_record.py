"""A public record says everything that is promised of it, on its page, in files and to other platforms."""

import hashlib
import io
import json
import re
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from publication import announce
from publication.choices import AnnouncementKind
from publication.models import Record
from tests.factories.days import OVER
from tests.factories.publication import (
    FREE,
    AnnouncementFactory,
    ChannelFactory,
    OfferFactory,
    RecordFactory,
    VersionFactory,
    offers,
)
from tests.factories.tenancy import platform

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liaoning")]


@pytest.fixture
def visitor():
    return Client()


def said(answer) -> str:
    """What stands in the middle of the page, without head, foot and tags."""
    page = re.sub(r"(?s)^.*?<main|</main>.*$", "<main", answer.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.requirement("A3", "LN-06", "CN-05", "ZJ-74")
def test_every_public_page_file_and_answer_says_that_it_is_a_pilot(visitor):
    announcement = AnnouncementFactory(title="全国知识产权宣传周集中发布")
    record = announcement.records.first()
    pages = (record.get_absolute_url(), announcement.get_absolute_url())
    for address in ("/records/", "/embed/", *pages):
        assert "试点" in said(visitor.get(address)), address
    for address in ("/records/export.json", "/api/v1/records/", "/api/v1/changes/"):
        told = json.loads(visitor.get(address).getvalue())
        rows = told.get("records") or told["results"]
        assert {(row.get("record") or row)["scheme"] for row in rows} == {"pilot"}, address
    assert visitor.get(f"/api/v1/records/{record.number}/").json()["scheme"] == "pilot"
    assert "试点" in visitor.get("/records/atom.xml").content.decode()
    assert ",pilot," in visitor.get("/records/export.csv").getvalue().decode()
    book = openpyxl.load_workbook(io.BytesIO(visitor.get("/records/export.xlsx").getvalue())).active
    assert "pilot" in [cell.value for cell in book[2]]


@pytest.mark.requirement("A8")
def test_nothing_to_pay_and_no_fixed_sum_are_two_different_values(visitor):
    free, royalty = RecordFactory(terms=FREE), RecordFactory(terms={"kind": "royalty", "rate": "2"})
    amounts = {row["number"]: row["fee_amount"] for row in visitor.get("/api/v1/records/").json()["results"]}
    assert amounts == {free.number: "0", royalty.number: None}
    sheet = openpyxl.load_workbook(io.BytesIO(visitor.get("/records/export.xlsx").getvalue())).active
    heads = [cell.value for cell in sheet[1]]
    column = heads.index("固定金额（元）")
    assert {row[heads.index("公开编号")]: row[column] for row in sheet.iter_rows(2, 3, values_only=True)} == {
        free.number: 0,
        royalty.number: None,
    }


@pytest.mark.requirement("LN-34", "HB-20", "F031")
def test_the_page_names_each_channel_with_its_address_and_its_time(visitor):
    channels = [ChannelFactory(), ChannelFactory(name="市知识产权网站", url="https://city.example.cn/")]
    record = AnnouncementFactory(offers=offers(1), channels=channels).records.get()
    page = visitor.get(record.get_absolute_url()).content.decode()
    shown = f"{timezone.localtime(record.published_at):%Y-%m-%d %H:%M}"
    for channel in channels:
        assert re.search(rf'href="{channel.url}"[^>]*>{channel.name}</a> <span[^>]*>{shown}', page)


@pytest.mark.requirement("F034", "HB-19")
def test_each_version_stands_on_the_page_with_its_time_and_its_reason(visitor):
    version = VersionFactory()
    page = said(visitor.get(version.record.get_absolute_url()))
    for each in version.record.versions.all():
        assert f"第{each.number}版 {timezone.localtime(each.effective_at):%Y-%m-%d %H:%M} {each.fee_sentence}" in page
    assert "按市场行情调整" in page


@pytest.mark.requirement("F027", "A4")
@pytest.mark.parametrize("end", ["suspended", "withdrawn", "in_notice", "expired"])
def test_whatever_becomes_of_a_record_its_page_answers_and_says_so(visitor, end):
    record = RecordFactory(suspended=end == "suspended", withdrawn=end == "withdrawn")
    if end == "in_notice":
        later = timezone.now() + timedelta(days=9)
        announce.withdraw(record.number, by=platform(), ground="own_wish", sentence="撤回", effective_at=later)
    if end == "expired":
        announce.settle(by=platform(), now=OVER)
    answer = visitor.get(record.get_absolute_url())
    assert answer.status_code == 200
    assert str(Record.objects.get(pk=record.pk).get_state_display()) in said(answer)
    assert visitor.get(f"/api/v1/records/{record.number}/").status_code == 200


@pytest.mark.requirement("F030")
def test_the_hash_of_a_file_is_that_of_its_rows(visitor):
    AnnouncementFactory(offers=offers(3))
    told = json.loads(visitor.get("/records/export.json").getvalue())
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in told["records"]]
    assert told["control"]["sha256"] == hashlib.sha256("".join(lines).encode()).hexdigest()
    assert told["control"]["rows"] == len(lines) == 3


@pytest.mark.requirement("F032", "LN-35")
def test_one_line_of_html_puts_the_list_on_another_site_and_it_follows_the_state(visitor):
    record = RecordFactory()
    line = re.search(r'&lt;iframe src="([^"]+)"', visitor.get("/api/v1/docs/").content.decode())[1]
    there = line.removeprefix("http://testserver")
    assert record.number in said(visitor.get(there))
    announce.withdraw(record.number, by=platform(), ground="own_wish", sentence="撤回")
    assert record.number not in said(visitor.get(there))


@pytest.mark.requirement("XY-02")
def test_what_was_public_before_shows_its_first_day_and_that_it_was_imported(visitor):
    then = datetime(2022, 11, 1, 1, 0, tzinfo=UTC)
    offer = OfferFactory(original_at=then)
    record = AnnouncementFactory(offers=[offer], kind=AnnouncementKind.IMPORT).records.get()
    page = said(visitor.get(record.get_absolute_url()))
    assert "2022-11-01 09:00" in page
    assert "由原平台导入，保留原公开时间" in page


@pytest.mark.requirement("ZJ-62", "LN-43")
def test_an_announcement_has_its_number_its_time_and_a_way_to_each_of_its_twenty_records(visitor):
    announcement = AnnouncementFactory(offers=offers(20))
    answer = visitor.get(announcement.get_absolute_url())
    at = f"{timezone.localtime(announcement.effective_at):%Y-%m-%d %H:%M}"
    assert f"公告编号 {announcement.number}" in said(answer)
    assert f"公告时间 {at}" in said(answer)
    for record in announcement.records.all():
        assert f'href="{record.get_absolute_url()}"' in answer.content.decode()
        assert f"{announcement.number} {at}" in said(visitor.get(record.get_absolute_url()))


@pytest.mark.requirement("F033", "U11")
def test_the_square_stands_on_page_and_poster(visitor):
    record = RecordFactory()
    page = visitor.get(record.get_absolute_url()).content.decode()
    assert re.search(rf'<img src="{record.get_absolute_url()}qr.svg" alt="{record.number} 的二维码"', page)
    poster = visitor.get(f"{record.get_absolute_url()}poster/").content.decode()
    for part in (
        f'<img src="{record.get_absolute_url()}qr.svg"',
        record.title,
        record.owner_names,
        record.fee_sentence,
    ):
        assert part in poster
    gone = RecordFactory(withdrawn=True)
    assert "撤回" in said(visitor.get(f"{gone.get_absolute_url()}poster/"))
    assert visitor.get("/records/LN2020999999/poster/").status_code == 404


@pytest.mark.requirement("F067")
def test_while_the_notice_runs_the_page_counts_down_to_its_end(visitor):
    record, later = RecordFactory(), timezone.localtime() + timedelta(days=9, minutes=5)
    announce.withdraw(record.number, by=platform(), ground="own_wish", sentence="撤回", effective_at=later)
    assert (
        f"自 {later:%Y-%m-%d %H:%M} 起生效（还有1\xa0周，2\xa0"
        in visitor.get(record.get_absolute_url()).content.decode()
    )


@pytest.mark.requirement("U17")
def test_what_a_pilot_licence_is_can_be_read_where_it_stands(visitor):
    page = visitor.get(RecordFactory().get_absolute_url()).content.decode()
    for key in ("pilot", "ordinary"):
        assert f'popovertarget="term-{key}"' in page
        assert f'popover id="term-{key}"' in page
