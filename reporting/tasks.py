"""What the outbox can do for this room."""

from django.utils import timezone

from outbox.models import Job
from outbox.registry import job, job_actor
from reporting.models import Edition
from reporting.periods import Month
from reporting.services import filing, packing, rounds, summaries

UNITS_FROM = 25  # day of the month


@job("reporting.prepare")
def prepare(job: Job) -> None:
    """On the first: the returns of all offices for the month that has ended, and of units that came at its end."""
    month, by = Month.of(timezone.now()).previous(), job_actor(job)
    rounds.prepare_offices(month, by=by)
    rounds.prepare_units(month, by=by, due_on=timezone.localdate())


@job("reporting.prepare_units")
def prepare_units(job: Job) -> None:
    """Each day from the 25th on: the pilot units' confirmations of the month, those that came only now too."""
    today = timezone.localdate()
    if today.day >= UNITS_FROM:
        rounds.prepare_units(Month.of(today), by=job_actor(job))


@job("reporting.remind")
def remind(job: Job) -> None:
    """Each morning: whose return is due tomorrow, and whose day was yesterday. A day off moves on first."""
    rounds.move_on(today=timezone.localdate())
    filing.remind(timezone.localdate(), by=job_actor(job))


@job("reporting.prepare_summaries")
def prepare_summaries(job: Job) -> None:
    """Each day: the reports of the programme that policy asks for, and who has still to tell."""
    by = job_actor(job)
    summaries.prepare_summaries(by=by)
    summaries.remind(timezone.localdate(), by=by)


@job(packing.PACK)
def make_package(job: Job, edition: int) -> None:
    """Somebody wants the package of an edition: printing many rows takes longer than a page may."""
    packing.make_package(Edition.objects.select_related("filing").get(pk=edition))
