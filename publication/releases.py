"""定时发布: a batch that waits for its hour (XY-19). It is not public before, and so lives in a tenant table."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

import audit.record as log
from outbox.queue import enqueue
from publication import announce
from publication.models import Channel, PlannedRelease
from publication.offers import Offer, read_offer
from tenancy.actors import Actor
from tenancy.refusals import Refused

RELEASE = "publication.release"


@transaction.atomic
def plan(
    offers: Sequence[Offer], *, by: Actor, channels: Sequence[Channel], at: datetime, title: str
) -> PlannedRelease:
    """Publish the batch at `at`; checked now, and once more then. Raises Refused when the time has passed."""
    if at <= timezone.now():
        raise Refused(_("定时发布的时间须晚于现在"))
    announce.refuse_batch(offers, channels, by, at=at)
    release = PlannedRelease.objects.create(
        title=title,
        offers=[offer.as_data() for offer in offers],
        channels=[channel.pk for channel in channels],
        publisher=offers[0].publisher,
        planned_by=by.user.pk if by.user else None,
        effective_at=at,
    )
    log.record("publication.plan", release, by=by, effective_at=at, payload={"records": len(offers)})
    enqueue(RELEASE, key=str(release.pk), by=by, payload={"release": release.pk}, due_at=at)
    return release


@transaction.atomic
def cancel(release: PlannedRelease, *, by: Actor, reason: str) -> PlannedRelease:
    """Call it off; a batch that is out is withdrawn record by record instead."""
    release = _locked(release.pk)
    if release.released_at:
        raise Refused(_("该批次已发布，不能取消；如需停止，请逐件办理撤回"))
    release.cancelled_at = release.cancelled_at or timezone.now()
    release.cancelled_by = by.user.pk if by.user else None
    release.save(update_fields=["cancelled_at", "cancelled_by"])
    log.record("publication.cancel_release", release, by=by, reason=reason)
    return release


@transaction.atomic
def release_now(pk: int, *, by: Actor) -> PlannedRelease:
    """Its hour has come; safe to run twice. Raises Refused when an offer can no longer be published."""
    release = _locked(pk)
    if release.cancelled_at or release.released_at:
        return release
    announcement = announce.publish(
        [read_offer(data) for data in release.offers],
        by=by,
        channels=list(Channel.objects.filter(pk__in=release.channels, ended_at=None)),
        title=release.title,
    )
    release.announcement, release.released_at = announcement, announcement.effective_at
    release.save(update_fields=["announcement", "released_at"])
    return release


def _locked(pk: int) -> PlannedRelease:
    return get_object_or_404(PlannedRelease.objects.select_for_update(), pk=pk)
