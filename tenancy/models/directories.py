"""Directories an organisation enters and leaves: pilot units, and the subjects of public implementation."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import Recorded, Tenanted
from tenancy.models.organisations import Organisation, OwnerType
from tenancy.rls import TenantForeignKey


class Directory(models.TextChoices):
    PILOT_UNITS = "pilot_units", _("试点单位")
    IMPLEMENTING_SUBJECTS = "implementing_subjects", _("专利公开实施主体名录")


class Ground(models.TextChoices):
    """Why an institution may enter the directory of subjects (ZJ-50); one of the three, with a document."""

    EDUCATION = "education", _("经省级以上教育部门审批设立")
    SCIENCE = "science", _("经省级以上科技部门认定")
    INDUSTRY = "industry", _("在其他省级以上行业主管部门业务指导下开展技术创新活动")


class PilotType(models.TextChoices):
    """试点单位类型 (LN-07)."""

    UNIVERSITY = "university", _("高等学校")
    INSTITUTE = "institute", _("科研机构")
    STATE_ENTERPRISE = "state_enterprise", _("国有企业")
    OTHER_ENTERPRISE = "other_enterprise", _("其他企业")
    OTHER = "other", _("其他单位")


PILOT_TYPES = {
    OwnerType.UNIVERSITY: PilotType.UNIVERSITY,
    OwnerType.INSTITUTE: PilotType.INSTITUTE,
    OwnerType.STATE_ENTERPRISE: PilotType.STATE_ENTERPRISE,
    OwnerType.PRIVATE_ENTERPRISE: PilotType.OTHER_ENTERPRISE,
}


def pilot_type(owner_type: str) -> PilotType:
    """The type under which a pilot unit is counted (LN-07)."""
    return PILOT_TYPES.get(OwnerType(owner_type), PilotType.OTHER)


class DirectoryEntryQuerySet(models.QuerySet["DirectoryEntry"]):
    def standing(self, directory: str, at: datetime, known_at: datetime | None = None) -> DirectoryEntryQuerySet:
        """The entries that hold at an instant as known at another: one per organisation that is in."""
        known = self.filter(directory=directory, effective_at__lte=at)
        if known_at:
            known = known.filter(recorded_at__lte=known_at)
        newest = known.order_by("organisation_id", "-effective_at", "-id").distinct("organisation_id")
        return self.filter(pk__in=newest.values("pk"), is_exit=False)


class DirectoryEntry(Tenanted, Recorded):
    """An organisation enters or leaves a directory, with reason and document; append-only (ZJ-51)."""

    organisation = TenantForeignKey(Organisation, models.PROTECT, related_name="directory_entries")
    directory = models.CharField(max_length=24, choices=Directory)
    is_exit = models.BooleanField(default=False)
    ground = models.CharField(_("依据"), max_length=12, choices=Ground, blank=True)
    document = models.CharField(_("批准文件"), max_length=120, blank=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    recorded_by = models.BigIntegerField(null=True, blank=True)

    objects = DirectoryEntryQuerySet.as_manager()

    class Meta:
        ordering = ["effective_at", "id"]
        indexes = [models.Index(fields=["province", "directory", "effective_at"], name="directory_entry_standing")]
        constraints = [
            models.CheckConstraint(condition=Q(is_exit=False) | ~Q(reason=""), name="directory_exit_says_why"),
            models.CheckConstraint(
                condition=~Q(directory=Directory.IMPLEMENTING_SUBJECTS, is_exit=False)
                | (~Q(ground="") & ~Q(document="")),
                name="subject_enters_on_a_ground",
                violation_error_message=_("进入名录须有三项依据之一及文件（专利公开实施工作办法）"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.get_directory_display()}"
