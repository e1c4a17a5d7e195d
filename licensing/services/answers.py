"""The owner's answer, its clock, and what the office decides. No refusal without a stated ground (LN-59)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from licensing.models import Licence
from licensing.models.money import DueState
from licensing.notices import tell_licensee, tell_licensors, tell_office
from licensing.services.acceptance import watch_clock
from licensing.services.formalities import keep_others_out
from licensing.services.moves import locked, move
from licensing.services.scheduling import SCHEDULE
from licensing.workflow import WAITING, Action
from outbox.queue import enqueue
from publication.choices import State
from publication.standing import lock_record, refusal_to_accept, state_now
from tenancy.actors import Actor
from tenancy.policy import policy_of
from tenancy.policy.workdays import add_working_days
from tenancy.refusals import Refused
from tenancy.roles import Right

BEGIN = "licensing.begin_signing"


@transaction.atomic
def confirm(licence: Licence, *, by: Actor) -> Licence:
    """专利权人确认合同。 A request becomes a licence from this moment on."""
    by.must(Right.DECLARE)
    licence, now = locked(licence), timezone.now()
    if licence.concluded_at is None and licence.ends_on < timezone.localdate(now):
        raise Refused(_("请求的许可期限已于%s届满，不能再达成；请由接受方重新提出。") % licence.ends_on)
    refuse_suspended(licence)
    keep_others_out(licence)
    move(licence, Action.CONFIRM, by=by, at=now, answered_at=now, concluded_at=licence.concluded_at or now)
    enqueue(SCHEDULE, key=f"{licence.pk}:confirmed", by=by)
    tell_licensee(licence, by=by)
    enqueue(BEGIN, key=str(licence.pk), by=by, payload={"licence": licence.pk})
    return licence


def refuse_suspended(licence: Licence) -> None:
    """A request is not agreed to while its patent is off the offer. What was concluded before stands."""
    if licence.concluded_at:
        return
    for number in licence.patents.order_by("record_number").values_list("record_number", flat=True):
        if state_now(found := lock_record(number)) == State.SUSPENDED:
            raise Refused(refusal_to_accept(found))


@transaction.atomic
def decline(licence: Licence, *, by: Actor, ground: str, reason: str) -> Licence:
    """谢绝请求: only where the acceptance did not bind, and on a stated ground."""
    by.must(Right.DECLARE)
    licence, now = locked(licence), timezone.now()
    move(licence, Action.DECLINE, by=by, ground=ground, reason=reason, at=now, answered_at=now)
    tell_licensee(licence, by=by)
    return licence


@transaction.atomic
def object_to(licence: Licence, *, by: Actor, ground: str, reason: str) -> Licence:
    """对已达成的许可提出异议: it stands until the office has decided."""
    by.must(Right.DECLARE)
    licence, now = locked(licence), timezone.now()
    move(licence, Action.OBJECT, by=by, ground=ground, reason=reason, at=now, answered_at=now)
    tell_licensee(licence, by=by)
    tell_office(licence, by=by)
    return licence


@transaction.atomic
def escalate(licence: Licence, *, by: Actor) -> Licence:
    """逾期未答复: the case is on the desk of the office, and the silence is counted."""
    licence, now = locked(licence), timezone.now()
    if licence.status not in WAITING or licence.escalated_at or timezone.localdate(now) <= licence.answer_by:
        return licence
    move(licence, Action.ESCALATE, by=by, at=now, escalated_at=now)
    tell_office(licence, by=by)
    tell_licensors(licence, by=by)
    return licence


@transaction.atomic
def uphold(licence: Licence, *, by: Actor, reason: str) -> Licence:
    """异议成立: there was no licence."""
    licence = move(locked(licence), Action.UPHOLD, by=by, reason=reason)
    licence.dues.filter(state__in=(DueState.OPEN, DueState.CONDITIONAL)).update(state=DueState.VOID)
    _tell_both(licence, by)
    return licence


@transaction.atomic
def dismiss(licence: Licence, *, by: Actor, reason: str) -> Licence:
    """异议不成立: the owner confirms the contract within a new time."""
    licence, now = locked(licence), timezone.now()
    clock = add_working_days(timezone.localdate(now), policy_of(licence.province).answer_working_days)  # type: ignore[arg-type]
    fresh: dict[str, Any] = {
        "answer_by": clock.day,
        "answer_rule": clock.explanation[:200],
        "answered_at": None,
        "escalated_at": None,
    }
    move(licence, Action.DISMISS, by=by, reason=reason, at=now, **fresh)
    watch_clock(licence, by=by)
    _tell_both(licence, by)
    return licence


@transaction.atomic
def cancel(licence: Licence, *, by: Actor) -> Licence:
    """接受方撤回尚未答复的请求。"""
    by.must(Right.ACCEPT)
    licence = move(locked(licence), Action.CANCEL, by=by)
    tell_licensors(licence, by=by)
    return licence


def _tell_both(licence: Licence, by: Actor) -> None:
    tell_licensee(licence, by=by)
    tell_licensors(licence, by=by)


Said = Mapping[str, str]
VERBS: dict[str, Callable[[Licence, Said, Actor], Licence]] = {
    Action.CONFIRM: lambda licence, said, by: confirm(licence, by=by),
    Action.DECLINE: lambda licence, said, by: decline(licence, by=by, ground=said["ground"], reason=said["reason"]),
    Action.OBJECT: lambda licence, said, by: object_to(licence, by=by, ground=said["ground"], reason=said["reason"]),
    Action.UPHOLD: lambda licence, said, by: uphold(licence, by=by, reason=said["reason"]),
    Action.DISMISS: lambda licence, said, by: dismiss(licence, by=by, reason=said["reason"]),
    Action.CANCEL: lambda licence, said, by: cancel(licence, by=by),
}
"""Which verb takes which step of the table when a page sends it."""
