"""How far each target of a place is reached: its number, the rows behind it, the quotas of the units beneath."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from reporting.boards.facts import BoardFacts
from reporting.boards.measures import BOARD_MEASURES, SHARES, percent
from reporting.boards.months import MOMENTS
from reporting.measures import Measure, implemented
from reporting.models import Quota, StatedFigure
from reporting.periods import BEIJING, Instant
from tenancy.models import Region
from tenancy.policy.rows import Target

# The measure of each target that policies name; a share and a yearly average are told apart.
COUNTED_BY = {
    "bodies": "bodies",
    "implemented_patents": "patents_implemented",
    "licences": "licences",
    "implementations": "implementations",
    "listed_patents": "patents_listed",
    "experiences": "experiences",
}
SHARED_BY = {"benefit_share": "benefit_share", "implementation_rate": "implementation_rate"}
YEARLY = "yearly_implementations"
SIGNS = {"at_least": "≥", "more_than": ">", "about": "≈"}
NEAR = Decimal("0.9")  # of "about": nine tenths and more


@dataclass(frozen=True)
class Part:
    """A number that leads to its rows: of a count, or above and beneath the line of a share."""

    name: str
    value: Any
    unit: str
    measure: str = ""  # empty: from outside, no rows
    note: str = ""


@dataclass(frozen=True)
class Progress:
    """One target and how far it is reached."""

    target: Target
    value: Decimal | int | None
    parts: tuple[Part, ...]
    words: str
    measure: Measure | None = None

    @property
    def sign(self) -> str:
        return SIGNS[self.target.compare]

    @property
    def is_reached(self) -> bool:
        if self.value is None:
            return False
        wanted = self.target.number
        reached = {"at_least": self.value >= wanted, "more_than": self.value > wanted}
        return reached.get(self.target.compare, Decimal(self.value) >= wanted * NEAR)


def progress(targets: Sequence[Target], facts: BoardFacts, stated: Mapping[str, StatedFigure]) -> list[Progress]:
    """Those targets that something here counts, in the order of the policy."""
    found = [_progress(target, facts, stated) for target in targets]
    return [one for one in found if one]


def _progress(target: Target, facts: BoardFacts, stated: Mapping[str, StatedFigure]) -> Progress | None:
    if key := COUNTED_BY.get(target.name):
        measure = BOARD_MEASURES[key].under(facts.counting)
        value = measure.of(facts)
        part = Part(measure.name, value, target.unit, key)
        return Progress(target, value, (part,), f"{measure.words}（{measure.clause}）", measure)
    if target.name == YEARLY:
        return _yearly(target, facts)
    share = SHARES.get(SHARED_BY.get(target.name, ""))
    if share is None:
        return None
    top = Part(share.top.name, share.top.of(facts), share.top.unit, share.top.key)
    if share.bottom:
        bottom = Part(share.bottom.name, share.bottom.of(facts), share.bottom.unit, share.bottom.key)
    else:
        bottom = _stated_part(stated.get(share.stated))
    return Progress(target, percent(top.value, bottom.value), (top, bottom), f"{share.words}（{share.clause}）")


def _stated_part(figure: StatedFigure | None) -> Part:
    if figure is None:
        return Part("分母", 0, "件", note="尚未登记")
    return Part(
        figure.get_name_display(), figure.number, "件", note=f"统计日期{figure.counted_on}，来源：{figure.source}"
    )


def _yearly(target: Target, facts: BoardFacts) -> Progress:
    """The average from the first year in which anything was implemented to the last, idle ones too (ZJ-11)."""
    years = yearly(facts)
    average = Decimal(sum(years.values())) / len(years) if years else None
    average = average.quantize(Decimal("0.1"), ROUND_HALF_UP) if average is not None else None
    parts = tuple(Part(f"{year}年", count, "件", "patents_implemented") for year, count in years.items())
    return Progress(target, average, parts, "各年新实施专利件数之和 ÷ 年数（ZJ-11）")


def yearly(facts: BoardFacts) -> dict[int, int]:
    """Patents by the year of their first licence; 0 in a year between."""
    counts = Counter(
        MOMENTS[type(licence)](licence).astimezone(BEIJING).year for licence, _number in implemented(facts)
    )
    return {year: counts[year] for year in range(min(counts), max(counts) + 1)} if counts else {}


def stated_figures(instant: Instant, place: Region | None = None) -> dict[str, StatedFigure]:
    """The newest of each name that was known at the instant. They are of the whole province, not of a part of it."""
    if place and not is_whole(place):
        return {}
    rows = StatedFigure.objects.filter(counted_on__lte=instant.at.astimezone(BEIJING).date())
    return {row.name: row for row in rows.order_by("name", "counted_on", "id")}


def is_whole(place: Region) -> bool:
    """A target of the policy is that of the province or nation as a whole, not of each city."""
    return place.parent_id is None or place.parent.parent_id is None  # type: ignore[union-attr]


def number_of(target: Target, place: Region, quota: Quota | None) -> int | None:
    """What a place is to reach: its quota, else the target of its policy, which is that of the whole."""
    if quota:
        return quota.number
    return target.number if is_whole(place) else None


def due_of(target: Target, until: date | None) -> date | None:
    """The day of a quota, else that of the target itself."""
    return until or target.until
