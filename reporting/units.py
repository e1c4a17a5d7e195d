"""Which units report to a place, whether or not anything happened there (experience: the silent count too)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Q

from reporting.periods import BEIJING, Instant, Month
from tenancy.models import Region
from tenancy.models.regions import Level
from tenancy.policy import policy_of

LADDER = (Level.PROVINCE, Level.CITY, Level.COUNTY)
DEFAULT_FORMS = ("county_statistics", "project_list")


@dataclass(frozen=True)
class Arrangement:
    """How a place reports in a month, by its policy: which forms, and who reports to it."""

    region: Region
    forms: tuple[str, ...]
    units: tuple[Region, ...]


def arrangement(region: Region, month: Month) -> Arrangement:
    """Read from policy as it held on the last day of the month."""
    rules = policy_of(region.province_id, at=month.last_day, region=region)
    levels = [level for level in LADDER if level in rules.filing_levels] or list(LADDER)
    forms = tuple(rules.report_forms) or DEFAULT_FORMS
    return Arrangement(region, forms, units_beneath(region, levels, month.last_day))


def units_beneath(region: Region, levels: list[Level], day: date) -> tuple[Region, ...]:
    """The next rung that reports, in the order of the official tables; none for the lowest."""
    rungs = list(LADDER)
    own = rungs.index(Level(region.level)) if region.level in rungs else -1  # the nation stands above the first
    lower = [level for level in levels if rungs.index(level) > own]
    if not lower:
        return ()
    beneath = Region.objects.under(region).filter(level=lower[0]).filter(existing_on(day))
    return tuple(beneath.order_by("position", "id"))


def places_of(province: int) -> tuple[tuple[str, ...], bool]:
    """The paths of all units of a province, and whether any of them has ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(path ORDER BY path), bool_or(valid_to IS NOT NULL) FROM tenancy_region "
            "WHERE province_id = %s",
            [province],
        )
        paths, ended = cursor.fetchone()
        return tuple(paths or ()), bool(ended)


def followed(province: int, instant: Instant) -> dict[str, str]:
    """Units that have ended by then: the path of each, and of the one unit that came in its place (F091).

    Of a unit that was split nobody can say so; its rows stay its own and count for the unit above.
    """
    day = (instant.at - timedelta(microseconds=1)).astimezone(BEIJING).date()
    ended = Region.objects.filter(province=province, valid_to__lte=day).values_list("path", "successors__path")
    heirs: dict[str, set[str]] = defaultdict(set)
    for path, heir in ended:
        heirs[path] |= {heir} if heir else set()
    one = {path: min(found) for path, found in heirs.items() if len(found) == 1}
    return {path: _last_of(path, one) for path in sorted(one, key=len, reverse=True)}


def _last_of(path: str, heirs: Mapping[str, str]) -> str:
    """Whoever came in the place of whoever came in its place."""
    passed = {path}
    while (heir := heirs.get(path)) and heir not in passed:
        path = heir
        passed.add(path)
    return path


def existing_on(day: date) -> Q:
    """Not yet ended, and begun: units that merged or were renamed keep their months."""
    return (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gt=day))
