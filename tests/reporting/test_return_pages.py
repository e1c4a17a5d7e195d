"""The pages of the round: what is due, the table as printed, the rows behind each figure, the files."""

import hashlib
import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from licensing.models import LicensedPatent
from publication import announce
from publication.choices import AnnouncementKind
from reporting.models import Return
from reporting.periods import Month
from reporting.services import filing, rounds
from reporting.workflow import Status
from tenancy.models import Region
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import DALIAN, SHENYANG, client_of, person, region
from tests.factories.declarations import DeclarationFactory
from tests.factories.licensing import LicenceFactory
from tests.factories.publication import ChannelFactory, RecordFactory, offers
from tests.factories.reporting import ReturnFactory, officer
from tests.factories.tenancy import OrganisationFactory, platform

LAST = Month.of(timezone.now()).previous()


@pytest.fixture
def city(liaoning) -> Return:
    """大连's table of last month over three patents."""
    told_in_month(3)
    return ReturnFactory(region=region(DALIAN))


def page(actor, address):
    return unescape(client_of(actor).get(address).content.decode())


def test_the_province_sees_who_is_due_and_who_filed(city, zhao, wang):
    filing.submit(city, by=wang)
    shown = page(zhao, reverse("reporting:board"))
    assert "沈抚示范区" in shown
    assert "已报待审收" in shown
    assert re.search(r"应报.*?16", shown, re.S)


@pytest.mark.requirement("U16")
def test_the_board_names_the_weekday_of_the_last_day_and_marks_who_is_late(city, zhao):
    Return.objects.filter(pk=city.pk).update(due_on=date(2026, 11, 5))
    shown = page(zhao, reverse("reporting:board"))
    assert "2026-11-05 星期四" in shown
    assert re.search(r'tone-[a-z]+">.*?<span>逾期</span>', shown, re.S)


@pytest.mark.requirement("LN-36")
def test_the_city_sees_of_each_unit_whether_it_filed_and_from_the_day_after_who_is_late(zhang, li, monkeypatch):
    this = Month.of(timezone.now())
    address = f"{reverse('reporting:board')}?month={this.starts:%Y-%m}"
    other = person("钱主任", "qianzr", OrganisationFactory(region=region(SHENYANG)), Role.ORGANISATION_ADMIN)
    for unit in (zhang, other):
        DeclarationFactory(by=unit, status="checking")
    rounds.prepare_units(this, by=platform())
    monkeypatch.setattr(timezone, "now", lambda: this.ends - timedelta(hours=1))
    filing.submit(Return.objects.get(organisation=zhang.organisation), by=zhang)
    filed, owed = (rows_of(unit.organisation.name, page(li, address)) for unit in (zhang, other))
    assert ("已报" in filed, "待报" in owed, "逾期" in owed) == (True, True, False)
    monkeypatch.setattr(timezone, "now", lambda: this.ends + timedelta(hours=1))
    filed, owed = (rows_of(unit.organisation.name, page(li, address)) for unit in (zhang, other))
    assert ("逾期" in filed, "待报" in owed, "逾期" in owed) == (False, True, True)


def rows_of(name, shown):
    return "".join(row for row in shown.split("<tr") if name in row)


def test_a_city_sees_its_own_return_and_no_other(city, wang, li):
    assert "大连市" in page(wang, reverse("reporting:board"))
    assert "大连市" not in page(li, reverse("reporting:board"))
    assert client_of(li).get(city.get_absolute_url()).status_code == 404


def test_the_page_shows_the_table_as_it_will_be_printed_with_its_checks(city, wang):
    shown = page(wang, city.get_absolute_url())
    assert f"大连市实施开放许可专利统计表({LAST.as_of_words})" in shown
    assert '<th scope="colgroup" colspan="2">参与试点、提出开放许可的专利权人数量</th>' in shown
    assert "表内各数与另行编写的重新计数一致" in shown
    assert "不符" not in shown


def test_the_page_says_what_is_late_and_that_nothing_new_is_a_nil_return(city, wang, li):
    Return.objects.filter(pk=city.pk).update(due_on=timezone.localdate() - timedelta(days=3))
    assert "已逾期3天" in page(wang, city.get_absolute_url())
    assert "上报即为零报告" not in page(wang, city.get_absolute_url())
    assert "上报即为零报告" in page(li, ReturnFactory(region=region(SHENYANG)).get_absolute_url())


