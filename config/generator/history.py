"""A past of any size, believable and deterministic: stretch by stretch, province by province, in the order of time.

Rows are those that the verbs would have left, with the times of then, written set-wise (bulk.py) by the application's
own role beneath row-level security. What the database keeps itself (search columns, counts) it keeps here too. One
transaction a stretch; the memory holds one stretch and some cards of each province, whatever the size.

Not written: notices and letters (read long ago), jobs (done long ago), papers of a declaration beyond its owners.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from config.generator.past.bodies import Registrar
from config.generator.past.clock import Stretch, portions, stretches
from config.generator.past.land import Land
from config.generator.past.licences import Demand
from config.generator.past.offers import Batch, Supply
from config.generator.past.sheaf import Sheaf, write_feed
from config.generator.past.turns import Fates, Turn
from publication import numbering
from publication.models import Change
from reporting.periods import BEIJING
from tenancy.models import Province
from tenancy.scope import acting

WEIGHTS = (5, 3, 4, 4)  # how much of it falls to each province, in turn


@dataclass(frozen=True)
class Past:
    """How much happened and since when; the same past, seed and day give the same rows."""

    declarations: int
    months: int
    seed: int = 1
    organisations: int = 0  # of each province, beside those that are registered already


def play(past: Past, provinces: list[Province], now: datetime | None = None) -> Iterator[int]:
    """Yields how many declarations are written after each stretch. The provinces must have their offices already."""
    now = (now or timezone.now()).astimezone(BEIJING)
    parts = stretches(past.months, past.declarations, now)
    lands = [_settled(province, past, parts[0].first, now) for province in provinces]
    done = 0
    for part in parts:
        shares = portions(part.declarations, [WEIGHTS[n % len(WEIGHTS)] for n in range(len(lands))])
        with transaction.atomic():
            feed = [
                change
                for land, share in zip(lands, shares, strict=True)
                for change in _play_stretch(land, Stretch(part.first, part.last, share), now)
            ]
            write_feed(feed)
        done += part.declarations
        yield done


def _settled(province: Province, past: Past, begins: datetime, now: datetime) -> Land:
    with acting(province=province.pk), transaction.atomic():
        land = Land(province, past.seed, begins)
        registrar = Registrar(province, land.draw, begins, now)
        registrar.remember()
        registrar.fill(past.organisations)
        land.settle_in(f"{settings.SITE_URL}/{province.slug}/")
        return land


def _play_stretch(land: Land, stretch: Stretch, now: datetime) -> list[Change]:
    """Publications and turns in the order of their instants, because announcements are numbered in it.

    Returns what the feed has to tell: all provinces share it.
    """
    with acting(province=land.province.pk):
        sheaf = Sheaf()
        supply, fates = Supply(land, stretch, sheaf, now), Fates(land, stretch, sheaf)
        fates.settle()
        turns, batches = fates.turns(), supply.batches()
        acts: list[Turn | Batch] = [*turns, *batches]
        for act in sorted(acts, key=lambda act: act.at):
            number = numbering.announcement_number(land.province, year=act.at.year)
            if isinstance(act, Turn):
                fates.take(act, number)
            else:
                supply.publish(act, number)
        Demand(land, stretch, sheaf, now).play()
        return sheaf.write()
