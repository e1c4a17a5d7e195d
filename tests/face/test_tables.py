"""A table shows what it was given, as words, and each cell knows its column."""

import pytest
from django.template.loader import render_to_string
from lxml import html

COLUMNS = [{"word": "编号"}, {"word": "金额", "unit": "万元", "kind": "number"}, {"word": "状态"}]


def drawn(*rows, totals=None):
    page = render_to_string("components/table.html", {"columns": COLUMNS, "rows": rows, "totals": totals})
    return html.fromstring(page)


def words(cell):
    return cell.text_content().strip()


def test_a_name_that_looks_like_markup_is_shown_as_words():
    hostile = "<b>厂</b>\"'"
    table = drawn([{"text": hostile, "href": '/x/"onclick="'}, "1", {"text": hostile, "status": "active"}])
    assert [words(cell) for cell in table.xpath("//tbody//*[self::th or self::td]")] == [hostile, "1", hostile]
    [link] = table.xpath("//tbody//a")
    assert link.get("href") == '/x/"onclick="'
    assert not table.xpath("//tbody//b")


def test_the_first_cell_heads_its_row_and_the_others_name_their_column_with_its_unit():
    [row] = drawn(["甲", "1", "有效"]).xpath("//tbody/tr")
    assert [cell.tag for cell in row] == ["th", "td", "td"]
    assert [cell.get("data-head") for cell in row] == [None, "金额（万元）", "状态"]
    assert row[1].get("class") == "number"


def test_the_same_status_says_its_word_in_each_row():
    table = drawn(["甲", "1", {"text": "有效", "status": "active"}], ["乙", "2", {"text": "现行", "status": "active"}])
    assert [words(cell) for cell in table.xpath("//tbody/tr/td[2]")] == ["有效", "现行"]


def test_totals_stand_under_their_columns():
    [row] = drawn(["甲", "1", ""], totals=["合计", "1", ""]).xpath("//tfoot/tr")
    assert [words(cell) for cell in row] == ["合计", "1", ""]


def test_a_row_with_too_few_cells_is_never_shown():
    with pytest.raises(ValueError, match="zip"):
        drawn(["甲", "1"])
