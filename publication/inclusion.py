"""What the history says of the versions that went public: enough to prove each of them alone, once it is sealed.

The event of a publication keeps, for each hundred versions of it in the order of their numbers, one hash over a line a
version. Who shows the lines of one hundred has proved all of these, however many went out at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audit.canonical import hash_of
from audit.models import Event
from publication.models import Version

HUNDRED = 100


@dataclass(frozen=True)
class Told:
    """The event that published a version, and the lines of which it keeps the hash."""

    event: Event
    lines: list[str]


def line_of(number: str, version: int, digest: str) -> str:
    """A version in one line: number of the record, number of the version, digest of its words."""
    return f"{number} {version} {digest}"


def hashes_of(lines: Sequence[str]) -> list[str]:
    """What the event keeps of these versions."""
    return [hash_of("\n".join(part)) for part in _hundreds(lines)]


def told_of(version: Version) -> Told | None:
    """Where the history speaks of a version; nothing for one that was published before the history kept digests."""
    beside = version.announcement.versions.order_by("pk").values_list("record__number", "number", "digest")
    own = line_of(version.record.number, version.number, version.digest)
    lines = next(part for part in _hundreds([line_of(*each) for each in beside]) if own in part)
    events = Event.objects.of(version.announcement) | Event.objects.of(version.record)
    event = events.filter(payload__versions__contains=hashes_of(lines)).order_by("pk").first()
    return Told(event, lines) if event else None


def _hundreds(lines: Sequence[str]) -> Iterable[list[str]]:
    return (list(lines[place : place + HUNDRED]) for place in range(0, len(lines), HUNDRED))