@pytest.mark.requirement("XY-41")
def test_every_figure_leads_to_as_many_rows_as_it_says(city, wang, zhao):
    """All figures of the table are followed; the amount is the sum of its rows and stands on their page."""
    for actor, shown_return in ((wang, city), (zhao, Return.objects.get(region__code="210000"))):
        cells = re.findall(r'<a href="([^"]*/rows/[^"]*)">([^<]*)</a>', page(actor, shown_return.get_absolute_url()))
        assert len(cells) > 8
        for address, figure in set(cells) if actor is wang else set(cells[:12]):
            rows = page(actor, address)
            if "/rows/paid_amount/" not in address:
                assert f"共 {figure} 行" in rows, address


def test_from_the_button_to_the_file(city, wang, zhao):
    client_of(wang).post(reverse("reporting:act", args=[city.pk]), {"action": "submit", "notes": ""})
    client_of(zhao).post(reverse("reporting:act", args=[city.pk]), {"action": "accept"})
    city.refresh_from_db()
    assert city.status == Status.ACCEPTED
    shown = page(wang, city.get_absolute_url())
    assert "审收并锁定；需要更正时由审收机构说明理由后重开" in shown
    answer = client_of(wang).get(reverse("reporting:workbook", args=[city.pk, 1]))
    assert hashlib.sha256(answer.content).hexdigest() == city.told.get().digest
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.requirement("XY-14")
def test_a_confirmed_version_stays_when_a_new_patent_comes(city, wang):
    filing.submit(city, by=wang)
    told_in_month(2)
    shown = page(wang, city.get_absolute_url())
    assert re.search(r"/rows/patents_opened/\?unit=\"?>3<|/rows/patents_opened/\">3<", shown)


def test_a_filed_return_shows_what_was_told_without_counting(city, wang, monkeypatch):
    client = client_of(wang)
    before = unescape(client.get(city.get_absolute_url()).content.decode())
    filing.submit(city, by=wang)
    monkeypatch.setattr("reporting.pages.compose", lambda *args, **more: 1 / 0)
    after = unescape(client.get(city.get_absolute_url()).content.decode())
    assert figures_in(after) == figures_in(before) != []
    assert "上报时通过" in after


def figures_in(shown):
    """The cells of the tables with the way to their rows."""
    return re.findall(r"<td.*?</td>", shown, re.S)


def told_in_month(count):
    """Learned now, published in the month."""
    batch = offers(count, region=region(DALIAN))
    announce.publish(batch, by=platform(), channels=[ChannelFactory()], at=LAST.starts, kind=AnnouncementKind.IMPORT)


def test_the_print_has_the_same_cells_a_place_for_the_seal_and_always_the_same_bytes(city, wang):
    filing.submit(city, by=wang)
    address = reverse("reporting:print", args=[city.pk, 1])
    content = client_of(wang).get(address).content
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    assert "大连市实施开放许可专利统计表" in pages[0]
    assert "填报单位(盖章):大连市" in pages[0]
    assert "（盖章处）" in pages[0]
    assert f"第 1 页 共 {len(pages)} 页" in pages[0]
    assert client_of(wang).get(address).content == content


def test_a_refusal_is_told_on_the_page_and_changes_nothing(city, li, wang, zhao):
    filing.submit(city, by=wang)
    came_from = city.get_absolute_url()
    answer = client_of(zhao).post(
        reverse("reporting:act", args=[city.pk]), {"action": "send_back"}, follow=True, HTTP_REFERER=came_from
    )
    assert "请写明“退回”的理由" in unescape(answer.content.decode())
    city.refresh_from_db()
    assert city.status == Status.SUBMITTED


def test_a_workbook_names_the_place_where_its_edition_stays_with_its_hash(city, wang, li):
    """U41: the address on the sheet 说明 leads to the very edition, for whoever may see it."""
    told = filing.submit(city, by=wang)
    about = load_workbook(BytesIO(bytes(told.workbook)))["说明"]
    [address] = [row[2] for row in about.values if row[0] == "本版永久地址"]
    kept = urlsplit(address)
    answer = client_of(wang).get(f"{kept.path}?{kept.query}")
    assert answer.url == f"{city.get_absolute_url()}#edition-1"
    shown = page(wang, city.get_absolute_url())
    assert told.digest in shown.split('id="edition-1"')[1].split("</li>")[0]
    assert client_of(li).get(f"{kept.path}?{kept.query}").status_code == 404


