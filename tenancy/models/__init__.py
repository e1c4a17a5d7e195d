"""Who is who, and whose data."""

from .base import Tenanted
from .directories import DirectoryEntry
from .invitations import Invitation
from .memberships import Membership, RoleChange
from .offices import Accreditation, ContactCard, Duty, Office
from .organisations import Organisation, OrganisationFact
from .policy import PolicyDocument, PolicyProposal, PolicyValue, WorkdayOverride
from .regions import Province, Region
from .sign_ups import SignUp
from .users import User

__all__ = [
    "Accreditation",
    "ContactCard",
    "DirectoryEntry",
    "Duty",
    "Invitation",
    "Membership",
    "Office",
    "Organisation",
    "OrganisationFact",
    "PolicyDocument",
    "PolicyProposal",
    "PolicyValue",
    "Province",
    "Region",
    "RoleChange",
    "SignUp",
    "Tenanted",
    "User",
    "WorkdayOverride",
]
