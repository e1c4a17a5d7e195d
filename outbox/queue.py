"""Put a job beside the fact that causes it: in the same transaction, so that both stand or neither does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from celery import current_app
from django.db import transaction

from outbox.models import Job
from outbox.registry import handler_of
from tenancy import scope
from tenancy.actors import Actor

WORK = "outbox.work"  # the message: there is something to do in this province
STALE_SECONDS = 60  # a wake-up nobody read by then is dropped; the sweeper has sent others


def enqueue(
    kind: str,
    *,
    key: str,
    by: Actor | None = None,
    payload: dict[str, Any] | None = None,
    due_at: datetime | None = None,
    patient: bool = False,
) -> Job:
    """Ask for a job, done once per (province, kind, key): asking again returns the first one, done or not.

    `kind` is the registered name ("declarations.check"), `payload` the keyword arguments of its function (JSON),
    `due_at` the earliest moment, `patient` jobs wait until nothing else is due. Call it inside the verb's transaction.
    The province is that of `by`, else that of the scope. Raises UnknownKindError.
    """
    enqueue_all(kind, [(key, payload or {})], by=by, due_at=due_at, patient=patient)
    return Job.objects.get(province=_province(by), kind=kind, key=key)


@dataclass(frozen=True)
class Wanted:
    """One job to ask for; the words are those of enqueue()."""

    kind: str
    key: str
    payload: dict[str, Any]
    due_at: datetime | None = None
    patient: bool = False


def enqueue_all(
    kind: str,
    jobs: Iterable[tuple[str, dict[str, Any]]],
    *,
    by: Actor | None = None,
    due_at: datetime | None = None,
    patient: bool = False,
) -> None:
    """Ask for many jobs of one kind, (key, payload) each, with one statement per thousand and one wake-up."""
    handler_of(kind)
    enqueue_each((Wanted(kind, key, payload, due_at, patient) for key, payload in jobs), by=by)


def enqueue_each(jobs: Iterable[Wanted], *, by: Actor | None = None) -> None:
    """Ask for jobs of any kinds, with one statement per thousand and one wake-up."""
    province, asked_by = _province(by), by.user.pk if by and by.user else None
    rows = [_row(job, province, asked_by) for job in jobs]
    Job.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    if rows:
        wake_after_commit(province)


def _row(job: Wanted, province: int, asked_by: int | None) -> Job:
    handler_of(job.kind)
    when = {"due_at": job.due_at} if job.due_at else {}
    return Job(
        province_id=province,
        kind=job.kind,
        key=job.key,
        payload=job.payload,
        patient=job.patient,
        asked_by=asked_by,
        **when,
    )


def wake_after_commit(province: int) -> None:
    """Without Redis what people did still stands; the log tells."""
    transaction.on_commit(lambda: wake(province), robust=True)


def wake(province: int) -> None:
    """Tell the workers. A lost message costs time only: the sweeper looks by itself."""
    current_app.send_task(WORK, args=[province], expires=STALE_SECONDS, retry=False)


def _province(by: Actor | None) -> int:
    province = by.province.pk if by else scope.current().province
    if province is None:
        raise LookupError("A job belongs to a province: pass by=, or enqueue inside acting(province=…).")
    return province
