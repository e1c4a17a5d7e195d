"""许可成效证明: what a unit had licensed, and what came of it, on the day it asked. Kept as it was given out."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenancy.models import Organisation, Tenanted
from tenancy.models.base import Recorded
from tenancy.rls import TenantForeignKey
from tenancy.visibility import seen_by

if TYPE_CHECKING:
    from tenancy.actors import Actor


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, actor: "Actor") -> "CertificateQuerySet":
        """The unit sees its own, offices those of the units in their subtree."""
        return self.filter(seen_by(actor, region="organisation__region", organisation="organisation"))


class Certificate(Tenanted, Recorded):
    """One certificate. Its content never changes; it may be revoked once, with a reason."""

    number = models.CharField(_("证明编号"), max_length=24)  # LN-ZM-2026-00001
    organisation = TenantForeignKey(Organisation, models.PROTECT, related_name="certificates")
    inventor = models.CharField(_("发明人"), max_length=60, blank=True)  # in the unit's words
    content = models.JSONField()  # licensing.certificate makes and reads it
    digest = models.CharField(max_length=64)  # SHA-256 of the content; the check code is its beginning
    entered_by = models.BigIntegerField(null=True)  # a user, by value
    entered_by_name = models.CharField(max_length=60)
    revoked_at = models.DateTimeField(_("撤销时间"), null=True)
    revoked_by_name = models.CharField(max_length=60, blank=True)
    revoke_reason = models.CharField(_("撤销理由"), max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["province", "number"], name="certificate_number_once"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoke_reason="") | (Q(revoked_at__isnull=False) & ~Q(revoke_reason="")),
                name="certificate_revoked_with_reason",
                violation_error_message=_("撤销证明须写明理由"),
            ),
        ]
        indexes = [models.Index(fields=["province", "organisation", "-id"], name="certificate_of_unit")]

    def __str__(self) -> str:
        return self.number
