"""The index of pairs: which pairs of characters a record has, and on which days it was published.

Days stand in it as blocks of 1, 8, 64 and 512, so that any stretch of time is a few of them. Each pair and the stretch
are asked for as conditions of their own: the index then leaps from one list to the next place of another, and the cost
is that of the stretch, however common a pair is elsewhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

INDEXED = "(grams || publication_times(published_at))"
# A key as the planner sees it. From one that it cannot read it makes the same plan for all, which a connection keeps.
KNOWN, ANY = "%s::tsquery", "(SELECT %s::tsquery)"
LEVELS = (9, 6, 3, 0)  # blocks of so many powers of two days
SMALLEST = 8  # a stretch is at least so many of the smallest blocks that are asked for
FIRST_DAY, DAY = datetime(2020, 1, 1, tzinfo=UTC), timedelta(days=1)  # days before it are negative
EVER = -32 * 512  # before there were patents


Condition = tuple[str, tuple[Any, ...]]  # SQL and its parameters


class Stretch(NamedTuple):
    """Days of publication, both included."""

    first: int
    last: int


def day_of(moment: datetime) -> int:
    """As publication_times() counts them."""
    return (moment - FIRST_DAY) // DAY


def condition(pairs: Iterable[str], stretch: Stretch | None = None, asked: str = KNOWN) -> Condition:
    """SQL and its parameters: records that have the pairs and were published in the stretch."""
    keys = [quoted(pair) for pair in sorted(set(pairs))]
    if stretch and stretch.first == EVER:  # to leave out the newest costs less than to name all other days
        return f"published_at < %s AND {all_of(keys, asked)}", (FIRST_DAY + (stretch.last + 1) * DAY, *keys)
    if stretch:
        keys.append(" | ".join(map(quoted, blocks(stretch))))
    return all_of(keys, asked), tuple(keys)


def all_of(keys: Sequence[str], asked: str) -> str:
    return " AND ".join([f"{INDEXED} @@ {asked}"] * len(keys))


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
