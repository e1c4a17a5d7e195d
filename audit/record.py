"""Write an event beside the fact."""

from datetime import datetime
from time import time
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.canonical import plain
from audit.models import Event
from tenancy.actors import Actor
from tenancy.database.plain_rows import insert_selected
from tenancy.models import Region
from tenancy.refusals import Refused

APART_SECONDS = 60  # that the clock of a process may run from the database's


def record(
    verb: str,
    subject: models.Model,
    *,
    by: Actor,
    effective_at: datetime | None = None,
    reason: str = "",
    payload: dict[str, Any] | None = None,
) -> Event:
    """Add the event of a verb; call it inside the verb's transaction. `verb` is room.act ("declaration.submit").

    `payload` may hold texts, numbers, Decimals, dates, model rows and lists or dicts of these (kept as text or key).
    A subject with a `region` is shown to the bureaus of that place. Raises TypeError for what has no plain form, and
    Refused where the clock of this process runs away from the database's: nothing is done at an hour that was not.
    """
    event = Event.objects.create(
        **_values(verb, by),
        **_of(subject),
        effective_at=effective_at or timezone.now(),
        reason=reason,
        payload=plain(payload or {}),
    )
    if abs(time() - event.recorded_at.timestamp()) > APART_SECONDS:
        raise Refused(_("服务器的时钟与数据库相差超过%s秒，暂不能办理；请稍后再试。") % APART_SECONDS)
    return event


def record_all(
    verb: str,
    kind: type[models.Model],
    subjects: models.QuerySet[Any, Any],
    *,
    by: Actor,
    region: Region | None = None,
    payload: dict[str, Any] | None = None,
) -> None:
    """The same act done to many of a kind at once: an event each, all in one statement.

    `subjects` are pairs of key and label. All belong to `region`, whose offices see them.
    """
    same = _values(verb, by) | {"payload": plain(payload or {}), "effective_at": timezone.now()}
    same["province_id"] = same.pop("province").pk
    same |= {"subject_type": kind._meta.label_lower, "region_path": region.path if region else ""}
    sql, params = subjects.query.sql_with_params()
    taken = {"subject_id": "subject.id", "subject_label": "subject.label"}
    insert_selected(Event, taken, f"({sql}) AS subject (id, label)", params, **same)


def _values(verb: str, by: Actor) -> dict[str, Any]:
    return {
        "province": by.province,
        "verb": verb,
        "actor_id": by.user.pk if by.user else None,
        "actor_name": by.name,
        "actor_role": by.role or "",
        "office_id": by.office.pk if by.office else None,
        "organisation_id": by.organisation.pk if by.organisation else None,
        "place_name": by.place_name,
    }


def _of(subject: models.Model) -> dict[str, Any]:
    return {
        "subject_type": subject._meta.label_lower,
        "subject_id": subject.pk,
        "subject_label": str(subject)[:200],
        "region_path": getattr(getattr(subject, "region", None), "path", ""),
    }
