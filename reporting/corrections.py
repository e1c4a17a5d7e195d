"""更正前 beside 更正后: which cells of a table changed between two editions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from reporting.forms import Sheet
from reporting.workbook import Table

Cells = Mapping[str, Mapping[str, Sequence[Any]]]
HEADS = ("表", "行", "栏目", "更正前", "更正后")


@dataclass(frozen=True)
class Difference:
    """One cell. A row that was not there before, or is not any more, differs in each of its cells."""

    sheet: str
    row: str
    column: str
    before: str
    after: str


def differences(sheets: Iterable[Sheet], before: Cells, after: Cells) -> list[Difference]:
    """Of all tables, in their order."""
    return [difference for sheet in sheets for difference in _of_sheet(sheet, before, after)]


def _of_sheet(sheet: Sheet, before: Cells, after: Cells) -> Iterable[Difference]:
    name, columns = sheet.form.sheet, sheet.form.columns
    keys = [column.key for column in columns]
    old, new = before.get(name, {}), after.get(name, {})
    rows = [*zip_longest(old.get("rows", ()), new.get("rows", ()), fillvalue=())]
    named = [(f"第{n}行", *pair) for n, pair in enumerate(rows, start=1)]
    for row, left, right in (*named, ("合计", old.get("totals", ()), new.get("totals", ()))):
        was = dict(zip(old.get("columns", keys), left, strict=False))
        told = dict(zip(new.get("columns", keys), right, strict=False))
        for column in columns:
            one, other = was.get(column.key, ""), told.get(column.key, "")
            if one != other:
                yield Difference(name, row, column.label, str(one), str(other))


def difference_table(found: Sequence[Difference]) -> Table:
    rows = [(one.sheet, one.row, one.column, one.before, one.after) for one in found]
    return Table("更正", HEADS, ("text",) * 5, rows, (12.0, 12.0, 40.0, 30.0, 30.0))
