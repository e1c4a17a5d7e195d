"""How far back a word is looked up: share after share of the list, until so many are found as are shown or counted."""

from collections.abc import Callable
from datetime import datetime
from math import floor
from typing import Any, NamedTuple

from django.utils import timezone

from publication.pairs import EVER, Stretch, day_of, first_of, last_of
from publication.spread import Spread, days_of, spread

WIDER = 60  # times as much at once, at most
ROOM, SPARE = 1.1, 40  # times the share that should do, and for so many more: to read them costs less than to ask again
LEAST = 1e-6  # of all records
NAMED = 300  # to name days costs as much as to read one in so many of the records in them


class Seen(NamedTuple):
    """So many hits in such a share of all records, those up to a day."""

    hits: float
    share: float
    last: int

    def share_for(self, wanted: int) -> float:
        """That should hold so many, as far as one can tell."""
        return self.share * min(WIDER, (ROOM * wanted + SPARE) / (self.hits + 1))


def evenly(hits: float) -> Seen:
    """As if so many were spread over all records."""
    return Seen(hits, 1, day_of(timezone.now()))


def between(hits: int, oldest: datetime, newest: datetime) -> Seen:
    """So many hits among the records of that time; a batch of one moment is told of a quarter of an hour."""
    told = spread()
    share = told.share_since(days_of(oldest) - 0.01) - told.share_since(days_of(newest))
    return Seen(hits, max(share, LEAST), day_of(newest))


Look = Callable[[Stretch], tuple[int, Any]]


def look_back(seen: Seen, wanted: int, look: Look) -> tuple[Any, Seen]:
    """What `look` finds, put together, and where it was found: in days enough by the share of hits seen so far.

    `look` is asked for days it was not asked for before, the newest first, and says how many hits they have.
    """
    told, hits, found, last = spread(), 0, None, last_of(seen.last)
    newer = told.share_since(seen.last + 1)
    while True:
        first = min(last, first_day(told, seen, newer, wanted))
        more, part = look(Stretch(first, last))
        hits, found, last = hits + more, part if found is None else found + part, first - 1
        seen = Seen(hits, max(told.share_since(first) - newer, LEAST), seen.last)
        if hits >= wanted or first == EVER:
            return found, seen


def first_day(told: Spread, seen: Seen, newer: float, wanted: int) -> int:
    """Of the days that should hold so many; of all days where it costs less to read what is in the others."""
    share = seen.share_for(wanted)
    others = 1 - newer - share
    if others <= 0 or share * told.records > others * NAMED * seen.hits / seen.share:
        return EVER
    day = floor(told.day_before(newer + share))
    return first_of(day, seen.last - day)
