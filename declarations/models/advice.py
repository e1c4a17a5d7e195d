"""What an office said to the declarant beside any decision, and what was answered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from declarations.models.declarations import Declaration
from tenancy.models import Tenanted
from tenancy.rls import TenantForeignKey


class About(models.TextChoices):
    FEE = "fee", _("许可使用费的提示和指导")
    DRAFT = "draft", _("填报内容和材料的指导")


class Advice(Tenanted):
    """A note that guides and binds nobody (LN-28, LN-41); answered once, never changed."""

    declaration = TenantForeignKey(Declaration, models.PROTECT, related_name="advice")
    about = models.CharField(max_length=6, choices=About)
    words = models.TextField(_("指导意见"), max_length=1000)
    given_at = models.DateTimeField(auto_now_add=True)
    given_by = models.BigIntegerField()
    given_by_name = models.CharField(max_length=60)
    office_name = models.CharField(max_length=80)
    answer = models.TextField(_("答复"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    answered_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="advice_answered_who_and_when",
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.office_name}：{self.words[:40]}"
