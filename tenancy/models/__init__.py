"""Who is who, and whose data."""

from .base import Tenanted
from .memberships import Membership
from .offices import Office
from .organisations import Organisation, OrganisationFact
from .regions import Province, Region
from .users import User

__all__ = [
    "Membership",
    "Office",
    "Organisation",
    "OrganisationFact",
    "Province",
    "Region",
    "Tenanted",
    "User",
]
