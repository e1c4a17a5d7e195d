"""Where the records are shown, and who takes them from here."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from publication.models.records import Record


class ChannelOwner(models.TextChoices):
    OWN = "own", _("自建平台")
    THIRD_PARTY = "third_party", _("第三方平台")


class ChannelRank(models.TextChoices):
    MAIN = "main", _("主平台")
    SUB = "sub", _("子平台")


class Channel(models.Model):
    """信息发布平台: a site on which a province publishes (LN-34, HB-20, XY-18). Ended, never deleted."""

    province = models.ForeignKey("tenancy.Province", models.PROTECT, related_name="+")
    name = models.CharField(_("平台名称"), max_length=80)
    url = models.URLField(_("平台网址"))
    owned = models.CharField(_("平台性质"), max_length=12, choices=ChannelOwner, default=ChannelOwner.OWN)
    rank = models.CharField(_("平台级别"), max_length=4, choices=ChannelRank, default=ChannelRank.MAIN)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["province", "rank", "id"]
        constraints = [models.UniqueConstraint(fields=["province", "name"], name="channel_name_once_in_province")]

    def __str__(self) -> str:
        return self.name


class ChannelPresence(models.Model):
    """A record is shown on a channel from `shown_at` until `ended_at`."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="presences")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="presences")
    shown_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "channel"], condition=Q(ended_at=None), name="presence_once_while_shown"
            ),
            models.CheckConstraint(
                name="presence_ends_after_it_began", condition=Q(ended_at=None) | Q(ended_at__gte=models.F("shown_at"))
            ),
        ]
        indexes = [BrinIndex(fields=["recorded_at", "shown_at", "ended_at"], pages_per_range=16, name="shown_since")]

    def __str__(self) -> str:
        return f"{self.record_id} @ {self.channel_id}"


class Consumer(models.Model):
    """A platform that takes records through the interface (LN-45). The key is kept as a hash only; names are public."""

    province = models.ForeignKey("tenancy.Province", models.PROTECT, null=True, related_name="+")  # where registered
    name = models.CharField(_("平台名称"), max_length=80, unique=True)
    url = models.URLField(_("平台网址"))
    key_hash = models.CharField(max_length=64, blank=True)  # SHA-256; empty: no key, the common limits
    per_minute = models.PositiveIntegerField(_("每分钟请求数"), default=600)
    registered_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["key_hash"], condition=~Q(key_hash=""), name="consumer_key_once")
        ]

    def __str__(self) -> str:
        return self.name
