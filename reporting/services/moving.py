"""Carry a table or a report one step on: its state, its turn and the event, all or none."""

from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

import audit.record as log
from reporting.models import Return, Summary
from reporting.workflow import STEPS, Action
from tenancy.actors import Actor
from tenancy.refusals import Refused

Matter = TypeVar("Matter", Return, Summary)


def move(matter: Matter, action: Action, *, by: Actor, reason: str = "", **changes: object) -> Matter:
    """The caller holds the lock and has asked whether the step may be taken. Raises Refused without a needed reason."""
    if STEPS[action].needs_reason and not reason.strip():
        raise Refused(_("请写明“%s”的理由。") % action.label)
    matter.status = STEPS[action].to
    for name, value in changes.items():
        setattr(matter, name, value)
    matter.save(update_fields=["status", *changes])
    matter.turns.create(
        action=action,
        status=matter.status,
        reason=reason,
        effective_at=timezone.now(),
        done_by=by.user.pk if by.user else None,
        done_by_name=by.name,
        place_name=by.place_name,
    )
    verb = f"{matter._meta.model_name}.{action.value}"
    log.record(verb, matter, by=by, reason=reason, payload={"edition": matter.editions})
    return matter
