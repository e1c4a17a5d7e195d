"""Which formalities a way of implementing needs, in their order; and whether others can still accept. Plain values."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from licensing.models.formalities import FormalityKind
from publication.choices import Mode
from tenancy.models.organisations import OwnerType
from tenancy.policy.reader import Policy

K = FormalityKind
# fmt: off
OF_MODE: dict[str, tuple[FormalityKind, ...]] = {
    Mode.OPEN_LICENCE:      (K.FILING,),
    Mode.ORDINARY_LICENCE:  (K.CONTRACT, K.FILING),
    Mode.EXCLUSIVE_LICENCE: (K.CONTRACT, K.FILING),
    Mode.SOLE_LICENCE:      (K.CONTRACT, K.FILING),
    Mode.TRANSFER:          (K.CONTRACT, K.BIBLIOGRAPHIC),
    Mode.CONTRIBUTION:      (K.VALUATION, K.RESOLUTION, K.CONTRACT, K.BIBLIOGRAPHIC, K.REGISTRATION),
    Mode.OTHER:             (K.CONTRACT,),
}
# fmt: on
FILED_MODES = tuple(mode for mode, kinds in OF_MODE.items() if K.FILING in kinds)
"""Ways whose contract is filed (专利法实施细则 第十五条); a transfer is registered instead (专利法 第十条)."""
STATE_OWNED = frozenset(
    {OwnerType.UNIVERSITY, OwnerType.INSTITUTE, OwnerType.STATE_ENTERPRISE, OwnerType.PUBLIC_INSTITUTION}
)
DISPOSES = frozenset({Mode.TRANSFER, Mode.CONTRIBUTION, Mode.EXCLUSIVE_LICENCE})
"""Ways that dispose of the right, so that state assets are concerned (ZJ-15)."""
OUTRIGHT = frozenset({Mode.TRANSFER, Mode.CONTRIBUTION})
"""Ways in which the right itself passes to the other side: no term brings it back (专利法 第十条)."""


def formalities_of(mode: str, policy: Policy, owner_types: Iterable[str]) -> tuple[FormalityKind, ...]:
    """In the order in which they are done. Elsewhere the open licence needs none but its filing, which has its page."""
    before: list[FormalityKind] = []
    if policy.venue_required:
        before.append(K.VENUE)
    if policy.state_asset_step and mode in DISPOSES and STATE_OWNED & set(owner_types):
        before.append(K.STATE_ASSET)
    own = OF_MODE.get(mode, (K.CONTRACT,))
    return (*before, *own) if before or mode != Mode.OPEN_LICENCE else ()


def closes_offer(mode: str, policy: Policy) -> bool:
    """Whether the one who agrees keeps all others out."""
    return mode in policy.modes_closing_offer


def why_agreement(mode: str) -> str:
    """Why an acceptance in this way is a request; empty where the published terms may bind."""
    if mode in (Mode.OPEN_LICENCE, Mode.ORDINARY_LICENCE):
        return ""
    return _("实施方式为“%s”，须由双方达成合意并依法办理手续") % Mode(mode).label
