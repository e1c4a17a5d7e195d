"""Put a job beside the fact that causes it: in the same transaction, so that both stand or neither does."""

from collections.abc import Iterable
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
    province, asked_by = _province(by), by.user.pk if by and by.user else None
    when = {"due_at": due_at} if due_at else {}
    rows = [
        Job(province_id=province, kind=kind, key=key, payload=payload, patient=patient, asked_by=asked_by, **when)
        for key, payload in jobs
    ]
    Job.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    if rows:
        wake_after_commit(province)


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
