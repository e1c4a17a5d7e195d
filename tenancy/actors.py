"""Who acts: a person in one of their memberships. Verbs receive it as `by=`."""

from dataclasses import dataclass
from functools import cached_property

from tenancy.models import Membership, Office, Organisation, Province, Region, User
from tenancy.roles import APPLICANTS, STAFF, Role


@dataclass(frozen=True)
class Actor:
    """A signed-in person in a role at a place. `System` acts have an actor too: see `system_actor`."""

    user: User | None
    province: Province
    role: Role | None
    office: Office | None = None
    organisation: Organisation | None = None
    membership_id: int | None = None

    @cached_property
    def region(self) -> Region:
        """The place whose subtree an officer is responsible for."""
        place = self.office or self.organisation
        assert place is not None
        return place.region

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF

    @property
    def is_applicant(self) -> bool:
        return self.role in APPLICANTS

    @property
    def name(self) -> str:
        return self.user.name if self.user else "系统"

    @property
    def place_name(self) -> str:
        place = self.office or self.organisation
        return place.name if place else ""


def actor_of(membership: Membership) -> Actor:
    return Actor(
        user=membership.user,
        province=membership.province,
        role=Role(membership.role),
        office=membership.office,
        organisation=membership.organisation,
        membership_id=membership.pk,
    )


def system_actor(province: Province) -> Actor:
    """The platform itself: jobs, timers, migrations of data."""
    return Actor(user=None, province=province, role=None)
