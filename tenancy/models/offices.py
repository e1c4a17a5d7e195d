"""Authorities and bodies that act for them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import Tenanted


class OfficeKind(models.TextChoices):
    BUREAU = "bureau", _("知识产权管理部门")
    CENTRE = "centre", _("知识产权保护中心")
    CHECKING_BODY = "checking_body", _("核查机构")
    DEPARTMENT = "department", _("其他主管部门")


class Office(Tenanted):
    """An IP bureau, protection centre, accredited checking body or department at one place of the tree."""

    region = models.ForeignKey("tenancy.Region", models.PROTECT, related_name="offices")
    kind = models.CharField(max_length=16, choices=OfficeKind, default=OfficeKind.BUREAU)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["region__path", "id"]
        constraints = [models.UniqueConstraint(fields=["province", "name"], name="office_name_once_in_province")]

    def __str__(self) -> str:
        return self.name
