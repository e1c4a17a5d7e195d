"""The nation's table over all provinces, and the package that a province hands in."""

import hashlib
import json
import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from publication import announce
from publication.choices import AnnouncementKind
from publication.offers import Owner
from reporting.boards.scope import board_of, instant_asked
from reporting.models import Package, Return
from reporting.national import compose_nation
from reporting.periods import Month
from reporting.services import filing, packages, rounds
from reporting.summary_package import draw_package
from reporting.workbook import draw
from tenancy.models import Province
from tenancy.refusals import Refused
from tenancy.regions import start_province
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import DALIAN, HANGZHOU, LIAONING, ZHEJIANG, client_of, office, person, region
from tests.factories.licensing import LicenceFactory
from tests.factories.publication import ChannelFactory, RecordFactory, offers
from tests.factories.reporting import PackageFactory
from tests.factories.tenancy import platform

HUBEI = 42
LAST = Month.of(timezone.now()).previous()
UNIVERSITY = Owner("东西部联合大学", "university", "12210000123456789A")


def publish(count, code, owner=UNIVERSITY):
    """Published elsewhere last month, told to us now."""
    batch = offers(count, region=region(code), original_at=LAST.starts, owners=(owner,))
    announce.publish(batch, by=platform(), channels=[ChannelFactory()], at=LAST.starts, kind=AnnouncementKind.IMPORT)


@pytest.fixture
def both(db):
    """The same university in two provinces, and a university of Zhejiang alone."""
    with acting(province=LIAONING):
        publish(2, DALIAN)
    with acting(province=ZHEJIANG):
        publish(1, HANGZHOU)
        publish(1, HANGZHOU, Owner("浙江理工大学", "university", "12330000123456789B"))


@pytest.fixture
def nation(db):
    with acting(province=100):
        actor = person("国家局人员", "nation", office("国家知识产权局", "100000"), Role.NATION_STAFF)
        yield actor


def cells(sheet):
    return {row[1]: dict(zip([column.key for column in sheet.form.columns], row, strict=True)) for row in sheet.rows}


@pytest.mark.requirement("CN-13")
def test_a_body_active_in_two_provinces_counts_once_nationally_and_a_note_says_so(both, nation):
    sheet = compose_nation(LAST, known_at=timezone.now()).sheet
    by_province = cells(sheet)
    assert (by_province["辽宁省"]["bodies"], by_province["浙江省"]["bodies"]) == (1, 2)
    totals = dict(zip([column.key for column in sheet.form.columns], sheet.totals, strict=True))
    assert (totals["bodies"], totals["patents_opened"]) == (2, 4)
    assert "“高校、科研机构、国有企业数量”按全辖区去重计2家，各行之和多1家。" in sheet.notes


@pytest.mark.requirement("CN-14")
def test_the_national_board_counts_contracts_and_leads_to_them(both, nation):
    with acting(province=LIAONING):
        LicenceFactory(records=[RecordFactory() for _ in range(3)])
    with acting(province=HUBEI):
        LicenceFactory(records=[RecordFactory(region=region("420100"))])
    board = board_of(nation, nation.region, instant_asked(""))
    assert board.value("licences") == 2
    assert {unit.name for unit, _facts in board.by_unit} >= {"辽宁省", "浙江省", "湖北省", "河南省"}
    shown = unescape(client_of(nation).get(reverse("boards:targets")).content.decode())
    [address] = re.findall(r'<a href="([^"]+)"><strong>2</strong></a> / > 1000 项', shown)
    rows = unescape(client_of(nation).get(address).content.decode())
    assert "共 2 行" in rows
    assert "/licences/" not in rows.split("<main")[1].split("</main")[0]


def test_the_nation_leaves_each_province_as_it_entered_it(both, nation):
    board_of(nation, nation.region, instant_asked(""))
    assert not Return.objects.exists()
    assert not Package.objects.exists()


def test_the_same_month_and_knowledge_give_the_same_workbook(both, nation):
    then = timezone.now()
    first = draw(compose_nation(LAST, known_at=then).book())
    with acting(province=LIAONING):
        publish(3, DALIAN)
    assert draw(compose_nation(LAST, known_at=then).book()) == first
    assert draw(compose_nation(LAST, known_at=timezone.now()).book()) != first


def test_what_a_province_told_and_what_is_counted_now_stand_side_by_side(both, nation):
    with acting(province=LIAONING):
        rounds.prepare_offices(LAST, by=platform())
        told(Return.objects.get(collector=None))
        publish(1, DALIAN)
    report = compose_nation(LAST, known_at=timezone.now())
    lines = [line[:6] for line in report.differences]
    assert ("辽宁省", "已进行开放许可专利", "件", 2, 3, 1) in lines
    page = unescape(client_of(nation).get(reverse("reporting:nation")).content.decode())
    assert "其后补记或更正" in page
    assert "各省各数与另行编写的重新计数一致" in page


