"""Prepare the round of a month: every expected return exists, the silent ones too. Safe to run twice."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from reporting.models import Return
from reporting.periods import Month
from reporting.units import LADDER, existing_on
from tenancy.actors import Actor
from tenancy.models import Organisation, Province, Region
from tenancy.models.regions import Level
from tenancy.policy import Policy, policy_of
from tenancy.policy.workdays import official_calendar

DEFAULT_DAYS = 5  # after the end of the month, where policy lays down none


@transaction.atomic
def prepare_offices(month: Month, *, by: Actor) -> int:
    """The tables of counties, cities and the province. Returns how many were missing; the nation has none to file."""
    root = Region.objects.filter(province=by.province, level=Level.PROVINCE).first()
    if root is None or not _took_part(by.province, month):
        return 0
    wanted = [one for city in _below(root, Level.CITY, month) for one in _of_city(city, root, month)]
    if not wanted:
        return 0
    return _add([*wanted, _return(root, None, month, policy_of(root.province_id, at=month.last_day))])


@transaction.atomic
def prepare_units(month: Month, *, by: Actor, due_on: date | None = None) -> int:
    """The pilot units' confirmations, due on the last day of the month (LN-36). Returns how many were missing.

    `due_on`: the day of those that come when it is over, whose first declaration was handed in at the very end.
    """
    if not _took_part(by.province, month):
        return 0
    cities = Region.objects.filter(province=by.province, level=Level.CITY).filter(existing_on(month.last_day))
    return _add([one for city in cities for one in _of_units(city, month, due_on or month.last_day)])


def _took_part(province: Province, month: Month) -> bool:
    """Nobody owes the months before the province began (CN-01)."""
    return province.started_on is None or province.started_on <= month.last_day


def _of_city(city: Region, root: Region, month: Month) -> Iterable[Return]:
    rules = policy_of(city.province_id, at=month.last_day, region=city)
    if rules.monthly_filing == "none":
        return
    yield _return(city, root, month, rules)
    if Level.COUNTY in rules.filing_levels:
        for county in _below(city, Level.COUNTY, month):
            yield _return(county, city, month, rules)


def _of_units(city: Region, month: Month, due_on: date) -> Iterable[Return]:
    rules = policy_of(city.province_id, at=month.last_day, region=city)
    if rules.monthly_filing == "none" or "unit" not in rules.filing_levels:
        return
    units = Organisation.objects.filter(region__path__startswith=city.path)
    for unit in units.filter(declarations__submitted_at__lt=month.ends).distinct():
        yield Return(
            month=month.starts.date(),
            region_id=unit.region_id,
            organisation=unit,
            collector=city,
            due_on=due_on,
            due_rule=_("每月底报备当月信息（%s）") % rules.cite("monthly_filing"),
        )


def _below(region: Region, level: Level, month: Month) -> Iterable[Region]:
    return Region.objects.under(region).filter(level=level).filter(existing_on(month.last_day)).order_by("position")


def _return(region: Region, collector: Region | None, month: Month, rules: Policy) -> Return:
    day, rule = due_day(LADDER.index(Level(region.level)), month, rules)
    return Return(month=month.starts.date(), region=region, collector=collector, due_on=day, due_rule=rule)


def move_on(*, today: date) -> int:
    """Last days of offices that the calendar of a year has made days off since. Returns how many moved."""
    calendar = official_calendar()
    off = Return.objects.open().filter(organisation=None, due_on__in=calendar.days_off_from(today))
    for one in (found := list(off)):
        one.due_on = calendar.next_working_day(one.due_on)
        one.save(update_fields=["due_on"])
    return len(found)


def due_day(rung: int, month: Month, rules: Policy) -> tuple[date, str]:
    """A city's day by policy, on or after it a working day; a county has half of it, the province as much again."""
    days = rules.city_filing_days or DEFAULT_DAYS
    allowed = {0: 2 * days, 1: days, 2: (days + 1) // 2}[rung]
    last = official_calendar().next_working_day(month.last_day + timedelta(days=allowed))
    return last, _("月份结束后%(days)s天内，遇休息日顺延至下一工作日") % {"days": allowed}


def _add(wanted: list[Return]) -> int:
    """Those not there yet; the unique constraints make a second run harmless."""
    before = Return.objects.count()
    Return.objects.bulk_create(wanted, ignore_conflicts=True)
    return Return.objects.count() - before
