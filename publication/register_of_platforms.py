"""The register of platforms that take records through the interface (LN-45, HB-22). Ended, never deleted.

A key is shown once, to whoever registers the platform; here only its hash is kept.
"""

import hashlib
import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

import audit.record as log
from publication.models import Consumer
from tenancy.actors import Actor
from tenancy.refusals import Refused


@transaction.atomic
def register_platform(*, by: Actor, name: str, url: str, per_minute: int) -> tuple[Consumer, str]:
    """The platform and its key, which nobody can read again."""
    key = new_key()
    platform = Consumer(province=by.province, name=name.strip(), url=url, per_minute=per_minute, key_hash=hash_of(key))
    try:
        with transaction.atomic():
            platform.save(force_insert=True)
    except IntegrityError as fault:
        raise Refused(_("已登记名为“%s”的取用平台") % name) from fault
    log.record("publication.register_platform", platform, by=by, payload={"url": url, "per_minute": per_minute})
    return platform, key


@transaction.atomic
def renew_key(pk: int, *, by: Actor) -> tuple[Consumer, str]:
    """A new key; the one before is a stranger's from the next question on."""
    platform, key = _own_platform(pk, by), new_key()
    platform.key_hash = hash_of(key)
    platform.save(update_fields=["key_hash"])
    log.record("publication.renew_platform_key", platform, by=by)
    return platform, key


@transaction.atomic
def end_platform(pk: int, *, by: Actor, reason: str) -> Consumer:
    """Its key is no longer known: it is a stranger with a stranger's allowance."""
    platform = _own_platform(pk, by)
    if not reason.strip():
        raise Refused(_("请写明停用理由。"))
    platform.ended_at = timezone.now()
    platform.save(update_fields=["ended_at"])
    log.record("publication.end_platform", platform, by=by, reason=reason)
    return platform


def new_key() -> str:
    return secrets.token_urlsafe(32)


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def limit_of(key_hash: str) -> int:
    """How much the platform of this key may ask in a minute; 0 for a key that nobody has (any more).

    Asked of the register each time: what is kept elsewhere might know a key after it was ended.
    """
    known = Consumer.objects.filter(key_hash=key_hash, ended_at=None).values_list("per_minute", flat=True)
    return known.first() or 0


def _own_platform(pk: int, by: Actor) -> Consumer:
    platform = Consumer.objects.select_for_update().filter(pk=pk, province=by.province).first()
    if platform is None:
        raise Refused(_("本省没有登记这个取用平台。"))
    if platform.ended_at:
        raise Refused(_("这个平台已停用。"))
    return platform
