"""A session left alone ends by itself, on the server; the page warns two minutes before (U22)."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tenancy.actors import Actor
from tenancy.policy import policy_of

LAST_SEEN = "last_seen"
LIMITS = "idle_limits"  # seconds, warning, and of which membership
NO_LIMITS = (86400, 86400, None)
PRECISION_SECONDS = 20  # how exactly the last visit is kept: writing the session on each request costs more
GetResponse = Callable[[HttpRequest], HttpResponse]


class IdleMiddleware:
    """Signs out whoever comes back too late. The request goes on as a stranger's; the guard keeps what was typed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self.look_at(request)
        return self.get_response(request)

    def look_at(self, request: HttpRequest) -> None:
        now, seen, limit = time.time(), request.session.get(LAST_SEEN), limits(request).seconds
        precision = min(PRECISION_SECONDS, limit / 4)
        if seen is not None and now - seen > limit + precision:
            request.left_by = request.user.pk  # type: ignore[attr-defined]
            logout(request)
            messages.warning(
                request,
                _("您已超过%(minutes)d分钟没有操作，为安全起见已退出登录。请重新登录，已填写的内容还在。")
                % {"minutes": max(limit // 60, 1)},
            )
        elif seen is None or now - seen > precision:
            request.session[LAST_SEEN] = now


@dataclass(frozen=True)
class Limits:
    """After how many idle seconds a session ends, and how long before that the page warns."""

    seconds: int
    warning: int


def limits(request: HttpRequest) -> Limits:
    """Those of the province where the person acts, never above those of the server."""
    seconds, warning = request.session.get(LIMITS, NO_LIMITS)[:2]
    seconds = min(seconds, settings.SESSION_IDLE_SECONDS)
    return Limits(seconds, min(warning, settings.SESSION_WARN_SECONDS, seconds // 2))


def learn_limits(request: HttpRequest, actor: Actor) -> None:
    """Read the province's rules once per session and place."""
    if request.session.get(LIMITS, NO_LIMITS)[2] != actor.membership_id:
        rules = policy_of(actor.province)
        seconds, warning = 60 * (rules.idle_logout_minutes or 0), 60 * (rules.idle_warning_minutes or 0)
        request.session[LIMITS] = [seconds, warning, actor.membership_id]
