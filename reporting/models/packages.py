"""What a province hands to the nation at intervals (HB-21): the packages themselves, and the log of what was sent."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reporting.periods import Month
from tenancy.models import Tenanted
from tenancy.models.base import Recorded
from tenancy.rls import TenantForeignKey


class Package(Tenanted, Recorded):
    """汇总包 of a month as known at an instant; append-only, so that the same file can be sent again."""

    month = models.DateField(_("月份"))  # its first day
    number = models.PositiveSmallIntegerField(_("版次"))
    known_at = models.DateTimeField(_("知悉时点"))
    name = models.CharField(max_length=200)  # of the file
    content = models.BinaryField()
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    made_by_name = models.CharField(max_length=60)

    class Meta:
        ordering = ["-month", "-number"]
        constraints = [models.UniqueConstraint(fields=["province", "month", "number"], name="package_number_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def period(self) -> Month:
        return Month(self.month.year, self.month.month)


class Dispatch(Tenanted, Recorded):
    """报送记录: when a package went out, to whom and how; append-only."""

    package = TenantForeignKey(Package, models.PROTECT, related_name="dispatches")
    sent_on = models.DateField(_("报送日期"))
    recipient = models.CharField(_("接收单位"), max_length=120)
    means = models.CharField(_("报送方式"), max_length=120)
    sent_by_name = models.CharField(max_length=60)

    class Meta:
        ordering = ["sent_on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(recipient="") & ~Q(means=""), name="dispatch_says_to_whom")]

    def __str__(self) -> str:
        return f"{self.sent_on} {self.recipient}"
