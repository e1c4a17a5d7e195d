"""The live board of a place: the figures of the tables, each with its rows; who sees what; on a wall and on a map."""

import gc
import json
import re
import weakref
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from licensing.services import filings
from reporting.boards import shelf
from reporting.boards.board import CARDS, FUNNEL, RANKED, TREND
from reporting.boards.maps import base_map, levels
from reporting.boards.scope import board_of, instant_asked
from reporting.boards.splits import splits
from reporting.loading import load
from reporting.measures import MEASURES
from reporting.periods import Instant
from reporting.recount import recount
from tenancy.models.organisations import SizeClass
from tenancy.roles import Role
from tests.cast import DALIAN, LIAONING, SHENYANG, client_of, office, person, region
from tests.factories.declarations import DeclarationFactory
from tests.factories.licensing import LicenceFactory, member_of
from tests.factories.publication import FREE, PushFactory, RecordFactory
from tests.factories.tenancy import OrganisationFactory, platform


def page(actor, name="board", **query):
    return unescape(client_of(actor).get(reverse(f"boards:{name}"), query).content.decode())


def board(actor, place=None):
    return board_of(actor, place or actor.region, instant_asked(""))


@pytest.fixture
def busy(liaoning):
    """Two cities: a filed licence, a free package, a push, a withdrawn record, a declaration that nobody looked at."""
    record = RecordFactory(region=region(SHENYANG))
    PushFactory(record=record, delivered_at=timezone.now())
    filings.enter(
        LicenceFactory(records=[record]),
        by=platform(),
        stage="filed",
        number="备2026001",
        filed_on=timezone.localdate(),
    )
    LicenceFactory(records=[RecordFactory(region=region("210202"), terms=FREE) for _ in range(2)])
    RecordFactory(region=region(DALIAN), withdrawn=True, industry="")
    DeclarationFactory(status="checking")


@pytest.mark.requirement("LN-19", "XY-07")
def test_each_figure_of_a_board_leads_to_as_many_rows_as_it_says(busy, zhao):
    """The figures of the cards, of each unit and of the funnel; an amount stands on the page of its rows."""
    shown = page(zhao)
    links = set(re.findall(r'<a href="(/boards/rows/[^"]*)">([^<]*)</a>', shown))
    assert {key for _word, key in FUNNEL} <= {address.split("/")[3] for address, _figure in links}
    client = client_of(zhao)
    for address, figure in links:
        rows = unescape(client.get(address).content.decode())
        counted = re.search(r"共 (\d+) 行", rows)[1]
        assert figure in (counted, re.search(r'class="value">([^<]*)<', rows)[1]), address
        assert figure == counted or "/paid_amount/" in address


@pytest.mark.requirement("CN-10")
def test_the_board_of_a_province_shows_its_funnel_and_what_is_overdue(zhao):
    late, _in_time = DeclarationFactory(status="reviewing"), DeclarationFactory(status="reviewing")
    late.due_at = timezone.now() - timedelta(days=1)
    late.save(update_fields=["due_at"])
    shown = page(zhao)
    assert "从征集到实施" in shown
    address = re.search(r'<a href="(/boards/rows/overdue/[^"]*)">1</a>', shown)[1]
    assert late.number in unescape(client_of(zhao).get(address).content.decode())


@pytest.mark.requirement("XY-07")
def test_a_new_licence_is_on_the_board_at_once(zhao):
    before = board(zhao).value("licences")
    LicenceFactory()
    assert board(zhao).value("licences") == before + 1
    assert 'hx-trigger="every 60s"' in page(zhao)


def test_the_numbers_are_those_of_the_tables_and_of_the_recount(busy, zhao):
    made = board(zhao)
    apart = recount(LIAONING, zhao.region.path, Instant(made.at, made.at))
    assert {key: made.value(key) for key in apart} == apart


def test_a_drill_down_shows_the_rows_of_the_instant_of_its_figure(busy, zhao):
    old = board(zhao).rows_of("licences")
    LicenceFactory()
    assert "共 2 行" in unescape(client_of(zhao).get(old).content.decode())


