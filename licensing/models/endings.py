"""许可的终止: what was proposed, agreed, objected to or found, on which ground and from which day. Append-only."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from licensing.models.licences import Licence
from licensing.models.money import Stated
from licensing.models.particulars import LicensedPatent
from tenancy.rls import TenantForeignKey


class EndingStage(models.TextChoices):
    PROPOSED = "proposed", _("提出终止")
    AGREED = "agreed", _("对方同意")
    OBJECTED = "objected", _("对方不同意")
    RECALLED = "recalled", _("撤回终止通知")
    PATENT_GONE = "patent_gone", _("专利权消灭")
    TOOK_EFFECT = "took_effect", _("许可终止")


class EndingGround(models.TextChoices):
    """Why a licence ends. The first four are for a side to state; the others follow from facts."""

    AGREEMENT = "agreement", _("双方协商一致")
    BREACH = "breach", _("对方违约，经催告后仍未履行")
    IMPOSSIBLE = "impossible", _("不可抗力或者合同目的不能实现")
    OTHER = "other", _("合同约定的其他解除事由")
    TERM = "term", _("许可期限届满")
    TRIAL = "trial", _("试用期满，被许可人不继续实施")
    INVALIDATED = "invalidated", _("专利权被宣告全部无效")
    LAPSED = "lapsed", _("专利权终止")


STATED_GROUNDS = (EndingGround.AGREEMENT, EndingGround.BREACH, EndingGround.IMPOSSIBLE, EndingGround.OTHER)


class Ending(Stated):
    """One step on the way to the end; `note` is the reason. `occasion` keeps an announcement to one row."""

    licence = TenantForeignKey(Licence, models.PROTECT, related_name="endings")
    patent = TenantForeignKey(LicensedPatent, models.PROTECT, null=True, related_name="endings")
    stage = models.CharField(_("事项"), max_length=12, choices=EndingStage)
    ground = models.CharField(_("事由"), max_length=12, choices=EndingGround)
    ends_on = models.DateField(_("终止日"))  # the last day of the licence
    rule = models.CharField(max_length=300, blank=True)  # how the day was worked out
    occasion = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["licence", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "licence", "occasion"], condition=~Q(occasion=""), name="ending_once_an_occasion"
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["proposed", "objected"]) | ~Q(note=""),
                name="ending_says_why",
                violation_error_message=_("提出终止或者不同意终止，须写明理由"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.ends_on}"
