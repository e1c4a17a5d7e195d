"""Belt one, as one condition: who sees which row inside their province. Querysets say `visible_to(actor)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tenancy.roles import Role

if TYPE_CHECKING:
    from tenancy.actors import Actor

NOTHING = Q(pk__in=[])


def seen_by(actor: Actor | None, *, region: str | None = None, organisation: str | None = None) -> Q:
    """The own subtree for an officer, the own organisation for an applicant, nothing for a stranger (A1).

    `region` and `organisation` are the look-ups from the row to its region and to its organisation; leave one out
    where that side sees nothing. The platform itself and the national office see the province they have entered.
    """
    if actor is None:
        return NOTHING
    if actor.is_applicant:
        own = actor.organisation.pk if actor.organisation else None
        return Q(**{organisation: own}) if organisation else NOTHING
    if actor.role is None:
        return Q() if actor.user is None else NOTHING
    if actor.role == Role.NATION_STAFF:
        return Q()
    return Q(**{f"{region}__path__startswith": actor.region.path}) if region else NOTHING
