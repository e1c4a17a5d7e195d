"""Nothing typed is lost when a form meets an ended session, or another window where the person acts for someone else.

What was sent is kept in the session (never passwords, never files), and shown again with one button to send it on.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tenancy.models import Membership
from tenancy.numerals import read_numeral
from tenancy.scope import acting

KEPT = "kept_answers"
KEPT_SECONDS = 3600
MOST_SIGNS = 200_000
FIELD = "acting_as"  # in whose name the form was opened; see templatetags/acting.py
UNSPOKEN = ("csrfmiddlewaretoken", FIELD)
GetResponse = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Kept:
    """The answers of one form: where they go, what they say, whose they are (a user's id, where it was known)."""

    path: str
    fields: list[list[str]]
    at: float
    owner: int | None
    acting_as: str

    @property
    def spoken(self) -> list[str]:
        """What a person recognises as their own words."""
        return [value for name, value in self.fields if name not in UNSPOKEN and value.strip()]


def answers_of(request: HttpRequest) -> list[list[str]]:
    """Every field that may be kept. A form with a password is not kept at all."""
    if any("password" in name for name in request.POST):
        return []
    pairs = [[name, value] for name, values in request.POST.lists() for value in values]
    answers = [pair for pair in pairs if pair[0] != "csrfmiddlewaretoken"]
    return answers if sum(len(value) for _name, value in answers) <= MOST_SIGNS else []


def keep(request: HttpRequest) -> bool:
    """Keep what this POST brought; false when there is nothing that may be kept."""
    owner = getattr(request, "left_by", None) or request.user.pk
    fields = answers_of(request) if owner or ratelimit.consume(request, action="keep_answers") else []
    if fields:
        acting_as = request.POST.get(FIELD, "")
        request.session[KEPT] = vars(Kept(request.get_full_path(), fields, time.time(), owner, acting_as))
    return bool(fields)


def kept_for(request: HttpRequest) -> Kept | None:
    """What is kept for this person; what is too old or belongs to somebody else is forgotten."""
    stored: dict[str, Any] | None = request.session.get(KEPT)
    if stored is None:
        return None
    kept = Kept(**stored)
    if kept.at + KEPT_SECONDS < time.time() or not is_theirs(kept, request.user.pk):
        del request.session[KEPT]
        return None
    return kept


def is_theirs(kept: Kept, user: int | None) -> bool:
    """Where no session was left to say whose words they are, the role in which the form was opened says it."""
    if kept.owner is not None or not kept.acting_as:
        return kept.owner in (None, user)
    with acting(province=None, user=user), transaction.atomic():
        return Membership.objects.filter(pk=read_numeral(kept.acting_as) or 0, user=user).exists()


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; a form that was being sent waits on the way back."""
    if request.method == "POST" and keep(request):
        messages.info(request, _("请先登录。您填写的内容已保留，登录后可以继续提交。"))
        return redirect_to_login(reverse("accounts:resume"))
    return redirect_to_login(request.get_full_path())


class ActingAsMiddleware:
    """A form opened in the name of one organisation is never carried out in the name of another (two windows)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        if request.method != "POST" or not request.user.is_authenticated or request.path.startswith("/accounts/"):
            return None
        actor = request.actor  # type: ignore[attr-defined]
        named, own = request.POST.get(FIELD), str(actor.membership_id) if actor else ""
        if named and named != own:
            keep(request)
            return redirect("accounts:resume")
        if request.session.get(KEPT, {}).get("path") == request.get_full_path():
            del request.session[KEPT]
        return None
