"""What stands around a public page: strangers share it and only the gaps are filled (publication/stencils.py)."""

import copy
import time
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.safestring import mark_safe

from publication.stencils import Stencil, filling, mark

FRAME_SECONDS = 60  # names and foot are drawn again after so long
SIGNED_IN_COOKIES = ("sessionid", "messages")


def is_stranger(request: HttpRequest) -> bool:
    """Neither signed in nor with a message waiting."""
    return not any(name in request.COOKIES for name in SIGNED_IN_COOKIES)


def framed(request: HttpRequest, page: Stencil, parts: Mapping[str, Any]) -> HttpResponse:
    """The page with its parts: whole for whoever is signed in, in the shared frame for the others.

    `page` has the parts and `address` as gaps; `request.window` is the province whose window this is, or None.
    """
    if not is_stranger(request):
        return render(request, page.template, dict(parts))
    address = request.get_full_path()
    return HttpResponse(page.pattern(stand_in(request), frame_of(request)) % filling({**parts, "address": address}))


def frame_of(request: HttpRequest) -> tuple[Any, ...]:
    """What the frame depends on, beside the language."""
    window = request.window  # type: ignore[attr-defined]
    return window and window.pk, request.COOKIES.get("large_text"), int(time.time()) // FRAME_SECONDS


def stand_in(request: HttpRequest) -> HttpRequest:
    """The same visitor, with a gap where the page says its own address."""
    other = copy.copy(request)
    other.GET = QueryDict()  # type: ignore[assignment]
    address = mark_safe(mark("address"))  # noqa: S308 -- a mark
    other.get_full_path = lambda *_how: address  # type: ignore[method-assign]
    return other
