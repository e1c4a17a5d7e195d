"""备案: what was done about the record filing of a contract; append-only, the latest row says how it stands."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenancy.models import Tenanted
from tenancy.models.base import Recorded
from tenancy.rls import TenantForeignKey


class Stage(models.TextChoices):
    """送件, 受理 and 完成 as the green channel counts them (HB-35), what is sent back, and what the gazette says."""

    HANDED_IN = "handed_in", _("已送件")
    ACCEPTED = "accepted", _("已受理")
    RETURNED = "returned", _("退回补正")
    FILED = "filed", _("已备案")
    ANNOUNCED = "announced", _("已公告")


CLOSED = (Stage.FILED, Stage.ANNOUNCED)


class Filing(Tenanted, Recorded):
    """One stage of the filing of a licence. Number and date are those of the record certificate."""

    licence = TenantForeignKey("licensing.Licence", models.PROTECT, related_name="filings")
    stage = models.CharField(_("备案阶段"), max_length=10, choices=Stage)
    number = models.CharField(_("备案号"), max_length=40, blank=True)
    filed_on = models.DateField(_("备案日"), null=True)
    body = models.CharField(_("办理机构"), max_length=80, blank=True)
    reason = models.CharField(_("补正事项"), max_length=300, blank=True)
    entered_by = models.BigIntegerField(null=True)  # a user, by value
    entered_by_name = models.CharField(max_length=60)

    class Meta:
        ordering = ["licence", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage__in=["filed", "announced"]) | (~Q(number="") & Q(filed_on__isnull=False)),
                name="filing_has_number_and_date",
                violation_error_message=_("已备案的须填写备案号和备案日"),
            ),
            models.CheckConstraint(
                condition=~Q(stage="returned") | ~Q(reason=""),
                name="filing_returned_says_why",
                violation_error_message=_("退回补正须写明补正事项"),
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.get_stage_display()


class FilingPaper(Tenanted, Recorded):
    """A paper that the sides add to the package; append-only. What was returned gives way to what is brought anew."""

    licence = TenantForeignKey("licensing.Licence", models.PROTECT, related_name="filing_papers")
    kind = models.CharField(_("材料"), max_length=20)
    evidence = TenantForeignKey("licensing.Evidence", models.PROTECT, related_name="+")
    entered_by = models.BigIntegerField(null=True)  # a user, by value
    entered_by_name = models.CharField(max_length=60)

    class Meta:
        ordering = ["licence", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.evidence}"
