"""An invitation to act for an office or organisation: one person, one role, one use, seven days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import Tenanted
from tenancy.models.offices import Office
from tenancy.models.organisations import Organisation
from tenancy.models.users import User
from tenancy.rls import TenantForeignKey
from tenancy.roles import Role
from tenancy.visibility import seen_by

if TYPE_CHECKING:
    from tenancy.actors import Actor

LIFETIME = timedelta(days=7)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, actor: Actor | None) -> InvitationQuerySet:
        at_office = seen_by(actor, region="office__region")
        return self.filter(at_office | seen_by(actor, region="organisation__region", organisation="organisation"))

    def open(self) -> InvitationQuerySet:
        """Neither used, taken back nor expired."""
        return self.filter(accepted_at=None, cancelled_at=None, expires_at__gt=timezone.now())


class Invitation(Tenanted):
    """Only the digest of the secret is kept; the secret is in the mail alone."""

    office = TenantForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="invitations")
    organisation = TenantForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="invitations")
    email = models.EmailField(_("电子邮箱"))
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    digest = models.CharField(max_length=64, editable=False)  # SHA-256 of the secret, hexadecimal
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # none: the platform
    invited_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    accepted_at = models.DateTimeField(null=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["province", "digest"], name="invitation_secret_once"),
            models.CheckConstraint(
                condition=Q(office=None, organisation__isnull=False) | Q(office__isnull=False, organisation=None),
                name="invitation_to_one_place",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(cancelled_at=None), name="invitation_accepted_or_cancelled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.get_role_display()} · {self.place}"

    @property
    def place(self) -> Office | Organisation:
        place = self.office or self.organisation
        assert place is not None  # the database constraint invitation_to_one_place
        return place
