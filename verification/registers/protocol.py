"""What every source can be asked, and the three things it can answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from verification.dossier import PatentFacts
from verification.numbers import PatentNumber


@dataclass(frozen=True)
class Found:
    """The source knows the patent."""

    facts: PatentFacts
    source: str
    fetched_at: datetime


@dataclass(frozen=True)
class Absent:
    """The source answered: it does not have this number."""

    source: str
    fetched_at: datetime


@dataclass(frozen=True)
class Unavailable:
    """The source did not answer, or its answer cannot be used. `reason` is a sentence for an officer."""

    source: str
    fetched_at: datetime
    reason: str


Answer = Found | Absent | Unavailable


class Register(Protocol):
    """A source of patent facts. It never raises: what goes wrong outside is an `Unavailable` with its reason."""

    @property
    def name(self) -> str:
        """As officers and the public read it."""

    @property
    def proves_absence(self) -> bool:
        """Whether a number that it does not have does not exist. An extract proves nothing."""

    def facts_of(self, number: PatentNumber) -> Answer:
        """What the source says about this patent now."""
