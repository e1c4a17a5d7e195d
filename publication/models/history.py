"""What became of the records: announcements, changes, checks. The database refuses to rewrite any of it."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from publication.choices import AnnouncementKind, Op, Outcome
from publication.models.records import Record
from tenancy.models.base import Recorded


class Announcement(Recorded):
    """公告: one number and one effect time for one or many records."""

    province = models.ForeignKey("tenancy.Province", models.PROTECT, related_name="+")
    number = models.CharField(_("公告编号"), max_length=24, unique=True)  # LN-GG-2026-0012
    kind = models.CharField(_("公告类型"), max_length=12, choices=AnnouncementKind)
    title = models.CharField(_("公告标题"), max_length=200)
    publisher = models.CharField(_("发布单位"), max_length=80)
    record_count = models.PositiveIntegerField(_("件数"))

    class Meta:
        ordering = ["-effective_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="announcement_names_records",
                condition=models.Q(record_count__gt=0),
                violation_error_message=_("公告至少包括一件专利"),
            )
        ]
        indexes = [models.Index(fields=["-effective_at", "-id"], name="announcement_newest")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("publication:announcement", args=[self.number])


class Change(Recorded):
    """One thing that became of one record. The id is the cursor of the feed: it follows the order of the commits.

    Suspension, resumption and withdrawal are such rows too; the state at an instant is read from them.
    """

    record = models.ForeignKey(Record, models.PROTECT, related_name="changes")
    province = models.ForeignKey("tenancy.Province", models.PROTECT, related_name="+", db_index=False)
    op = models.CharField(_("变动"), max_length=10, choices=Op)
    version = models.PositiveSmallIntegerField(_("版本"))
    announcement = models.ForeignKey(Announcement, models.PROTECT, null=True, related_name="changes")
    ground = models.CharField(_("理由代码"), max_length=40, blank=True)
    sentence = models.TextField(_("说明"), blank=True)  # as the public reads it
    notice_rule = models.CharField(_("生效规则"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="change_withdrawal_has_ground",
                condition=~models.Q(op__in=(Op.WITHDRAWN, Op.SUSPENDED)) | ~models.Q(ground=""),
                violation_error_message=_("撤回和中止须说明理由"),
            )
        ]
        indexes = [
            # The last word on each record, other than a change of terms, is read from this index alone.
            models.Index(
                fields=["province", "record", "-effective_at", "-id"],
                include=["op", "recorded_at"],
                condition=~models.Q(op=Op.CHANGED),
                name="change_last_word",
            ),
            models.Index(fields=["province", "id"], name="change_of_province"),
            BrinIndex(fields=["recorded_at", "effective_at"], pages_per_range=16, name="change_since"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.op}"


class StatusNote(Recorded):
    """A check of the patent's legal status as the public sees it; `effective_at` is when it was checked (F018)."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="notes")
    outcome = models.CharField(_("核查结果"), max_length=12, choices=Outcome)
    source = models.CharField(_("来源"), max_length=80)
    event_code = models.CharField(_("法律状态事件"), max_length=20, blank=True)
    sentence = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        ordering = ["-effective_at", "-id"]
        indexes = [models.Index(fields=["record", "-effective_at"], name="note_of_record")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.outcome}"
