"""定时发布: a batch that waits for its hour (XY-19). It is not public before, and so lives in a tenant table.

At its hour each offer is asked about again. Whoever took the declarations knows most of that, and registers the job.
"""

from collections.abc import Mapping, Sequence
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
    """Publish the batch at `at`; checked now, and each once more then. Raises Refused when the time has passed."""
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
    release = locked(release.pk)
    if release.released_at:
        raise Refused(_("该批次已发布，不能取消；如需停止，请逐件办理撤回"))
    release.cancelled_at = release.cancelled_at or timezone.now()
    release.cancelled_by = by.user.pk if by.user else None
    release.save(update_fields=["cancelled_at", "cancelled_by"])
    log.record("publication.cancel_release", release, by=by, reason=reason)
    return release


@transaction.atomic
def release_now(pk: int, *, by: Actor, without: Mapping[str, Sequence[str]] | None = None) -> PlannedRelease:
    """Its hour has come; safe to run twice. Where nothing is left it is called off.

    `without`: patent number → why its offer stays behind. Raises Refused when another cannot be published.
    """
    release, kept = locked(pk), without or {}
    if release.cancelled_at or release.released_at:
        return release
    if kept:
        log.record("publication.keep_back", release, by=by, payload={patent: [*whys] for patent, whys in kept.items()})
    offers = [offer for offer in offers_of(release) if offer.patent_number not in kept]
    if not offers:
        return cancel(release, by=by, reason=_("到时没有可以公开的声明"))
    announcement = announce.publish(offers, by=by, channels=channels_of(release), title=release.title)
    release.announcement, release.released_at = announcement, announcement.effective_at
    release.save(update_fields=["announcement", "released_at"])
    return release


def channels_of(release: PlannedRelease) -> list[Channel]:
    """Those that were chosen and have not been given up since."""
    return list(Channel.objects.filter(pk__in=release.channels, ended_at=None))


def offers_of(release: PlannedRelease) -> list[Offer]:
    return [read_offer(data) for data in release.offers]


def locked(pk: int) -> PlannedRelease:
    return get_object_or_404(PlannedRelease.objects.select_for_update(), pk=pk)
