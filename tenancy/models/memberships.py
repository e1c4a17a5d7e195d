"""Who acts for whom: a person in a role at one office or organisation of one province."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import Recorded, Tenanted
from tenancy.models.offices import Office
from tenancy.models.organisations import Organisation
from tenancy.models.users import User
from tenancy.rls import TenantForeignKey
from tenancy.roles import Role
from tenancy.visibility import seen_by

if TYPE_CHECKING:
    from tenancy.actors import Actor


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, actor: Actor | None) -> MembershipQuerySet:
        """Officers: the people of their subtree. Applicants: the people of their own organisation."""
        at_office = seen_by(actor, region="office__region")
        return self.filter(at_office | seen_by(actor, region="organisation__region", organisation="organisation"))

    def active(self) -> MembershipQuerySet:
        return self.filter(ended_at=None)


class Membership(Tenanted):
    """A role at exactly one office or organisation. Ended, never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    office = TenantForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="memberships")
    organisation = TenantForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(office=None, organisation__isnull=False)
                | models.Q(office__isnull=False, organisation=None),
                name="membership_at_one_place",
            ),
            models.UniqueConstraint(
                fields=["province", "user", "office", "organisation", "role"],
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
                name="membership_once_while_active",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.place}"

    @property
    def place(self) -> Office | Organisation:
        place = self.office or self.organisation
        assert place is not None  # the database constraint membership_at_one_place
        return place


class RoleChangeQuerySet(models.QuerySet["RoleChange"]):
    def visible_to(self, actor: Actor | None) -> RoleChangeQuerySet:
        return self.filter(membership__in=Membership.objects.visible_to(actor))


class RoleChange(Tenanted, Recorded):
    """Who gave, changed or ended whose role, and why (U15); append-only. An empty role is none."""

    membership = TenantForeignKey(Membership, models.PROTECT, related_name="role_changes")
    from_role = models.CharField(max_length=20, choices=Role, blank=True)
    to_role = models.CharField(max_length=20, choices=Role, blank=True)
    changed_by = models.BigIntegerField(null=True)  # a user, by value; none is the platform itself
    changed_by_name = models.CharField(max_length=60)
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    objects = RoleChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(from_role=models.F("to_role")), name="role_change_changes_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.from_role or '—'} → {self.to_role or '—'}"
