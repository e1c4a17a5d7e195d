"""Patentees and licensees: organisations and individuals, each province keeping its own register of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import Recorded, Tenanted
from tenancy.rls import TenantForeignKey
from tenancy.visibility import seen_by

if TYPE_CHECKING:
    from tenancy.actors import Actor


class OwnerType(models.TextChoices):
    """权利主体类型 as the monthly tables count it (LN-07, XY-40)."""

    UNIVERSITY = "university", _("高等学校")
    INSTITUTE = "institute", _("科研机构")
    STATE_ENTERPRISE = "state_enterprise", _("国有企业")
    PRIVATE_ENTERPRISE = "private_enterprise", _("民营企业")
    PUBLIC_INSTITUTION = "public_institution", _("事业单位")
    INDIVIDUAL = "individual", _("个人")
    OTHER = "other", _("其他")


ENTERPRISES = frozenset({OwnerType.STATE_ENTERPRISE, OwnerType.PRIVATE_ENTERPRISE})


class SizeClass(models.TextChoices):
    """企业规模; empty for those that are not enterprises (LN-11)."""

    LARGE = "large", _("大型")
    MEDIUM = "medium", _("中型")
    SMALL = "small", _("小型")
    MICRO = "micro", _("微型")


class Standing(models.TextChoices):
    """Whether the office of the region has confirmed the registration."""

    REGISTERED = "registered", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    RETURNED = "returned", _("待补正")
    REFUSED = "refused", _("不予登记")


class Tag(models.TextChoices):
    """Controlled tags of focus groups and licensee kinds (LN-23, LN-49, CN-18)."""

    MODEL_UNIVERSITY = "model_university", _("知识产权试点示范高校")
    PLAN_SUPPORT = "plan_support", _("专利转化专项计划支持单位")
    ADVANTAGE = "advantage", _("知识产权优势示范企业")
    HIGH_TECH = "high_tech", _("高新技术企业")
    TECH_SME = "tech_sme", _("科技型中小企业")
    SPECIALISED = "specialised", _("“专精特新”中小企业")


class TagLevel(models.TextChoices):
    """Who awarded a tag."""

    NATIONAL = "national", _("国家级")
    PROVINCIAL = "provincial", _("省级")
    CITY = "city", _("市级")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, actor: Actor | None) -> OrganisationQuerySet:
        """Officers: the register of their subtree. Applicants: themselves."""
        return self.filter(seen_by(actor, region="region", organisation="pk"))

    def known(self, code: str) -> OrganisationQuerySet:
        """Who holds a credit code here. A refused registration holds none: its code is free for the rightful owner."""
        return self.filter(credit_code=code).exclude(standing=Standing.REFUSED)

    def confirmed(self) -> OrganisationQuerySet:
        """Who an office says they are; whoever only types a name or a code is not yet the body."""
        return self.filter(standing=Standing.CONFIRMED)

    def tagged(self, tag: str, at: datetime) -> OrganisationQuerySet:
        """Those that carry the tag at an instant, as known now."""
        newest = OrganisationFact.objects.of(OuterRef(OuterRef("pk")), Aspect.TAG, tag).until(at).newest_first()
        held = OrganisationFact.objects.filter(pk=Subquery(newest.values("pk")[:1])).held(at)
        return self.filter(Exists(held))


class Organisation(Tenanted):
    """A body with a unified social credit code, or an individual (no code), as one province knows it.

    The columns show today's state; what held when is in the facts (tenancy/profiles.py reads them).
    """

    region = models.ForeignKey("tenancy.Region", models.PROTECT, verbose_name=_("所在地"), related_name="organisations")
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    name = models.CharField(_("名称"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False, default="")  # pinyin
    owner_type = models.CharField(_("权利主体类型"), max_length=20, choices=OwnerType)
    size = models.CharField(_("企业规模"), max_length=8, choices=SizeClass, blank=True)
    standing = models.CharField(
        _("登记状态"), max_length=12, choices=Standing, default=Standing.REGISTERED, editable=False
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "credit_code"],
                condition=~models.Q(credit_code="") & ~models.Q(standing=Standing.REFUSED),
                name="organisation_credit_code_once_in_province",
            ),
            models.CheckConstraint(
                condition=models.Q(owner_type=OwnerType.INDIVIDUAL) | ~models.Q(credit_code=""),
                name="organisation_has_credit_code_or_is_individual",
                violation_error_message=_("单位须有统一社会信用代码（GB 32100-2015）"),
            ),
            models.CheckConstraint(
                condition=models.Q(size="") | models.Q(owner_type__in=tuple(sorted(ENTERPRISES))),
                name="organisation_size_is_for_enterprises",
                violation_error_message=_("企业规模只适用于企业"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_confirmed(self) -> bool:
        return self.standing == Standing.CONFIRMED


class Aspect(models.TextChoices):
    """What of an organisation is kept as history."""

    NAME = "name", _("名称")
    REGION = "region", _("所在地")
    OWNER_TYPE = "owner_type", _("权利主体类型")
    SIZE = "size", _("企业规模")
    STANDING = "standing", _("登记状态")
    TAG = "tag", _("标签")


class OrganisationFactQuerySet(models.QuerySet["OrganisationFact"]):
    def of(self, organisation: object, aspect: str, value: str | None = None) -> OrganisationFactQuerySet:
        facts = self.filter(organisation=organisation, aspect=aspect)
        return facts if value is None else facts.filter(value=value)

    def until(self, at: datetime, known_at: datetime | None = None) -> OrganisationFactQuerySet:
        """What had taken effect at an instant, as far as the system had learned it by another."""
        facts = self.filter(effective_at__lte=at)
        return facts.filter(recorded_at__lte=known_at) if known_at else facts

    def newest_first(self) -> OrganisationFactQuerySet:
        return self.order_by("-effective_at", "-id")

    def held(self, at: datetime) -> OrganisationFactQuerySet:
        """Not expired at an instant."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at))


class OrganisationFact(Tenanted, Recorded):
    """One thing that became true of an organisation; append-only. A later fact of the aspect ends the earlier.

    A tag is a fact per value with its own level, certificate and validity (`expires_at`, empty = open); a tag that
    is taken away is a fact that expires when it takes effect. A correction repeats the `effective_at` of what it
    corrects and says so.
    """

    organisation = TenantForeignKey(Organisation, models.PROTECT, related_name="facts")
    aspect = models.CharField(max_length=10, choices=Aspect)
    value = models.CharField(max_length=120, blank=True)
    level = models.CharField(max_length=12, choices=TagLevel, blank=True)
    certificate = models.CharField(_("证书编号"), max_length=60, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    is_correction = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    recorded_by = models.BigIntegerField(null=True, blank=True)  # a user, by value

    objects = OrganisationFactQuerySet.as_manager()

    class Meta:
        ordering = ["effective_at", "id"]
        indexes = [models.Index(fields=["organisation", "aspect", "effective_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gte=F("effective_at")),
                name="fact_expires_after_it_takes_effect",
            ),
            models.CheckConstraint(condition=Q(is_correction=False) | ~Q(reason=""), name="correction_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.get_aspect_display()} {self.value}"
