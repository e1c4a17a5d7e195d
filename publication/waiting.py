"""What of this room waits at offices: requests to correct what is published."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from publication.corrections import ANSWERERS, within
from publication.models import Correction
from publication.models.corrections import Verdict
from tenancy.actors import Actor
from tenancy.queues import Queue, Task


def to_answer(actor: Actor) -> QuerySet[Correction]:
    return within(actor).filter(verdict=Verdict.WAITING)


def answered_by(actor: Actor) -> QuerySet[Correction]:
    return within(actor).filter(answered_by=actor.person.pk)


def correction_task(asked: Correction) -> Task:
    title = f"{asked.record.number} {asked.get_item_display()}"
    url = reverse("publication:answer_correction", args=[asked.pk])
    return Task(title, url, asked.received_at, due_at=asked.due_at, note=asked.record.title[:40])


CORRECTIONS = Queue(
    name="corrections",
    title=_("更正请求"),
    roles=ANSWERERS,
    pending=to_answer,
    task=correction_task,
    due="due_at",
    since="received_at",
    done=answered_by,
    finished="answered_at",
)
