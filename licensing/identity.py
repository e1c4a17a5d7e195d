"""How it was proved who acts: a confirmed address, the proofs of this session, the confirmation of the place."""

from dataclasses import asdict
from typing import Any

from publication.offers import mask_mail
from tenancy.actors import Actor


def identity_of(by: Actor) -> dict[str, Any]:
    """As evidence keeps it; an act that came from no browser has no origin."""
    return {
        "role": str(by.role or ""),
        "address": mask_mail(by.user.email) if by.user else "",
        "organisation_confirmed": by.organisation is not None and by.organisation.is_confirmed,
        "origin": asdict(by.origin) if by.origin else None,
    }
