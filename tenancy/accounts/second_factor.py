"""Who must prove themselves twice: policy names the roles; until they have done so they reach nothing else."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tenancy.accounts import sessions
from tenancy.accounts.backend import is_of_demo
from tenancy.accounts.places import places_of
from tenancy.actors import Actor
from tenancy.models import User
from tenancy.policy import policy_of

OPEN_PATHS = ("/accounts/", "/static/", "/healthz", "/readyz", "/captcha/")
GetResponse = Callable[[HttpRequest], HttpResponse]


class SecondFactorMiddleware:
    """Leads a person whose role asks for a second factor to set it up, or to show it, before anything else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        if actor and not request.path.startswith(OPEN_PATHS) and not has_shown(request) and asks_for(actor):
            return lead_on(request)
        return self.get_response(request)


def asks_for(actor: Actor) -> bool:
    """The role needs a second factor, and this is not a sign-in of the demonstration."""
    with transaction.atomic():
        return actor.role in policy_of(actor.province).second_factor_roles and not is_exempt(actor.user)


def must_keep_factor(user: User) -> bool:
    """Some role of theirs needs it, wherever they act just now."""
    return not is_exempt(user) and any(asks_for(place) for place in places_of(user))


def is_exempt(user: User | None) -> bool:
    """Demonstration accounts, and only while the demonstration runs; the page says so."""
    return settings.DEMO and is_of_demo(user)


def has_shown(request: HttpRequest) -> bool:
    """In this very session."""
    assert isinstance(request.user, User)
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def lead_on(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
    messages.info(request, _("您的岗位需要第二重验证。请先用手机上的身份验证器完成设置，再继续办理。"))
    return redirect("mfa_activate_totp")


def remember_shown(request: HttpRequest) -> None:
    """A factor that was just set up has just been shown; rights grow, so the session gets a new name."""
    assert isinstance(request.user, User)
    factor = Authenticator.objects.get(user=request.user, type=Authenticator.Type.TOTP)
    record_authentication(request, request.user, "mfa", id=factor.pk, type=factor.type)
    sessions.renew(request)
