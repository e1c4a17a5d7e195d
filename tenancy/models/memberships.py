"""Who acts for whom: a person in a role at one office or organisation of one province."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.models.base import Tenanted
from tenancy.models.offices import Office
from tenancy.models.organisations import Organisation
from tenancy.models.users import User
from tenancy.rls import TenantForeignKey
from tenancy.roles import Role


class Membership(Tenanted):
    """A role at exactly one office or organisation. Ended, never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    office = TenantForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="memberships")
    organisation = TenantForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

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
