"""The package that a province hands to the nation (HB-21): workbook, the patents, a data file, the list of hashes.

With them go the reports that the province told the nation, each as it was told last, and what was enclosed.

Drawn from facts as known at an instant, so that the same month and knowledge give the same bytes.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from reporting.facts import Opening
from reporting.forms import Sheet, form
from reporting.measures import figures, opened
from reporting.models import SummaryEdition, SummaryPaper
from reporting.package import archive_of
from reporting.periods import BEIJING, Month
from reporting.report import Report, compose
from reporting.summary_paper import as_print
from reporting.workbook import Book, draw, file_name
from tenancy.models import Region
from tenancy.refusals import Refused

PATENTS = "cn-patents"


def draw_package(root: Region, month: Month, *, known_at: datetime, number: int, author: str) -> tuple[str, bytes]:
    """Name and bytes. Call inside the scope of the province."""
    report = compose(root, month, known_at=known_at, made_at=known_at, edition=number, author=author)
    files = {
        file_name(root.name, report.statistics.form.name, month, number): draw(report.book()),
        file_name(root.name, form(PATENTS).name, month, number): draw(_patents(report)),
        "数据.json": json.dumps(_data(report), ensure_ascii=False, indent=1, sort_keys=True).encode(),
        **dict(_reports(known_at)),
    }
    name = file_name(root.name, "开放许可专利信息汇总包", month, number).replace(".xlsx", ".zip")
    return name, archive_of(files)


def _reports(known_at: datetime) -> Iterator[tuple[str, bytes]]:
    """The province's own reports, each as told last by then, and the papers that were enclosed."""
    told = SummaryEdition.objects.filter(summary__collector=None, known_at__lte=known_at)
    newest = told.order_by("summary_id", "-number").distinct("summary_id").select_related("summary__region")
    for edition in newest:
        folder = f"总结报告/{edition.summary}-第{edition.number}版"
        yield f"{folder}/{edition.summary}.pdf", as_print(edition)
        for number, (name, digest, _size) in enumerate(edition.papers, start=1):
            yield f"{folder}/附件{number}-{name}", _bytes_of(edition, name, digest)


def _bytes_of(edition: SummaryEdition, name: str, digest: str) -> bytes:
    """Those that were enclosed, or none: a file that is gone or changed is not handed on."""
    paper = SummaryPaper.objects.filter(summary=edition.summary_id, sha256=digest).first()
    content = b""
    if paper and paper.file.storage.exists(str(paper.file.name)):
        with paper.file.open() as file:
            content = file.read()
    if hashlib.sha256(content).hexdigest() != digest:
        raise Refused(
            _("“%(what)s”的附件“%(name)s”缺失或者已损坏，请先从备份恢复。") % {"what": edition.summary, "name": name}
        )
    return content


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
