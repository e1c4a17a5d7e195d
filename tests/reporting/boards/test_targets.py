"""Targets of the policy, quotas by city from a workbook, and how far each is."""

import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from licensing.services import answers
from licensing.workflow import Status
from reporting.boards.months import forecast
from reporting.boards.scope import board_of, instant_asked
from reporting.models import Experience, Quota
from reporting.periods import Month
from reporting.services import targets as verbs
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import DALIAN, HANGZHOU, LIAONING, SHENYANG, ZHEJIANG, client_of, office, person, region
from tests.factories.licensing import LicenceFactory, owner
from tests.factories.publication import RecordFactory
from tests.factories.reporting import ExperienceFactory, QuotaFactory, StatedFigureFactory, quota_book

HUBEI = 42


def page(actor, name, **query):
    return unescape(client_of(actor).get(reverse(f"boards:{name}"), query).content.decode())


def fifteen(place):
    units = verbs.units_of(place)
    return {(unit.name, "implemented_patents"): 14 + (unit.code == SHENYANG) * 10 for unit in units}


def lay_down(actor, numbers, **cells):
    """Upload the filled-in template through the page; `cells` are changed by hand before."""
    book = load_workbook(BytesIO(quota_book(numbers, actor.region)))
    for address, value in cells.items():
        book.active[address] = value
    file = BytesIO()
    book.save(file)
    upload = SimpleUploadedFile("指标.xlsx", file.getvalue())
    return client_of(actor).post(
        reverse("boards:quotas"), {"workbook": upload, "source": "区域绩效指标表备注"}, follow=True
    )


@pytest.mark.requirement("LN-14")
def test_fifteen_quotas_come_in_and_a_patent_licensed_twice_counts_once(zhao):
    record = RecordFactory(region=region(SHENYANG))
    LicenceFactory(records=[record])
    LicenceFactory(records=[record])
    LicenceFactory(records=[RecordFactory(region=region(DALIAN))])
    answer = lay_down(zhao, fifteen(zhao.region))
    assert "已导入15行指标" in unescape(answer.content.decode())
    assert Quota.objects.current().count() == 15
    shown = page(zhao, "targets")
    assert "已分解到 15 个单位，指标合计 220 件" in shown
    assert "与目标数不一致" not in shown
    board = board_of(zhao, zhao.region, instant_asked(""))
    cities = [board.value("patents_implemented", facts) for _unit, facts in board.by_unit]
    assert (sum(cities), board.value("patents_implemented")) == (2, 2)


def test_each_city_reads_where_it_will_stand_on_its_day_and_by_what_method(zhao):
    """F099: of each city the range and the day; of the whole the method and how far it was off before."""
    until = timezone.localdate() + timedelta(days=400)
    lay_down(zhao, fifteen(zhao.region), **{f"F{row}": until for row in range(17, 32)})
    shown = page(zhao, "targets")
    assert shown.count(f"0–0（{until}），数据不足，尚无回测误差") == 15
    assert "预测方法：最近6个完整月" in shown


def test_a_forecast_tells_how_far_such_guesses_were_off_before(zhao, monkeypatch):
    """F099: each city reads the error of the same method in its own months; a guess without it would be a promise."""
    until = timezone.localdate() + timedelta(days=400)
    lay_down(zhao, fifteen(zhao.region), **{f"F{row}": until for row in range(17, 32)})
    uneven = [0, 1, 5, 5, 6, 12, 13, 13, 20, 22, 30, 31, 33, 33]
    monkeypatch.setattr("reporting.boards.board.Board.series", lambda board, key: uneven)
    error = forecast(uneven[:-1], Month.of(timezone.now()).previous(), until).past_error
    assert error > 0
    assert page(zhao, "targets").count(f"（{until}），回测误差{error}%") == 15


def test_a_later_table_holds_and_the_one_before_stays_on_record(zhao):
    QuotaFactory(number=20)
    QuotaFactory(number=30)
    assert [quota.number for quota in Quota.objects.order_by("id")] == [20, 30]
    assert [quota.number for quota in Quota.objects.current()] == [30]


