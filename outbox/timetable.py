"""What happens by the clock: each slot of each line is one job per province, named by its slot, so no two of the
same slot exist whoever plans them, and a clock that stood still catches up with the latest slot.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from outbox.models import Job
from outbox.queue import enqueue
from outbox.rhythms import Rhythm
from tenancy.models import Province
from tenancy.scope import acting


def plan(timetable: dict[str, Rhythm], now: datetime | None = None) -> int:
    """Write the jobs whose slot has come, in each province; returns how many were new."""
    now = timezone.localtime(now)
    slots = {kind: rhythm.latest(now).isoformat(timespec="minutes") for kind, rhythm in timetable.items()}
    return sum(_plan_in(province, slots) for province in Province.objects.started().values_list("pk", flat=True))


def _plan_in(province: int, slots: dict[str, str]) -> int:
    with acting(province=province), transaction.atomic():
        known = set(Job.objects.filter(kind__in=slots, key__in=slots.values()).values_list("kind", "key"))
        missing = slots.items() - known
        for kind, slot in missing:
            enqueue(kind, key=slot, patient=True)
    return len(missing)
