"""The month as the tables mean it: Beijing time, half-open, and the two times of a figure (beam two).

"截至2023年4月底" counts everything that held before 2023-05-01 00:00 in Asia/Shanghai (A6).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

BEIJING = ZoneInfo("Asia/Shanghai")
CLOCKS_APART = timedelta(minutes=5)  # what the clocks of two machines may differ by


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month in Beijing time."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1985 <= self.year <= 2100 and 1 <= self.number <= 12):
            raise ValueError(f"没有{self.year}年{self.number}月这个填报月份")

    @classmethod
    def read(cls, text: str) -> Self:
        """From "2023-04". Raises ValueError with a sentence."""
        try:
            year, number = text.strip().split("-")
            return cls(int(year), int(number))
        except ValueError as error:
            raise ValueError(f"月份须写成2023-04的样子，现为“{text}”") from error

    @classmethod
    def of(cls, moment: datetime | date) -> Self:
        """The month a moment lies in; a moment without zone is refused."""
        day = moment.astimezone(BEIJING) if isinstance(moment, datetime) else moment
        return cls(day.year, day.month)

    @property
    def starts(self) -> datetime:
        return datetime(self.year, self.number, 1, tzinfo=BEIJING)

    @property
    def ends(self) -> datetime:
        """The first instant that no longer belongs to it: 24:00 of its last day."""
        return self.next().starts

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.ends.date().toordinal() - 1)

    def next(self) -> Self:
        return self.shifted(1)

    def previous(self) -> Self:
        return self.shifted(-1)

    def shifted(self, months: int) -> Self:
        index = self.year * 12 + self.number - 1 + months
        return type(self)(index // 12, index % 12 + 1)

    def has_ended(self, now: datetime) -> bool:
        return now >= self.ends

    def is_known_by(self, moment: datetime, now: datetime) -> bool:
        """Whether a table of it can rest on the knowledge of a moment: the month was over, and the moment is past."""
        return self.ends <= moment <= now + CLOCKS_APART

    @property
    def as_of_words(self) -> str:
        """As the titles of the annexes say it (XY-37)."""
        return f"截至{self.year}年{self.number}月底"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@dataclass(frozen=True)
class Instant:
    """As of `at` (half-open), as known at `known_at`; open knowledge counts what is known now."""

    at: datetime
    known_at: datetime | None = None

    @classmethod
    def end_of(cls, month: Month, known_at: datetime | None = None) -> Self:
        return cls(month.ends, known_at)


def held(rows: QuerySet[Any], instant: Instant) -> QuerySet[Any]:
    """What had taken effect before the instant, as far as it was recorded by the time of knowledge."""
    rows = rows.filter(effective_at__lt=instant.at)
    return rows.filter(recorded_at__lte=instant.known_at) if instant.known_at else rows