@pytest.mark.parametrize("at", ["2999-01-01T00:00:00+08:00", "nonsense", "2026-13-45T00:00", "2026-01-01"])
def test_a_moment_that_is_none_is_not_found(zhao, at):
    assert client_of(zhao).get(reverse("boards:rows", args=["licences"]), {"at": at}).status_code == 404


def test_splits_add_up_to_the_number_that_they_divide(busy, zhao):
    made = board(zhao)
    for split in splits(made.facts):
        assert sum(count for _name, count, _share in split.parts) == made.value(split.measure), split.key
    names = {name for split in splits(made.facts) for name, _count, _share in split.parts}
    assert {"高等学校", "未注明", "免费", "一次总付"} <= names


@pytest.mark.requirement("HB-04", "LN-11")
def test_the_board_crosses_the_type_of_the_owner_with_the_size_of_the_licensee(liaoning, zhao):
    for size in (SizeClass.SMALL, SizeClass.SMALL, SizeClass.MICRO):
        LicenceFactory(by=member_of(OrganisationFactory(size=size)))
    [crossed] = [split for split in splits(board(zhao).facts) if split.key == "sides"]
    assert [part[:2] for part in crossed.parts] == [("高等学校 → 小型企业", 2), ("高等学校 → 微型企业", 1)]
    assert sum(count for _name, count, _share in crossed.parts) == board(zhao).value("licences")
    shown = unescape(page(zhao))
    assert "高等学校 → 小型企业" in shown
    assert "高等学校 → 微型企业" in shown


def test_the_trend_ends_with_the_figures_of_now(busy, zhao):
    made = board(zhao)
    assert [made.series(key)[-1] for key in TREND] == [made.value(key) for key in TREND]
    assert [made.series(key)[0] for key in TREND] == [0, 0, 0]


def test_what_was_before_as_told_from_the_rows_of_now_is_what_the_tables_count(busy, zhao):
    made, moment = board(zhao), timezone.now() - timedelta(minutes=1)
    facts = load(LIAONING, Instant(moment))
    assert [made.value(key, facts) for key in TREND] == [MEASURES[key].of(facts) for key in TREND]


def test_a_card_has_the_eight_parts(busy, zhao):
    shown = page(zhao)
    card = next(part for part in shown.split('<div class="figure">') if "参与试点的高校、科研机构和国有企业" in part)
    for part in (
        'class="name"',
        'class="value"',
        'class="unit"',
        "截至 ",
        "口径",
        "较上月末 +",
        "较去年同月末",
        "目标 15",
        "<a href",
    ):
        assert part in card, part
    assert shown.count('<p class="value">') == len(CARDS)


@pytest.mark.parametrize("by", [*RANKED, "none"])
def test_the_ranking_puts_the_greatest_first(busy, zhao, by):
    shown = page(zhao, by=by)
    table = shown.split('data-chart="bar"')[1].split("</table>")[0]
    numbers = [
        float(number) for number in re.findall(r'<td class="number" data-head="(?!名次)[^"]*"><[^>]*>([\d.]+)', table)
    ]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 15


def test_a_city_sees_its_own_board_and_no_other(busy, wang, li):
    assert "大连市 · 专利开放许可试点看板" in page(wang)
    assert board(wang).value("licences") == 1
    assert client_of(wang).get(reverse("boards:board"), {"region": SHENYANG}).status_code == 404
    assert client_of(wang).get(reverse("boards:rows", args=["licences"]), {"region": SHENYANG}).status_code == 404
    assert board(li).value("licences_paid") == 1


def test_a_county_sees_the_whole_city_and_opens_only_its_own_rows(busy):
    county = person("县员", "county", office("大连市中山区市场监督管理局", "210202"), Role.COUNTY_OFFICER)
    shown = page(county)
    assert "大连市 · 专利开放许可试点看板" in shown
    places = set(re.findall(r"/boards/rows/[a-z_]+/\?region=(\d+)", shown))
    assert places == {"210202"}
    assert client_of(county).get(reverse("boards:rows", args=["licences"]), {"region": DALIAN}).status_code == 404


