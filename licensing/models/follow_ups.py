"""实施跟踪: what both sides are asked after each interval, and what they told. What was told is append-only (LN-55)."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from licensing.models.licences import Licence
from licensing.models.money import Stated
from licensing.workflow import FELL_THROUGH
from tenancy.models import Tenanted
from tenancy.rls import TenantForeignKey

if TYPE_CHECKING:
    from tenancy.actors import Actor


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, actor: "Actor") -> "FollowUpQuerySet":
        return self.filter(licence__in=Licence.objects.visible_to(actor))

    def over(self) -> "FollowUpQuerySet":
        """The interval is over. Of what was found never to have been a licence nobody is asked anything."""
        return self.filter(period_to__lt=timezone.localdate()).exclude(licence__status__in=FELL_THROUGH)

    def asked(self) -> "FollowUpQuerySet":
        """The interval is over, the licensee has not told."""
        return self.over().filter(answered_at=None)

    def overdue(self) -> "FollowUpQuerySet":
        return self.asked().filter(due_on__lt=timezone.localdate())


class FollowUp(Tenanted):
    """One interval of one licence. `answered_at`: the licensee, or the office for them; `owner_at`: the owner."""

    licence = TenantForeignKey(Licence, models.PROTECT, related_name="follow_ups")
    number = models.PositiveSmallIntegerField(_("期次"))
    period_from = models.DateField(_("期间起"))
    period_to = models.DateField(_("期间止"))  # included
    due_on = models.DateField(_("填报期限"))
    rule = models.CharField(max_length=300)  # how the day was worked out
    answered_at = models.DateTimeField(null=True)
    owner_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # both sides were asked
    overdue_at = models.DateTimeField(null=True)  # the office was told too

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["licence", "number"]
        constraints = [
            models.UniqueConstraint(fields=["province", "licence", "number"], name="follow_up_once"),
            models.CheckConstraint(condition=Q(period_to__gte=models.F("period_from")), name="follow_up_has_a_period"),
        ]
        indexes = [
            models.Index(fields=["province", "due_on"], condition=Q(answered_at=None), name="follow_up_clock"),
        ]

    def __str__(self) -> str:
        return str(_("第%(n)s期（%(first)s至%(last)s）")) % {
            "n": self.number,
            "first": self.period_from,
            "last": self.period_to,
        }

    def get_absolute_url(self) -> str:
        return reverse("licensing:follow_up", args=[self.licence_id])

    @property
    def is_overdue(self) -> bool:
        late = self.answered_at is None and self.due_on < timezone.localdate()
        return late and self.licence.status not in FELL_THROUGH


class Result(Stated):
    """实施成效 of an interval as one side told it; the latest of a side counts. Sums in yuan."""

    follow_up = TenantForeignKey(FollowUp, models.PROTECT, related_name="results")
    used = models.BooleanField(_("已实施"))
    output_quantity = models.DecimalField(_("产量"), max_digits=16, decimal_places=2, null=True)
    output_unit = models.CharField(_("产量单位"), max_length=20, blank=True)
    output_value = models.DecimalField(_("产值"), max_digits=16, decimal_places=2, null=True)
    sales = models.DecimalField(_("销售额"), max_digits=16, decimal_places=2, null=True)
    profit = models.DecimalField(_("利润"), max_digits=16, decimal_places=2, null=True)  # may be a loss
    jobs = models.PositiveIntegerField(_("新增就业"), null=True)  # 人
    fee_paid = models.DecimalField(_("本期许可费"), max_digits=16, decimal_places=2, null=True)

    class Meta:
        ordering = ["follow_up", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(used=True) | ~Q(note=""),
                name="result_unused_says_why",
                violation_error_message=_("未实施的须写明原因"),
            ),
        ]
        indexes = [
            models.Index(fields=["province", "effective_at"], name="result_counted"),
            models.Index(fields=["province", "recorded_at"], name="result_since"),
        ]

    def __str__(self) -> str:
        return str(_("已实施") if self.used else _("未实施"))
