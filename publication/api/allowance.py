"""How much one caller may ask, told on every answer."""

import hashlib
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle

from publication.limits import Standing, address_of, spend
from publication.models import Consumer

PER_MINUTE = 120  # without a key, per address
KEY_HEADER = "X-Api-Key"
KEY_CACHED = 60  # seconds for which a changed or ended key may still be read as before


class Allowance(BaseThrottle):
    """Per address, or per registered platform with its own number (LN-45)."""

    standing: Standing

    def allow_request(self, request: Any, view: Any) -> bool:
        who, limit = caller(request)
        self.standing = view.standing = spend("api", who, limit=limit, seconds=60)
        return not self.standing.is_over

    def wait(self) -> float:
        return float(self.standing.reset)


def caller(request: HttpRequest) -> tuple[str, int]:
    """Who is asking, and how often a minute they may; an unknown key counts as none."""
    key = request.headers.get(KEY_HEADER, "")
    if key and (limit := limit_of(hashlib.sha256(key.encode()).hexdigest())):
        return f"key:{hashlib.sha256(key.encode()).hexdigest()[:16]}", limit
    return address_of(request), PER_MINUTE


def limit_of(key_hash: str) -> int:
    found = cache.get(f"consumer:{key_hash}")
    if found is None:
        platforms = Consumer.objects.filter(key_hash=key_hash, ended_at=None)
        found = platforms.values_list("per_minute", flat=True).first() or 0
        cache.set(f"consumer:{key_hash}", found, KEY_CACHED)
    return int(found)
