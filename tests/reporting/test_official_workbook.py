"""The file as offices open it, read back cell by cell."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reporting.forms import Sheet, form
from reporting.periods import Month
from reporting.workbook import Book, Table, draw, file_name

COUNTY = (1, 2, 3, 35, "信阳市知识产权网", "https://ip.example.cn/", 12, 3, 1, 2, Decimal("7.5"))
UNITS = [
    (1, "光山县", 2, 3, 35, "甲平台\n乙平台", "https://a.cn/\nhttps://b.cn/", 12, 3, 1, 2, Decimal("7.5")),
    (2, "罗山县", 0, 0, 0, "", "", 0, 0, 0, 0, Decimal(0)),
]
TOTALS = ("合计", "", 2, 3, 35, "", "", 11, 3, 1, 2, Decimal("7.5"))
LICENCES = [
    (1, "信阳师范大学", "=HYPERLINK(1)", "201010596747.X\n201711193877.7", Decimal("5.5"), "入门费+提成"),
    (2, "信阳师范大学", "+光山茶业", "202010000001.0", Decimal(0), ""),
]
NOTICE = json.loads(Path(__file__).with_name("official_forms.json").read_text())  # 信市监〔2023〕56号
MADE = datetime(2023, 5, 1, 1, tzinfo=UTC)


def filled(key, rows, unit="光山县", **more):
    return Sheet(form(key), unit, "截至2023年4月底", "2023年5月1日", tuple(rows), **more)


def book(*sheets, tables=()):
    return draw(Book("月报", "光山县市场监督管理局", MADE, sheets, tables))


def opened(content, *, values=False):
    return load_workbook(BytesIO(content), data_only=values)


@pytest.fixture(scope="module")
def annex1():
    return opened(book(filled("xy-annex1", [COUNTY])))["附件1"]


@pytest.fixture(scope="module")
def annex2():
    totals = ("合计", "", "", "", Decimal("5.5"), "")
    return opened(book(filled("xy-annex2", LICENCES, totals=totals, links=("https://a.cn/1", ""))))["附件2"]


@pytest.mark.parametrize("annex", ["annex1", "annex2", "annex4"])
@pytest.mark.requirement("XY-49", "XY-50")
def test_every_cell_of_the_header_is_that_of_the_notice(annex):
    """Title with its blanks filled in, each label in its place, groups merged over their columns, single ones down."""
    official, key = NOTICE[annex], f"xy-{annex}"
    page = opened(book(filled(key, [])))[form(key).sheet]
    blanks = re.sub("^(_____县[(（]区[)）]|信阳市)", "光山县", official["title"])
    assert page["A1"].value == blanks.replace("截至 年 月底", "截至2023年4月底")
    assert [re.split("[:：]", page.cell(2, n).value)[0] for n in filled_in(page, 2)] == official.get(
        "header_fields", ["填报单位（盖章）", "填报时间"]
    )
    upper, lower, areas = headers(official["columns"])
    assert {page.cell(3, n).coordinate: page.cell(3, n).value for n in filled_in(page, 3)} == upper
    assert not lower or {page.cell(4, n).coordinate: page.cell(4, n).value for n in filled_in(page, 4)} == lower
    assert {area for area in merged(page) if area[1:].startswith("3")} == areas


def filled_in(page, row):
    return [cell.column for cell in page[row] if cell.value]


def headers(columns):
    """Where the labels of a form belong when it stands in row 3, and in row 4 if it has groups."""
    upper, lower, areas, letters = {}, {}, set(), iter("ABCDEFGHIJKLMNOP")
    grouped = any("group" in column for column in columns)
    for column in columns:
        inner = column.get("columns", [])
        places = [next(letters) for _ in inner or [column]]
        upper[f"{places[0]}3"] = column.get("group") or column["label"]
        lower |= {f"{place}4": one["label"] for place, one in zip(places, inner, strict=False)}
        if inner or grouped:
            areas.add(f"{places[0]}3:{places[-1]}{3 if inner else 4}")
    return upper, lower, areas


@pytest.mark.requirement("XY-37")
def test_the_title_names_county_and_month_over_the_whole_width(annex1):
    assert annex1["A1"].value == "光山县专利开放许可试点情况统计表(截至2023年4月底)"
    assert "A1:K1" in merged(annex1)


@pytest.mark.requirement("XY-38")
def test_under_it_stand_the_unit_with_room_for_its_seal_and_the_date(annex1):
    assert annex1["A2"].value == "填报单位(盖章):光山县"
    assert annex1["G2"].value == "填报时间:2023年5月1日"
    assert annex1.sheet_properties.pageSetUpPr.fitToPage  # one page wide


@pytest.mark.requirement("XY-40")
def test_the_header_has_two_levels_merged_as_in_the_form(annex1):
    assert merged(annex1) >= {"B3:C3", "H3:K3", "A3:A4", "D3:D4", "E3:E4", "F3:F4", "G3:G4"}
    assert (annex1["B3"].value, annex1["B4"].value) == ("参与试点、提出开放许可的专利权人数量", "高校、科研院所数量")
    assert annex1["B4"].alignment.wrap_text
    assert annex1["B4"].border.left.style == "thin"


@pytest.mark.requirement("XY-43")
def test_each_cell_holds_what_was_counted(annex1):
    assert [cell.value for cell in annex1[5]] == [*COUNTY[:-1], 7.5]
    assert annex1["F5"].hyperlink.target == "https://ip.example.cn/"
    assert annex1["K5"].number_format == "0.00##"


def test_headers_stay_in_sight_and_can_be_filtered(annex1):
    assert annex1.freeze_panes == "B5"
    assert annex1.auto_filter.ref == "A4:K5"


def test_it_prints_on_a4_across_with_the_header_on_each_page(annex1):
    assert (annex1.page_setup.orientation, annex1.page_setup.paperSize) == ("landscape", 9)
    assert annex1.page_setup.fitToHeight == 0
    assert annex1.print_title_rows == "$3:$4"
    assert annex1.print_area == "'附件1'!$A$1:$K$5"
    assert annex1.oddFooter.center.text == "第 &P 页 共 &N 页"


@pytest.mark.requirement("XY-49")
def test_the_list_of_projects_keeps_numbers_as_text_and_lists_a_package_in_one_row(annex2):
    assert annex2["A1"].value == "光山县专利开放许可达成项目清单（截至2023年4月底）"
    assert annex2["D4"].value == "201010596747.X\n201711193877.7"
    assert annex2["D5"].data_type == "s"


@pytest.mark.requirement("XY-53")
def test_a_free_licence_costs_the_number_zero(annex2):
    assert (annex2["E5"].value, annex2["E5"].data_type) == (0, "n")


def test_nothing_that_looks_like_a_formula_is_executed(annex2):
    assert (annex2["C4"].value, annex2["C4"].data_type) == ("=HYPERLINK(1)", "s")
    assert (annex2["C5"].value, annex2["C5"].data_type) == ("+光山茶业", "s")


def test_the_notes_of_the_form_stand_beneath(annex2):
    assert annex2["A7"].value.startswith("* 注：达成许可的 1 份合同涉及的专利超过 1 件的（即为专利包）")


def test_a_note_is_as_high_as_its_lines_in_a_table_of_this_breadth(annex2):
    """No gap beneath a short note of a broad table, no line cut off in a narrow one."""
    units = filled("xy-annex1-units", UNITS, unit="信阳市", totals=TOTALS, extra_notes=("短注" * 30,))
    broad = opened(book(units))["附件1"]
    [short] = [cell.row for cell in broad["A"] if cell.value == "短注" * 30]
    assert broad.row_dimensions[short].height in (None, 15)
    [long] = [cell.row for cell in annex2["A"] if "以提成方式" in str(cell.value)]
    assert annex2.row_dimensions[long].height >= 30


def test_an_amount_keeps_away_from_the_remark_beside_it(annex2):
    assert annex2["E4"].alignment.indent == 1


def test_a_row_leads_to_what_it_tells_of(annex2):
    assert annex2["A4"].hyperlink.target == "https://a.cn/1"


def test_sums_are_formulas_that_already_know_their_value():
    content = book(filled("xy-annex1-units", UNITS, unit="信阳市", totals=TOTALS))
    assert opened(content)["附件1"]["L7"].value == "=SUM(L5:L6)"
    assert opened(content, values=True)["附件1"]["L7"].value == 7.5
    assert opened(content, values=True)["附件1"]["C7"].value == 2


def test_a_distinct_count_smaller_than_its_rows_is_a_figure_and_no_sum():
    page = opened(book(filled("xy-annex1-units", UNITS, unit="信阳市", totals=TOTALS)))["附件1"]
    assert page["H7"].value == 11


def test_several_addresses_stand_in_one_cell_as_lines():
    page = opened(book(filled("xy-annex1-units", UNITS, unit="信阳市", totals=TOTALS)))["附件1"]
    assert page["G5"].value == "https://a.cn/\nhttps://b.cn/"


def test_the_draft_of_a_form_that_we_do_not_have_says_so():
    content = book(filled("ln-annex4", [], unit="辽宁省"))
    assert "本表样为草案" in opened(content)["附件4"]["A5"].value


def test_a_marked_cell_carries_the_reason():
    page = opened(book(filled("xy-annex1", [COUNTY], marks={(0, 7): "总数不等于免费加收费"})))["附件1"]
    assert page["H5"].comment.text == "总数不等于免费加收费"
    assert page["H5"].fill.fgColor.rgb == "FFFCE4D6"


def test_plain_tables_keep_dates_as_dates_and_codes_as_text():
    rows = [("12210000123456789A", date(2023, 4, 2), 3)]
    table = Table("明细", ("统一社会信用代码", "公布日", "件"), ("text", "date", "count"), rows)
    page = opened(book(filled("xy-annex1", [COUNTY]), tables=(table,)))["明细"]
    assert page["A2"].value == "12210000123456789A"
    assert page["B2"].value == datetime(2023, 4, 2)
    assert page["B2"].is_date


def test_control_characters_do_not_spoil_the_file():
    rows = [(1, "信阳\x07师范", "乙", "1", Decimal(0), "")]
    assert opened(book(filled("xy-annex2", rows)))["附件2"]["B4"].value


def test_the_same_figures_give_the_same_bytes():
    assert book(filled("xy-annex1", [COUNTY])) == book(filled("xy-annex1", [COUNTY]))


def test_the_file_is_named_by_place_table_month_and_edition():
    assert file_name("光山县", "统计表", Month(2023, 4), 2) == "光山县-统计表-截至202304-第2版.xlsx"


def merged(page):
    return {str(area) for area in page.merged_cells.ranges}


def test_a_row_is_as_high_as_its_lines_need(annex2):
    """Not every program finds that height itself; the lines of a package would lie over each other."""
    heights = [annex2.row_dimensions[row].height for row in (4, 5)]
    assert heights == [36, 21]


def test_a_list_longer_than_a_sheet_may_have_links_keeps_every_address_as_text():
    rows = [("甲", f"https://example.cn/licences/{number}/") for number in range(65_531)]
    table = Table("明细", ("许可", "链接"), ("text", "link"), rows)
    page = opened(draw(Book("月报", "大连市", MADE, (), (table,))))["明细"]
    assert [page.cell(row, 2).value for row in (2, 65_532)] == [rows[0][1], rows[-1][1]]
    assert page.cell(2, 2).hyperlink is None
