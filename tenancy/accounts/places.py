"""For whom a person acts: their memberships with names, and the choice among them."""

from django.http import HttpRequest

from tenancy.accounts import sessions
from tenancy.actors import Actor
from tenancy.middleware import MEMBERSHIP_KEY, actor_in_province, own_memberships
from tenancy.models import User


def places_of(user: User) -> list[Actor]:
    """Every place where this person still has a role, read inside its own province."""
    return [actor_in_province(membership) for membership in own_memberships(user)]


def choose(request: HttpRequest, place: Actor) -> None:
    """Act there from now on, also after the next sign-in. Rights change, so the session gets a new name."""
    assert isinstance(request.user, User)
    request.session[MEMBERSHIP_KEY] = place.membership_id
    request.user.last_membership = place.membership_id
    request.user.save(update_fields=["last_membership"])
    sessions.renew(request)
