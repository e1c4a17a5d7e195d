"""One named guard per audience, directly above `def`. A stranger to the matter gets 404 from the fetch, not from here.

Every view is for signed-in people unless it says `public`. A colleague without the right gets 403.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tenancy.accounts.kept_answers import ask_to_sign_in
from tenancy.roles import APPLICANTS, STAFF, Role

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Anyone, without signing in."""
    view.audience = "public"  # type: ignore[attr-defined]
    return view


def guard(audience: str, roles: frozenset[Role]) -> Callable[[View], View]:
    """Make a guard. `audience` is the word the table of URLs uses (tests/test_permissions.py)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return ask_to_sign_in(request)
            if request.actor is None:  # type: ignore[attr-defined]
                return redirect("accounts:places")
            if request.actor.role not in roles:  # type: ignore[attr-defined]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.audience = audience  # type: ignore[attr-defined]
        guarded.roles = roles  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(view: View) -> View:
    """Anyone with an account, also before they act for anybody."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        return view(request, *args, **kwargs)

    guarded.audience = "signed_in"  # type: ignore[attr-defined]
    return guarded


for_members = guard("members", frozenset(Role))
for_staff = guard("staff", STAFF)
for_applicants = guard("applicants", APPLICANTS)
for_nation = guard("nation", frozenset({Role.NATION_STAFF}))
for_province_admin = guard("province_admin", frozenset({Role.PROVINCE_ADMIN}))
for_province = guard("province", frozenset({Role.PROVINCE_ADMIN, Role.PROVINCE_OFFICER}))
for_city = guard("city", frozenset({Role.CITY_OFFICER}))
BUREAUS = frozenset({Role.PROVINCE_ADMIN, Role.PROVINCE_OFFICER, Role.CITY_OFFICER, Role.COUNTY_OFFICER})
for_bureaus = guard("bureaus", BUREAUS)
for_checkers = guard("checkers", frozenset({Role.CHECKER, Role.CENTRE_OFFICER}))
for_organisation_admin = guard("organisation_admin", frozenset({Role.ORGANISATION_ADMIN}))
