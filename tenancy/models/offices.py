"""Authorities and bodies that act for them: who answers for them, and until when they are accredited."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import Recorded, Tenanted
from tenancy.rls import TenantForeignKey
from tenancy.visibility import seen_by

if TYPE_CHECKING:
    from tenancy.actors import Actor

MOBILE = RegexValidator(r"^1\d{10}$", _("手机号应为1开头的11位数字"))
TELEPHONE = RegexValidator(r"^(0\d{2,3}-)?\d{7,8}(-\d{1,6})?$|^1\d{10}$", _("电话应形如 024-12345678 或11位手机号"))


class OfficeKind(models.TextChoices):
    BUREAU = "bureau", _("知识产权管理部门")
    CENTRE = "centre", _("知识产权保护中心")
    CHECKING_BODY = "checking_body", _("核查机构")
    DEPARTMENT = "department", _("其他主管部门")


class OfficeQuerySet(models.QuerySet["Office"]):
    def visible_to(self, actor: Actor | None) -> OfficeQuerySet:
        """Officers: their own office and those beneath it. Applicants work with people, not with this list."""
        return self.filter(seen_by(actor, region="region"))


class Office(Tenanted):
    """An IP bureau, protection centre, accredited checking body or department at one place of the tree."""

    region = models.ForeignKey("tenancy.Region", models.PROTECT, verbose_name=_("所在地"), related_name="offices")
    kind = models.CharField(_("机构类型"), max_length=16, choices=OfficeKind, default=OfficeKind.BUREAU)
    name = models.CharField(_("机构名称"), max_length=80)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ["region__path", "id"]
        constraints = [models.UniqueConstraint(fields=["province", "name"], name="office_name_once_in_province")]

    def __str__(self) -> str:
        return self.name

    def accredited_on(self, day: date) -> bool:
        """Whether this checking body may check on a day (CN-23). The latest accreditation that has begun decides."""
        newest = self.accreditations.filter(starts_on__lte=day).order_by("-starts_on", "-id").first()
        return newest is not None and newest.covers(day)


class Accreditation(Tenanted, Recorded):
    """The province entrusts a body with checks for a period, or withdraws that trust from a day; append-only."""

    office = TenantForeignKey(Office, models.PROTECT, related_name="accreditations")
    starts_on = models.DateField(_("认可起始日"))
    ends_on = models.DateField(_("认可截止日"), null=True, blank=True)  # inclusive; empty = open
    is_withdrawal = models.BooleanField(default=False)
    document = models.CharField(_("文件"), max_length=120)
    recorded_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="accreditation_ends_after_it_starts",
                violation_error_message=_("认可截止日不得早于起始日"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.starts_on}"

    def covers(self, day: date) -> bool:
        return not self.is_withdrawal and self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class DutyKind(models.TextChoices):
    """责任到人 (XY-06)."""

    LEADER = "leader", _("分管领导")
    RESPONSIBLE = "responsible", _("责任人")
    CONTACT = "contact", _("联系人")


class DutyQuerySet(models.QuerySet["Duty"]):
    def visible_to(self, actor: Actor | None) -> DutyQuerySet:
        return self.filter(seen_by(actor, region="office__region"))

    def current(self) -> DutyQuerySet:
        """The newest of each kind at each office."""
        newest = self.order_by("office_id", "kind", "-effective_at", "-id").distinct("office_id", "kind")
        return self.model.objects.filter(pk__in=newest.values("pk"))


class Duty(Tenanted, Recorded):
    """Who answers for an office, with the columns of the official contact table (XY-57); append-only."""

    office = TenantForeignKey(Office, models.PROTECT, related_name="duties")
    kind = models.CharField(_("职责"), max_length=12, choices=DutyKind)
    name = models.CharField(_("姓名"), max_length=40)
    title = models.CharField(_("职务"), max_length=60, blank=True)
    office_phone = models.CharField(_("办公电话"), max_length=24, blank=True, validators=[TELEPHONE])
    mobile = models.CharField(_("手机号"), max_length=11, blank=True, validators=[MOBILE])
    email = models.EmailField(_("邮箱"), blank=True)
    recorded_by = models.BigIntegerField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["office__region__path", "kind", "effective_at", "id"]
        indexes = [models.Index(fields=["office", "kind", "effective_at"], name="duty_of_office")]

    def __str__(self) -> str:
        return f"{self.office} {self.get_kind_display()} {self.name}"


class ContactCard(models.Model):
    """Whom to ask in a province (LN-05): department, person, phone, mailbox. Public; append-only, the newest holds."""

    province = models.ForeignKey("tenancy.Province", models.PROTECT, related_name="contact_cards")
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    sponsor = models.CharField(_("主办单位"), max_length=80)
    department = models.CharField(_("联系部门"), max_length=60, blank=True)
    person = models.CharField(_("联系人"), max_length=40, blank=True)
    phone = models.CharField(_("联系电话"), max_length=24, blank=True, validators=[TELEPHONE])
    email = models.EmailField(_("邮箱"), blank=True)
    address = models.CharField(_("地址"), max_length=120, blank=True)
    recorded_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-effective_at", "-id"]

    def __str__(self) -> str:
        return f"{self.sponsor} {self.phone}"