def test_a_board_asks_as_often_whatever_there_is(zhao, zhang):
    LicenceFactory()
    DeclarationFactory(by=zhang, status="checking")
    few = questions(zhao)
    for code in (SHENYANG, DALIAN, "210300"):
        LicenceFactory(records=[RecordFactory(region=region(code)) for _ in range(3)])
        DeclarationFactory(by=zhang, status="checking")
    assert questions(zhao) == few


def questions(actor):
    client = client_of(actor)
    client.get(reverse("boards:board"))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("boards:board"))
    return len(asked)


def test_the_wall_turns_by_itself_without_scripts_and_names_nobody(busy, zhao):
    answers = [client_of(zhao).get(reverse("boards:screen"), {"page": number}) for number in (1, 2, 3, 4)]
    assert [answer["Refresh"] for answer in answers] == [f"20; url=?page={number}" for number in (2, 3, 4, 1)]
    shown = [unescape(answer.content.decode()) for answer in answers]
    assert all("数据来源" in one and "截至" in one for one in shown)
    assert not any("沈阳北方科技大学" in one or "有限公司" in one for one in shown)


def test_a_wall_that_turns_all_day_keeps_what_is_shown_now_and_nothing_of_before(busy, zhao, monkeypatch):
    """U48: whatever happens, one reading of the province lies here; what it took the place of is gone."""
    monkeypatch.setattr(shelf, "KEPT", {})
    client, before = client_of(zhao), []
    for number in (1, 2, 3, 4):
        client.get(reverse("boards:screen"), {"page": number})
        assert list(shelf.KEPT) == [LIAONING]
        assert len(shelf.KEPT[LIAONING].boards) == 1
        before.append(weakref.ref(shelf.KEPT[LIAONING]))
        LicenceFactory(records=[RecordFactory(terms=FREE)])
    gc.collect()
    assert [kept() is None for kept in before] == [True, True, True, False]


def test_whoever_reads_the_wall_can_stop_it_and_let_it_go_on(busy, zhao):
    assert '<a href="?page=2&stands=1">停止自动翻页</a>' in page(zhao, "screen", page=2)
    answer = client_of(zhao).get(reverse("boards:screen"), {"page": 2, "stands": 1})
    assert "Refresh" not in answer
    assert '<a href="?page=3">继续自动翻页</a>' in answer.content.decode()


def test_without_an_approved_base_map_there_are_tiles_with_the_same_figures(busy, zhao):
    shown = page(zhao)
    assert "方格图：未配置有审图号的底图" in shown
    assert shown.split('class="tiles"')[1].split("</ul>")[0].count("<li") == 15


def square(code, west):
    corners = [[west, 40], [west + 1, 40], [west + 1, 41], [west, 41], [west, 40]]
    return {"properties": {"adcode": code}, "geometry": {"type": "Polygon", "coordinates": [corners]}}


def test_a_base_map_with_its_approval_number_is_drawn_and_keeps_all_figures(busy, zhao, settings, tmp_path):
    settings.BASE_MAPS = str(tmp_path)
    shapes = {"审图号": "示例S(2026)001号", "features": [square(210100, 123), square(210200, 121)]}
    (tmp_path / "ln.geojson").write_text(json.dumps(shapes))
    shown = page(zhao)
    assert "审图号：示例S(2026)001号" in shown
    assert shown.count("<path class=") == 2
    assert re.search(r'aria-label="大连市 [23] 件"', shown)


@pytest.mark.parametrize("content", ["{}", "not json", '{"审图号": "", "features": []}'])
def test_a_map_without_number_or_shapes_is_not_drawn(settings, tmp_path, content):
    settings.BASE_MAPS = str(tmp_path)
    (tmp_path / "ln.geojson").write_text(content)
    assert base_map("ln") is None


def test_depth_has_five_steps():
    assert levels({"a": 0, "b": 1, "c": 100}) == {"a": 0, "b": 1, "c": 4}
    assert levels({"a": 0}) == {"a": 0}
