"""What a record was at an instant, as far as was known at another; and may it be accepted now."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from publication.choices import ACCEPTING_STATES, OPEN_STATES, Op, State
from publication.models import Change, Record, Version

STATE_AFTER = {
    Op.PUBLISHED: State.ACTIVE,
    Op.RESUMED: State.ACTIVE,
    Op.SUSPENDED: State.SUSPENDED,
    Op.WITHDRAWN: State.WITHDRAWN,
    Op.EXPIRED: State.EXPIRED,
}


def lock_record(number: str) -> Record:
    """The record for the rest of the transaction: acceptance, change and withdrawal queue here and have one order.

    The row alone: who waits for the lock reads a new `current` afterwards, while a join would still hold the version
    of before the wait, not fit the row any more, and lose it. Raises Http404 for a number that was never given.
    """
    return get_object_or_404(Record.objects.select_for_update(), number=number)


def lock_records(numbers: Iterable[str]) -> list[Record]:
    """Several at once, each with its current version as it is under the lock.

    In the order of their numbers, so that two packages never wait for each other. Raises Http404 as lock_record does.
    A row whose terms changed while it was waited for is locked but not told, since it no longer fits the version of
    before: then all are asked for again, each first and its version afterwards.
    """
    wanted = sorted(set(numbers))
    rows = Record.objects.filter(number__in=wanted).order_by("number")
    records = list(rows.select_for_update(of=("self",)).select_related("current"))
    if len(records) == len(wanted):
        return records
    records = list(rows.select_for_update())
    if len(records) < len(wanted):
        raise Http404
    return with_current(records)


def with_current(records: list[Record]) -> list[Record]:
    """Locked records, each with its current version as it is under the lock; a join would be of before the wait."""
    versions = Version.objects.order_by().in_bulk([record.current_id for record in records])
    for record in records:
        record.current = versions[record.current_id]
    return records


def changes_up_to(record: Record, at: datetime, known_at: datetime | None = None) -> QuerySet[Change]:
    """What had taken effect at `at`, as far as it was recorded at `known_at` (None: as far as is known now)."""
    changes = record.changes.filter(effective_at__lte=at)
    return changes.filter(recorded_at__lte=known_at) if known_at else changes


def state_at(record: Record, at: datetime, known_at: datetime | None = None) -> State | None:
    """The state at an instant; None before publication. Withdrawal announced but not in effect reads as notice."""
    turns = changes_up_to(record, at, known_at).exclude(op=Op.CHANGED).order_by("-effective_at", "-id")
    last = turns.values_list("op", flat=True).first()
    if last is None:
        return None
    state = STATE_AFTER[Op(last)]
    return State.NOTICE if state == State.ACTIVE and _is_in_notice(record, at, known_at) else state


def _is_in_notice(record: Record, at: datetime, known_at: datetime | None) -> bool:
    """Announced by `at`, in effect only later."""
    announced = record.changes.filter(op=Op.WITHDRAWN, effective_at__gt=at, recorded_at__lte=known_at or at)
    return announced.exists()


def version_at(record: Record, at: datetime, known_at: datetime | None = None) -> Version | None:
    """The words that were on offer at an instant."""
    versions = record.versions.filter(effective_at__lte=at)
    if known_at:
        versions = versions.filter(recorded_at__lte=known_at)
    return versions.order_by("-effective_at", "-number").first()


def state_now(record: Record, now: datetime | None = None) -> State:
    """The state to the second: the column follows a withdrawal or an expiry when the timetable comes round."""
    now = now or timezone.now()
    return state_of(record.state, record.withdrawn_from, record.term_to, now, timezone.localdate(now))


def state_of(kept: str, withdrawn_from: datetime | None, term_to: date, now: datetime, today: date) -> State:
    """The same by the columns alone, for rows that are no models."""
    state = State(kept)
    if state not in OPEN_STATES:
        return state
    if withdrawn_from and withdrawn_from <= now:
        return State.WITHDRAWN
    return State.EXPIRED if term_to < today else state


TAKEN = "taken"
"""Ground of a suspension: somebody has the right that keeps all others out (ZJ-49)."""


def last_suspension(record: Record) -> Change | None:
    return record.changes.filter(op=Op.SUSPENDED).order_by("-id").first()


def was_taken(record: Record) -> bool:
    """Whether the suspension that holds was made because an exclusive right was given."""
    last = last_suspension(record)
    return last is not None and last.ground == TAKEN


def refusal_to_accept(record: Record, at: datetime | None = None) -> str:
    """Why nobody can accept the record at this instant, in the words both sides read; empty: anyone can."""
    state = state_now(record, at)
    if state in ACCEPTING_STATES:
        return ""
    if state == State.WITHDRAWN:
        since = timezone.localtime(record.withdrawn_from)
        return _("%(number)s已自%(since)s起撤回，不再接受许可；在先达成的许可不受影响") % {
            "number": record.number,
            "since": f"{since:%Y-%m-%d %H:%M}",
        }
    if state == State.EXPIRED:
        return _("%(number)s的许可期限已于%(day)s届满") % {"number": record.number, "day": record.term_to}
    if (last := last_suspension(record)) and last.ground == TAKEN:
        return _("%(number)s%(sentence)s") % {"number": record.number, "sentence": last.sentence}
    return _("%(number)s因法律状态待核实已中止，暂不接受许可") % {"number": record.number}
