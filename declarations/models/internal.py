"""An institution's own rule: how many of its people agree before a declaration leaves the house (ZJ-28, F011)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from declarations.models.declarations import Declaration
from tenancy.models import Organisation, Tenanted
from tenancy.models.base import Recorded
from tenancy.rls import TenantForeignKey

MOST_APPROVALS = 3


class InternalRule(Tenanted, Recorded):
    """Set by the institution's administrator; the last one holds. None: what the province asks for."""

    organisation = TenantForeignKey(Organisation, models.PROTECT, related_name="+")
    approvals = models.PositiveSmallIntegerField(_("依次同意的人数"))  # 0: no approval inside
    set_by = models.BigIntegerField(null=True)  # a user, by value

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="internalrule_few_approvals", condition=Q(approvals__lte=MOST_APPROVALS))
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.approvals}"


class Approval(Tenanted):
    """One person's agreement to one edition of a declaration."""

    declaration = TenantForeignKey(Declaration, models.PROTECT, related_name="approvals")
    edition = models.PositiveIntegerField()  # the version that was agreed to
    agreed_by = models.BigIntegerField()
    agreed_by_name = models.CharField(max_length=60)
    agreed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "declaration", "edition", "agreed_by"], name="approval_once_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.declaration_id} {self.agreed_by_name}"
