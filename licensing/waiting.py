"""What of this room waits on desks: answers that owners owe, and cases that lie with the office."""

from datetime import datetime, time

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from licensing.models import Licence, Turn
from licensing.models.licences import OFFICERS
from licensing.workflow import Action, Status
from tenancy.actors import Actor
from tenancy.queues import Entry, Queue, Task
from tenancy.roles import Right, holders

DECIDED = (Action.CONFIRM, Action.DECLINE, Action.OBJECT, Action.UPHOLD, Action.DISMISS)


def awaiting_answer(actor: Actor) -> QuerySet[Licence]:
    """Acceptances that this owner has not answered."""
    return _with_names(Licence.objects.given_by(actor.organisation).waiting())


def at_the_office(actor: Actor) -> QuerySet[Licence]:
    """Silence beyond the day, and objections to decide (LN-59)."""
    silent = Q(escalated_at__isnull=False, status__in=[Status.REQUESTED, Status.CONCLUDED])
    return _with_names(Licence.objects.visible_to(actor).filter(silent | Q(status=Status.OBJECTED)))


def decided_by(actor: Actor) -> QuerySet[Licence]:
    """Each licence once, with this person's last word on it."""
    assert actor.user
    own = Turn.objects.filter(licence=OuterRef("pk"), done_by=actor.user.pk, action__in=DECIDED).order_by("-id")
    seen = Licence.objects.visible_to(actor).filter(Exists(own))
    return _with_names(seen.annotate(decided_at=Subquery(own.values("effective_at")[:1])))


def _with_names(licences: QuerySet[Licence]) -> QuerySet[Licence]:
    return licences.prefetch_related("parties")


def licence_task(licence: Licence) -> Task:
    return Task(
        title=f"{licence.number} {licence.get_status_display()}",
        url=licence.get_absolute_url(),
        since=licence.accepted_at,
        due_at=timezone.make_aware(datetime.combine(licence.answer_by, time.max)),
        note=licence.licensee_name,
    )


ANSWERS = Queue(
    name="acceptances",
    title=_("待答复的许可接受"),
    roles=holders(Right.DECLARE),
    pending=awaiting_answer,
    task=licence_task,
    due="answer_by",
    since="accepted_at",
    done=decided_by,
    finished="decided_at",
)
CASES = Queue(
    name="licence-cases",
    title=_("许可答复督促与异议"),
    roles=OFFICERS,
    pending=at_the_office,
    task=licence_task,
    due="answer_by",
    since="accepted_at",
    done=decided_by,
    finished="decided_at",
)
LEDGER = Entry(
    _("许可台账"),
    _("本辖区或者本单位的许可：双方、专利、金额、状态，可导出。"),
    "licensing:ledger",
    holders(Right.ACCEPT, Right.READ_FIGURES),
)