def test_a_broken_record_blocks_submission_and_is_marked_at_its_cell(liaoning, wang, monkeypatch):
    """A number came in as a spreadsheet ruins it; the clerk sees at which cell, and nothing is told."""
    LicenceFactory(records=[RecordFactory(region=region(DALIAN))])
    ruined = LicensedPatent.objects.get()
    ruined.pk, ruined.position, ruined.patent_number = None, 2, "2.01E+11"
    ruined.record = RecordFactory(region=region(DALIAN))
    ruined.save(force_insert=True)
    month = LAST.next()
    rounds.prepare_offices(month, by=platform())
    monkeypatch.setattr(timezone, "now", lambda: month.ends + timedelta(hours=1))
    broken = Return.objects.of(month).get(region__code=DALIAN)
    address, came_from = reverse("reporting:act", args=[broken.pk]), broken.get_absolute_url()
    answer = client_of(wang).post(address, {"action": "submit"}, follow=True, HTTP_REFERER=came_from)
    shown = unescape(answer.content.decode())
    sentence = "第1行：“2.01E+11”不是完整的专利号"
    assert f'2.01E+11 <strong class="fault">{sentence}</strong></td>' in shown
    assert sentence in shown.split('class="official"')[0]  # the message above
    assert not broken.told.exists()


def test_whose_table_came_back_reads_at_its_head_who_sent_it_and_why(city, wang, zhao):
    filing.submit(city, by=wang)
    filing.send_back(city, by=zhao, notes="漏报沙河口区")
    head = page(wang, city.get_absolute_url()).split('class="official"')[0]
    assert "退回，修改后再报。理由：漏报沙河口区" in head
    assert "赵敏" in head
    filing.submit(city, by=wang)
    filing.accept(city, by=zhao)
    filing.reopen(city, by=zhao, notes="补录一件")
    assert (
        "重开，更正另出一版，原版保留。理由：补录一件"
        in page(wang, city.get_absolute_url()).split('class="official"')[0]
    )


@pytest.mark.parametrize("address", ["rows/none/", "rows/licences/?unit=330100", "9/workbook/"])
def test_what_does_not_exist_is_not_found(city, wang, address):
    assert client_of(wang).get(f"{city.get_absolute_url()}{address}").status_code == 404


def test_an_unknown_act_is_not_found(city, wang):
    assert client_of(wang).post(reverse("reporting:act", args=[city.pk]), {"action": "delete"}).status_code == 404


def test_a_pilot_unit_finds_its_task_on_its_desk_and_its_page(zhang):
    DeclarationFactory(by=zhang, status="checking")
    rounds.prepare_units(Month.of(timezone.now()), by=platform())
    task = Return.objects.get(organisation=zhang.organisation)
    assert str(task) in page(zhang, reverse("desk"))
    assert "专利开放许可声明信息报备表" in page(zhang, task.get_absolute_url())


def test_the_desk_of_the_city_shows_its_return_and_that_of_the_province_what_came_in(city, wang, zhao):
    desk = page(wang, reverse("desk"))
    assert str(city) in desk
    assert f"{city.due_on} " in re.sub(r"\s+", " ", desk.split(str(city))[1])
    filing.submit(city, by=wang)
    assert str(city) not in page(wang, reverse("desk"))
    assert str(city) in page(zhao, reverse("desk"))


def test_the_board_asks_as_often_for_sixteen_returns_as_for_one(city, wang, zhao):
    assert questions(zhao) == questions(wang)


def questions(actor):
    client = client_of(actor)
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("reporting:board"))
    return len(asked)


def test_a_county_that_came_later_turns_no_old_figure_to_the_rows_of_another(db):
    """The table was told when 光山 was the third of its rows; the units of today stand in another order."""
    with acting(province=41):
        xinyang = region("411500")
        rounds.prepare_offices(LAST, by=platform())
        Return.objects.of(LAST).beneath(xinyang).update(status="accepted", filed_at=timezone.now(), editions=1)
        told, hand = Return.objects.of(LAST).get(region=xinyang), officer(xinyang, Role.CITY_OFFICER)
        filing.submit(told, by=hand)
        Region.objects.filter(code="411522").update(position=0)
        row = rows_of("光山县", page(hand, told.get_absolute_url()))
    assert set(re.findall(r"unit=(\d+)", row)) == {"411522"}
