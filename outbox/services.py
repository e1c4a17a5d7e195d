"""What a person can do about a job."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from outbox.models import Job
from outbox.queue import wake_after_commit
from tenancy.actors import Actor
from tenancy.refusals import Refused


@transaction.atomic
def retry(job: Job, *, by: Actor) -> Job:
    """Let a failing or given-up job begin at once, with all its attempts before it. Refuses one done or waiting."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.done_at:
        raise Refused(_("这项作业已经办结，不能重试。"))
    if not Job.objects.troubled().filter(pk=job.pk).exists():
        raise Refused(_("这项作业没有受阻，到时自行办理，不能提前。"))
    retried_by = by.user.pk if by.user else None
    job.save_fields(given_up_at=None, attempts=0, due_at=Now(), retried_at=Now(), retried_by=retried_by)
    wake_after_commit(job.province.pk)
    return job
