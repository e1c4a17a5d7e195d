"""What is not public: releases that wait for their hour, and who was told of a record."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from publication.models.history import Announcement
from publication.models.records import Record
from tenancy.models.base import Recorded, Tenanted
from tenancy.models.organisations import SizeClass


class PlannedRelease(Tenanted, Recorded):
    """A batch that goes public at `effective_at`, not before (XY-19); until then it can be looked at or called off."""

    title = models.CharField(_("公告标题"), max_length=200)
    offers = models.JSONField()
    channels = models.JSONField()  # ids
    publisher = models.CharField(_("发布单位"), max_length=80)
    planned_by = models.BigIntegerField(null=True)  # a user, by value
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.BigIntegerField(null=True)
    released_at = models.DateTimeField(null=True)
    announcement = models.ForeignKey(Announcement, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["effective_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="release_ends_one_way",
                condition=Q(cancelled_at=None) | Q(released_at=None),
                violation_error_message=_("已发布的批次不能取消"),
            ),
            models.CheckConstraint(
                name="release_has_announcement",
                condition=Q(released_at=None, announcement=None)
                | Q(released_at__isnull=False, announcement__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["province", "effective_at"],
                condition=Q(released_at=None, cancelled_at=None),
                name="release_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Push(Tenanted, Recorded):
    """A record was sent to an enterprise (F045, G6). The enterprise stands by value, as it was that day."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    recipient_name = models.CharField(_("企业名称"), max_length=120)
    recipient_code = models.CharField(_("统一社会信用代码"), max_length=18)
    recipient_size = models.CharField(_("企业规模"), max_length=8, choices=SizeClass, blank=True)
    recipient_region = models.CharField(max_length=60, blank=True)  # path
    channel = models.CharField(_("推送渠道"), max_length=20)  # in_app, email, sms, visit ...
    reason = models.CharField(_("推送理由"), max_length=300)
    pushed_by = models.BigIntegerField(null=True)  # a user, by value; none is a matching rule
    delivered_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-effective_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="push_opened_after_delivered",
                condition=Q(opened_at=None) | Q(delivered_at__lte=F("opened_at")),
            )
        ]
        indexes = [
            models.Index(fields=["province", "record"], name="push_of_record"),
            models.Index(fields=["province", "recipient_code"], name="push_to"),
            BrinIndex(fields=["recorded_at", "delivered_at", "opened_at"], pages_per_range=16, name="push_since"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} → {self.recipient_name}"


class ViewCount(Tenanted):
    """How often people looked at a record on a day, and where they came from; robots are not counted (LN-46).

    The kept number is that of the counter named by `epoch`, read again and again while the day lasts; a counter that
    was lost and begun anew has another name, so that nothing is counted twice and nothing rolled up is lost.
    """

    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    day = models.DateField(_("日期"))
    source = models.CharField(_("来源"), max_length=80)  # the name of a channel or platform, or one of three words
    epoch = models.CharField(max_length=12)
    n = models.PositiveIntegerField(_("浏览次数"))

    class Meta:
        ordering = ["record", "day", "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "record", "day", "source", "epoch"], name="view_count_once_a_counter"
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.day} {self.source}: {self.n}"
