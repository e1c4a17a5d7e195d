"""Who acts: a person in one of their memberships. Verbs receive it as `by=`."""

from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import PermissionDenied

from tenancy.models import Membership, Office, Organisation, Province, Region, User
from tenancy.roles import APPLICANTS, CHARTERS, STAFF, Right, Role


@dataclass(frozen=True)
class Origin:
    """Where an act came from; evidence keeps it (电子签名法 第五条、第八条)."""

    proofs: tuple[tuple[str, str, str], ...]  # method, kind and time of each proof of who it is, in this session
    address: str
    port: str
    agent: str
    session: str  # SHA-256 of its key


@dataclass(frozen=True)
class Actor:
    """A signed-in person in a role at a place. `System` acts have an actor too: see `system_actor`."""

    user: User | None
    province: Province
    role: Role | None
    office: Office | None = None
    organisation: Organisation | None = None
    membership_id: int | None = None
    origin: Origin | None = field(default=None, compare=False, repr=False)  # none: not from a browser

    @property
    def person(self) -> User:
        """The signed-in person of an act that only a person can do; the system has none."""
        assert self.user is not None
        return self.user

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
    def is_platform(self) -> bool:
        """Jobs, timers, set-up and the generator; they may what the rules allow anybody."""
        return self.user is None

    def may(self, *rights: Right) -> bool:
        """Whether the role has at least one of these rights (tenancy/roles.py)."""
        return self.is_platform or (self.role is not None and bool(set(rights) & set(CHARTERS[self.role].may)))

    def must(self, *rights: Right) -> None:
        """A colleague without the right is told 403."""
        if not self.may(*rights):
            raise PermissionDenied

    def answers_for(self, region: Region) -> bool:
        """Whether a place lies in the subtree this officer is responsible for."""
        return self.is_platform or (self.is_staff and region.path.startswith(self.region.path))

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


def newcomer(user: User, province: Province) -> Actor:
    """Someone with an account who acts for nobody yet: signs up an organisation, accepts an invitation."""
    return Actor(user=user, province=province, role=None)
