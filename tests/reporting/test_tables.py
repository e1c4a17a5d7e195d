"""Facts become the official tables."""

from datetime import date
from decimal import Decimal

import pytest

from reporting.facts import Facts
from reporting.periods import Month
from reporting.tables import Frame, Unit, projects, statistics
from tests.factories.reporting import COUNTY, ConcludedFactory, OpeningFactory, ParticipantFactory

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
    assert sheet.extra_notes == ("“高校、科研院所数量”按全辖区去重计1家，各行之和多1家。",)


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
