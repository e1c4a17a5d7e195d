"""An inventor's or colleague's objection inside the institution; it stops the declaration until decided (ZJ-28)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from declarations.models.declarations import Declaration
from tenancy.models import Tenanted
from tenancy.rls import TenantForeignKey


class Objection(Tenanted):
    """Raised with a ground, decided by the institution's administrator with a sentence."""

    declaration = TenantForeignKey(Declaration, models.PROTECT, related_name="objections")
    raised_by = models.BigIntegerField(null=True)
    raised_by_name = models.CharField(_("异议人"), max_length=60)
    ground = models.TextField(_("异议理由"), max_length=1000)
    raised_at = models.DateTimeField(auto_now_add=True)
    upheld = models.BooleanField(null=True)
    decision = models.TextField(_("处理意见"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(upheld=None, decided_at=None)
                | models.Q(upheld__isnull=False, decided_at__isnull=False),
                name="objection_decision_has_time",
            )
        ]

    def __str__(self) -> str:
        return self.ground[:60]
