"""What waits on the declarant's desk: returned to correct, drafts, approvals inside the house, answers to read."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.models import Consent, Declaration, Objection, Owner
from declarations.services.owners import OVER
from declarations.workflow import APPLICANT, HEAD, PROVINCE, Status
from publication.models import Record
from tenancy.actors import Actor
from tenancy.policy import policy_of
from tenancy.queues import Entry, Queue, Task
from tenancy.roles import Right, holders


def returned(actor: Actor) -> QuerySet[Declaration]:
    return _own(actor).filter(status=Status.RETURNED)


def drafts(actor: Actor) -> QuerySet[Declaration]:
    return _own(actor).filter(status=Status.DRAFT)


def inside(actor: Actor) -> QuerySet[Declaration]:
    """What the administrator has to agree to, or an objection to decide."""
    undecided = Objection.objects.filter(declaration=OuterRef("pk"), decided_at=None)
    return _own(actor).filter(Q(status=Status.INTERNAL) | Q(Exists(undecided))).exclude(status=Status.DISCARDED)


def declined(actor: Actor) -> QuerySet[Declaration]:
    """A co-owner has said no, and it is not over yet."""
    said_no = Owner.objects.filter(declaration=OuterRef("pk"), consent=Consent.DECLINED)
    return _own(actor).filter(Exists(said_no)).exclude(status__in=OVER)


def submitted(actor: Actor) -> QuerySet[Declaration]:
    """Done by this person."""
    return _own(actor).filter(submitted_by=actor.user.pk if actor.user else None).exclude(submitted_at=None)


def _own(actor: Actor) -> QuerySet[Declaration]:
    return Declaration.objects.visible_to(actor).filter(organisation=actor.organisation)


def _task(declaration: Declaration, name: str, note: str) -> Task:
    return Task(
        title=str(declaration),
        url=reverse(f"declarations:{name}", args=[declaration.pk]),
        since=declaration.saved_at,
        note=note,
        due_at=declaration.due_at if declaration.status == Status.RETURNED else None,
    )


def _returned_task(declaration: Declaration) -> Task:
    until = _("请在%s前补正") % declaration.answer_by if declaration.answer_by else _("请补正")
    return _task(declaration, "tasks", until)


def to_carry_over(actor: Actor) -> QuerySet[Declaration]:
    """The programme is over: what is still on offer may become a declaration under the Patent Law (CN-19)."""
    rows = _own(actor) if actor.organisation else Declaration.objects.visible_to(actor)
    return rows.none() if policy_of(actor.province).accepts_declarations else rows.exclude(carried).filter(on_offer)


on_offer = Q(status=Status.PUBLISHED)
carried = Q(record_number__in=Record.objects.exclude(statutory_number="").values("number"))


RETURNED = Queue(
    name="declarations-returned",
    title=gettext_lazy("退回补正的声明"),
    roles=APPLICANT,
    pending=returned,
    task=_returned_task,
    due="due_at",
    since="saved_at",
    done=submitted,
    finished="submitted_at",
)
DRAFTS = Queue(
    name="declarations-drafts",
    title=gettext_lazy("声明草稿"),
    roles=APPLICANT,
    pending=drafts,
    task=lambda declaration: _task(declaration, "tasks", _("继续填写")),
    since="saved_at",
)
INSIDE = Queue(
    name="declarations-inside",
    title=gettext_lazy("单位内部审批"),
    roles=HEAD,
    pending=inside,
    task=lambda declaration: _task(declaration, "one", _("请审批或处理异议")),
    since="saved_at",
)
DECLINED = Queue(
    name="declarations-declined",
    title=gettext_lazy("共有人不同意"),
    roles=APPLICANT,
    pending=declined,
    task=lambda declaration: _task(declaration, "owners", _("共有专利权人答复不同意")),
    since="saved_at",
)
CARRY_OVER = Queue(
    name="declarations-carry-over",
    title=gettext_lazy("试点衔接"),
    roles=APPLICANT | PROVINCE,
    pending=to_carry_over,
    task=lambda declaration: _task(declaration, "carry_over", _("试点已结束：可以转为法定开放许可声明")),
    since="published_at",
)
DECLARING = Entry(
    gettext_lazy("我的声明"),
    gettext_lazy("填写、提交和查看本单位的开放许可声明。"),
    "declarations:mine",
    holders(Right.DECLARE),
)
