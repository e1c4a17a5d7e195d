"""更正前 beside 更正后: which cells of a table changed between two editions."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from reporting.forms import Column, Sheet
from reporting.tables import as_printed
from reporting.workbook import Table

Cells = Mapping[str, Mapping[str, Sequence[Any]]]
Row = dict[str, Any]
Pair = tuple[str, Row, Row]
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
    numbered = {column.key for column in columns if column.kind == "serial"}
    old, new = before.get(name, {}), after.get(name, {})
    left, right = _rows(old, keys), _rows(new, keys)
    for row, was, told in (*_pairs(left, right, numbered), *_totals(old, new, keys)):
        for column in columns:
            one, other = (_shown(column, side.get(column.key, "")) for side in (was, told))
            if one != other:
                yield Difference(name, row, column.label, one, other)


def _shown(column: Column, value: Any) -> str:
    """As the tables print it: an amount that was told as 0 and is told as 0.0000 is the same."""
    return as_printed(Decimal(value)) if column.kind == "wan" and value not in ("", None) else str(value)


def _rows(cells: Mapping[str, Sequence[Any]], keys: Sequence[str]) -> list[Row]:
    return [dict(zip(cells.get("columns", keys), row, strict=False)) for row in cells.get("rows", ())]


def _totals(old: Mapping[str, Sequence[Any]], new: Mapping[str, Sequence[Any]], keys: Sequence[str]) -> list[Pair]:
    was, told = (dict(zip(one.get("columns", keys), one.get("totals", ()), strict=False)) for one in (old, new))
    return [("合计", was, told)]


def _pairs(old: Sequence[Row], new: Sequence[Row], numbered: Set[str]) -> Iterable[Pair]:
    """Rows that belong together: one that came in between makes no difference of all that stand below it."""
    was, told = ([str({**row, **dict.fromkeys(numbered)}) for row in side] for side in (old, new))
    for tag, first, last, begin, end in SequenceMatcher(None, was, told, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for one, other in zip_longest(range(first, last), range(begin, end)):
            row = f"第{other + 1}行" if other is not None else f"更正前第{one + 1}行"
            yield row, {} if one is None else old[one], {} if other is None else new[other]


def difference_table(found: Sequence[Difference]) -> Table:
    rows = [(one.sheet, one.row, one.column, one.before, one.after) for one in found]
    rows = rows or [("各表", "", "各栏与上一版相同", "", "")]
    return Table("更正", HEADS, ("text",) * 5, rows, (12.0, 12.0, 40.0, 30.0, 30.0))
