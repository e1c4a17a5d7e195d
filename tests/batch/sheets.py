"""Workbooks as people send them: the template filled in, and listings with heads of their own. All of it made up."""

import io
from datetime import date
from typing import Any

from openpyxl import Workbook, load_workbook

from declarations.batch import template
from declarations.batch.columns import columns_of
from tenancy.policy import policy_of
from tests.factories import days
from tests.factories.publication import patent_number

FIRST = template.FIRST + 1  # as the sheet counts


def blank(province: int = 21) -> bytes:
    return template.draw(policy_of(province), place="辽宁省", today=date(2026, 11, 1))


def column(key: str, province: int = 21) -> int:
    """Where a question stands in the template, as openpyxl counts."""
    keys = [each.key for each in columns_of(policy_of(province))]
    return keys.index(key) + 2


def sheet_row(n: int, **said: Any) -> dict[str, Any]:
    """A row that is in order, for an invention; `said` overrides, with __ for a dot."""
    row = {
        "patent_number": f"ZL{patent_number(n)}",
        "title": f"一种永磁电机控制装置{n}",
        "filed_on": "2019-05-06",
        "granted_on": "2021-08-03",
        "classification": "H02P21/00",
        "fee.kind": "一次总付",
        "fee.amount": "50000",
        "starts_on": f"{days.FIRST}",
        "ends_on": f"{days.LATEST}",
        "territory": "全国",
        "contact_name": "张伟",
        "contact_phone": "13812345678",
    }
    return row | {name.replace("__", "."): value for name, value in said.items()}


def sheet_rows(count: int, first: int = 9001) -> list[dict[str, Any]]:
    return [sheet_row(n) for n in range(first, first + count)]


def filled(rows: list[dict[str, Any]], province: int = 21) -> bytes:
    """The template with these rows, as a person would save it."""
    book = load_workbook(io.BytesIO(blank(province)))
    sheet = book[template.SHEET]
    for number, row in enumerate(rows, start=FIRST):
        for key, value in row.items():
            sheet.cell(number, column(key, province), value)
    return saved(book)


def listing(*rows: list[Any], sheet: str = "Sheet1") -> bytes:
    """A plain table with heads of its own."""
    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
