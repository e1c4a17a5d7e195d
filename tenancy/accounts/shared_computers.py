"""What stays behind in the browser of a counter or a library when a person has gone: nothing."""

from collections.abc import Callable

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]
WIPE = '"cache"'  # quoted by the header's own grammar; cookies end by the sign-out, typed words by static/js/idle.js


class SharedComputerMiddleware:
    """Pages of a signed-in person are never kept by a browser or a proxy; who signs out leaves nothing to page back to.

    The storage of the browser stays: the page that signs out by itself keeps there what was typed, for the same person
    to go on (U22).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        came_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if came_signed_in:
            response.headers.setdefault("Cache-Control", "private, no-store")
            if has_signed_out(request):
                response.headers["Clear-Site-Data"] = WIPE
        return response


def has_signed_out(request: HttpRequest) -> bool:
    """By their own hand, not because the session was left alone too long. The open interface knows nobody at all."""
    person: AbstractBaseUser | AnonymousUser | None = request.user
    return person is not None and not person.is_authenticated and not hasattr(request, "left_by")
