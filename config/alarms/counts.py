"""What happened in the last minutes over all web processes: sign-ins that failed, doors that stayed shut, faults.

Counted in the cache by minute. A cache that is away costs the count, never the answer.
"""

import time
from contextlib import suppress
from enum import StrEnum
from http import HTTPStatus

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

KEPT_SECONDS = 2 * 60 * 60
SIGN_IN = "account_login"


class Kind(StrEnum):
    FAILED = "failed"  # a sign-in that did not come about
    DENIED = "denied"  # 403, or 404 to somebody signed in: a door tried that is not theirs
    FAULT = "fault"  # 5xx


def count(request: HttpRequest, response: HttpResponse) -> None:
    """One of what this answer was, if it was any."""
    if kind := kind_of(request, response):
        with suppress(OSError, RedisError):
            cache.count(_key(kind, minute_now()), seconds=KEPT_SECONDS)  # type: ignore[attr-defined]  # config/cache.py


def kind_of(request: HttpRequest, response: HttpResponse) -> Kind | None:
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return None if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE else Kind.FAULT
    if response.status_code == HTTPStatus.FORBIDDEN:
        return Kind.DENIED
    if response.status_code == HTTPStatus.NOT_FOUND and getattr(request, "actor", None):
        return Kind.DENIED
    match = request.resolver_match
    if request.method == "POST" and match and match.url_name == SIGN_IN and response.status_code != HTTPStatus.FOUND:
        return Kind.FAILED
    return None


def counted(kind: Kind, minutes: range) -> int:
    """How many in these minutes, `range(0, 5)` being the present one and the four before it."""
    now = minute_now()
    return sum(cache.get_many([_key(kind, now - back) for back in minutes]).values())


def minute_now() -> int:
    return int(time.time() // 60)


def _key(kind: Kind, minute: int) -> str:
    return f"alarms:{kind.value}:{minute}"
