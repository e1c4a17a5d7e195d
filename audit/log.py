"""The log as people read it: rows of a page, lines of a file, the history of one matter."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.models import Event, EventQuerySet
from audit.record import record
from tenancy.actors import Actor
from tenancy.refusals import Refused
from tenancy.sheets import harmless

PAGE, MOST_LINES = 50, 10_000
SAME_MOMENT = timedelta(minutes=1)  # closer than that, the two times of an event are told as one


@dataclass(frozen=True)
class Page:
    """A stretch of the log, newest first; `older` is the cursor of the next."""

    events: list[Event]
    older: int | None


@dataclass(frozen=True)
class Moment:
    """An event as the timeline shows it."""

    word: str
    when: datetime
    who: str
    text: str
    effective: datetime | None


def read_page(events: EventQuerySet, before: str = "") -> Page:
    """The events before the cursor (the id of the last one seen); a cursor that is none begins at the top."""
    if before.isascii() and before.isdigit() and len(before) < 19:
        events = events.filter(pk__lt=int(before))
    found = list(events.order_by("-id")[: PAGE + 1])
    return Page(found[:PAGE], older=found[PAGE - 1].pk if len(found) > PAGE else None)


def trail_of(subject: models.Model, *, names: bool = True) -> list[Moment]:
    """The history of one matter, newest first, for templates/audit/_trail.html. Without `names` it says places only.

    The caller has made sure that the reader may see the subject.
    """
    return [moment(event, names=names) for event in Event.objects.of(subject)]


def moment(event: Event, *, names: bool = True) -> Moment:
    who = " ".join(filter(None, [event.place_name, event.actor_name if names else ""]))
    apart = abs(event.effective_at - event.recorded_at) > SAME_MOMENT
    return Moment(event.act, event.recorded_at, who, event.reason, event.effective_at if apart else None)


@transaction.atomic
def export(events: EventQuerySet, *, by: Actor, told: dict[str, str]) -> str:
    """The events as CSV text; taking a copy of the log is itself recorded. Refuses more than a reader can use."""
    found = list(events.order_by("-id")[: MOST_LINES + 1])
    if len(found) > MOST_LINES:
        raise Refused(_("筛选结果超过 %(most)d 条，请缩小日期范围后再导出。") % {"most": MOST_LINES})
    record("audit.export", by.province, by=by, payload={"filter": told, "count": len(found)})
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(heads())
    writer.writerows([harmless(cell) for cell in cells(event)] for event in found)
    return lines.getvalue()


def heads() -> list[str]:
    return [
        _("编号"),
        _("记录时间"),
        _("生效时间"),
        _("事项"),
        _("对象"),
        _("办理人"),
        _("角色"),
        _("机构或单位"),
        _("理由"),
        _("内容"),
    ]


def cells(event: Event) -> list[Any]:
    payload = json.dumps(event.payload, ensure_ascii=False, sort_keys=True) if event.payload else ""
    return [
        event.pk,
        stamp(event.recorded_at),
        stamp(event.effective_at),
        event.act,
        event.subject_label,
        event.actor_name,
        event.role,
        event.place_name,
        event.reason,
        payload,
    ]


def stamp(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")
