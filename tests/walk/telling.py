"""The month's tables from the unit to the province, and the rows behind a figure."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.walk.patents import FEE, Story
from tests.walk.person import Person

COUNTED = ("达成许可总数", "其中,达成收费许可总数", "达成收费许可的总金额")


def opens_return(who: Person, place: str, month: str) -> None:
    who.turns_to("做好统计总结")
    who.sees(f"{month} 月报")
    who.follows(place)
    who.sees("报送期限")


def tells(who: Person, place: str, month: str, *shown: str) -> None:
    """上报, with a word on whatever the checks remark."""
    opens_return(who, place, month)
    who.sees(*shown)
    who.writes("说明", "已核对")
    who.presses("上报")
    who.sees("已办理：上报")


def gathers(who: Person, place: str, month: str) -> None:
    opens_return(who, place, month)
    who.presses("审收并锁定")
    who.sees("已办理：审收并锁定")


def takes_workbook(who: Person, place: str, month: str) -> Path:
    opens_return(who, place, month)
    who.takes("打印件（PDF）", "return.pdf")
    return who.takes("工作簿", "return.xlsx")


def counts(workbook: Path, story: Story, licensees: list[str]) -> None:
    """The table counts each licence once and adds the fees; the list has a line for each, with patent and fee."""
    book = load_workbook(workbook, data_only=True)
    table, listed = (list(sheet.iter_rows(values_only=True)) for sheet in (book.worksheets[0], book["附件2"]))
    fee, number = FEE / 10_000, len(licensees)
    whole = next(row for row in table if row[0] == "合计")
    assert [whole[column(table, head)] for head in COUNTED] == [number, number, pytest.approx(number * fee)]
    lines = {row[2]: row[3:5] for row in listed if story.university in str(row[1])}
    assert lines == dict.fromkeys(licensees, (story.patent, fee)), lines
    assert next(row for row in listed if row[0] == "合计")[4] == pytest.approx(number * fee)


def column(table: list[tuple[object, ...]], head: str) -> int:
    return next(at for row in table for at, cell in enumerate(row) if str(cell).startswith(head))


def drills_down(who: Person, story: Story) -> None:
    """Behind a figure lie as many rows as it says."""
    figure = who.main.locator("tfoot a").first
    said = int(figure.inner_text())
    who.goes(figure)
    who.sees(f"共 {said} 行")
    rows = who.main.locator("tbody tr").count()
    assert said == rows, (said, rows)
    assert said, story.city
    assert re.search("没有明细", who.main.inner_text()) is None
