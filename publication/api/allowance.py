"""How much one caller may ask, told on every answer."""

from typing import Any

from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle

from publication.limits import Standing, address_of, spend_reading
from publication.register_of_platforms import hash_of, limit_of

PER_MINUTE = 120  # without a key, per address
KEY_HEADER = "X-Api-Key"


class Allowance(BaseThrottle):
    """Per address, or per registered platform with its own number (LN-45)."""

    standing: Standing

    def allow_request(self, request: Any, view: Any) -> bool:
        who, limit = caller(request)
        self.standing = view.standing = spend_reading("api", who, limit=limit, seconds=60)
        return not self.standing.is_over

    def wait(self) -> float:
        return float(self.standing.reset)


def caller(request: HttpRequest) -> tuple[str, int]:
    """Who is asking, and how often a minute they may; an unknown key counts as none."""
    key = request.headers.get(KEY_HEADER, "")
    if key and (limit := limit_of(hashed := hash_of(key))):
        return f"key:{hashed[:16]}", limit
    return address_of(request), PER_MINUTE
