"""A plain sheet written row after row: what comes back is what went in, and a long one needs no more memory."""

import io
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from publication.sheet_stream import SheetStream

TEXTS = ["发明", "=HYPERLINK(1)", "a&b<c>\"d'", " 两端有空格 ", "一行\n两行\t三", "201010596747.X", "0007", "１"]


def written(*rows, heads=("甲", "乙")):
    memory = io.BytesIO()
    with SheetStream(memory, "公开信息", heads) as sheet:
        for row in rows:
            sheet.write(row)
    return memory


def cells(memory):
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(memory)["公开信息"].iter_rows()]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_comes_back_as_it_was_for_every_reader(text):
    memory = written([text, "后"])
    assert cells(memory)[1] == [text, "后"]
    assert CalamineWorkbook.from_filelike(io.BytesIO(memory.getvalue())).get_sheet_by_index(0).to_python()[1] == [
        text,
        "后",
    ]


@pytest.mark.parametrize(("text", "kept"), [("铃\x07声", "铃_x0007_声"), ("_x0041_", "_x005F_x0041_")])
def test_what_xml_cannot_hold_is_written_in_the_way_of_the_format(text, kept):
    [page] = [text for name, text in parts(written([text])).items() if name.endswith("sheet1.xml")]
    assert f">{kept}<" in page
    assert cells(written([text]))[1][0]


def parts(memory):
    with openpyxl.reader.excel.ZipFile(memory) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_numbers_days_and_moments_stay_what_they_are_and_nothing_stays_empty():
    moment = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
    values = [Decimal("12.50"), 7, True, date(2026, 2, 3), moment, None, ""]
    row = openpyxl.load_workbook(written(values, heads="abcdefg")).active[2]
    assert [cell.value for cell in row[:5]] == [12.5, 7, True, datetime(2026, 2, 3), datetime(2026, 3, 2, 0, 30)]
    assert [cell.number_format for cell in row[3:5]] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm"]
    assert [cell.value for cell in row[5:]] == [None, None]


def test_heads_are_bold_and_stay_in_sight_with_the_first_column():
    sheet = openpyxl.load_workbook(written(["1", "2"])).active
    assert [cell.value for cell in sheet[1]] == ["甲", "乙"]
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "B2"


def test_a_reader_that_goes_row_by_row_finds_them_all():
    """Such a reader believes what a sheet says of its extent; this one says nothing."""
    sheet = openpyxl.load_workbook(written(*[[str(n), ""] for n in range(50)]), read_only=True).active
    assert len(list(sheet.iter_rows())) == 51


def test_a_long_sheet_needs_no_more_memory_than_a_short_one(tmp_path):
    def most(rows):
        tracemalloc.start()
        with (tmp_path / "long.xlsx").open("wb") as sink, SheetStream(sink, "长", ["甲"] * 5) as sheet:
            for n in range(rows):
                sheet.write([f"第{n}件", n, "专利权人", None, "许可"])
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    assert most(10_000) < most(1_000) * 1.1
