"""How often signing in has just failed, for an address or from a place: after three, a question is asked.

Counts known and unknown addresses alike, so that the question tells nobody who has an account.
"""

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

QUESTION_AFTER = 3
REMEMBERED_SECONDS = 15 * 60


def count_failure(request: HttpRequest, email: str) -> None:
    for key in _keys(request, email):
        cache.count(key, seconds=REMEMBERED_SECONDS)  # type: ignore[attr-defined]  # config/cache.py


def forget_failures(request: HttpRequest, email: str) -> None:
    """Of the address only: a thief with one good account must not reset the count of the place."""
    cache.delete(_keys(request, email)[0])


def asks_question(request: HttpRequest, email: str) -> bool:
    return any(count >= QUESTION_AFTER for count in cache.get_many(_keys(request, email)).values())


def _keys(request: HttpRequest, email: str) -> list[str]:
    address = hashlib.sha256(email.strip().lower().encode()).hexdigest()
    return [f"failed-address:{address}", f"failed-place:{get_adapter().get_client_ip(request)}"]
