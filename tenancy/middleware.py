"""Who is asking, and how a refusal is said. Both sit once around every request."""

from collections.abc import Callable
from dataclasses import replace
from inspect import getclosurevars
from urllib.parse import urlsplit

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from tenancy import scope
from tenancy.accounts.idle import learn_limits
from tenancy.accounts.origins import origin_of
from tenancy.accounts.people import PLACE_KEY, held_by, of_one, place_of
from tenancy.actors import Actor, actor_of
from tenancy.models import Membership, Office, Organisation, User
from tenancy.policy.ledger import bring, reading_once
from tenancy.refusals import Refused

MEMBERSHIP_KEY = "membership"
GetResponse = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets `request.actor` and the scope of the request: the province of the membership in use, or none."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with reading_once():
            request.actor = find_actor(request)  # type: ignore[attr-defined]
            actor: Actor | None = request.actor  # type: ignore[attr-defined]
            user = request.user.pk if request.user.is_authenticated else None
            with scope.acting(province=actor.province.pk if actor else None, user=user):
                return self.get_response(request)


def find_actor(request: HttpRequest) -> Actor | None:
    """The membership chosen in this session or the time before, or the only one; nobody when a choice is due.

    One that has ended meanwhile is said to have ended; nobody slips from one organisation into another unawares.
    """
    user = request.user
    if not isinstance(user, User):
        return None
    before = place_of(request)
    own = {membership.pk: membership for membership in user.held or own_memberships(user)}
    if (membership := chosen_of(request, user, own)) is None:
        return None
    bring(membership.rules)  # type: ignore[attr-defined]  # told by held_by
    here = (membership.province.pk, "organisation" if membership.organisation_id else "office")
    # Nothing more is asked as long as they act at the same place: it came with the person.
    actor = actor_of(membership) if user.held and here == before else actor_in_province(membership)
    if here != before:
        request.session[PLACE_KEY] = here
    learn_limits(request, actor)
    return replace(actor, origin=origin_of(request)) if request.method == "POST" else actor


def chosen_of(request: HttpRequest, user: User, own: dict[int, Membership]) -> Membership | None:
    chosen = request.session.get(MEMBERSHIP_KEY)
    if chosen is not None and chosen not in own:
        del request.session[MEMBERSHIP_KEY]
        messages.warning(request, _("您在原单位的身份已结束，请重新选择办理身份。"))
        return None
    usual = next(iter(own)) if len(own) == 1 else user.last_membership
    membership = own.get(chosen or usual or 0)
    if membership is not None:
        request.session.setdefault(MEMBERSHIP_KEY, membership.pk)
    return membership


def own_memberships(user: User) -> list[Membership]:
    """Where this person acts now, in every province; the database lets everybody read their own rows."""
    with scope.acting(province=None, user=user.pk), transaction.atomic(savepoint=False):
        return of_one(user, held_by(user.pk))


def actor_in_province(membership: Membership) -> Actor:
    """Reads the place of the membership inside its own province."""
    with scope.acting(province=membership.province_id, user=membership.user_id), transaction.atomic(savepoint=False):
        if membership.organisation_id:
            membership.organisation = Organisation.objects.select_related("region").get(pk=membership.organisation_id)
        else:
            membership.office = Office.objects.select_related("region").get(pk=membership.office_id or 0)
    return actor_of(membership)


class RefusalMiddleware:
    """A `Refused` that reached the view becomes messages on the page the person came from."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        for reason in exception.reasons:
            messages.error(request, reason)
        return HttpResponseRedirect(way_back(request))


def way_back(request: HttpRequest) -> str:
    """The page of ours that the person came from; never another site, and never the page that just refused to open."""
    came_from, here = request.headers.get("Referer", ""), request.build_absolute_uri()
    own = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    if request.method == "POST":
        return _page_at(came_from if own else request.path)
    return _page_at(came_from) if own and came_from != here else "/"


def _page_at(address: str) -> str:
    """The address, or the nearest above it that opens: an act has an address of its own, which only takes answers."""
    path = urlsplit(address).path
    while path != "/" and not _opens(path):
        address = path = f"{path.rstrip('/').rpartition('/')[0]}/"
    return address


def _opens(path: str) -> bool:
    try:
        layer: Callable[..., object] | None = resolve(path).func
    except Resolver404:
        return False
    while layer is not None:
        if "GET" not in getclosurevars(layer).nonlocals.get("request_method_list", "GET"):
            return False
        layer = getattr(layer, "__wrapped__", None)
    return True
