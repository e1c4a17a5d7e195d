"""The package that a province hands to the nation (HB-21): workbook, the patents, a data file, the list of hashes.

Drawn from facts as known at an instant, so that the same month and knowledge give the same bytes.
"""

import json
from datetime import datetime
from typing import Any

from reporting.facts import Opening
from reporting.forms import Sheet, form
from reporting.measures import figures, opened
from reporting.package import archive_of
from reporting.periods import BEIJING, Month
from reporting.report import Report, compose
from reporting.workbook import Book, draw, file_name
from tenancy.models import Region

PATENTS = "cn-patents"


def draw_package(root: Region, month: Month, *, known_at: datetime, number: int, author: str) -> tuple[str, bytes]:
    """Name and bytes. Call inside the scope of the province."""
    report = compose(root, month, known_at=known_at, made_at=known_at, edition=number, author=author)
    files = {
        file_name(root.name, report.statistics.form.name, month, number): draw(report.book()),
        file_name(root.name, form(PATENTS).name, month, number): draw(_patents(report)),
        "数据.json": json.dumps(_data(report), ensure_ascii=False, indent=1, sort_keys=True).encode(),
    }
    name = file_name(root.name, "开放许可专利信息汇总包", month, number).replace(".xlsx", ".zip")
    return name, archive_of(files)


def _patents(report: Report) -> Book:
    rows = [
        (n, one.record_number, one.patent_number, one.title, one.owner_names, _day(one), _state(one))
        for n, one in enumerate(opened(report.facts), start=1)
    ]
    day = report.filled_on
    filled = f"{day.year}年{day.month}月{day.day}日"
    sheet = Sheet(form(PATENTS), report.region.name, report.month.as_of_words, filled, tuple(rows))
    return Book(sheet.title, report.author, report.made_at, (sheet,))


def _data(report: Report) -> dict[str, Any]:
    """The same for machines: amounts as text, days as ISO."""
    known = report.instant.known_at
    return {
        "province": report.region.code,
        "month": str(report.month),
        "known_at": known.isoformat() if known else None,
        "scheme": "pilot",
        "figures": {key: str(value) for key, value in figures(report.facts).items()},
        "patents": [
            {
                "record_number": one.record_number,
                "patent_number": one.patent_number,
                "title": one.title,
                "owners": one.owner_names,
                "opened_on": _day(one).isoformat(),
                "in_force": one.in_force,
            }
            for one in opened(report.facts)
        ],
        "licences": [
            {
                "number": one.number,
                "patent_numbers": list(one.patent_numbers),
                "is_free": one.is_free,
                "amount_yuan": str(one.amount),
                "concluded_on": one.concluded_at.astimezone(BEIJING).date().isoformat(),
            }
            for one in report.facts.licences
        ],
    }


def _day(one: Opening) -> Any:
    return one.opened_at.astimezone(BEIJING).date()


def _state(one: Opening) -> str:
    return "公开中" if one.in_force else "已撤回" if one.is_withdrawn else "已届满或者中止"
