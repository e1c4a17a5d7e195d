"""What was really agreed, in groups large enough to show: kept rather than counted each time (F053)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from publication.choices import FeeKind


class DealFigure(models.Model):
    """Concluded licences of an industry and a way of paying in a province; only licensing.deals writes it.

    Half of the licences lie between `low` and `high`. Yuan where the fee is fixed, per cent where it is a rate.
    """

    province = models.ForeignKey("tenancy.Province", models.PROTECT, related_name="+", db_index=False)
    industry = models.CharField(_("国民经济行业门类"), max_length=1)
    fee_kind = models.CharField(_("支付方式"), max_length=20, choices=FeeKind)
    licences = models.PositiveIntegerField(_("份数"))
    low = models.DecimalField(max_digits=16, decimal_places=2, null=True)  # none: a free licence has no figure
    middle = models.DecimalField(_("中位数"), max_digits=16, decimal_places=2, null=True)
    high = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    is_rate = models.BooleanField(default=False)
    counted_at = models.DateTimeField(_("统计时间"))

    class Meta:
        ordering = ["province", "industry", "fee_kind"]
        constraints = [models.UniqueConstraint(fields=["province", "industry", "fee_kind"], name="deal_figure_once")]

    def __str__(self) -> str:
        return f"{self.industry} {self.get_fee_kind_display()} {self.licences}"
