"""What people send is text that a database, a page, a feed and a document can all hold; the rest is dropped.

Dropped are zero bytes and other control signs (but for tab and line ends), halves of signs, and the signs that turn
the direction of writing, with which a name can be made to read as another. What came in bytes that are no UTF-8 was
text once and is none any more: it is not kept as a row of � signs, but refused, by the name of its field.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from tenancy.middleware import GetResponse
from tenancy.signs import LOST, UNFIT

FORM = "application/x-www-form-urlencoded"


class PlainTextMiddleware:
    """Before any view reads a field or a search."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        request.GET = plain(request.GET)  # type: ignore[assignment]
        if request.method != "POST":
            return None
        if lost := unreadable(request):
            return render(request, "400.html", {"unreadable": lost}, status=400)
        request.POST = plain(request.POST)  # type: ignore[assignment]
        return None


def unreadable(request: HttpRequest) -> list[str]:
    """The names of fields whose bytes were no UTF-8, written as they are or by their numbers."""
    names = [name for name, values in request.POST.lists() if any(LOST in value for value in values)]
    if names or request.content_type != FORM or is_utf8(request.body):
        return names
    return [name for name, values in request.POST.lists() if not "".join(values).isascii()]


def is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def plain(told: QueryDict) -> QueryDict:
    """The same answers without unfit signs."""
    if not any(UNFIT.search(value) for _name, values in told.lists() for value in values):
        return told
    fit = told.copy()
    for name, values in told.lists():
        fit.setlist(name, [UNFIT.sub("", value) for value in values])
    return fit
