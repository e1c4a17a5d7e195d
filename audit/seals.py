"""Tamper evidence: events are sealed in batches, each seal resting on the one before.

Writers never wait for each other, so events become visible out of order. A stretch of time is sealed only when no
transaction that began in it is still open, and some minutes have passed in case the clock was set back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.canonical import hash_of, plain, text_of
from audit.models import Event, EventQuerySet, Seal

SETTLED = timedelta(minutes=10)
BATCH = 1000
# Every event of an open transaction is younger than that transaction. Sessions of our own role are all the writers.
HORIZON = """
    SELECT least(min(xact_start), statement_timestamp() - %s::interval) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True)
class Break:
    """Where the history of a province no longer fits its seals."""

    event: int | None
    words: str


@transaction.atomic
def seal(settled: timedelta | None = None) -> Seal | None:
    """Seal the next batch of settled events of the active province; nothing when there is none."""
    last = Seal.objects.last()
    since, end = (last.until if last else None), horizon(SETTLED if settled is None else settled)
    events = list(_between(since, end).order_by("recorded_at", "id")[: BATCH + 1])
    if not events:
        return None
    until = _cut(events, end)
    leaves = [[event.pk, hash_of(text_of(event))] for event in _between(since, until).order_by("id")]
    previous = last.mark if last else ""
    seal = Seal(since=since, until=until, count=len(leaves), leaves=leaves, previous=previous)
    seal.mark = mark_of(seal)
    seal.save()
    return seal


def mark_of(seal: Seal) -> str:
    """The hash that the next seal rests on: mark before, stretch of time, hash of each event."""
    stretch = f"{plain(seal.since)} {plain(seal.until)}"
    return hash_of("\n".join([seal.previous, stretch, *(f"{event} {leaf}" for event, leaf in seal.leaves)]))


def breaks() -> Iterator[Break]:
    """What does not fit in the active province, oldest first; nothing means that all sealed events are as they were."""
    before: Seal | None = None
    for link in Seal.objects.order_by("id").iterator(chunk_size=20):
        yield from breaks_at(link, before)
        before = link


def breaks_at(link: Seal, before: Seal | None) -> Iterator[Break]:
    """What does not fit between one seal and the one before it, and beneath it."""
    mark, until = (before.mark, before.until) if before else ("", None)
    if link.previous != mark or link.since != until:
        yield Break(None, f"A seal is missing before {link}.")
    yield from _breaks_beneath(link)


def _breaks_beneath(seal: Seal) -> Iterator[Break]:
    if seal.mark != mark_of(seal) or seal.count != len(seal.leaves):
        yield Break(None, f"The seal {seal} was changed.")
    found = {event.pk: hash_of(text_of(event)) for event in _between(seal.since, seal.until)}
    sealed = dict(map(tuple, seal.leaves))
    for event in sorted(found.keys() | sealed.keys()):
        if event not in found:
            yield Break(event, f"Event {event} is missing.")
        elif event not in sealed:
            yield Break(event, f"Event {event} was added afterwards.")
        elif found[event] != sealed[event]:
            yield Break(event, f"Event {event} was changed.")


def _between(since: datetime | None, until: datetime) -> EventQuerySet:
    events = Event.objects.filter(recorded_at__lt=until)
    return events.filter(recorded_at__gte=since) if since else events


def horizon(settled: timedelta) -> datetime:
    """The instant before which nothing more becomes visible: older than `settled` and than any open transaction."""
    with connection.cursor() as cursor:
        cursor.execute(HORIZON, [settled])  # type: ignore[list-item]  # psycopg takes an interval
        return cursor.fetchone()[0]


def _cut(events: list[Event], end: datetime) -> datetime:
    """The end of the batch: events of one and the same instant stay together."""
    return events[-1].recorded_at if len(events) > BATCH and events[-1].recorded_at > events[0].recorded_at else end


class Standing(models.TextChoices):
    """How an event stands to its seal, as its page says it."""

    OPEN = "waiting", _("尚未封存")
    FITS = "confirmed", _("已封存，与封存时一致")
    BROKEN = "error", _("与封存时不一致，请立即报告管理员")


def seal_over(event: Event) -> Seal | None:
    """The seal whose stretch of time holds the event; none while it is open."""
    begun = Q(since=None) | Q(since__lte=event.recorded_at)
    return Seal.objects.filter(begun, until__gt=event.recorded_at).first()


def standing(event: Event) -> Standing:
    over = seal_over(event)
    if over is None:
        return Standing.OPEN
    return Standing.FITS if [event.pk, hash_of(text_of(event))] in over.leaves else Standing.BROKEN
