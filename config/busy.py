"""What somebody is told whose request was given up: it waited too long for another's in the database, or took too long
itself; or it must be counted (a sign-in, a person's number) while the cache that counts is away.

Everything the view did is undone by then (ATOMIC_REQUESTS), so the same may be sent again; pages that only read and
work outside a transaction have nothing to undo.
"""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from psycopg import errors
from redis.exceptions import RedisError

from tenancy.accounts.kept_answers import answers_of

GIVEN_UP = (errors.LockNotAvailable, errors.QueryCanceled, errors.DeadlockDetected, errors.SerializationFailure)
SERVICE_UNAVAILABLE = 503
RETRY_AFTER_SECONDS = "5"
INTERFACE = "/api/"


class BusyMiddleware:
    """Says 503 in words, with a button that sends the same once more; any other fault stays one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        given_up = isinstance(exception, OperationalError) and isinstance(exception.__cause__, GIVEN_UP)
        if not given_up and not isinstance(exception, RedisError):
            return None
        to_a_program = request.path.startswith(INTERFACE)
        answer = told_to_programs() if to_a_program else told_to_people(request, uncounted=not given_up)
        answer["Retry-After"] = RETRY_AFTER_SECONDS
        return answer


def told_to_programs() -> HttpResponse:
    return JsonResponse({"detail": _("系统正忙，请稍后再试。")}, status=SERVICE_UNAVAILABLE)


def told_to_people(request: HttpRequest, *, uncounted: bool) -> HttpResponse:
    context = {"fields": answers_of(request), "path": request.get_full_path(), "uncounted": uncounted}
    return render(request, "503.html", context, status=SERVICE_UNAVAILABLE)
