"""The nation's table: each province that takes part entered in turn, its rows put together, distinct counts afresh.

What a province told of the month stands beside what is counted now; where the two differ, a note says by how much.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from reporting import tables
from reporting.facts import Facts
from reporting.forms import form_of
from reporting.loading import counting_of, load
from reporting.measures import MEASURES
from reporting.models import Edition, Return
from reporting.periods import BEIJING, Instant, Month
from reporting.recount import recount
from reporting.tables import Frame, Unit
from reporting.workbook import Book, Table
from tenancy.models import Region
from tenancy.models.regions import NATION, Level, Province
from tenancy.scope import acting, current

FORM = "cn-summary"
COMPARED = ("owners_university_institute", "owners_enterprise", "patents_opened", "licences", "paid_amount")
DIFFERENCES = ("省份", "指标", "计量单位", "本省上报", "现按同一时点计数", "相差", "说明")
PROOF = ("省份", "指标", "表内", "另行重新计数", "结果")


@dataclass(frozen=True)
class Told:
    """What a province told of the month: its state in words, its figures by measure, its own packages."""

    status: str
    editions: int
    figures: Mapping[str, Any]
    known_at: datetime | None = None


@dataclass(frozen=True)
class Part:
    """One province in the nation's table."""

    region: Region
    facts: Facts
    recount: Mapping[str, Any]
    told: Told


@dataclass(frozen=True)
class NationalReport:
    """All provinces that take part, as of a month end, as known at an instant."""

    month: Month
    instant: Instant
    parts: tuple[Part, ...]
    made_at: datetime
    author: str = ""

    @cached_property
    def facts(self) -> Facts:
        """All rows; counted by the nation's own rules."""
        rows: dict[str, tuple[Any, ...]] = {}
        for part in self.parts:
            rows = {name: (*rows.get(name, ()), *more) for name, more in part.facts.parts.items()}
        return Facts(**rows, counting=counting_of(NATION, self.instant))

    @cached_property
    def sheet(self) -> tables.Sheet:
        units = [Unit(part.region.name, part.region.path) for part in self.parts]
        frame = Frame(Unit("全国", "100000."), self.month, self.made_at.astimezone(BEIJING).date())
        return tables.statistics(FORM, frame, self.facts, units)

    @cached_property
    def differences(self) -> list[tuple[Any, ...]]:
        """Where the table that a province told and the count of now disagree."""
        return [line for part in self.parts for line in _differences(part)]

    @property
    def proof(self) -> list[tuple[Any, ...]]:
        """Each figure of each province against a count written apart."""
        return [
            (part.region.name, MEASURES[key].name, told, counted, "符合" if told == counted else "不符")
            for part in self.parts
            for key, counted in part.recount.items()
            for told in (MEASURES[key].of(part.facts),)
        ]

    def book(self) -> Book:
        """The table, the differences, the proof."""
        beside = (
            Table("差异", DIFFERENCES, ("text", "text", "text", "wan", "wan", "wan", "text"), self.differences),
            Table("校验", PROOF, ("text", "text", "wan", "wan", "text"), self.proof),
            Table("说明", ("指标", "计量单位", "口径", "依据"), ("text",) * 4, tables.definitions(self._measures)),
        )
        return Book(self.sheet.title, self.author or "全国", self.made_at, (self.sheet,), beside)

    @property
    def _measures(self) -> list[str]:
        return [column.measure for column in self.sheet.form.columns if column.measure in MEASURES]


def compose_nation(month: Month, *, known_at: datetime, author: str = "") -> NationalReport:
    """Enter each province in turn. The same month and knowledge give the same cells."""
    instant = Instant.end_of(month, known_at)
    began = Province.objects.started().filter(started_on__lte=known_at.astimezone(BEIJING).date())
    roots = Region.objects.filter(level=Level.PROVINCE, province__in=began.exclude(pk=NATION))
    parts = [_part(root, month, instant) for root in roots.select_related("province").order_by("code")]
    return NationalReport(month, instant, tuple(parts), known_at, author)


def _part(root: Region, month: Month, instant: Instant) -> Part:
    with acting(province=root.province_id, user=current().user):
        facts = load(root.province_id, instant)
        return Part(root, facts, recount(root.province_id, root.path, instant), _told(root, month, instant))


def _told(root: Region, month: Month, instant: Instant) -> Told:
    """The province's own table of the month as it was told by then."""
    filing = Return.objects.of(month).filter(region=root, organisation=None).first()
    edition = (
        Edition.objects.filter(filing=filing, recorded_at__lte=instant.known_at).order_by("-number").first()
        if filing
        else None
    )
    if filing is None or edition is None:
        return Told("未上报", 0, {})
    return Told(filing.get_status_display(), edition.number, _figures(edition), edition.known_at)


def _figures(edition: Edition) -> dict[str, Any]:
    """The totals of the statistics that it told, by measure."""
    for cells in edition.cells.values():
        form = form_of(cells)
        told = cells["totals"] or (cells["rows"] or [[]])[0]
        figures = {column.measure: value for column, value in zip(form.columns, told, strict=False) if column.measure}
        if "patents_opened" in figures:
            return figures
    return {}


def _differences(part: Part) -> list[tuple[Any, ...]]:
    lines = []
    for key in COMPARED:
        measure = MEASURES[key].under(part.facts.counting)
        now, told = measure.of(part.facts), part.told.figures.get(key)
        if told not in (None, "") and now != (before := type(now)(told)):
            why = f"上报所知截至{part.told.known_at.astimezone(BEIJING):%Y-%m-%d %H:%M}，其后补记或更正"  # type: ignore[union-attr]
            lines.append((part.region.name, measure.name, measure.unit, before, now, now - before, why))
    return lines
