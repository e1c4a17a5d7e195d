"""How often one address may do something: a count per window in the shared cache.

Without the cache there is no count. What only reads goes on then (`spend_reading`); what guards a person's number or
writes something down is not done (`spend`).
"""

import time
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.template.response import TemplateResponse

from publication.kept import reading

SUBSCRIBER_BITS = 64


@dataclass(frozen=True)
class Standing:
    """What is left of an allowance."""

    limit: int
    used: int
    reset: int  # seconds until the window ends

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def is_over(self) -> bool:
        return self.used > self.limit

    def headers(self) -> dict[str, str]:
        """The allowance as every answer tells it."""
        told = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }
        return told | ({"Retry-After": str(self.reset)} if self.is_over else {})


def spend(what: str, who: str, *, limit: int, seconds: int) -> Standing:
    """Count one use. Raises RedisError where it cannot be counted."""
    return _counted(cache, f"{what}:{who}", limit, seconds)


def spend_reading(what: str, who: str, *, limit: int, seconds: int) -> Standing:
    """Count one use; where it cannot be counted nothing has been used."""
    return _counted(reading, f"{what}:{who}", limit, seconds)


def _counted(counts: Any, whose: str, limit: int, seconds: int) -> Standing:
    """Windows start on the clock, so that all servers agree."""
    now = int(time.time())
    used: int = counts.count(f"limit:{whose}:{now // seconds}", seconds=seconds)  # config/cache.py
    return Standing(limit, used, seconds - now % seconds)


def slow_down(request: HttpRequest, standing: Standing) -> TemplateResponse:
    """The page for a visitor whose allowance is used up, with the headers that say so."""
    template, context = "publication/slow_down.html", {"most": standing.limit}
    return TemplateResponse(request, template, context, status=429, headers=standing.headers())


def address_of(request: HttpRequest) -> str:
    """Of the visitor, also behind our own proxies (TRUSTED_PROXIES); what else a header claims is not believed.

    Of the sixth version the network, in which one subscriber may take any address, a new one for each question.
    """
    told = str(get_adapter().get_client_ip(request))
    with suppress(ValueError):  # of the fourth version, or none at all
        whole = IPv6Address(told)
        return str(whole.ipv4_mapped or IPv6Network((whole, SUBSCRIBER_BITS), strict=False))
    return told
