"""Patentees and licensees: organisations and individuals, each province keeping its own register of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import Recorded, Tenanted
from tenancy.rls import TenantForeignKey


class OwnerType(models.TextChoices):
    """权利主体类型 as the monthly tables count it (LN-07, XY-40)."""

    UNIVERSITY = "university", _("高等学校")
    INSTITUTE = "institute", _("科研机构")
    STATE_ENTERPRISE = "state_enterprise", _("国有企业")
    PRIVATE_ENTERPRISE = "private_enterprise", _("民营企业")
    PUBLIC_INSTITUTION = "public_institution", _("事业单位")
    INDIVIDUAL = "individual", _("个人")
    OTHER = "other", _("其他")


class SizeClass(models.TextChoices):
    """企业规模; empty for those that are not enterprises (LN-11)."""

    LARGE = "large", _("大型")
    MEDIUM = "medium", _("中型")
    SMALL = "small", _("小型")
    MICRO = "micro", _("微型")


class Organisation(Tenanted):
    """A body with a unified social credit code, or an individual (no code), as one province knows it.

    The columns show today's state; what held when is in the facts.
    """

    region = models.ForeignKey("tenancy.Region", models.PROTECT, related_name="organisations")
    credit_code = models.CharField(max_length=18, blank=True)
    name = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=240, editable=False, default="")  # pinyin
    owner_type = models.CharField(max_length=20, choices=OwnerType)
    size = models.CharField(max_length=8, choices=SizeClass, blank=True)

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "credit_code"],
                condition=~models.Q(credit_code=""),
                name="organisation_credit_code_once_in_province",
            ),
            models.CheckConstraint(
                condition=models.Q(owner_type=OwnerType.INDIVIDUAL) | ~models.Q(credit_code=""),
                name="organisation_has_credit_code_or_is_individual",
                violation_error_message=_("单位须有统一社会信用代码（GB 32100-2015）"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Aspect(models.TextChoices):
    """What of an organisation is kept as history."""

    NAME = "name", _("名称")
    REGION = "region", _("所在地")
    OWNER_TYPE = "owner_type", _("权利主体类型")
    SIZE = "size", _("企业规模")
    TAG = "tag", _("标签")


class OrganisationFact(Tenanted, Recorded):
    """One thing that became true of an organisation; append-only. A later fact of the aspect ends the earlier.

    A tag is a fact per value with its own validity (`expires_at`, empty = open).
    """

    organisation = TenantForeignKey(Organisation, models.PROTECT, related_name="facts")
    aspect = models.CharField(max_length=10, choices=Aspect)
    value = models.CharField(max_length=120, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    recorded_by = models.BigIntegerField(null=True, blank=True)  # a user, by value

    class Meta:
        ordering = ["effective_at", "id"]
        indexes = [models.Index(fields=["organisation", "aspect", "effective_at"])]
