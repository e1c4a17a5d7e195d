"""One office's report of one month: tables, checks and evidence, ready to be looked at or drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from reporting import tables
from reporting.checks import Evidence, Finding, Rule, examine, marks_of
from reporting.evidence import measures_of, table_of
from reporting.facts import Facts
from reporting.kept import figures_at
from reporting.loading import load
from reporting.measures import Measure, figures, opened
from reporting.periods import BEIJING, Instant, Month
from reporting.recount import recount
from reporting.tables import Frame, Unit
from reporting.units import Arrangement, arrangement
from reporting.workbook import Book, Table
from tenancy.models import Region

CHECK_HEADS, CHECK_KINDS = ("校验", "结果", "说明"), ("text", "text", "text")
ABOUT_HEADS, ABOUT_KINDS = ("项目", "计量单位", "内容", "依据"), ("text", "text", "text", "text")


@dataclass(frozen=True)
class Report:
    """What an office tells of a month, as known at an instant."""

    arrangement: Arrangement
    month: Month
    instant: Instant
    facts: Facts
    before: Mapping[str, Any]
    recount: Mapping[str, Any]
    made_at: datetime
    edition: int = 1
    author: str = ""

    @property
    def region(self) -> Region:
        return self.arrangement.region

    @property
    def frame(self) -> Frame:
        return Frame(Unit(self.region.name, self.region.path), self.month, self.filled_on)

    @property
    def filled_on(self) -> date:
        return self.made_at.astimezone(BEIJING).date()

    @property
    def statistics_form(self) -> str:
        """Which shape of annex 1 this office uses."""
        if "city_statistics" in self.arrangement.forms:
            return tables.CITY_TABLE
        if not self.arrangement.units:
            return tables.ANNEX1
        return tables.ANNEX1_BESIDE if "county_statistics_beside" in self.arrangement.forms else tables.ANNEX1_UNITS

    @cached_property
    def plain_statistics(self) -> tables.Sheet:
        units = [Unit(region.name, region.path) for region in self.arrangement.units]
        return tables.statistics(self.statistics_form, self.frame, self.facts, units)

    @cached_property
    def plain_projects(self) -> tables.Sheet:
        links = [
            f"{settings.SITE_URL}{reverse('licensing:show', args=[licence.key])}" if licence.key else ""
            for licence in self.facts.licences
        ]
        return tables.projects(self.frame, self.facts, links)

    @cached_property
    def checks(self) -> list[tuple[Rule, list[Finding]]]:
        return examine(Evidence(self.plain_statistics, self.plain_projects, self.facts, self.before, self.recount))

    @property
    def findings(self) -> list[Finding]:
        return [finding for _rule, found in self.checks for finding in found]

    @property
    def faults(self) -> list[str]:
        """What keeps it from being submitted."""
        return [finding.sentence for finding in self.findings if finding.blocks]

    @property
    def warnings(self) -> list[str]:
        """What asks for a reason."""
        return [finding.sentence for finding in self.findings if not finding.blocks]

    @cached_property
    def statistics(self) -> tables.Sheet:
        return replace(self.plain_statistics, marks=marks_of(self.findings, "statistics"))

    @cached_property
    def projects(self) -> tables.Sheet:
        return replace(self.plain_projects, marks=marks_of(self.findings, "projects"))

    @property
    def sheets(self) -> tuple[tables.Sheet, ...]:
        return (self.statistics, self.projects)

    @property
    def is_nil(self) -> bool:
        """Nothing of this month: everything that it tells was so the month before, and nothing new stands in it."""
        if any(licence.concluded_at >= self.month.starts for licence in self.facts.licences):
            return False  # one that fell through may have gone as this one came
        if any(opening.opened_at >= self.month.starts for opening in opened(self.facts)):
            return False
        now = figures(self.facts)
        return all(now[key] == self.before.get(key) for key in now)

    @property
    def measures(self) -> list[Measure]:
        """Those that the columns of the table show, in their order."""
        shown = measures_of([column.measure for column in self.plain_statistics.form.columns])
        return [measure.under(self.facts.counting) for measure in shown]

    def book(self) -> Book:
        """The file with its five sheets (U40)."""
        beside = (table_of(self.measures, self.facts, settings.SITE_URL), self._proof(), self._about())
        title = self.plain_statistics.title
        return Book(title, self.author or self.region.name, self.made_at, self.sheets, beside)

    def ledger_book(self) -> Book | None:
        """XY-51: a total sheet and one for each unit, and for what belongs to none; none for the lowest level."""
        if not self.arrangement.units:
            return None
        units = [Unit(region.name, region.path) for region in self.arrangement.units]
        held = [(unit, self.facts.under(unit.path)) for unit in units]
        own = self.facts.outside([unit.path for unit in units])
        if own.licences:
            held.append((replace(self.frame.unit, name=f"{self.region.name}{tables.OWN_LEVEL}"), own))
        parts = [tables.projects(replace(self.frame, unit=unit), facts) for unit, facts in held]
        named = [self._named(self.plain_projects, tables.TOTAL)]
        named += [self._named(part, part.unit) for part in parts]
        return Book(self.plain_projects.title, self.author or self.region.name, self.made_at, tuple(named))

    @staticmethod
    def _named(sheet: tables.Sheet, name: str) -> tables.Sheet:
        return replace(sheet, form=replace(sheet.form, sheet=name))

    def _proof(self) -> Table:
        rows = [(rule.title, "符合", "") for rule, found in self.checks if not found]
        for rule, found in self.checks:
            rows += [(rule.title, "不符" if finding.blocks else "请说明", finding.sentence) for finding in found]
        return Table("校验", CHECK_HEADS, CHECK_KINDS, rows, (44.0, 12.0, 70.0))

    @property
    def address(self) -> str:
        """Where this edition stays, with the hash of its file."""
        asked = urlencode({"month": self.month, "region": self.region.code, "edition": self.edition})
        return f"{settings.SITE_URL}{reverse('reporting:board')}?{asked}"

    def _about(self) -> Table:
        known = self.instant.known_at
        rows = [
            ("统计时点", "", f"{self.month.last_day} 24:00（北京时间）", "A6"),
            ("数据知悉时点", "", f"{known.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}" if known else "生成时", ""),
            ("版次", "", f"第{self.edition}版", ""),
            ("生成", "", f"{self.made_at.astimezone(BEIJING):%Y-%m-%d %H:%M} {self.author}".strip(), ""),
            ("本版永久地址", "", self.address, "U41"),
            ("制度", "", "专利开放许可试点，不是专利法第五十条规定的法定开放许可", "A3"),
            *((m.name, m.unit, m.words, m.clause) for m in self.measures),
        ]
        return Table("说明", ABOUT_HEADS, ABOUT_KINDS, rows, (32.0, 10.0, 80.0, 24.0))


def compose(
    region: Region, month: Month, *, known_at: datetime | None, made_at: datetime, edition: int = 1, author: str = ""
) -> Report:
    """Read once, count, check. Call inside the scope of the region's province."""
    instant = Instant.end_of(month, known_at)
    last = month.previous()
    earlier = figures_at(region.province_id, last, Instant.end_of(last, known_at))
    return Report(
        arrangement=arrangement(region, month),
        month=month,
        instant=instant,
        facts=load(region.province_id, instant).under(region.path),
        before=earlier[region.path],
        recount=recount(region.province_id, region.path, instant),
        made_at=made_at,
        edition=edition,
        author=author,
    )
