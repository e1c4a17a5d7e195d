"""Every row of a sheet is on one of its pictures, whole."""

import pytest
from openpyxl import Workbook
from PIL import Image

from tests.walk.drawings import MARGIN, TALLEST, draw, pieces

ROWS = 400


@pytest.fixture
def workbook(tmp_path):
    book = Workbook()
    book.active.append(["只有一行"])
    long = book.create_sheet("明细")
    for n in range(ROWS):
        long.append([n, f"第{n}行"])
    book.save(tmp_path / "return.xlsx")
    return tmp_path / "return.xlsx"


def height_of(picture):
    with Image.open(picture) as opened:
        return opened.height


def test_a_long_sheet_is_kept_as_several_pictures_a_short_one_as_one(workbook, browser):
    with browser.new_context() as context:
        first, *others = [height_of(each) for each in draw(workbook, context.new_page())]
    assert first < 200
    assert len(others) > 1
    assert max(others) <= TALLEST + MARGIN
    assert sum(others) > ROWS * 20


def test_pictures_follow_each_other_and_end_below_the_last_row():
    bottoms = [60.0 + 30 * n for n in range(ROWS)]
    parts = pieces(bottoms)
    assert parts[0][0] == 0
    assert [end for _start, end in parts[:-1]] == [start for start, _end in parts[1:]]
    assert parts[-1][1] == bottoms[-1] + MARGIN
    assert {end for _start, end in parts[:-1]} < set(bottoms)


def test_a_row_taller_than_a_picture_has_one_of_its_own():
    assert pieces([30.0, 30.0 + 2 * TALLEST, 60.0 + 2 * TALLEST]) == [
        (0.0, 30.0),
        (30.0, 30.0 + 2 * TALLEST),
        (30.0 + 2 * TALLEST, 60.0 + 2 * TALLEST + MARGIN),
    ]


def test_an_empty_sheet_is_kept_too():
    assert pieces([]) == [(0.0, 2.0 * MARGIN)]
