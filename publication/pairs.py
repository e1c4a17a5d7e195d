"""The index of pairs: which pairs of characters a record has, and on which days it was published.

Days stand in it as blocks of 1, 8, 64 and 512, so that any stretch of time is a few of them. Each pair and the stretch
are asked for as conditions of their own: the index then leaps from one list to the next place of another, and the cost
is that of the stretch, however common a pair is elsewhere.

Of a word its rarest pair is asked for, by the statistics of the database, and the two beside it, without which it means
another word: to look into a third list costs less than to read rows in vain, and more lists tell hardly more. A pair
that few records have is looked up everywhere at once: to name days costs as much as there are records in them.
"""

import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

INDEXED = "(grams || publication_times(published_at))"
LEVELS = (9, 6, 3, 0)  # blocks of so many powers of two days
SMALLEST = 4  # a stretch is at least so many of the smallest blocks that are asked for
FIRST_DAY, DAY = datetime(2020, 1, 1, tzinfo=UTC), timedelta(days=1)  # days before it are negative
EVER = -32 * 512  # before there were patents
SPARSE = 12  # a word in fewer than every so many records is not looked for at the top of the list


Condition = tuple[str, tuple[Any, ...]]  # SQL and its parameters


class Stretch(NamedTuple):
    """Days of publication, both included."""

    first: int
    last: int


def day_of(moment: datetime) -> int:
    """As publication_times() counts them."""
    return (moment - FIRST_DAY) // DAY


def condition(terms: Iterable[str], stretch: Stretch | None = None) -> Condition:
    """SQL and its parameters: records that may have the terms and were published in the stretch."""
    keys = [quoted(pair) for pair in sorted({pair for term in terms for pair in telling(term)})]
    if stretch and stretch.first == EVER:  # to leave out the newest costs less than to name all other days
        return f"published_at < %s AND {all_of(keys)}", (FIRST_DAY + (stretch.last + 1) * DAY, *keys)
    if stretch:
        keys.append(" | ".join(map(quoted, blocks(stretch))))
    return all_of(keys), tuple(keys)


def all_of(keys: Sequence[str]) -> str:
    return " AND ".join([f"{INDEXED} @@ %s::tsquery"] * len(keys))


def telling(term: str) -> list[str]:
    """Its rarest pair and those beside it; of 一种薄板 all three, of a single sign that sign."""
    pairs = pairs_of(term)
    common = common_pairs(int(time.time()) // 3600)
    rarest = min(range(len(pairs)), key=lambda at: common.get(pairs[at], 0))
    return pairs[max(0, rarest - 1) : rarest + 2]


def most(terms: Iterable[str]) -> float:
    """How many records can have them all, as the database counted last; without a count there is no end."""
    common = common_pairs(int(time.time()) // 3600)
    least = min(common.values(), default=math.inf)  # a rarer pair was not kept
    return min(common.get(pair, least) for term in terms for pair in pairs_of(term))


def is_sparse(terms: Iterable[str]) -> bool:
    """Known to be so rare that the top of the list tells little of it."""
    return most(terms) * SPARSE < common_pairs(int(time.time()) // 3600).get("", 0)


def pairs_of(term: str) -> list[str]:
    return [term[start : start + 2] for start in range(len(term) - 1)] or [term]


@lru_cache(maxsize=2)
def common_pairs(_hour: int) -> Mapping[str, float]:
    """Common signs and pairs with how many records have them, as the database counted last; nothing ("") all have."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples, most_common_elems::text::text[], most_common_elem_freqs FROM pg_class, pg_stats"
            " WHERE pg_class.oid = 'publication_record'::regclass"
            " AND schemaname = current_schema AND tablename = 'publication_record' AND attname = 'grams'"
        )
        records, pairs, shares = cursor.fetchone() or (0, None, None)
    told = {pair: records * share for pair, share in zip(pairs or (), shares or (), strict=False)}
    return {"": records, **told} if told else {}


def last_of(day: int) -> int:
    """The last day of the largest block around it: days to come are empty, and a large block is one key."""
    return day | ((1 << LEVELS[0]) - 1)


def first_of(day: int, days: float) -> int:
    """That day, or a few days before it, so that it takes few blocks to fill so many days."""
    least = next(level for level in LEVELS if days >= SMALLEST << level or not level)
    return day >> least << least


def blocks(stretch: Stretch) -> Iterator[str]:
    """The largest blocks that fill the stretch."""
    first, end = stretch.first, stretch.last + 1
    while first < end:
        level = next(level for level in LEVELS if not first % (1 << level) and first + (1 << level) <= end)
        yield f"@{level}:{first >> level}"
        first += 1 << level


def quoted(key: str) -> str:
    return "'" + key.replace("\\", "\\\\").replace("'", "''") + "'"
