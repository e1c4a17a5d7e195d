"""What people send is text that a database, a page, a feed and a document can all hold; the rest is dropped.

Dropped are zero bytes and other control signs (but for tab and line ends), halves of signs, and the signs that turn
the direction of writing, with which a name can be made to read as another.
"""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from tenancy.middleware import GetResponse

UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


class PlainTextMiddleware:
    """Before any view reads a field or a search."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        request.GET = plain(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = plain(request.POST)  # type: ignore[assignment]


def plain(told: QueryDict) -> QueryDict:
    """The same answers without unfit signs."""
    if not any(UNFIT.search(value) for _name, values in told.lists() for value in values):
        return told
    fit = told.copy()
    for name, values in told.lists():
        fit.setlist(name, [UNFIT.sub("", value) for value in values])
    return fit
