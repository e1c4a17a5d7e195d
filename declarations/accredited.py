"""Who may work on the second check today: a centre the rules name, a body whose accreditation holds (HB-17, CN-23)."""

from datetime import datetime

from django.utils import timezone

from tenancy.actors import Actor
from tenancy.models import Region
from tenancy.policy import policy_of
from tenancy.roles import Role


def may_check(actor: Actor, *, at: datetime | None = None, place: Region | None = None) -> bool:
    """By the rules of a moment (today's if none is given) in a place; accreditation counts as it stands today."""
    named = {stage.who for stage in policy_of(actor.province, at=at, region=place).stages}
    if actor.role == Role.CENTRE_OFFICER and "centre" in named:
        return True
    return bool(actor.office and actor.office.accredited_on(timezone.localdate()))
