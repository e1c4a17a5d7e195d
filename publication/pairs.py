"""The index of pairs: which pairs of characters a record has, and on which days it was published.

Days stand in it as blocks of 1, 8, 64 and 512, so that any stretch of time is a few of them. Each pair and the stretch
are asked for as conditions of their own: the index then leaps from one list to the next place of another, and the cost
is that of the stretch, however common a pair is elsewhere.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

INDEXED = "(grams || publication_times(published_at))"
LEVELS = (9, 6, 3, 0)  # blocks of so many powers of two days
FEW = 4  # a stretch is at least so many of the smallest blocks that are asked for
FIRST_DAY, DAY = datetime(2020, 1, 1, tzinfo=UTC), timedelta(days=1)  # days before it are negative


class Stretch(NamedTuple):
    """Days of publication, both included."""

    first: int
    last: int


def day_of(moment: datetime) -> int:
    """As publication_times() counts them."""
    return (moment - FIRST_DAY) // DAY


def condition(terms: Iterable[str], stretch: Stretch | None = None) -> tuple[str, tuple[str, ...]]:
    """SQL and its parameters: records that have all pairs of the terms and were published in the stretch."""
    keys = [quoted(pair) for pair in sorted({pair for term in terms for pair in pairs_of(term)})]
    if stretch:
        keys.append(" | ".join(map(quoted, blocks(stretch))))
    return " AND ".join([f"{INDEXED} @@ %s::tsquery"] * len(keys)), tuple(keys)


def pairs_of(term: str) -> set[str]:
    """永磁电机 → 永磁, 电机; 永磁电 → 永磁, 磁电. The words themselves are compared anyway."""
    return {term[start : start + 2] for start in range(0, len(term) - 1, 2)} | {term[-2:]}


def blocks(stretch: Stretch) -> Iterator[str]:
    """The largest blocks that fill the stretch; rather a few days more than many blocks."""
    days = stretch.last - stretch.first + 1
    least = next(level for level in LEVELS if days >= FEW << level or not level)
    first, end = stretch.first >> least << least, -(-(stretch.last + 1) >> least << least)
    while first < end:
        level = next(level for level in LEVELS if not first % (1 << level) and first + (1 << level) <= end)
        yield f"@{level}:{first >> level}"
        first += 1 << level


def quoted(key: str) -> str:
    return "'" + key.replace("\\", "\\\\").replace("'", "''") + "'"
