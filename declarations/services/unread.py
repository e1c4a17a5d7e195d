"""An announcement that the machine could not read, decided by a person: registered as they read it, or laid aside."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

import audit.record as log
from declarations.gazette import FOLLOW
from outbox.queue import enqueue
from tenancy.actors import Actor
from tenancy.refusals import Refused
from verification.events import EventKind, GazetteEvent
from verification.models import GazetteNotice, UnreadNotice
from verification.numbers import PatentNumber


def reading_of(
    notice: UnreadNotice, *, number: PatentNumber, kind: EventKind, announced_on: date, effective_on: date | None
) -> GazetteEvent:
    """The announcement as a person reads it, with its own text and source."""
    return GazetteEvent(number, kind, announced_on, effective_on or announced_on, (), notice.raw, notice.source)


@transaction.atomic
def settle(notice: UnreadNotice, *, by: Actor, outcome: str, event: GazetteEvent | None = None) -> UnreadNotice:
    """Say what became of it, once. With `event` it counts like any announcement, and what follows is done by a job."""
    notice = UnreadNotice.objects.select_for_update().get(pk=notice.pk)
    if notice.settled_at:
        raise Refused(_("这条公告已由%s处理。") % notice.settled_by)
    if event and GazetteNotice.objects.filter(key=event.key).exists():
        raise Refused(_("同一公告（同一专利、事务和日期）已经登记，不会再次处理；请只写明处理结果。"))
    if event:
        GazetteNotice.objects.bulk_create([GazetteNotice.of(event)], ignore_conflicts=True)
        enqueue(FOLLOW, key=f"unread:{notice.pk}", by=by)
    notice.settled_at, notice.settled_by, notice.outcome = timezone.now(), by.name, outcome
    notice.save(update_fields=["settled_at", "settled_by", "outcome"])
    log.record(
        "declaration.settle_notice", notice, by=by, reason=outcome, payload={"event": event.key if event else ""}
    )
    return notice
