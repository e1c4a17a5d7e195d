"""Jobs of rooms that do not know the outbox: the composition root registers them."""

from audit import seals
from outbox.models import Job
from outbox.registry import Again, job


@job("audit.seal")
def seal_events(job: Job) -> Again | None:
    """Seal a province's settled events, batch after batch."""
    seal = seals.seal()
    return Again({}, done=job.steps_done + seal.count) if seal else None
