"""How figures went from month to month, and where they go: pure arithmetic on rows that are already read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from reporting.facts import Concluded, Matter, Opening, Participant, Reached
from reporting.periods import Month

MOMENTS = {
    Opening: lambda row: row.opened_at,
    Participant: lambda row: row.since,
    Reached: lambda row: row.delivered_at,
    Concluded: lambda row: row.concluded_at,
    Matter: lambda row: row.at,
}
PACE, BAND, HORIZON, TRIALS = 6, 3, 3, 6  # months
METHOD = "最近6个完整月的月均增量顺延至目标日；上下限取近12个月内最慢和最快的连续3个月的月均增量"


def past(facts: Any, moments: Sequence[datetime]) -> list[Any]:
    """The rows that were already there before each moment, as known now."""
    dated = {name: _dated(rows) for name, rows in facts.parts.items()}
    return [replace(facts, **{name: _before(moment, rows) for name, rows in dated.items()}) for moment in moments]


def _before(moment: datetime, rows: Sequence[tuple[Any, datetime | None]]) -> tuple[Any, ...]:
    return tuple([row for row, at in rows if at is None or at < moment])


def _dated(rows: Sequence[Any]) -> list[tuple[Any, datetime | None]]:
    """The rows of a kind, each with its moment; what has none was always there."""
    moment_of = MOMENTS.get(type(rows[0]), lambda _row: None) if rows else None
    return [(row, moment_of(row)) for row in rows] if moment_of else []


@dataclass(frozen=True)
class Forecast:
    """Where a cumulative figure will stand on a day, between what bounds, and how far such guesses were off before."""

    until: date
    low: int
    middle: int
    high: int
    past_error: Decimal | None  # percent, the mean of `trials` guesses for three months ahead
    trials: int


def forecast(values: Sequence[int], last: Month, until: date) -> Forecast | None:
    """`values` are the figures at the ends of successive months, the last of them of `last`."""
    ahead = (until.year - last.year) * 12 + until.month - last.number
    if ahead <= 0 or len(values) < PACE + 1:
        return None
    steps = _steps(values)[-12:]
    bands = [sum(steps[n : n + BAND]) / BAND for n in range(len(steps) - BAND + 1)]
    low, middle, high = (round(values[-1] + pace * ahead) for pace in (min(bands), _pace(values), max(bands)))
    errors = _errors(values)
    return Forecast(until, low, middle, high, _mean(errors), len(errors))


def _steps(values: Sequence[int]) -> list[int]:
    return [after - now for now, after in pairwise(values)]


def _pace(values: Sequence[int]) -> float:
    return sum(_steps(values)[-PACE:]) / PACE


def _errors(values: Sequence[int]) -> list[float]:
    """The same guess made earlier, held against what came: off by how many percent."""
    errors = []
    for back in range(TRIALS):
        then = len(values) - HORIZON - back
        if then > PACE and (came := values[then + HORIZON - 1]):
            guess = values[then - 1] + _pace(values[:then]) * HORIZON
            errors.append(abs(guess - came) / came * 100)
    return errors


def _mean(errors: Sequence[float]) -> Decimal | None:
    return Decimal(sum(errors) / len(errors)).quantize(Decimal("0.1")) if errors else None
