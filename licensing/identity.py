"""How it was proved who acts: a confirmed address, a second factor, the office's confirmation of the place."""

from typing import Any

from allauth.mfa.models import Authenticator

from publication.offers import mask_mail
from tenancy.actors import Actor


def identity_of(by: Actor) -> dict[str, Any]:
    factor = Authenticator.objects.filter(user=by.user, type=Authenticator.Type.TOTP)
    return {
        "role": str(by.role or ""),
        "address": mask_mail(by.user.email) if by.user else "",
        "second_factor": by.user is not None and factor.exists(),
        "organisation_confirmed": by.organisation is not None and by.organisation.is_confirmed,
    }
