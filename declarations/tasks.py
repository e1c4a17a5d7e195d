"""What the outbox can do for this room."""

from typing import Any

from declarations import gazette, rechecks
from declarations.batch import portions
from declarations.batch import services as batches
from declarations.models import Attachment, Batch, Declaration
from declarations.services import attachments, endings, idle, looking_up, owners, publishing, submission
from declarations.workflow import Status
from outbox.models import Job
from outbox.registry import Again, job, job_actor
from publication.freed import OFFER_AGAIN
from publication.releases import RELEASE


@job(submission.CHECK)
def check(job: Job, declaration: int, batch: int | None = None) -> None:
    """The automatic first check after submission; a declaration that has moved on is left alone.

    `batch` comes only from the version before, which has no kind for rows of a workbook (decision 29).
    """
    if found := Declaration.objects.filter(pk=declaration, status=Status.CHECKING).first():
        together = Batch.objects.filter(pk=batch).first() if batch else None  # may have been thrown away meanwhile
        submission.record_findings(found, by=job_actor(job), batch=together)


@job(submission.CHECK_ONE_OF_MANY)
def check_one_of_many(job: Job, declaration: int, batch: int) -> None:
    check(job, declaration, batch)


@job(attachments.COMPARE)
def compare_scan(job: Job, attachment: int) -> None:
    """The pages of a sealed form that was uploaded are counted beside those of the print."""
    attachments.compare(Attachment.objects.select_related("declaration").get(pk=attachment))


@job(looking_up.ASK_AGAIN)
def ask_again(job: Job, after: int = 0) -> Again | None:
    """Every hour: what no register could tell at submission is asked again, as long as it lies on a desk."""
    reached = looking_up.ask_again(by=job_actor(job), after=after)
    return Again({"after": reached}, done=job.steps_done + 1) if reached else None


@job(RELEASE)
def release(job: Job, release: int) -> None:
    """The planned hour has come: the declarations of the batch are published."""
    publishing.release(release, by=job_actor(job))


@job(gazette.FOLLOW)
def follow_gazette(job: Job) -> Again | None:
    """Announcements that an import left, or that hold from today on; portion after portion."""
    done = gazette.follow_portion(by=job_actor(job))
    return Again({}, done=job.steps_done + done) if done else None


@job(OFFER_AGAIN)
def offer_again(job: Job, record: str, sentence: str) -> None:
    """An exclusive licence has ended: the registers are asked before anybody else takes the patent."""
    rechecks.offer_freed(record, sentence, by=job_actor(job))


@job(rechecks.RECHECK)
def recheck(job: Job, **place: Any) -> Again | None:
    """Everything on offer whose interval has passed, portion after portion."""
    this = rechecks.Round.read(place) if place else rechecks.begin(job.province)
    following = rechecks.recheck_portion(this, by=job_actor(job))
    return Again(following.as_payload(), done=following.done) if following else None


@job(rechecks.ASK)
def ask_about_published(job: Job, **place: Any) -> Again | None:
    """Before the re-check: the connected sources are asked about what is due today."""
    this = rechecks.Round.read(place) if place else rechecks.begin(job.province)
    following = rechecks.ask_portion(this, by=job_actor(job))
    return Again(following.as_payload(), done=following.done) if following else None


@job("declarations.remind_owners")
def remind_owners(job: Job) -> None:
    """Once a day: co-owners who have not answered for a week get a second letter."""
    owners.remind(by=job_actor(job))


@job(endings.END)
def end(job: Job) -> None:
    """Every day, and at the hour of a withdrawal: what is over on the register is ended here too."""
    endings.end_notices(by=job_actor(job))
    endings.end_expired(by=job_actor(job))


@job(idle.END_DRAFTS)
def end_drafts(job: Job, after: int = 0) -> Again | None:
    """Every day: drafts that nobody touches are reminded of, and in the end laid among the ended ones."""
    reached = idle.end_drafts(by=job_actor(job), after=after)
    return Again({"after": reached}, done=job.steps_done + 1) if reached else None


@job(batches.JOB)
def batch(job: Job, batch: int, step: str, after: int) -> Again | None:
    """A workbook, portion after portion: checked, written, handed in."""
    following = portions.work(batch, step, after)
    if following is None:
        return None
    payload = {"batch": batch, "step": following.step, "after": following.after}
    return Again(payload, *portions.progress(batch))


@job(batches.TIDY)
def tidy_batches(job: Job) -> None:
    """Every day: workbooks and results whose days are over."""
    batches.tidy()
