"""The only code that sets a status."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from licensing.models import Licence, Turn
from licensing.workflow import STEPS, Action, Ground, Status, why_not
from tenancy.actors import Actor
from tenancy.recusal import stand_aside
from tenancy.refusals import Refused


def locked(licence: Licence) -> Licence:
    """The row as it stands now, held until the transaction ends."""
    return Licence.objects.select_for_update().get(pk=licence.pk)


def keep_aside(licence: Licence, by: Actor) -> None:
    """回避: no officer acts on a licence of their own house. Raises Refused."""
    if by.office:
        stand_aside(by, licence.concerns)


def move(
    licence: Licence,
    action: Action,
    *,
    by: Actor,
    ground: str = "",
    reason: str = "",
    at: datetime | None = None,
    **changes: Any,
) -> Licence:
    """Take one step of the table: check hand, state and grounds, save status and changes, add turn and event."""
    if no := why_not(licence.sides_of(by), action, licence.status):
        raise Refused(str(no))
    step = STEPS[action]
    keep_aside(licence, by)
    if step.needs_ground and ground not in Ground:
        raise Refused(
            _("请选择理由类别：原则上不得拒绝许可，没有正当理由不能办理（国知办函运字〔2022〕448号 三（三）2）。")
        )
    if (step.needs_ground or step.needs_reason) and not reason.strip():
        raise Refused(_("请写明“%s”的理由。") % action.label)
    licence.status = step.to or licence.status
    for name, value in changes.items():
        setattr(licence, name, value)
    licence.save(update_fields=["status", *changes])
    note(licence, action, by=by, ground=ground, reason=reason, at=at)
    return licence


def note(
    licence: Licence, action: Action, *, by: Actor, ground: str = "", reason: str = "", at: datetime | None = None
) -> Turn:
    """The step as history and as an event."""
    turn = turn_of(licence, action, by=by, ground=ground, reason=reason, at=at or timezone.now())
    turn.save(force_insert=True)
    tell(licence, turn, by=by)
    return turn


def turn_of(licence: Licence, action: Action, *, by: Actor, at: datetime, ground: str = "", reason: str = "") -> Turn:
    """The step as a row of history, not yet saved."""
    return Turn(
        licence_id=licence.pk,
        province_id=licence.province_id,
        action=action,
        status=Status(licence.status),
        ground=ground,
        reason=reason,
        effective_at=at,
        done_by=by.user.pk if by.user else None,
        done_by_name=by.name,
        place_name=by.place_name,
    )


def tell(licence: Licence, turn: Turn, *, by: Actor, **more: Any) -> None:
    """The event of a step, with `more` in its payload; it names the licence by its number."""
    payload = {"ground": turn.ground, "to": licence.status} | more
    record(
        f"licence.{Action(turn.action).value}",
        licence,
        by=by,
        effective_at=turn.effective_at,
        reason=turn.reason,
        payload=payload,
    )
