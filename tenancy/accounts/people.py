"""The person of a session, who comes in one question with where they act and with the state of the rules there."""

from contextvars import ContextVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tenancy import scope
from tenancy.database.prepared import prepared
from tenancy.models import Membership, User
from tenancy.policy.ledger import STATE

PLACE_KEY = "place"  # in the session: province and kind of place of the membership in use, which is looked for there
Place = tuple[int | None, str | None]
NOWHERE: Place = (None, None)
_place: ContextVar[Place] = ContextVar("place", default=NOWHERE)


class PersonMiddleware(AuthenticationMiddleware):
    """As the library does it; it only tells the backend where the person acted the time before."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: person_of(request))  # type: ignore[assignment]


def person_of(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """Whose session it is, by the library's rules: a changed password or an account that was closed ends it."""
    token = _place.set(place_of(request))
    try:
        return get_user(request)
    finally:
        _place.reset(token)


def place_of(request: HttpRequest) -> Place:
    province, kind = request.session.get(PLACE_KEY, NOWHERE)
    return province, kind


def held_there(user_id: int) -> list[Membership]:
    """What the person of this session holds, with person and place; none before they acted anywhere."""
    province, kind = _place.get()
    if province is None:
        return []
    with prepared(), scope.acting(province=province, user=user_id), transaction.atomic():
        return held_by(user_id, "user", f"{kind}__region")


def held_by(user_id: int, *along: str) -> list[Membership]:
    """Memberships that hold at this moment; `along` is read in the province of the scope, and absent elsewhere.

    The state of the rules comes with them: nearly every request needs it.
    """
    held = Membership.objects.filter(user=user_id, ended_at=None).select_related("province", *along)
    return list(held.annotate(rules=RawSQL(STATE, [])))  # noqa: S611  # words of ours, no value in them


def of_one(person: User, held: list[Membership]) -> list[Membership]:
    """The same memberships, which all know their person without asking."""
    for membership in held:
        membership.user = person
    return held
