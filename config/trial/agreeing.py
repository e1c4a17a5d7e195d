"""What the steps of a trial must have in common: each sentence says what differs; none means that all agrees."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from declarations.batch.remarks import Level
from declarations.models import Batch
from declarations.models.batches import Outcome
from publication.models import Record
from reporting.measures import MEASURES

OPENED = MEASURES["patents_opened"].name
MEASURE_AT, DAY_AT, LINK_AT = 0, 5, 6  # cells of a row of the sheet 明细
Row = tuple[Any, ...]


def rows_unaccounted(batch: Batch) -> Iterator[str]:
    """Each row of the sheet is in, or is refused and says why."""
    told = batch.lines.values("number").distinct().count()
    if told != batch.rows:
        yield f"{batch.rows} rows in the sheet, {told} accounted for"
    lines = batch.lines.count()
    if batch.taken + batch.refused != lines:
        yield f"{lines} patents in the rows, {batch.taken} in and {batch.refused} refused"
    refused = batch.lines.filter(outcome=Outcome.REFUSED)
    silent = sum(not any(said["level"] == Level.FAULT and said["sentence"] for said in row.remarks) for row in refused)
    if silent:
        yield f"{silent} rows refused without a reason"


def differing(**figures: int) -> Iterator[str]:
    """Whether all are one number; their names say what they are of."""
    if len(set(figures.values())) > 1:
        yield ", ".join(f"{name.replace('_', ' ')} {n}" for name, n in figures.items())


def unreported(rows: list[Row], published: list[Record], month: str) -> Iterator[str]:
    """Beneath the figure of opened patents stands each record that the listing published in the month."""
    opened = [row for row in rows if row[MEASURE_AT] == OPENED and f"{row[DAY_AT]:%Y-%m}" == month]
    links = {str(row[LINK_AT]).rstrip("/").rsplit("/", 1)[-1] for row in opened}
    told = sum(record.number in links for record in published)
    yield from differing(published_in_the_month=len(published), in_the_figure_of_the_workbook=told)


def detail(folder: Path) -> list[Row]:
    """The sheet 明细 without its head."""
    [statistics] = [path for path in folder.glob("*.xlsx") if "项目清单" not in path.name]
    book: Any = load_workbook(statistics, read_only=True)
    return list(book["明细"].iter_rows(min_row=2, values_only=True))
