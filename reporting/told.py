"""What was told, read back from an edition: the page of a filed return shows these cells and counts nothing again."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from reporting.checks import RULES
from reporting.forms import DRAFT_NOTE, Column, Sheet, form_of
from reporting.models import Edition, Return
from reporting.periods import BEIJING
from reporting.units import arrangement
from tenancy.database.prepared import prepared
from tenancy.models import Region


@dataclass(frozen=True)
class Told:
    """The sheets of an edition, and the units whose rows stand in them."""

    sheets: tuple[Sheet, ...]
    units: tuple[Region, ...] = ()


@prepared()
def editions_of(filing: Return) -> list[Edition]:
    """The last one first, without the files."""
    return list(filing.told.defer("workbook").order_by("-number"))


def told_by(edition: Edition) -> Told:
    filing = edition.filing
    sheets = sorted(map(_sheet, edition.cells.values(), [edition] * len(edition.cells)), key=_list_last)
    units = () if filing.organisation_id else arrangement(filing.region, filing.period).units
    return Told(tuple(sheets), tuple(units))


def checks_passed() -> list[dict[str, Any]]:
    """No return is filed unless they hold."""
    held = [rule for rule in RULES if rule.blocks]
    return [{"title": rule.title, "found": [], "tone": "pass", "word": _("上报时通过")} for rule in held]


def _list_last(sheet: Sheet) -> bool:
    """The database keeps no order of the sheets: the figures come first, then the list of projects."""
    return sheet.form.rows == "licences"


def _sheet(cells: dict[str, Any], edition: Edition) -> Sheet:
    of, filing = form_of(cells), edition.filing
    told = edition.known_at.astimezone(BEIJING)
    return Sheet(
        form=replace(of, title=cells["title"].replace("{", "{{").replace("}", "}}")),  # as it was called then
        unit=filing.place_name,
        as_of=filing.period.as_of_words,
        filled_on=f"{told.year}年{told.month}月{told.day}日",
        rows=tuple(_row(of.columns, row) for row in cells["rows"]),
        totals=_row(of.columns, cells["totals"]),
        extra_notes=tuple(note for note in cells["notes"] if note not in (*of.notes, DRAFT_NOTE)),
    )


def _row(columns: tuple[Column, ...], row: list[Any]) -> tuple[Any, ...]:
    return tuple(_value(column.kind, value) for column, value in zip(columns, row, strict=False))


def _value(kind: str, value: Any) -> Any:
    """Amounts and days were kept as text."""
    if value in ("", None):
        return value
    if kind == "wan":
        return Decimal(value)
    return date.fromisoformat(value) if kind == "date" else value
