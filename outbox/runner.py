"""Do the jobs that are due, each once in effect, whoever calls and however often.

An attempt is two transactions. The first claims the job: it counts the attempt and moves `due_at` ahead, so that a
second delivery finds nothing due and a killed worker's job comes back by itself. The second takes the advisory lock of
(province, kind, key), reads the job again, does it and marks it done, all or nothing.
"""

import logging
import time
import traceback
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from outbox.models import Job
from outbox.queue import wake
from outbox.registry import HANDLERS, Again, handler_of
from outbox.running import running_job
from tenancy.scope import acting

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(hours=6)
UPGRADE = timedelta(hours=1)  # so long two versions may work side by side
SHIFT_SECONDS = 20  # then the worker lets the next message (another province) in
TAKE_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


class DeadlyError(Exception):
    """A job that takes its worker down with it leaves no words of its own; the count of attempts tells."""


def pause_after(attempt: int) -> timedelta:
    """Until the next attempt: 15 s, 1 min, 4 min, 16 min, ... at most six hours."""
    return min(FIRST_PAUSE * 4 ** (attempt - 1), LONGEST_PAUSE)


def work(province: int) -> int:
    """One shift in a province: do what is due until nothing is, or the shift is over. How many were taken up."""
    over, taken = time.monotonic() + SHIFT_SECONDS, 0
    with acting(province=province):
        while job := claim():
            attempt(job)
            taken += 1
            if time.monotonic() > over:
                wake(province)
                break
    return taken


def claim() -> Job | None:
    """Take the next due job of the active province, or nothing.

    A kind that we do not know is of the version beside us, whose worker takes it (M-2); if none does, we say so.
    """
    ours = Q(kind__in=HANDLERS) | Q(due_at__lt=Now() - UPGRADE)
    with transaction.atomic():
        job = Job.objects.due().filter(ours).select_for_update(skip_locked=True).first()
        if job is None:
            return None
        running = not _lock(job)  # a long job outlived its pause and is still at work
        job.attempts += 0 if running else 1
        job.due_at = Now() + pause_after(max(job.attempts, 1))
        job.started_at = job.started_at if running else Now()
        job.save(update_fields=["attempts", "due_at", "started_at"])
    return job


def attempt(job: Job) -> None:
    """Do a claimed job; a failure is kept in words and tried again later, until it is given up."""
    started, token = time.monotonic(), running_job.set(job.pk)
    told = {"kind": job.kind, "province": job.province_id, "attempt": job.attempts}
    try:
        if job.attempts > MAX_ATTEMPTS:
            raise DeadlyError("The worker died in the middle of each attempt.")
        outcome = _do(job)
    except Exception as error:  # whatever a job raises, the worker goes on with the next
        _keep_failure(job, error)
        logger.exception("job failed", extra=told)
    else:
        logger.info("job %s", outcome, extra=told | {"seconds": round(time.monotonic() - started, 3)})
    finally:
        running_job.reset(token)


@transaction.atomic
def _do(job: Job) -> str:
    if not _lock(job):
        return "is running elsewhere"
    fresh = Job.objects.open().filter(pk=job.pk).first()
    if fresh is None:
        return "was done already"
    answer = handler_of(fresh.kind)(fresh, **fresh.payload)
    if isinstance(answer, Again):
        _go_on(fresh, answer)
        return "goes on"
    fresh.save_fields(done_at=Now(), last_error="")
    return "done"


def _lock(job: Job) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(TAKE_LOCK, [f"{job.province_id}/{job.kind}/{job.key}"])
        return cursor.fetchone()[0]


def _go_on(job: Job, answer: Again) -> None:
    job.save_fields(
        payload=answer.payload,
        steps_done=answer.done,
        steps_total=answer.total,
        attempts=0,
        due_at=Now(),
        last_error="",
    )


def _keep_failure(job: Job, error: Exception) -> None:
    words = "".join(traceback.format_exception_only(error)).strip()
    values = {"last_error": words[:4000]} | ({"given_up_at": Now()} if job.attempts >= MAX_ATTEMPTS else {})
    with transaction.atomic():
        Job.objects.open().filter(pk=job.pk).update(**values)
