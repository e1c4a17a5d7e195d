"""Write an event beside the fact."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from audit.models import Event
from tenancy.actors import Actor


def record(
    verb: str,
    subject: models.Model,
    *,
    by: Actor,
    effective_at: datetime | None = None,
    reason: str = "",
    payload: dict[str, Any] | None = None,
) -> Event:
    """Add the event of a verb; call it inside the verb's transaction. `verb` is room.act ("declaration.submit")."""
    return Event.objects.create(
        province=by.province,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_label=str(subject)[:200],
        actor_id=by.user.pk if by.user else None,
        actor_name=by.name,
        actor_role=by.role or "",
        place_name=by.place_name,
        region_path=getattr(getattr(subject, "region", None), "path", ""),
        effective_at=effective_at or timezone.now(),
        reason=reason,
        payload=payload or {},
    )
