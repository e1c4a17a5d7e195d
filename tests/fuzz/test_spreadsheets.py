"""B10: workbooks as offices really send them. Each goes in whole, or stays out whole with cell and reason."""

import io
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from declarations.batch import account, services, template
from declarations.models import Declaration
from declarations.models.batches import BatchState
from tenancy.refusals import Refused
from tests.batch.sheets import FIRST, column, filled, saved, sheet_row, sheet_rows
from tests.fuzz.tally import Tally, volume

IN, OUT = "goes in", "stays out"
# One cell of the second of three rows, as somebody typed it: question, what stands there, what becomes of the file.
CELLS = [
    ("patent_number", "ZL２０１９１０００９００２．Ｘ", None),
    ("patent_number", "201910009002", None),
    ("patent_number", 2.0191e12, OUT),
    ("patent_number", "ZL 2019 1 0009002.X", None),
    ("patent_number", "专利号：ZL201910009002.X", None),
    ("patent_number", "", OUT),
    ("patent_number", "见附件", OUT),
    ("patent_number", "ZL201910009001.1、ZL201910009003.8", OUT),
    ("patent_number", "US10123456B2", OUT),
    ("patent_number", "'ZL201910009002.X", None),
    ("title", "", OUT),
    ("title", "长" * 400, OUT),
    ("title", "=1+1", None),
    ("title", "一种\n电机", IN),
    ("title", "  一种电机  ", IN),
    ("title", 12345, IN),
    ("title", "𠮷田式电机", IN),
    ("title", "电机（改）", IN),
    ("filed_on", "2019年5月6日", IN),
    ("filed_on", "2019.5.6", IN),
    ("filed_on", "20190506", IN),
    ("filed_on", "2019/05/06", IN),
    ("filed_on", datetime(2019, 5, 6), IN),
    ("filed_on", date(2019, 5, 6), IN),
    ("filed_on", 43591, None),
    ("filed_on", "去年五月", OUT),
    ("filed_on", "2019-02-30", OUT),
    ("filed_on", "2019-13-01", OUT),
    ("filed_on", "0001-01-01", OUT),
    ("granted_on", "2018-01-01", OUT),
    ("granted_on", "#N/A", None),
    ("fee.kind", "一次性总付", None),
    ("fee.kind", "面议", OUT),
    ("fee.kind", "", OUT),
    ("fee.kind", "现金", OUT),
    ("fee.kind", "免费", None),
    ("fee.amount", "￥50,000", OUT),
    ("fee.amount", "5万元", OUT),
    ("fee.amount", "5万", OUT),
    ("fee.amount", "50000元", OUT),
    ("fee.amount", "５００００", IN),
    ("fee.amount", 50000, IN),
    ("fee.amount", 50000.5, IN),
    ("fee.amount", 0.1, IN),
    ("fee.amount", -5, OUT),
    ("fee.amount", "面议", OUT),
    ("fee.amount", "5-8万", OUT),
    ("fee.amount", "约5万", OUT),
    ("fee.amount", "", OUT),
    ("fee.amount", "9" * 40, OUT),
    ("fee.amount", "1e99", OUT),
    ("fee.amount", "NaN", OUT),
    ("fee.amount", True, OUT),
    ("starts_on", "签订之日", OUT),
    ("starts_on", "", OUT),
    ("ends_on", "2026-06-30", OUT),
    ("ends_on", "长期", OUT),
    ("ends_on", "2199-12-31", OUT),
    ("ends_on", "9999-12-31", OUT),
    ("territory", "", None),
    ("territory", "全国", IN),
    ("contact_name", "", None),
    ("contact_phone", "", None),
    ("contact_phone", "138 1234 5678", IN),
    ("contact_phone", 13812345678, IN),
    ("contact_phone", "无", None),
    ("classification", "H02P 21/00", IN),
    ("classification", "电机", None),
]
# What stands there is in order, and what another cell says no longer fits.
TOLD_AT = {("fee.kind", "免费"): "fee.amount"}
TRIED = CELLS[:: volume(whole=1, share=7)]


def handed_in(content: bytes, by):
    batch, _again = services.receive(content, "声明.xlsx", by=by, at_once=False)
    return services.run(batch)


