"""Facts become the official tables."""

from datetime import date
from decimal import Decimal

import pytest

from reporting.facts import Counting, Facts
from reporting.measures import figures
from reporting.periods import Instant, Month
from reporting.report import Report
from reporting.tables import Frame, Unit, projects, statistics
from reporting.units import Arrangement
from tenancy.models import Region
from tests.factories.reporting import COUNTY, ConcludedFactory, OpeningFactory, ParticipantFactory, ReachedFactory

CITY = "100000.410000.411500."
GUANGSHAN, LUOSHAN = Unit("光山县", COUNTY), Unit("罗山县", f"{CITY}411521.")


def frame(unit):
    return Frame(unit, Month(2023, 4), date(2023, 5, 1))


def city_table(facts):
    return statistics("xy-annex1-units", frame(Unit("信阳市", CITY)), facts, [LUOSHAN, GUANGSHAN])


def test_a_county_fills_in_one_row_under_its_name():
    sheet = statistics("xy-annex1", frame(GUANGSHAN), Facts(openings=(OpeningFactory(),)), [])
    assert sheet.title == "光山县专利开放许可试点情况统计表(截至2023年4月底)"
    assert sheet.filled_on == "2023年5月1日"
    assert sheet.rows == ((1, 0, 0, 1, "", "", 0, 0, 0, 0, 0),)


@pytest.mark.requirement("XY-39")
def test_a_city_has_a_row_for_each_county_the_silent_ones_too_numbered_without_gaps():
    sheet = city_table(Facts(openings=(OpeningFactory(),)))
    assert [(row[0], row[1], row[4]) for row in sheet.rows] == [(1, "罗山县", 0), (2, "光山县", 1)]
    assert sheet.totals[4] == 1


def test_an_owner_active_in_two_counties_counts_once_in_the_city_and_a_note_says_so():
    both = tuple(ParticipantFactory(identity="A", region_path=unit.path) for unit in (GUANGSHAN, LUOSHAN))
    sheet = city_table(Facts(participants=both))
    assert [row[2] for row in sheet.rows] == [1, 1]
    assert sheet.totals[2] == 1
    assert sheet.extra_notes[1:] == ("“高校、科研院所数量”按全辖区去重计1家，各行之和多1家。",)


@pytest.mark.parametrize(
    ("counting", "meant"),
    [
        (Counting(), "至少收到一次匹配推送"),
        (Counting(sme="opened"), "至少打开过一次匹配推送"),
        (Counting(sme="accepted"), "接受了所推送的专利"),
    ],
)
def test_under_the_table_stands_who_counts_as_benefited_and_how_many_by_the_stricter_readings(counting, meant):
    reached = (ReachedFactory(), ReachedFactory(opened=True), ReachedFactory(opened=True, accepted=True))
    facts = Facts(reached=reached, counting=counting)
    note = (
        f"“匹配推送后惠及的中小微企业数量”指截至该时点{meant}的中小微企业，按统一社会信用代码去重，归于被推送专利所在地。"
        "打开过推送的2家，接受所推送专利的1家。"
    )
    assert statistics("xy-annex1", frame(GUANGSHAN), facts, []).notes == (note,)
    assert city_table(facts).notes[0] == note


def test_a_table_with_the_stricter_readings_as_columns_adds_them_up_by_unit():
    reached = (ReachedFactory(), ReachedFactory(opened=True), ReachedFactory(opened=True, accepted=True))
    elsewhere = (ReachedFactory(region_path=LUOSHAN.path, credit_code=reached[2].credit_code),)
    units = [LUOSHAN, GUANGSHAN]
    city = frame(Unit("信阳市", CITY))
    sheet = statistics("xy-annex1-beside", city, Facts(reached=reached + elsewhere), units)
    places = [n for n, column in enumerate(sheet.form.columns) if column.measure.startswith("smes_")]
    assert [[row[n] for n in places] for row in (*sheet.rows, sheet.totals)] == [[1, 0, 0], [3, 2, 1], [3, 2, 1]]
    assert "打开过推送的2家" not in sheet.notes[0]


def test_what_belongs_to_the_city_itself_has_a_row_of_its_own_only_when_there_is_any():
    sheet = city_table(Facts(openings=(OpeningFactory(region_path=CITY),)))
    assert [row[1] for row in sheet.rows] == ["罗山县", "光山县", "信阳市本级"]


@pytest.mark.requirement("XY-54", "XY-55")
def test_the_list_of_projects_has_a_row_for_each_contract_with_all_numbers_amount_and_remark():
    licences = (
        ConcludedFactory(patent_numbers=("1", "2", "3"), remark="入门费+提成"),
        ConcludedFactory(patent_numbers=("4",), fee_kinds=("royalty",), amount=Decimal(0), remark="提成"),
    )
    sheet = projects(frame(GUANGSHAN), Facts(licences=licences))
    assert sheet.title == "光山县专利开放许可达成项目清单（截至2023年4月底）"
    assert [row[3:] for row in sheet.rows] == [("1\n2\n3", Decimal("5.0000"), "入门费+提成"), ("4", Decimal(0), "提成")]
    assert sheet.totals[4] == Decimal("5.0000")


@pytest.mark.parametrize(
    ("asked", "form"),
    [("county_statistics", "xy-annex1-units"), ("county_statistics_beside", "xy-annex1-beside")],
)
def test_an_office_gets_the_columns_beside_when_its_rules_ask_for_them(asked, form):
    instant = Instant.end_of(Month(2023, 4))
    city = Arrangement(Region(name="信阳市", path=CITY), (asked,), (Region(name="光山县", path=GUANGSHAN.path),))
    told = Report(city, Month(2023, 4), instant, Facts(), {}, {}, instant.at)
    assert told.plain_statistics.form.key == form


def of_xinyang(facts, month=None, before=None):
    """The city's report with one county beneath."""
    region, month = Region(name="信阳市", path=CITY), month or Month(2023, 4)
    city = Arrangement(region, ("county_statistics",), (Region(name="光山县", path=GUANGSHAN.path),))
    return Report(city, month, Instant.end_of(month), facts, before or {}, {}, month.ends)


@pytest.mark.requirement("XY-51")
def test_the_sheets_of_the_ledger_make_its_total_though_a_contract_belongs_to_no_county():
    facts = Facts(licences=(ConcludedFactory(region_path=GUANGSHAN.path), ConcludedFactory(region_path=CITY)))
    total, *parts = of_xinyang(facts).ledger_book().sheets
    assert [part.form.sheet for part in parts] == ["光山县", "信阳市本级"]
    assert sum(part.totals[4] for part in parts) == total.totals[4] == Decimal("10.0000")
    assert len(of_xinyang(Facts()).ledger_book().sheets) == 2


def test_a_month_in_which_one_licence_came_as_another_fell_through_is_no_nil_return():
    free = {"is_free": True, "amount": 0, "fee_kinds": ("free",)}
    month = Month(2023, 4)
    before = figures(Facts(licences=(ConcludedFactory(**free),)))
    came = Facts(licences=(ConcludedFactory(concluded_at=month.starts, **free),))
    assert not of_xinyang(came, month, before).is_nil
    assert of_xinyang(came, month.next(), before).is_nil
