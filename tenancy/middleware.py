"""Who is asking, and how a refusal is said. Both sit once around every request."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from tenancy import scope
from tenancy.actors import Actor, actor_of
from tenancy.models import Membership
from tenancy.refusals import Refused

MEMBERSHIP_KEY = "membership"
GetResponse = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets `request.actor` and the scope of the request: the province of the membership in use, or none."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = find_actor(request)  # type: ignore[attr-defined]
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        user = request.user.pk if request.user.is_authenticated else None
        with scope.acting(province=actor.province.pk if actor else None, user=user):
            return self.get_response(request)


def find_actor(request: HttpRequest) -> Actor | None:
    """The membership chosen in this session, or the only one; nobody when there is none or a choice is due."""
    if not request.user.is_authenticated:
        return None
    with scope.acting(province=None, user=request.user.pk), transaction.atomic():
        own = list(Membership.objects.filter(user=request.user, ended_at=None).select_related("province"))
    chosen = [membership for membership in own if membership.pk == request.session.get(MEMBERSHIP_KEY)]
    if not chosen and len(own) == 1:
        chosen = own
    return actor_in_province(chosen[0]) if chosen else None


def actor_in_province(membership: Membership) -> Actor:
    """Reads the place of the membership inside its own province."""
    with scope.acting(province=membership.province_id, user=membership.user_id), transaction.atomic():
        full = Membership.objects.select_related("user", "province", "office__region", "organisation__region").get(
            pk=membership.pk
        )
    return actor_of(full)


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
        back = request.headers.get("Referer", "") or request.path
        return HttpResponseRedirect(back)
