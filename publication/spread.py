"""How the records are spread over the years, as the database counted last: how far back lies which share of them."""

import time
from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from django.db import connection

from publication.pairs import DAY, FIRST_DAY

COUNTED = """
SELECT reltuples, oldest, newest, histogram_bounds::text::timestamptz[], most_common_vals::text::timestamptz[],
    most_common_freqs
FROM (SELECT min(published_at), max(published_at) FROM publication_record) AS told (oldest, newest)
CROSS JOIN pg_class LEFT JOIN pg_stats
    ON schemaname = current_schema AND tablename = relname AND attname = 'published_at'
WHERE pg_class.oid = 'publication_record'::regclass
"""


class Spread(NamedTuple):
    """From the newest record back: so many days hold such a share; both begin with 0 and grow to all days and 1."""

    records: float  # below 0 before the database has counted
    newest: float  # in days since FIRST_DAY, with their fraction
    days: Sequence[float] = (0, 1)
    shares: Sequence[float] = (0, 1)

    def share_since(self, day: float) -> float:
        return along(self.newest - day, self.days, self.shares)

    def day_before(self, share: float) -> float:
        """The moment since which that share was published, in days."""
        return self.newest - along(share, self.shares, self.days)


def along(x: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    """The y that belongs to x on a line through points, the last of which is the end."""
    at = min(max(1, bisect_right(xs, x)), len(xs) - 1)
    part = (x - xs[at - 1]) / (xs[at] - xs[at - 1] or 1)
    return ys[at - 1] + (ys[at] - ys[at - 1]) * min(max(0, part), 1)


def spread() -> Spread:
    return read_spread(int(time.time()) // 60)


@lru_cache(maxsize=2)
def read_spread(_minute: int) -> Spread:
    """Read again every minute. Without statistics the records lie evenly between the oldest and the newest.

    Statistics that are behind tell how the records lay then, from the newest of that time.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        records, oldest, newest, *counted = cursor.fetchone()
    if not newest:
        return Spread(records, 0)
    known = marks(*counted) or [(days_of(newest), 0.0), (days_of(oldest), 1.0)]
    known.append((min(days_of(oldest), known[-1][0]), 0.0))
    days = [known[0][0] - day for day, _share in known]
    return Spread(records, days_of(newest), days, list(accumulate(share for _day, share in known)))


def marks(bounds: Any, common: Any, often: Any) -> list[tuple[float, float]]:
    """Moments, the newest first, each with the share of the records that lies between it and the one before."""
    bounds, common, often = bounds or [], common or [], often or []
    each = (1 - sum(often)) / max(1, len(bounds) - 1)
    between = [(days_of(bound), each if n < len(bounds) - 1 else 0.0) for n, bound in enumerate(bounds)]
    return sorted(
        [*between, *((days_of(moment), share) for moment, share in zip(common, often, strict=True))], reverse=True
    )


def days_of(moment: datetime) -> float:
    """Since FIRST_DAY, with their fraction."""
    return float((moment - FIRST_DAY) / DAY)
