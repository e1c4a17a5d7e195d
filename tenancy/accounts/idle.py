"""A session left alone ends by itself, on the server; the page warns two minutes before (U22)."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

LAST_SEEN = "last_seen"
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
        now, seen = time.time(), request.session.get(LAST_SEEN)
        if seen is not None and now - seen > settings.SESSION_IDLE_SECONDS:
            request.left_by = request.user.pk  # type: ignore[attr-defined]
            logout(request)
            messages.warning(
                request,
                _("您已超过%(minutes)d分钟没有操作，为安全起见已退出登录。请重新登录，已填写的内容还在。")
                % {"minutes": max(settings.SESSION_IDLE_SECONDS // 60, 1)},
            )
        elif seen is None or now - seen > min(PRECISION_SECONDS, settings.SESSION_IDLE_SECONDS / 4):
            request.session[LAST_SEEN] = now
