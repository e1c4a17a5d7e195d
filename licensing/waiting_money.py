"""What of money waits on desks: lines to be paid or reported, payments to be confirmed. The office may urge."""

from collections.abc import Iterable
from datetime import datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from licensing.models import Due, Licence, Payment
from licensing.models.licences import OFFICERS
from licensing.schedule import DueKind
from tenancy.actors import Actor
from tenancy.models import User
from tenancy.queues import Entry, Queue, Task
from tenancy.roles import Right, holders


def to_pay(actor: Actor) -> QuerySet[Due]:
    """The licensee's open lines whose reminder has come."""
    open_now = Due.objects.owed_by(actor).open().filter(remind_on__lte=timezone.localdate())
    return _with_names(open_now.exclude(kind=DueKind.SWITCH))


def late_in(actor: Actor) -> QuerySet[Due]:
    return _with_names(Due.objects.visible_to(actor).overdue())


def _with_names(dues: QuerySet[Due]) -> QuerySet[Due]:
    return dues.select_related("licence").prefetch_related("licence__parties")


def due_task(due: Due) -> Task:
    return Task(
        title=f"{due.licence.number} {due.what}",
        url=due.get_absolute_url(),
        due_at=timezone.make_aware(datetime.combine(due.due_on, time.max)),
        note=due.licence.licensee_name,
    )


def payers_of(due: Due) -> Iterable[User]:
    return User.objects.filter(memberships__organisation=due.licence.licensee, memberships__ended_at=None).distinct()


def to_confirm(actor: Actor) -> QuerySet[Payment]:
    """What payers have stated and this payee has not answered."""
    mine = Licence.objects.given_by(actor.organisation)
    waiting = Payment.objects.unanswered().filter(due__licence__in=mine)
    return waiting.select_related("due__licence").prefetch_related("due__licence__parties")


def confirm_task(payment: Payment) -> Task:
    licence = payment.due.licence
    url = reverse("licensing:money", args=[licence.pk])
    return Task(f"{licence.number} {payment.due.what}", url, payment.recorded_at, note=licence.licensee_name)


DUES = Queue(
    name="dues",
    title=_("应付的许可使用费"),
    roles=holders(Right.ACCEPT),
    pending=to_pay,
    task=due_task,
    due="due_on",
    since="remind_on",
    watched=late_in,
    watchers=OFFICERS,
    holders=payers_of,
)
RECEIPTS = Queue(
    name="receipts",
    title=_("待确认的收款"),
    roles=holders(Right.DECLARE),
    pending=to_confirm,
    task=confirm_task,
    since="recorded_at",
)
DUE_LIST = Entry(
    _("使用费到期情况"),
    _("本辖区或者本单位许可的应付款项：超期、未到期、全部。"),
    "licensing:dues",
    holders(Right.ACCEPT, Right.READ_FIGURES),
)
