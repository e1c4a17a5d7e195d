"""What a patentee asks for after publication: other terms, or the end of the offer."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from declarations.models.declarations import Declaration
from tenancy.models import Tenanted
from tenancy.rls import TenantForeignKey


class Outcome(models.TextChoices):
    PREPARED = "prepared", _("待提交")
    ASKED = "asked", _("待决定")
    GRANTED = "granted", _("已同意")
    REFUSED = "refused", _("未同意")


class PatenteeRequest(Tenanted):
    """Asked by the patentee (or prepared by an event), decided by the province with a reason."""

    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.ASKED)
    reason = models.TextField(_("理由"), max_length=1000)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    opinion = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["-id"]


class ChangeRequest(PatenteeRequest):
    """Other terms from a date on; acceptances before keep the old ones (HB-33, ZJ-66, ZJ-67)."""

    declaration = TenantForeignKey(Declaration, models.PROTECT, related_name="change_requests")
    terms = models.JSONField()  # the fields that change, as the declaration names them

    def __str__(self) -> str:
        return f"{self.declaration} {_('变更')}"

    @property
    def changes(self) -> dict[str, Any]:
        """The new terms as the declaration takes them: days are days again."""
        days = ("starts_on", "ends_on")
        return {name: date.fromisoformat(value) if name in days else value for name, value in self.terms.items()}


class WithdrawalRequest(PatenteeRequest):
    """The end of the offer on a ground of the province's list (LN-61, ZJ-68)."""

    declaration = TenantForeignKey(Declaration, models.PROTECT, related_name="withdrawal_requests")
    ground = models.CharField(_("撤回事由"), max_length=40)
    event = models.CharField(max_length=160, blank=True)  # the register event that raised the duty
    takes_effect_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.declaration} {_('撤回')}"
