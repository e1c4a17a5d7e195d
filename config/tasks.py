"""Jobs that need more than their room knows: the composition root registers them."""

from captcha.models import CaptchaStore
from celery import shared_task

from audit import seals
from config import lost_patents
from config.alarms import telling
from config.announced_filings import announce_filings
from config.celery import TIMETABLE
from outbox.models import Job
from outbox.registry import Again, job, job_actor
from outbox.tidy import tidy
from tenancy.accounts import sessions
from tenancy.models.regions import NATION


@job("audit.seal")
def seal_events(job: Job) -> Again | None:
    """Seal a province's settled events, batch after batch."""
    seal = seals.seal()
    return Again({}, done=job.steps_done + seal.count) if seal else None


@job("outbox.tidy")
def tidy_jobs(job: Job) -> None:
    """Let go of what old jobs left behind; the nation's, also of what visitors did."""
    tidy(TIMETABLE)
    if job.province_id == NATION:
        sessions.forget_ended()
        CaptchaStore.remove_expired()


@job(lost_patents.LOST)
def end_licences_of_lost_patents(job: Job) -> None:
    """Patents that the gazette says are gone leave the licences that have them."""
    lost_patents.follow(by=job_actor(job))


@job("licensing.announce_filings")
def close_filings(job: Job) -> None:
    """What the gazette has announced of contracts on record."""
    announce_filings(by=job_actor(job))


@shared_task(name="config.look_out")
def look_out() -> list[str]:
    """Whatever is wrong is told to the people on duty."""
    return [alarm.name for alarm in telling.look()]
