"""How the past is cut into stretches, and the hours at which people work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from reporting.periods import BEIJING, Month

MOST_AT_ONCE = 2000  # declarations of a stretch: what the memory holds at a time
FEWEST_STRETCHES = 3  # of a month, so that a small past has several announcements too


@dataclass(frozen=True)
class Stretch:
    """A part of one month, half-open, and how many declarations are handed in and published in it."""

    first: datetime
    last: datetime
    declarations: int

    def moment(self, chance: Random) -> datetime:
        """Some instant in it, in working hours where it has any."""
        return working_moment(chance, self.first, self.last)


def stretches(months: int, declarations: int, now: datetime) -> list[Stretch]:
    """So many full months and the running one up to yesterday; the pilot grows from month to month."""
    running = Month.of(now)
    past = [running.shifted(-back) for back in range(months, -1, -1)]
    ends = [min(month.ends, now - timedelta(days=1)) for month in past]
    weights = [
        (1 + rank / max(months, 1)) * max(0.0, (end - month.starts).total_seconds())
        for rank, (month, end) in enumerate(zip(past, ends, strict=True))
    ]
    shares = portions(declarations, weights)
    parts = [
        part
        for month, end, share in zip(past, ends, shares, strict=True)
        if end > month.starts
        for part in _cut(month.starts, end, share)
    ]
    return [*parts, Stretch(parts[-1].last, now, 0)]  # only the clock goes on


def _cut(first: datetime, last: datetime, share: int) -> Iterator[Stretch]:
    number = max(FEWEST_STRETCHES, -(-share // MOST_AT_ONCE))
    step = (last - first) / number
    for rank, part in enumerate(portions(share, [1.0] * number)):
        yield Stretch(first + rank * step, first + (rank + 1) * step, part)


def portions(total: int, weights: list[float]) -> list[int]:
    """Whole numbers that add up to the total, as near to the weights as can be."""
    whole, told, passed, found = sum(weights) or 1.0, 0, 0.0, []
    for weight in weights:
        passed += weight
        found.append(round(total * passed / whole) - told)
        told += found[-1]
    return found


def working_moment(chance: Random, first: datetime, last: datetime) -> datetime:
    """Between two instants, on a weekday from nine to half past five if it can be."""
    for _attempt in range(4):
        day = (first + (last - first) * chance.random()).astimezone(BEIJING)
        at = day.replace(hour=9, minute=0, second=0, microsecond=0)
        at += timedelta(seconds=chance.randrange(8 * 3600 + 1800), microseconds=chance.randrange(10**6))
        if first <= at < last and at.weekday() < 5:
            return at
    return first + (last - first) * chance.random()
