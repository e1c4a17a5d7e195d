"""How often: each rhythm knows its latest slot. Plain time, no models."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


class Rhythm(Protocol):
    def latest(self, now: datetime) -> datetime:
        """The last planned moment not after now, in the time zone of now."""


@dataclass(frozen=True)
class Every:
    """Each so many minutes of the day (a divisor of an hour or of a day)."""

    minutes: int

    def latest(self, now: datetime) -> datetime:
        passed = now.hour * 60 + now.minute
        return _midnight(now) + timedelta(minutes=passed - passed % self.minutes)


@dataclass(frozen=True)
class Daily:
    hour: int
    minute: int = 0

    def latest(self, now: datetime) -> datetime:
        today = _midnight(now) + timedelta(hours=self.hour, minutes=self.minute)
        return today if today <= now else today - timedelta(days=1)


@dataclass(frozen=True)
class Monthly:
    """On a day that each month has (1 to 28)."""

    day: int
    hour: int = 0

    def latest(self, now: datetime) -> datetime:
        this = _midnight(now).replace(day=self.day) + timedelta(hours=self.hour)
        if this <= now:
            return this
        last = this.replace(day=1) - timedelta(days=1)
        return last.replace(day=self.day)


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
