"""What the outbox can do for this room."""

from outbox.models import Job
from outbox.registry import job, job_actor
from publication import announce, audience


@job(announce.SETTLE)
def settle(job: Job) -> None:
    """Withdrawals take effect and terms end; on the timetable, and once more at the minute of a withdrawal."""
    announce.settle(by=job_actor(job))


@job(audience.ROLL_UP)
def roll_up_views(job: Job) -> None:
    """Every ten minutes: what was counted beside the pages becomes rows (LN-46)."""
    audience.roll_up(by=job_actor(job))
