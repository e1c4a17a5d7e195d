"""How far back a word is looked up: day after day of the list, until so many are found as are shown or counted."""

import time
from collections.abc import Callable
from functools import lru_cache
from math import ceil
from typing import Any, NamedTuple

from django.utils import timezone

from publication.models import Record
from publication.pairs import EVER, Stretch, day_of, first_of, last_of

WIDER = 60  # times as far back at once, at most
ROOM, SPARE = 1.2, 40  # times the days that should do, and for so many more: to read them costs less than to ask again


class Seen(NamedTuple):
    """So many hits in so many days up to the last one."""

    hits: float
    days: float
    last: int

    def days_for(self, wanted: int) -> float:
        """That should hold so many, as far as one can tell."""
        return self.days * min(WIDER, (ROOM * wanted + SPARE) / (self.hits + 1))


def evenly(hits: float) -> Seen:
    """As if so many were spread over all days."""
    today = day_of(timezone.now())
    return Seen(hits, today + 1 - oldest(), today)


Look = Callable[[Stretch], tuple[int, Any]]


def look_back(seen: Seen, wanted: int, look: Look) -> tuple[Any, Seen]:
    """What `look` finds, put together, and where it was found: in days enough by the share of hits seen so far.

    `look` is asked for days it was not asked for before, the newest first, and says how many hits they have.
    """
    hits, found, last = 0, None, last_of(seen.last)
    while True:
        days = seen.days_for(wanted)
        first = min(last, first_of(seen.last - ceil(days), days))
        if first <= halfway(seen.last):
            first = EVER
        more, part = look(Stretch(first, last))
        hits, found, last = hits + more, part if found is None else found + part, first - 1
        seen = Seen(hits, max(1, seen.last + 1 - max(first, oldest())), seen.last)
        if hits >= wanted or first == EVER:
            return found, seen


def halfway(last: int) -> int:
    """Who looks further back than that had better look up every day: to name so many costs more than to read them."""
    return (oldest() + last) // 2


def oldest() -> int:
    return first_day(int(time.time()) // 60)


@lru_cache(maxsize=2)
def first_day(_minute: int) -> int:
    """On which the oldest record was published; read again every minute."""
    oldest = Record.objects.order_by("published_at").values_list("published_at", flat=True).first()
    return day_of(oldest) if oldest else 0
