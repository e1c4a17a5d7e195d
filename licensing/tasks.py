"""What the outbox can do for this room."""

from django.utils.translation import gettext as _

from licensing.models import Licence
from licensing.notices import PACKET, sentence_of, tell_both, tell_licensee, tell_licensees_of, tell_licensors
from licensing.services import (
    acceptance,
    answers,
    days_off,
    deals,
    endings,
    filings,
    follow_ups,
    papers,
    reminders,
    scheduling,
    signing,
    suspicion,
)
from outbox.models import Job
from outbox.queue import enqueue
from outbox.registry import Again, job, job_actor
from publication.takers import TELL_TAKERS


@job(acceptance.TELL)
def tell_accepted(job: Job, licence: int) -> None:
    """The receipt to both sides, in the same words, with the day by which the owner answers."""
    found, by = Licence.objects.get(pk=licence), job_actor(job)
    sentence = _("%(what)s；专利权人应于%(day)s前答复") % {"what": sentence_of(found), "day": found.answer_by}
    tell_licensors(found, by=by, sentence=sentence)
    tell_licensee(found, by=by, sentence=sentence)
    suspicion.look(found, by=by, at=found.concluded_at)
    enqueue(scheduling.SCHEDULE, key=f"{found.pk}:accepted", by=by)


@job(acceptance.DRAW)
def draw_contract(job: Job, licence: int) -> None:
    """The contract is made once, of the version that was accepted; both sides get the hash that proves the packet."""
    found, by = Licence.objects.get(pk=licence), job_actor(job)
    paper = papers.make_contract(found, by=by)
    words = {"number": found.number, "hash": paper.packet_sha256}
    told = _("许可%(number)s的合同和证据包已生成，请留存证据包摘要（SHA-256）：%(hash)s") % words
    tell_both(found, by=by, sentence=told, about=PACKET)


@job(acceptance.ESCALATE)
def escalate(job: Job, licence: int, answer_by: str) -> None:
    """The last day is over; an answer that came, or a later clock, is left alone."""
    found = Licence.objects.get(pk=licence)
    if found.answer_by.isoformat() == answer_by:
        answers.escalate(found, by=job_actor(job))


@job(TELL_TAKERS)
def tell_takers(job: Job, record: str, sentence: str, occasion: str) -> None:
    """What the registers said of a published patent, for those who hold a licence of it (F023)."""
    tell_licensees_of(record, sentence, by=job_actor(job), occasion=occasion)


@job(scheduling.SCHEDULE)
def schedule(job: Job) -> Again | None:
    """What falls due under licences concluded since; after an acceptance, and by the clock for imports.

    Days that the calendar of a year has made days off since move on.
    """
    by = job_actor(job)
    days_off.move_on(by=by)
    done = scheduling.schedule_portion(by=by) + follow_ups.plan_portion(by=by)
    return Again({}, done=job.steps_done + done) if done else None


@job(reminders.REMIND)
def remind(job: Job) -> Again | None:
    """Every day: what comes is announced, what is late is told."""
    done = reminders.remind_portion(by=job_actor(job))
    return Again({}, done=job.steps_done + done) if done else None


@job(answers.BEGIN)
def begin_signing(job: Job, licence: int) -> None:
    """The owner has confirmed the contract: who signs first is asked."""
    found, by = Licence.objects.get(pk=licence), job_actor(job)
    papers.make_contract(found, by=by)
    suspicion.look(found, by=by, at=found.concluded_at)
    signing.begin(found.papers.latest("edition"), by=by)


@job(signing.SEAL)
def seal(job: Job, signature: int) -> Again | None:
    """The electronic signature on the PDF; a seal that does not answer is asked again later."""
    return None if signing.seal(signature, by=job_actor(job)) else Again({"signature": signature})


@job("licensing.remind_signers")
def remind_signers(job: Job) -> None:
    """Once a day: whoever was asked to sign some days ago and has not."""
    signing.remind(by=job_actor(job))


@job(follow_ups.FOLLOW_UP)
def follow_up(job: Job) -> Again | None:
    """Every day: the interval that runs is opened, the one that is over is asked about (LN-55)."""
    by = job_actor(job)
    done = follow_ups.plan_portion(by=by) + follow_ups.ask_portion(by=by)
    return Again({}, done=job.steps_done + done) if done else None


@job(endings.END)
def end(job: Job) -> Again | None:
    """Every day: terms, notices and trials that are over end their licences."""
    done = endings.end_portion(by=job_actor(job))
    return Again({}, done=job.steps_done + done) if done else None


@job("licensing.remind_filing")
def remind_filing(job: Job) -> None:
    """Once a day: contracts whose three months are nearly over, or over."""
    filings.remind(by=job_actor(job))


@job("licensing.count_deals")
def count_deals(job: Job) -> None:
    """Once a day: what was really agreed, in groups large enough to show (F053)."""
    deals.count_deals(by=job_actor(job))
