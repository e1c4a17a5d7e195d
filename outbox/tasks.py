"""What the engine calls: work in one province, look through all of them, and plan what the clock says."""

from celery import current_app, shared_task
from django.db import transaction

from outbox import mail, runner, timetable  # noqa: F401 -- mail registers its job
from outbox.models import Job
from outbox.queue import WORK, wake
from tenancy.models import Province
from tenancy.scope import acting


@shared_task(name=WORK)
def work(province: int) -> int:
    """A wake-up arrived: do what is due in this province."""
    return runner.work(province)


@shared_task(name="outbox.sweep")
def sweep() -> list[int]:
    """Wake the workers for each province in which something is due (a lost wake-up, a killed worker, a later date)."""
    provinces = Province.objects.started().values_list("pk", flat=True)
    waiting = [province for province in provinces if _anything_due(province)]
    for province in waiting:
        wake(province)
    return waiting


def _anything_due(province: int) -> bool:
    with acting(province=province), transaction.atomic():
        return Job.objects.due().exists()


@shared_task(name="outbox.plan")
def plan() -> int:
    """Write the jobs of the timetable whose slot has come."""
    return timetable.plan(current_app.conf.timetable)
