"""What of this room waits at offices: cases to review, to file, to decide; and the duty to ask for withdrawal."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy

from declarations.accredited import may_check
from declarations.models import ChangeRequest, Declaration, Question, Review, WithdrawalRequest
from declarations.models.requests import Outcome
from declarations.workflow import APPLICANT, CHECKER, CITY, DESKS, PROVINCE, WITHDRAWER, Status
from tenancy.actors import Actor, actor_of
from tenancy.models import Membership, User
from tenancy.queues import Queue, Task


def to_review(actor: Actor) -> QuerySet[Declaration]:
    return Declaration.objects.on_desk_of(actor).select_related("organisation")


def reviewed_by(actor: Actor) -> QuerySet[Declaration]:
    """Each case once, with this officer's last decision on it."""
    assert actor.user
    own = Review.objects.filter(declaration=OuterRef("pk"), decided_by=actor.user.pk).order_by("-id")
    decided = Declaration.objects.visible_to(actor).filter(Exists(own))
    return decided.annotate(decided_at=Subquery(own.values("decided_at")[:1])).select_related("organisation")


def at_other_desks(actor: Actor) -> QuerySet[Declaration]:
    """What the province may urge: everything that waits at a checking body or a city."""
    waiting = [status for status, hands in DESKS.items() if not hands & PROVINCE]
    return Declaration.objects.visible_to(actor).filter(status__in=waiting).select_related("organisation", "region")


def case_task(declaration: Declaration) -> Task:
    return Task(
        title=str(declaration),
        url=reverse("declarations:review", args=[declaration.pk]),
        since=declaration.arrived_at,
        due_at=declaration.due_at,
        note=declaration.organisation.name,
    )


def case_holders(declaration: Declaration) -> list[User]:
    """Everybody on whose desk it lies; a body that may not check now has nothing on its desk."""
    hands = Membership.objects.active().filter(role__in=DESKS[Status(declaration.status)])
    near = [
        one
        for one in hands.select_related("user", "office__region", "province")
        if one.office and declaration.region.path.startswith(one.office.region.path)
    ]
    at, place = declaration.rules_at, declaration.region
    return [one.user for one in near if one.role not in CHECKER or may_check(actor_of(one), at=at, place=place)]


REVIEWS = Queue(
    name="declarations",
    title=gettext_lazy("声明审核"),
    roles=CHECKER | CITY,
    pending=to_review,
    task=case_task,
    due="due_at",
    since="arrived_at",
    done=reviewed_by,
    finished="decided_at",
    watched=at_other_desks,
    watchers=PROVINCE,
    holders=case_holders,
)
FILINGS = Queue(
    name="filings",
    title=gettext_lazy("备案发布"),
    roles=PROVINCE,
    pending=to_review,
    task=case_task,
    due="due_at",
    since="arrived_at",
    done=reviewed_by,
    finished="decided_at",
)


def changes_to_decide(actor: Actor) -> QuerySet[ChangeRequest]:
    return ChangeRequest.objects.filter(outcome=Outcome.ASKED).select_related("declaration")


def changes_decided_by(actor: Actor) -> QuerySet[ChangeRequest]:
    assert actor.user
    return ChangeRequest.objects.filter(decided_by=actor.user.pk).select_related("declaration")


def change_task(request: ChangeRequest) -> Task:
    return _request_task(request, "declarations:change_decision")


def withdrawals_to_decide(actor: Actor) -> QuerySet[WithdrawalRequest]:
    return WithdrawalRequest.objects.filter(outcome=Outcome.ASKED).select_related("declaration")


def withdrawals_decided_by(actor: Actor) -> QuerySet[WithdrawalRequest]:
    assert actor.user
    return WithdrawalRequest.objects.filter(decided_by=actor.user.pk).select_related("declaration")


def withdrawal_task(request: WithdrawalRequest) -> Task:
    return _request_task(request, "declarations:withdrawal_decision")


def _request_task(request: Any, url_name: str) -> Task:
    url = reverse(url_name, args=[request.pk])
    return Task(str(request.declaration), url, request.asked_at, note=request.reason[:60])


CHANGES = Queue(
    name="changes",
    title=gettext_lazy("变更申请"),
    roles=PROVINCE,
    pending=changes_to_decide,
    task=change_task,
    since="asked_at",
    done=changes_decided_by,
    finished="decided_at",
)
WITHDRAWALS = Queue(
    name="withdrawals",
    title=gettext_lazy("撤回提请"),
    roles=WITHDRAWER,
    pending=withdrawals_to_decide,
    task=withdrawal_task,
    since="asked_at",
    done=withdrawals_decided_by,
    finished="decided_at",
)


def questions_to_answer(actor: Actor) -> QuerySet[Question]:
    return Question.objects.filter(answered_at=None).select_related("declaration")


def questions_answered_by(actor: Actor) -> QuerySet[Question]:
    return Question.objects.filter(answered_by=actor.person.pk).select_related("declaration")


def question_task(asked: Question) -> Task:
    url = reverse("declarations:answer_city", args=[asked.pk])
    return Task(f"{asked.declaration}", url, asked.asked_at, note=asked.text[:60])


QUESTIONS = Queue(
    name="questions",
    title=gettext_lazy("市局请示"),
    roles=PROVINCE,
    pending=questions_to_answer,
    task=question_task,
    since="asked_at",
    done=questions_answered_by,
    finished="answered_at",
)


def duties_to_withdraw(actor: Actor) -> QuerySet[WithdrawalRequest]:
    """A transfer was registered: the owner must ask for withdrawal, the form is prefilled (LN-61).

    Not while an earlier request waits for its decision, and not once the offer is over: then nothing can be asked.
    """
    asked = WithdrawalRequest.objects.filter(declaration=OuterRef("declaration"), outcome=Outcome.ASKED)
    prepared = WithdrawalRequest.objects.filter(~Exists(asked), outcome=Outcome.PREPARED)
    mine = prepared.filter(declaration__organisation=actor.organisation, declaration__status=Status.PUBLISHED)
    return mine.select_related("declaration")


def duty_task(request: WithdrawalRequest) -> Task:
    url = reverse("declarations:withdraw", args=[request.declaration_id])
    return Task(str(request.declaration), url, request.asked_at, note=request.reason[:60])


DUTIES = Queue(
    name="withdrawal-duties",
    title=gettext_lazy("应当提请撤回"),
    roles=APPLICANT,
    pending=duties_to_withdraw,
    task=duty_task,
    since="asked_at",
)