def told(table):
    """What the province told, without the round of its cities before it."""
    known_at = timezone.now()
    report = filing._report(table, known_at, platform())
    filing._freeze(table, report, known_at, "")


def test_before_any_province_has_told_there_is_nothing_to_compare(both, nation):
    shown = client_of(nation).get(reverse("reporting:nation")).content.decode()
    assert "还没有省份上报本月月报" in shown
    assert "没有差异" not in shown


def test_the_nation_downloads_its_table(both, nation):
    answer = client_of(nation).get(reverse("reporting:nation_workbook"), {"month": str(LAST)})
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["汇总", "差异", "校验", "说明"]
    assert book["汇总"]["A1"].value == f"全国专利开放许可试点情况汇总表({LAST.as_of_words})"
    assert {row[4].value for row in list(book["校验"].rows)[1:]} == {"符合"}


@pytest.mark.parametrize(
    "asked",
    [
        {"month": "2099-01"},
        {"month": str(LAST), "known": "2999-01-01T00:00:00Z"},
        {"month": str(LAST), "known": (LAST.ends - timedelta(seconds=1)).isoformat()},
    ],
    ids=["month not over", "known tomorrow", "known before the month was over"],
)
def test_no_table_is_made_of_what_nobody_can_know_yet(liaoning, nation, asked):
    came_from = reverse("reporting:nation")
    answer = client_of(nation).get(
        reverse("reporting:nation_workbook"), asked, follow=True, headers={"referer": f"http://testserver{came_from}"}
    )
    assert answer.redirect_chain == [(f"http://testserver{came_from}", 302)]
    assert "结束之后、现在之前所知的数据才能成表" in unescape(answer.content.decode())


@pytest.mark.requirement("HB-21")
def test_a_package_made_again_with_the_same_knowledge_is_the_same_whatever_changed(zhao):
    publish(3, DALIAN)
    package = packages.make_package(LAST, by=zhao)
    publish(10, DALIAN)
    again = {"known_at": package.known_at, "number": 1, "author": f"{zhao.place_name} {zhao.name}"}
    name, content = draw_package(zhao.region, LAST, **again)
    assert (name, hashlib.sha256(content).hexdigest()) == (package.name, package.digest)
    archive = ZipFile(BytesIO(bytes(package.content)))
    data = json.loads(archive.read("数据.json"))
    assert data["figures"]["patents_opened"] == "3"
    assert len(data["patents"]) == 3
    assert archive.namelist()[-1] == "哈希清单.txt"


def test_a_package_is_sent_and_the_log_keeps_it(zhao):
    client = client_of(zhao)
    client.post(reverse("reporting:make_package"), {"month": str(LAST)})
    package = Package.objects.get()
    sent = {"sent_on": str(timezone.localdate()), "recipient": "国家知识产权局", "means": "专网报送"}
    client.post(reverse("reporting:send_package", args=[package.pk]), sent)
    shown = unescape(client.get(reverse("reporting:packages")).content.decode())
    assert "国家知识产权局 · 专网报送 · 辽宁省知识产权局 赵敏" in shown
    file = client.get(reverse("reporting:package_file", args=[package.pk])).content
    assert hashlib.sha256(file).hexdigest() == package.digest


def test_the_slower_of_two_who_make_a_package_at_once_is_told_in_words(zhao, monkeypatch):
    def after_another(*place, **known):
        monkeypatch.undo()
        packages.make_package(LAST, by=zhao)
        return draw_package(*place, **known)

    monkeypatch.setattr(packages, "draw_package", after_another)
    with pytest.raises(Refused, match="刚刚已由他人制作"):
        packages.make_package(LAST, by=zhao)


def test_a_month_that_is_not_over_or_a_day_to_come_is_refused(zhao):
    with pytest.raises(Refused, match="尚未结束"):
        packages.make_package(LAST.next(), by=zhao)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused, match="不能晚于今天"):
        packages.note_dispatch(PackageFactory(), sent_on=tomorrow, recipient="国家局", means="邮寄", by=zhao)


def test_a_province_that_began_later_is_not_in_what_was_known_before(both):
    """The same month and knowledge make the same file, whoever takes part since."""
    known_at = timezone.now() - timedelta(days=1)
    told = draw(compose_nation(LAST, known_at=known_at).book())
    start_province(Province.objects.get(pk=11), timezone.localdate())
    assert draw(compose_nation(LAST, known_at=known_at).book()) == told
    assert "北京市" in [part.region.name for part in compose_nation(LAST, known_at=timezone.now()).parts]
