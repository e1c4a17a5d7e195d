"""奖补资金台账: what was claimed for a licence, what became of it, how much at each stage (HB-57). Append-only."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenancy.models import Region, Tenanted
from tenancy.models.base import Recorded
from tenancy.rls import TenantForeignKey
from tenancy.visibility import seen_by

if TYPE_CHECKING:
    from tenancy.actors import Actor


class Stage(models.TextChoices):
    """How far a claim came; each step is a row with its amount, its reason and its hand."""

    CLAIMED = "claimed", _("申报")
    APPROVED = "approved", _("审核通过")
    PUBLICISED = "publicised", _("公示")
    PAID = "paid", _("拨付")
    ASSESSED = "assessed", _("绩效评价")
    RECOVERED = "recovered", _("收回")
    REFUSED = "refused", _("不予支持")


class Claimant(models.TextChoices):
    """Which side of the licence asks; the values are those of the licence's parties."""

    LICENSOR = "licensor", _("许可人")
    LICENSEE = "licensee", _("被许可人")


FOLLOWING = {
    Stage.CLAIMED: (Stage.APPROVED, Stage.REFUSED),
    Stage.APPROVED: (Stage.PUBLICISED, Stage.REFUSED),
    Stage.PUBLICISED: (Stage.PAID, Stage.REFUSED),
    Stage.PAID: (Stage.PAID, Stage.ASSESSED, Stage.RECOVERED),
    Stage.ASSESSED: (Stage.PAID, Stage.RECOVERED),
    Stage.RECOVERED: (Stage.RECOVERED, Stage.ASSESSED),
    Stage.REFUSED: (),
}
WITH_AMOUNT = frozenset({Stage.APPROVED, Stage.PAID, Stage.RECOVERED})


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, actor: "Actor") -> "ClaimQuerySet":
        return self.filter(seen_by(actor, region="region"))


class Claim(Tenanted, Recorded):
    """One claim of one side of a licence on one programme of public money; `effective_at` is when it was claimed."""

    licence = TenantForeignKey("licensing.Licence", models.PROTECT, related_name="claims")
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name=_("所在地"), related_name="+"
    )  # that of the licence
    programme = models.CharField(_("资金项目"), max_length=120)
    source = models.CharField(_("依据文件"), max_length=200)
    side = models.CharField(_("申报一方"), max_length=10, choices=Claimant)
    claimant_name = models.CharField(_("申报单位"), max_length=120)
    claimant_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    amount = models.DecimalField(_("申报金额"), max_digits=16, decimal_places=2)  # yuan
    entered_by_name = models.CharField(max_length=120)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "programme", "licence", "side"],
                name="claim_once",
                violation_error_message=_("同一许可的同一方对同一资金项目只能申报一次"),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="claim_asks_for_something", violation_error_message=_("金额须大于0")
            ),
            models.CheckConstraint(condition=~Q(programme="") & ~Q(source=""), name="claim_has_programme_and_source"),
        ]

    def __str__(self) -> str:
        return f"{self.claimant_name} {self.programme}"

    def get_absolute_url(self) -> str:
        return reverse("funds:show", args=[self.pk])

    @property
    def path(self) -> list[Any]:
        """Its steps in their order; the first is the claim itself."""
        return list(self.steps.all())

    @property
    def stage(self) -> Stage:
        return Stage(self.path[-1].stage)

    def total(self, stage: Stage) -> Decimal:
        """The sum of the amounts of a stage, in yuan."""
        return sum((step.amount or Decimal(0) for step in self.path if step.stage == stage), Decimal(0))

    def has_been(self, stage: Stage) -> bool:
        return any(step.stage == stage for step in self.path)


class ClaimStep(Tenanted, Recorded):
    """One step of a claim."""

    claim = TenantForeignKey(Claim, models.PROTECT, related_name="steps")
    stage = models.CharField(_("环节"), max_length=10, choices=Stage)
    amount = models.DecimalField(_("金额"), max_digits=16, decimal_places=2, null=True)  # yuan; none: no money in it
    reason = models.CharField(_("说明"), max_length=500)
    done_by = models.BigIntegerField(null=True)  # a user, by value
    done_by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["claim", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="claim_step_says_why"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="claim_step_amount_is_some"),
        ]

    def __str__(self) -> str:
        return str(self.get_stage_display())
