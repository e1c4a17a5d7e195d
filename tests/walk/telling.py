"""The month's tables from the unit to the province, and the rows behind a figure."""

import re
from pathlib import Path

from openpyxl import load_workbook

from tests.walk.patents import Story
from tests.walk.person import Person


def opens_return(who: Person, place: str, month: str) -> None:
    who.opens(f"/returns/?month={month}")
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


def holds(workbook: Path, *words: str) -> None:
    """Opened with a library: every sheet can be read, and the words stand in its cells."""
    book = load_workbook(workbook, data_only=True)
    cells = {
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    }
    assert not [each for each in words if not any(each in cell for cell in cells)], sorted(cells)[:40]


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
