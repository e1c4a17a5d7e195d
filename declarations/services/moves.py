"""The only code that sets a status."""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from declarations.local_rules import rules_when_begun
from declarations.models import Declaration
from declarations.workflow import DESKS, PROVINCE, STEPS, Action, Status, hand_may, stage_after, why_not
from tenancy.actors import Actor
from tenancy.policy.workdays import add_working_days
from tenancy.refusals import Refused


def locked(declaration: Declaration, *, by: Actor) -> Declaration:
    """The row as it stands now, held until the transaction ends; an officer of another place gets none."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a verb runs inside a transaction")
    found = Declaration.objects.select_related("region").select_for_update(of=("self",)).get(pk=declaration.pk)
    if by.is_staff and not by.answers_for(found.region):
        raise Refused(_("这份声明不在您负责的区域内。"))
    return found


def refuse_stale(declaration: Declaration, seen_version: int | None) -> None:
    """Somebody saved in between: say so instead of overwriting (F020)."""
    if seen_version is not None and seen_version != declaration.version:
        raise Refused(_("这份声明在您打开之后已被他人修改，请刷新后再办理；您填写的内容没有覆盖对方的修改。"))


def refuse_unless_province(by: Actor) -> None:
    """Requests after publication are decided by the province."""
    if not by.is_platform and by.role not in PROVINCE:
        raise Refused(_("变更和撤回由省级知识产权局决定。"))


def refuse_unless_its_turn(declaration: Declaration, action: Action, *, by: Actor) -> None:
    """Where the table has no such step for this hand, as the row stands in memory."""
    if not hand_may(by.role, action, declaration.status):
        raise Refused(str(why_not(by.role, action, declaration.status)))


def move(
    declaration: Declaration,
    action: Action,
    *,
    by: Actor,
    reason: str = "",
    payload: dict[str, Any] | None = None,
    **changes: Any,
) -> Declaration:
    """Take one step of the table: check hand and state, save status and changes, record the event."""
    refuse_unless_its_turn(declaration, action, by=by)
    if STEPS[action].needs_reason and not reason.strip():
        raise Refused(_("请写明“%s”的理由。") % action.label)
    before = declaration.status
    declaration.status, now = STEPS[action].to or next_stage(declaration), timezone.now()
    stamps = {"version": declaration.version + 1, "saved_at": now, "arrived_at": now}
    changes = changes | stamps | {"due_at": due_of(declaration, changes.get("answer_by"))}
    for name, value in changes.items():
        setattr(declaration, name, value)
    declaration.save(update_fields=["status", *changes])
    record(
        f"declaration.{action.value}",
        declaration,
        by=by,
        reason=reason,
        payload={"from": before, "to": declaration.status} | (payload or {}),
    )
    return declaration


def due_of(declaration: Declaration, answer_by: date | None) -> datetime | None:
    """Until when it should move on: the days of an office's stage, or those of a correction. Elsewhere nobody waits."""
    if declaration.status in DESKS:
        days = rules_when_begun(declaration).review_working_days
        return end_of(add_working_days(timezone.localdate(), days).day)  # type: ignore[arg-type]
    return end_of(answer_by) if answer_by else None


def end_of(day: date) -> datetime:
    """The last day belongs to the period."""
    return timezone.make_aware(datetime.combine(day, time.max))


def next_stage(declaration: Declaration) -> Status:
    """The stage that the province's rules put next, as they stood when the declaration was begun."""
    stages = rules_when_begun(declaration).stages
    return stage_after(declaration.status, [stage.who for stage in stages])
