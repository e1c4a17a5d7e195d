"""Which place a person's board shows: the own subtree; a county sees the whole city it belongs to (XY-07)."""

from collections.abc import Sequence
from datetime import datetime

from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from reporting.boards.board import Board
from reporting.boards.facts import board_facts
from reporting.periods import CLOCKS_APART, Instant
from reporting.units import LADDER, units_beneath
from tenancy.actors import Actor
from tenancy.models import Province, Region
from tenancy.models.regions import NATION, Level


def home_of(actor: Actor) -> Region:
    """The board a person opens first."""
    region = actor.region
    parent = region.parent if region.level == Level.COUNTY else None
    return parent if parent and parent.level == Level.CITY else region


def place_asked(actor: Actor, code: str) -> Region:
    """The place of an address, if it lies under the own board; 404 otherwise."""
    home = home_of(actor)
    if not code or code == home.code:
        return home
    place = Region.objects.under(home).filter(code=code).select_related("parent", "province").first()
    if place is None:
        raise Http404
    return place


def units_of(place: Region, at: datetime) -> Sequence[Region]:
    """Those who report to it; of the nation the provinces that take part."""
    if place.level == Level.NATION:
        provinces = Province.objects.started().exclude(pk=NATION)
        return tuple(Region.objects.filter(level=Level.PROVINCE, province__in=provinces).order_by("code"))
    return units_beneath(place, list(LADDER), timezone.localdate(at))


def instant_asked(text: str) -> Instant:
    """Of a drill-down: the instant of the figure, as known then. 404 for what is no past moment."""
    try:
        moment = parse_datetime(text) if text else timezone.now()
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or moment > timezone.now() + CLOCKS_APART:
        raise Http404
    return Instant(moment, moment)


def board_of(actor: Actor, place: Region, instant: Instant) -> Board:
    """All figures of a place; the rows behind them only for who answers for it."""
    facts = board_facts(actor.province.pk, instant).under(place.path)
    return Board(place, units_of(place, instant.at), facts, instant.at, actor.answers_for)
