"""What of follow-up and end waits on desks: results to tell, the late ones for the city, notices of end to answer."""

from collections.abc import Iterable
from datetime import datetime, time

from django.db.models import Case, DateField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from licensing.models import Ending, FollowUp, Licence
from licensing.models.endings import EndingStage
from licensing.models.licences import OFFICERS
from licensing.services.endings import running_notices
from licensing.services.scheduling import IN_FORCE
from tenancy.actors import Actor
from tenancy.models import User
from tenancy.queues import Entry, Queue, Task
from tenancy.roles import Right, holders


def to_tell(actor: Actor) -> QuerySet[FollowUp]:
    """Intervals that are over, of which this side has not told."""
    over = FollowUp.objects.over()
    taken = Q(answered_at=None, licence__in=Licence.objects.taken_by(actor.organisation))
    given = Q(owner_at=None, licence__in=Licence.objects.given_by(actor.organisation))
    return _with_names(over.filter(taken | given))


def late_in(actor: Actor) -> QuerySet[FollowUp]:
    return _with_names(FollowUp.objects.visible_to(actor).overdue())


def told_by(actor: Actor) -> QuerySet[FollowUp]:
    mine = Q(answered_at__isnull=False, licence__in=Licence.objects.taken_by(actor.organisation))
    return _with_names(FollowUp.objects.filter(mine))


def _with_names(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    return rows.select_related("licence").prefetch_related("licence__parties")


def follow_up_task(each: FollowUp) -> Task:
    return Task(
        title=f"{each.licence.number} {each}",
        url=each.get_absolute_url(),
        due_at=timezone.make_aware(datetime.combine(each.due_on, time.max)),
        note=each.licence.licensee_name,
    )


def tellers_of(each: FollowUp) -> Iterable[User]:
    return User.objects.filter(memberships__organisation=each.licence.licensee, memberships__ended_at=None).distinct()


def endings_to_answer(actor: Actor) -> QuerySet[Ending]:
    """Notices of the other side that nobody has answered. Whatever day they name, the days of notice run first."""
    answered = Ending.objects.filter(licence=OuterRef("licence"), pk__gt=OuterRef("pk"))
    answered = answered.exclude(stage=EndingStage.PATENT_GONE)
    open_now = Ending.objects.filter(~Exists(answered), stage=EndingStage.PROPOSED, licence__status__in=IN_FORCE)
    taken = Q(side="licensor", licence__in=Licence.objects.taken_by(actor.organisation))
    given = Q(side="licensee", licence__in=Licence.objects.given_by(actor.organisation))
    told = [When(effective_at__date=day, then=Value(last)) for day, last in running_notices(actor.province)]
    until = Greatest("ends_on", Case(*told, default="ends_on", output_field=DateField()))
    mine = open_now.filter(taken | given).annotate(until=until)
    return mine.select_related("licence").prefetch_related("licence__parties")


def ending_task(step: Ending) -> Task:
    return Task(
        title=f"{step.licence.number} {step.get_ground_display()}",
        url=f"{step.licence.get_absolute_url()}ending/",
        since=step.recorded_at,
        due_at=timezone.make_aware(datetime.combine(step.until, time.max)),  # type: ignore[attr-defined]  # endings_to_answer
        note=step.licence.licensee_name,
    )


def formalities_open(actor: Actor) -> QuerySet[Licence]:
    """Licences of this side whose formalities are not closed (ZJ-65)."""
    open_now = Licence.objects.filter(formalities_by__isnull=False, closed_at=None, status__in=IN_FORCE)
    return open_now.filter(pk__in=Licence.objects.visible_to(actor)).prefetch_related("parties")


def formality_task(licence: Licence) -> Task:
    assert licence.formalities_by
    return Task(
        title=f"{licence.number} {licence.get_mode_display()}",
        url=f"{licence.get_absolute_url()}formalities/",
        since=licence.concluded_at,
        due_at=timezone.make_aware(datetime.combine(licence.formalities_by, time.max)),
        note=licence.licensee_name,
    )


FORMALITIES = Queue(
    name="formalities",
    title=_("待办的实施手续"),
    roles=holders(Right.ACCEPT, Right.DECLARE),
    pending=formalities_open,
    task=formality_task,
    due="formalities_by",
    since="concluded_at",
)
FOLLOW_UPS = Queue(
    name="follow-ups",
    title=_("实施成效填报"),
    roles=holders(Right.ACCEPT, Right.DECLARE),
    pending=to_tell,
    task=follow_up_task,
    due="due_on",
    since="period_to",
    done=told_by,
    finished="answered_at",
    watched=late_in,
    watchers=OFFICERS,
    holders=tellers_of,
)
LATE_FOLLOW_UPS = Queue(
    name="late-follow-ups",
    title=_("逾期未填报的实施成效"),
    roles=OFFICERS,
    pending=late_in,
    task=follow_up_task,
    due="due_on",
    since="period_to",
)
ENDINGS = Queue(
    name="endings",
    title=_("待答复的终止通知"),
    roles=holders(Right.ACCEPT, Right.DECLARE),
    pending=endings_to_answer,
    task=ending_task,
    due="until",
    since="recorded_at",
)
FOLLOW_UP_LIST = Entry(
    _("实施跟踪情况"),
    _("本辖区或者本单位许可的实施成效填报：超期、待填报、全部。"),
    "licensing:follow_ups",
    holders(Right.ACCEPT, Right.READ_FIGURES),
)
