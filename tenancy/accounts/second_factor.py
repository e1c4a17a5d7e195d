"""Who must prove themselves twice: policy names the roles; until they have done so they reach nothing else."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tenancy.accounts import sessions
from tenancy.accounts.backend import is_of_demo
from tenancy.middleware import own_memberships
from tenancy.models import User
from tenancy.policy import policy_of

OPEN_PATHS = ("/accounts/", "/static/", "/healthz", "/readyz", "/captcha/")
GetResponse = Callable[[HttpRequest], HttpResponse]


class SecondFactorMiddleware:
    """Leads a person whose role asks for a second factor to set it up, or to show it, before anything else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_inside = request.user.is_authenticated and not request.path.startswith(OPEN_PATHS)
        if is_inside and not has_shown(request) and must_keep_factor(request.user):
            return lead_on(request)
        return self.get_response(request)


def must_keep_factor(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Some role of theirs needs it, wherever they act just now: what they are told of it lies before them everywhere.

    Never those of the demonstration.
    """
    if not isinstance(user, User) or is_exempt(user):
        return False
    with transaction.atomic():
        held = user.held or own_memberships(user)
        return any(one.role in policy_of(one.province).second_factor_roles for one in held)


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
