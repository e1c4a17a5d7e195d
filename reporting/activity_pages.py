"""The year list of trainings, inspections and publicity: by unit with counts, the silent ones too, and each entry."""

import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from reporting.facts import home_of
from reporting.models import Activity
from reporting.models.activities import ActivityKind
from reporting.periods import BEIJING, Instant
from reporting.units import LADDER, followed, units_beneath
from tenancy.actors import Actor
from tenancy.models import Region
from tenancy.numerals import read_numeral
from tenancy.roles import Right

FIRST_YEAR = 2022  # the pilot began
MOST_YEARS = 100


@dataclass
class UnitYear:
    """What one unit and those beneath it held in a year: how many of each kind, and for how many people."""

    region: Region
    events: Counter[str] = field(default_factory=Counter)
    persons: int = 0

    def add(self, activity: Activity) -> None:
        self.events[activity.kind] += 1
        self.persons += activity.persons

    @property
    def total(self) -> int:
        return self.events.total()

    @property
    def misses(self) -> list[str]:
        """The kinds of which nothing was told."""
        return [str(kind.label) for kind in ActivityKind if not self.events[kind]]


def year_of(asked: str) -> int:
    """The year asked for; without one that can be meant, this year."""
    year = read_numeral(asked) or 0
    return year if FIRST_YEAR <= year < FIRST_YEAR + MOST_YEARS else timezone.localdate().year


def held_in(actor: Actor, year: int) -> list[Activity]:
    """What stands of that year and may be seen, the newest first, in one query."""
    first, end = (datetime(each, 1, 1, tzinfo=BEIJING) for each in (year, year + 1))
    standing = Activity.objects.visible_to(actor).standing().select_related("region")
    return list(standing.filter(effective_at__gte=first, effective_at__lt=end))


def by_unit(actor: Actor, activities: Sequence[Activity], year: int) -> list[UnitYear]:
    """The own office first, then each unit beneath it with all that reports to it, whether it held anything or not.

    What a unit held that has ended since counts for the one that came in its place.
    """
    day = min(date(year, 12, 31), timezone.localdate())
    beneath = units_beneath(actor.region, list(LADDER), day)
    homes = _homes(actor.province.pk, day) if any(one.region.valid_to for one in activities) else {}
    own, units = UnitYear(actor.region), [UnitYear(region) for region in beneath]
    for activity in activities:
        path = home_of(activity.region.path, homes)
        next((unit for unit in units if path.startswith(unit.region.path)), own).add(activity)
    return [own, *units]


def _homes(province: int, day: date) -> Mapping[str, str]:
    """Who came in the place of whom by the end of a day."""
    return followed(province, Instant(datetime.combine(day + timedelta(days=1), time.min, tzinfo=BEIJING)))


def board_page(actor: Actor, asked: str) -> dict[str, Any]:
    """The counts by unit, who told nothing, and the list itself."""
    year = year_of(asked)
    activities = held_in(actor, year)
    units = by_unit(actor, activities, year)
    return {
        "year": year,
        "years": range(timezone.localdate().year, FIRST_YEAR - 1, -1),
        "figures": [
            {"name": kind.label, "value": sum(unit.events[kind] for unit in units), "unit": _("次")}
            for kind in ActivityKind
        ]
        + [{"name": _("参加人数"), "value": sum(unit.persons for unit in units), "unit": _("人次")}],
        "missing": [unit.region.name for unit in units[1:] if not unit.total],
        "unit_columns": unit_columns(),
        "unit_rows": [unit_cells(unit) for unit in units],
        "columns": columns(),
        "rows": [_row(activity) for activity in activities],
        "may_tell": actor.may(Right.FILE_RETURNS, Right.COLLECT_RETURNS),
    }


def unit_columns() -> list[dict[str, Any]]:
    kinds = [{"word": kind.label, "unit": _("次"), "kind": "number"} for kind in ActivityKind]
    persons = {"word": _("参加人数"), "unit": _("人次"), "kind": "number"}
    return [{"word": _("单位")}, *kinds, persons, {"word": _("尚未登记")}]


def unit_cells(unit: UnitYear) -> list[Any]:
    return [
        unit.region.name,
        *(unit.events[kind] for kind in ActivityKind),
        unit.persons,
        "、".join(unit.misses) or "—",
    ]


def columns() -> list[dict[str, Any]]:
    return [
        {"word": _("主题")},
        {"word": _("日期"), "kind": "date"},
        {"word": _("类别")},
        {"word": _("单位")},
        {"word": _("参加人数"), "unit": _("人次"), "kind": "number"},
        {"word": _("地点或者对象")},
    ]


def cells(activity: Activity) -> list[Any]:
    return [
        activity.topic,
        activity.held_on,
        str(activity.get_kind_display()),
        activity.region.name,
        activity.persons,
        activity.place or "—",
    ]


def _row(activity: Activity) -> list[Any]:
    topic, *rest = cells(activity)
    return [{"text": topic, "href": activity.get_absolute_url()}, *rest]


def year_book(actor: Actor, year: int) -> bytes:
    """Both tables of the page as a workbook; every text is written as text."""
    activities = held_in(actor, year)
    units = by_unit(actor, activities, year)
    memory = io.BytesIO()
    book = Workbook(memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _sheet(book, _("按单位"), unit_columns(), [unit_cells(unit) for unit in units])
    _sheet(book, _("逐次"), columns(), [cells(activity) for activity in activities])
    book.close()
    return memory.getvalue()


def _sheet(book: Workbook, title: str, heads: Sequence[dict[str, Any]], rows: Iterable[Sequence[Any]]) -> None:
    page = book.add_worksheet(title)
    head = book.add_format({"bold": True, "bottom": 1})
    page.freeze_panes(1, 1)
    page.set_column(0, len(heads) - 1, 18)
    for place, column in enumerate(heads):
        unit = f"（{column['unit']}）" if "unit" in column else ""
        page.write_string(0, place, f"{column['word']}{unit}", head)
    for n, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, int):
                page.write_number(n, place, cell)
            else:
                page.write_string(n, place, str(cell))


def show_page(activity: Activity, actor: Actor) -> dict[str, Any]:
    """One entry with its papers and those of the entries it replaced, and what became of it."""
    line = _line_of(activity)
    later = activity.corrected_by.first()
    is_own = activity.region_id == actor.region.pk and actor.may(Right.FILE_RETURNS, Right.COLLECT_RETURNS)
    return {
        "activity": activity,
        "later": later,
        "facts": [
            {"term": _("类别"), "value": activity.get_kind_display()},
            {"term": _("日期"), "value": activity.held_on},
            {"term": _("单位"), "value": activity.region.name},
            {"term": _("参加人数"), "value": str(activity.persons), "unit": _("人次")},
            {"term": _("地点或者对象"), "value": activity.place},
            {"term": _("内容和结果"), "value": activity.text},
        ],
        "papers": [(each, paper) for each in line for paper in each.papers.all()],
        "events": [
            {
                "word": _said(each),
                "when": each.recorded_at,
                "who": each.told_by_name,
                "text": each.reason,
                "status": "cancelled" if each.is_void else "done",
            }
            for each in line
        ],
        "may_change": is_own and not activity.is_void and later is None,
    }


def _line_of(activity: Activity) -> list[Activity]:
    """The entry and what it replaced, the newest first."""
    line = [activity]
    while line[-1].corrects:
        line.append(line[-1].corrects)
    return line


def _said(activity: Activity) -> str:
    if activity.is_void:
        return _("作废")
    return _("更正") if activity.corrects_id else _("登记")
