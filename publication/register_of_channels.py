"""The province's register of channels: open one, end one. Ended, never deleted (LN-34, HB-20, XY-18)."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

import audit.record as log
from publication.models import Channel
from tenancy.actors import Actor
from tenancy.refusals import Refused


@transaction.atomic
def open_channel(*, by: Actor, name: str, url: str, owned: str, rank: str) -> Channel:
    """From now on batches can be published there too."""
    channel = Channel(province=by.province, name=name.strip(), url=url, owned=owned, rank=rank)
    try:
        with transaction.atomic():
            channel.save(force_insert=True)
    except IntegrityError as fault:
        raise Refused(_("本省已登记名为“%s”的平台") % name) from fault
    log.record("publication.open_channel", channel, by=by, payload={"url": url})
    return channel


@transaction.atomic
def end_channel(channel: Channel, *, by: Actor, reason: str) -> Channel:
    """Nothing is shown there any more; what was shown, and until when, stays on record."""
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    if channel.province_id != by.province.pk:
        raise Refused(_("发布平台“%s”不属于本省") % channel.name)
    if channel.ended_at:
        raise Refused(_("这个平台已停用。"))
    if not reason.strip():
        raise Refused(_("请写明停用理由。"))
    channel.ended_at = timezone.now()
    channel.save(update_fields=["ended_at"])
    channel.presences.filter(ended_at=None).update(ended_at=channel.ended_at)
    log.record("publication.end_channel", channel, by=by, reason=reason)
    return channel
