"""Every rule that may differ between provinces, declared once; the list that forms, checks, timers and reports read.

The starting values are in tenancy/policy/packs, one readable file per province.
"""

from tenancy.policy.kinds import Parameter
from tenancy.policy.parameters.checking import CheckingRules
from tenancy.policy.parameters.declaring import DeclaringRules
from tenancy.policy.parameters.fees import FeeRules
from tenancy.policy.parameters.implementing import ImplementingRules
from tenancy.policy.parameters.licensing import LicensingRules
from tenancy.policy.parameters.platform import PlatformRules
from tenancy.policy.parameters.reporting import ReportingRules
from tenancy.policy.parameters.scheme import SchemeRules

GROUPS = (
    SchemeRules,
    DeclaringRules,
    CheckingRules,
    FeeRules,
    LicensingRules,
    ImplementingRules,
    ReportingRules,
    PlatformRules,
)


class Parameters(
    SchemeRules,
    DeclaringRules,
    CheckingRules,
    FeeRules,
    LicensingRules,
    ImplementingRules,
    ReportingRules,
    PlatformRules,
):
    """All parameters; a `Policy` inherits them and gives their values."""


def _declared() -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for group in GROUPS:
        for name, parameter in vars(group).items():
            if isinstance(parameter, Parameter):
                parameter.group = group.__name__
                found[name] = parameter
    return found


PARAMETERS = _declared()
GROUP_TITLES = {group.__name__: group.title for group in GROUPS}