@pytest.mark.parametrize(
    ("address", "value", "sentence"),
    [
        ("E17", "many", "第17行：“指标数”须为0至10000000的整数，现为“many”"),
        ("E17", -3, "第17行：“指标数”须为"),
        ("A17", "330100", ""),
        ("D17", "家", "第17行：“计量单位”须为“件”，现为“家”"),
        ("F17", "明年", "第17行：“截止日期”须写成2026-12-31的样子"),
        ("A1", "代码", "第1行须为表头"),
    ],
)
def test_one_wrong_cell_and_nothing_comes_in(zhao, address, value, sentence):
    """Row 17 is the first of the second target; a code of elsewhere is found by its name."""
    answer = unescape(lay_down(zhao, fifteen(zhao.region), **{address: value}).content.decode())
    assert sentence in answer
    assert Quota.objects.count() == (0 if sentence else 15)


@pytest.mark.parametrize("content", [b"", b"name,number\n1,2", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused_with_a_sentence(zhao, content):
    with pytest.raises(Refused, match="不是可以读取的"):
        verbs.import_quotas(content, source="通知", by=zhao)


def test_a_city_cannot_lay_down_quotas_of_other_cities(zhao, li):
    with pytest.raises(Refused, match="不是本级的下级单位"):
        verbs.import_quotas(quota_book({("大连市", "implemented_patents"): 3}, zhao.region), source="通知", by=li)


@pytest.mark.requirement("LN-12")
def test_the_progress_of_bodies_leads_to_as_many_bodies(zhao):
    RecordFactory()
    shown = page(zhao, "targets")
    assert "提交专利开放许可（试点）声明的高等学校、科研机构、国有企业等主体" in shown
    href = shown.split("/boards/rows/bodies/")[1].split('"')[0]
    rows = unescape(client_of(zhao).get("/boards/rows/bodies/" + href).content.decode())
    assert "共 1 行" in rows
    assert "沈阳北方科技大学" in rows


@pytest.mark.requirement("LN-12", "HB-05", "HB-06", "ZJ-08", "ZJ-09")
@pytest.mark.parametrize(
    ("province", "city", "measure", "progress"),
    [
        (LIAONING, DALIAN, "bodies", "1 / ≥ 15 家"),
        (HUBEI, "420100", "bodies", "1 / ≥ 30 家"),
        (HUBEI, "420100", "patents_listed", "2 / > 500 件"),
        (ZHEJIANG, HANGZHOU, "patents_listed", "2 / ≥ 2500 件"),
        (ZHEJIANG, HANGZHOU, "implementations", "4 / ≥ 1500 件次"),
    ],
)
def test_each_target_of_a_province_stands_in_its_unit_and_leads_to_as_many_rows(db, province, city, measure, progress):
    """Two patents of one university, the first of them licensed to four."""
    with acting(province=province):
        first, _second = (RecordFactory(region=region(city)) for _ in range(2))
        for _ in range(4):
            asked = LicenceFactory(records=[first])
            if asked.status == Status.REQUESTED:
                answers.confirm(asked, by=owner())
        bureau = person("陈处长", "chen", office("省局", f"{province}0000"), Role.PROVINCE_OFFICER)
    number, _, target = progress.partition(" ")
    line = rf'<a href="([^"]*/rows/{measure}/[^"]*)"><strong>{number}</strong></a> {re.escape(target)}'
    [address] = re.findall(line, page(bureau, "targets"))
    rows = unescape(client_of(bureau).get(address).content.decode())
    assert f"共 {number} 行" in rows


@pytest.mark.requirement("LN-15")
def test_three_confirmed_experiences_reach_the_target_and_are_linked(zhao):
    for _ in range(3):
        ExperienceFactory(confirmed=True)
    ExperienceFactory()
    shown = page(zhao, "targets")
    assert 'max="3" value="3"' in shown
    rows = unescape(client_of(zhao).get(reverse("boards:rows", args=["experiences"])).content.decode())
    assert "共 3 行" in rows
    assert rows.count("/boards/experiences/") == 3


def test_a_city_tells_an_experience_and_only_the_province_confirms_it(li, zhao):
    told = {"kind": "case", "body": "沈阳北方科技大学", "title": "许可典型", "text": "一对多许可五家企业。"}
    answer = client_of(li).post(reverse("boards:tell_experience"), told)
    address = answer["Location"] + "confirm/"
    client_of(li).post(address)
    assert "待确认" in page(zhao, "experiences")
    client_of(zhao).post(address)
    assert "已确认" in page(zhao, "experiences")
    with pytest.raises(Refused, match="已经确认"):
        verbs.confirm_experience(ExperienceFactory(confirmed=True), by=zhao)


def test_a_county_reads_its_own_experiences_and_not_the_citys(zhao):
    county = person("王和", "wanghe", office("和平区市场监督管理局", "210102"), Role.COUNTY_OFFICER)
    ExperienceFactory(title="全市定价规则")
    own = Experience(kind="rule", body="和平区知识产权服务中心", title="和平区匹配办法", text="先易后难。")
    verbs.tell_experience(own, by=county)
    assert "全市定价规则" not in page(county, "experiences")
    assert "和平区匹配办法" in page(county, "experiences")
    assert "全市定价规则" in page(zhao, "experiences")


def test_a_figure_from_outside_needs_a_day_and_a_source(zhao):
    figure = StatedFigureFactory(number=500, counted_on=date(2026, 1, 1))
    assert str(figure) == "高等院校、科研机构有效专利数量 500"
    answer = client_of(zhao).post(reverse("boards:figures"), {"name": "valid_patents", "number": "0"})
    assert "error-summary" in answer.content.decode()


@pytest.mark.requirement("HB-46", "CN-64")
def test_the_export_for_evaluation_has_the_indicators_with_their_definitions(zhao):
    LicenceFactory()
    answer = client_of(zhao).get(reverse("boards:performance"))
    rows = list(load_workbook(BytesIO(answer.content))["绩效指标"].values)
    assert [row[0] for row in rows[1:]] == [target.title for target in verbs.targets_of(zhao.region)]
    implemented = rows[2]
    assert implemented[1:3] == ("≥220", "件")
    assert implemented[4] == "1"
    assert "至少达成一份许可的专利" in implemented[7]


@pytest.mark.requirement("CN-11")
def test_the_nation_reads_the_experiences_of_all_provinces(zhao):
    ExperienceFactory(title="辽宁定价规则")
    with acting(province=42):
        ExperienceFactory(title="湖北匹配办法")
    with acting(province=100):
        nation = person("国家局人员", "nation", office("国家知识产权局", "100000"), Role.NATION_STAFF)
    shown = page(nation, "experiences")
    assert "辽宁定价规则" in shown
    assert "湖北匹配办法" in shown


@pytest.mark.requirement("LN-13")
def test_each_city_chooses_its_classes_and_the_province_sees_who_has_not(li, zhao):
    chosen = {"classes": ["university", "institute"], "note": "高校集中"}
    answer = client_of(li).post(reverse("boards:focus"), chosen, follow=True)
    assert "高等学校、科研机构" in unescape(answer.content.decode())
    shown = page(zhao, "targets")
    assert "高等学校、科研机构" in shown
    assert "还有 14 个市没有确定主体类别" in shown
    assert shown.count("未确定") == 14


def test_a_city_without_any_class_is_asked_again(li):
    answer = unescape(client_of(li).post(reverse("boards:focus"), {"note": ""}).content.decode())
    assert "主体类别" in answer
    with pytest.raises(Refused, match="至少确定一类主体"):
        verbs.choose_focus([], "", by=li)


def test_only_a_city_chooses(liaoning):
    county = person("周兰", "zhoulan", office("中山区市场监督管理局", "210202"), Role.COUNTY_OFFICER)
    with pytest.raises(Refused, match="由各市确定"):
        verbs.choose_focus(["university"], "", by=county)


def test_the_export_of_a_city_has_the_aims_of_its_page_not_those_of_the_province(li):
    """A quota where it has one, else none: 220 patents are the aim of the whole province."""
    QuotaFactory(region=region(SHENYANG), number=16)
    LicenceFactory(records=[RecordFactory(region=region(SHENYANG))])
    content = client_of(li).get(reverse("boards:performance")).content
    rows = {row[0]: row for row in load_workbook(BytesIO(content))["绩效指标"].values}
    targets = {target.name: target.title for target in verbs.targets_of(li.region)}
    assert rows[targets["implemented_patents"]][1] == "≥16"
    assert rows[targets["implemented_patents"]][5] == "6.3"
    assert (rows[targets["bodies"]][1], rows[targets["bodies"]][5]) == ("—", "—")
    assert "≥ 16 件" in page(li, "targets")


def test_the_share_of_a_quota_is_rounded_as_everywhere_else(zhao):
    lay_down(zhao, {("沈阳市", "implemented_patents"): 16})
    LicenceFactory(records=[RecordFactory(region=region(SHENYANG))])
    assert "6.3" in page(zhao, "targets").split("沈阳市")[1].split("</tr>")[0]
