"""What a declarant ticks, one by one."""

from tenancy.policy import Policy
from tenancy.policy.rows import Promise

ACKNOWLEDGEMENT = "acknowledgement"


def promises_of(policy: Policy) -> tuple[Promise, ...]:
    """The province's commitments (LN-33), and that one knows policy and law (LN-31)."""
    known = policy.acknowledgement
    return policy.promises + ((Promise(ACKNOWLEDGEMENT, known),) if known else ())


def clause_key(promise: Promise) -> str:
    """The parameter whose clause asks for it."""
    return ACKNOWLEDGEMENT if promise.name == ACKNOWLEDGEMENT else "promises"
