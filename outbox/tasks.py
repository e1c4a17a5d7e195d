"""What the engine calls: work in one province, look through all of them, and plan what the clock says."""

import time

from celery import current_app, shared_task
from django.core.cache import cache
from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from outbox import mail, runner, timetable  # noqa: F401 -- mail registers its job
from outbox.models import Job
from outbox.queue import WORK, wake
from tenancy.models import Province
from tenancy.scope import acting

HEARTBEAT = "outbox.heartbeat"  # the worker's sign of life in the cache, read by /readyz


@shared_task(name=WORK)
def work(province: int) -> int:
    """A wake-up arrived: do what is due in this province."""
    return runner.work(province)


@shared_task(name="outbox.sweep")
def sweep() -> list[int]:
    """Wake the workers for each province in which something is due (a lost wake-up, a killed worker, a later date)."""
    waits = {province: _wait(province) for province in Province.objects.started().values_list("pk", flat=True)}
    waiting = {province: wait for province, wait in waits.items() if wait}
    for province in waiting:
        wake(province)
    sign = {"at": time.time(), "oldest_job_seconds": round(max(waiting.values(), default=0))}
    cache.set(HEARTBEAT, sign, timeout=None)
    return list(waiting)


def _wait(province: int) -> float:
    """For how many seconds the job that waits longest has been due; 0 when nothing is."""
    with acting(province=province), transaction.atomic():
        oldest = Job.objects.due().order_by().aggregate(oldest=Min("due_at"))["oldest"]
    return max((timezone.now() - oldest).total_seconds(), 0.001) if oldest else 0


@shared_task(name="outbox.plan")
def plan() -> int:
    """Write the jobs of the timetable whose slot has come."""
    return timetable.plan(current_app.conf.timetable)
