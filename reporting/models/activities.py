"""政策宣传、业务培训、督导检查: what an office held, on which day, for how many (LN-69). Append-only."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from tenancy.models import Region, Tenanted
from tenancy.models.base import Recorded
from tenancy.rls import TenantForeignKey
from tenancy.visibility import seen_by

if TYPE_CHECKING:
    from tenancy.actors import Actor


class ActivityKind(models.TextChoices):
    """Of the duties of a city, those that are held on a day; organising and summing up have pages of their own."""

    PUBLICITY = "publicity", _("政策宣传")
    TRAINING = "training", _("业务培训")
    INSPECTION = "inspection", _("督导检查")


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, actor: "Actor") -> "ActivityQuerySet":
        return self.filter(seen_by(actor, region="region"))

    def standing(self) -> "ActivityQuerySet":
        """Neither corrected nor struck out by a later row."""
        return self.filter(corrected_by=None, is_void=False)


class Activity(Tenanted, Recorded):
    """One training, inspection or publicity event; `effective_at` is the beginning of its day.

    A correction is a new row that names the one it replaces and says why; a void one only strikes it out.
    """

    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("举办单位所在地"), related_name="+")
    kind = models.CharField(_("类别"), max_length=10, choices=ActivityKind)
    topic = models.CharField(_("主题"), max_length=200)
    place = models.CharField(_("地点或者对象"), max_length=120, blank=True)
    persons = models.PositiveIntegerField(_("参加人数"))
    text = models.TextField(_("内容和结果"), max_length=4000, blank=True)
    corrects = TenantForeignKey("self", models.PROTECT, null=True, related_name="corrected_by")
    is_void = models.BooleanField(default=False)
    reason = models.CharField(_("更正理由"), max_length=200, blank=True)
    told_by = models.BigIntegerField(null=True)  # a user, by value
    told_by_name = models.CharField(max_length=120)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_at", "-id"]
        indexes = [models.Index(fields=["province", "region", "effective_at"], name="activity_of_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "corrects"],
                condition=Q(corrects__isnull=False),
                name="activity_corrected_once",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, is_void=False) | (Q(corrects__isnull=False) & ~Q(reason="")),
                name="activity_correction_says_why",
                violation_error_message=_("更正或者作废须写明理由"),
            ),
            models.CheckConstraint(condition=Q(corrects=None) | ~Q(corrects=F("id")), name="activity_corrects_another"),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.get_kind_display()} {self.topic}"

    def get_absolute_url(self) -> str:
        return reverse("activities:show", args=[self.pk])

    @property
    def held_on(self) -> date:
        return localdate(self.effective_at)


class ActivityPaper(Tenanted, Recorded):
    """A notice, a list of participants, a report: kept by the hash of its bytes, never replaced."""

    activity = TenantForeignKey(Activity, models.PROTECT, related_name="papers")
    file = models.FileField(upload_to="activities/%Y/%m/", max_length=200)
    name = models.CharField(_("文件名"), max_length=200)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    entered_by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["activity", "id"]

    def __str__(self) -> str:
        return self.name