def test_a_cell_as_somebody_typed_it_goes_in_or_is_named(zhang):
    tally = Tally("B10 cells as typed")
    for number, (key, typed, expected) in enumerate(TRIED):
        first = 5001 + 10 * CELLS.index((key, typed, expected))
        rows = [sheet_row(first), sheet_row(first + 1, **{key.replace(".", "__"): typed}), sheet_row(first + 2)]
        before = Declaration.objects.count()
        batch = tally.timed(lambda: handed_in(filled(rows), zhang))  # noqa: B023
        taken = Declaration.objects.count() - before
        outcome = IN if batch.state == BatchState.DONE else OUT
        if taken not in (0, 3) or (outcome == IN) != (taken == 3) or expected not in (None, outcome):
            tally.bad.append(f"{number} {key} {typed!r}: {outcome}, {taken} of 3; {said(batch)}")
        if outcome == OUT and not told_at(batch, FIRST + 1, TOLD_AT.get((key, typed), key)):
            tally.bad.append(f"{number} {key} {typed!r}: not told at its cell; {said(batch)}")
    tally.close()


def told_at(batch, row: int, key: str) -> bool:
    """Whether the row is refused with a sentence at the very cell in which the answer stands."""
    at = column(key) - 1
    return any(
        remark["level"] == "fault" and remark["at"] == at and remark["sentence"]
        for line in batch.lines.filter(number=row)
        for remark in line.remarks
    )


def said(batch) -> list[str]:
    return [remark["sentence"] for line in batch.lines.all() for remark in line.remarks if remark["level"] == "fault"]


def cells(batch) -> list[str]:
    """Where the faults are told, as the page of the batch says it: "C5 专利号"."""
    lines = account.shown(batch, "refused", None)["page"].object_list
    return [remark["cell"] for line in lines for remark in line.remarks if remark["level"] == "fault"]


def changed(book_of):
    """The filled template after somebody's hand: three rows."""
    book = load_workbook(io.BytesIO(filled(sheet_rows(3, 7001))))
    book_of(book, book[template.SHEET])
    return saved(book)


def blank_rows(_book, sheet):
    sheet.insert_rows(FIRST + 1, 3)


def merged(_book, sheet):
    place = column("territory")
    sheet.merge_cells(start_row=FIRST, end_row=FIRST + 2, start_column=place, end_column=place)


def hidden_rows(_book, sheet):
    sheet.row_dimensions[FIRST + 1].hidden = True


def second_sheet(book, _sheet):
    book.create_sheet("备注").append(["请尽快发布"])


def hidden_sheet(book, _sheet):
    book.create_sheet("旧表").sheet_state = "hidden"


def another_first_sheet(book, _sheet):
    book.create_sheet("封面", 0).append(["2026年报送"])


def footer(_book, sheet):
    sheet.cell(FIRST + 5, column("patent_number"), "合计：3件")


def formula(_book, sheet):
    sheet.cell(FIRST, column("fee.amount"), "=20000+30000")


def wide_format(_book, sheet):
    sheet.cell(FIRST + 900, column("title")).number_format = "@"


def filter_on(_book, sheet):
    sheet.auto_filter.ref = f"A{FIRST - 1}:F{FIRST + 2}"


def comments_and_colours(_book, sheet):
    sheet.cell(FIRST, column("title")).style = "Bad"


HANDS = [
    blank_rows,
    merged,
    hidden_rows,
    second_sheet,
    hidden_sheet,
    another_first_sheet,
    footer,
    formula,
    wide_format,
    filter_on,
    comments_and_colours,
]


@pytest.mark.parametrize("hand", HANDS[:: volume(whole=1, share=4)], ids=lambda hand: hand.__name__)
def test_a_template_after_somebodys_hand_goes_in_whole_or_not_at_all(zhang, hand):
    try:
        batch = handed_in(changed(hand), zhang)
    except Refused:
        assert not Declaration.objects.exists()
        return
    count = Declaration.objects.count()
    assert count == (3 if batch.state == BatchState.DONE else 0)
    assert batch.state == BatchState.DONE or (said(batch) and all(cells(batch)))
