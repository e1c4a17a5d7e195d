"""What a measure is, what it read, and whether that is good enough."""

import math
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from config.bench.stage import Stage


# Goals of speed were set for a hundred thousand declarations (docs/decisions.md, 27). Among few, what does not grow
# with the data outweighs what does, and a ratio says nothing. What must be exact is judged at every size.
JUDGED_FROM, LARGEST = 100_000, 10**9
EVERY_SIZE = (0, LARGEST)


@dataclass(frozen=True)
class Reading:
    """The medians of a measure. `raw` is the floor, in the same unit; none where a measure stands by itself."""

    ours: float
    raw: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.raw if self.raw else None


@dataclass(frozen=True)
class Measure:
    """A goal of speed (performance goals P1 to P14) and its limits; without any it is told and never fails."""

    goal: str
    name: str
    unit: str
    run: Callable[["Stage"], Reading]
    limit: float | None = None  # highest ours / raw
    least: float | None = None  # lowest ours / raw
    most: float | None = None  # highest ours
    growth: float | None = None  # highest exponent of ours, from 100,000 on
    sizes: tuple[int, int] = (JUDGED_FROM, LARGEST)  # the smallest and largest size at which its limits hold

    def verdict(self, size: int, reading: Reading) -> bool | None:
        """None: nothing was promised at this size."""
        ratio = reading.ratio
        kept = [
            *([ratio <= self.limit] if self.limit is not None and ratio is not None else []),
            *([ratio >= self.least] if self.least is not None and ratio is not None else []),
            *([reading.ours <= self.most] if self.most is not None else []),
        ]
        return all(kept) if kept and self.sizes[0] <= size <= self.sizes[1] else None


def measure(goal: str, name: str, *, unit: str, **limits: Any) -> Callable[[Callable[["Stage"], Reading]], Measure]:
    """Turn a function of a stage into a Measure."""
    return lambda run: Measure(goal, name, unit, run, **limits)


@dataclass(frozen=True)
class Line:
    """One line of the table, as the child of one size tells it to the command."""

    goal: str
    name: str
    unit: str
    size: int
    ours: float
    raw: float | None
    bounds: str
    growth: float | None
    kept: bool | None

    @property
    def is_unjudged(self) -> bool:
        """It has limits, but not at this size."""
        return self.kept is None and bool(self.bounds)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    def text(self) -> str:
        ratio = f"{self.ours / self.raw:8.3f}" if self.raw else " " * 8
        raw = f"{self.raw:10.3f}" if self.raw is not None else " " * 10
        verdict = {True: "通过", False: "未达", None: "不评判" if self.is_unjudged else ""}[self.kept]
        figures = f"{self.goal:4} {self.size:>8} {self.ours:10.3f} {raw} {ratio} {self.bounds:14} {verdict:4}"
        return f"{figures} {self.name}（{self.unit}）"


def line_of(measure: Measure, size: int, reading: Reading) -> Line:
    bounds = {"≤": measure.limit, "≥": measure.least, "自身≤": measure.most}
    told = " ".join(f"{sign}{value:g}" for sign, value in bounds.items() if value is not None)
    verdict = measure.verdict(size, reading)
    return Line(
        measure.goal, measure.name, measure.unit, size, reading.ours, reading.raw, told, measure.growth, verdict
    )


def growths(lines: Iterable[Line]) -> list[tuple[str, bool | None]]:
    """How each measure grows from size to size, and whether that is within its limit."""
    found = []
    by_name: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        by_name.setdefault((line.goal, line.name), []).append(line)
    for (goal, name), told in by_name.items():
        for small, large in pairwise(told):
            if small.ours > 0 and large.ours > 0:
                exponent = math.log(large.ours / small.ours) / math.log(large.size / small.size)
                bound = large.growth if small.size >= JUDGED_FROM else None
                verdict = None if bound is None else exponent <= bound
                said = f" ≤{bound:g} {'通过' if verdict else '未达'}" if bound is not None else ""
                found.append((f"{goal:4} {small.size} → {large.size}: 指数 {exponent:+.3f}{said} {name}", verdict))
    return found
