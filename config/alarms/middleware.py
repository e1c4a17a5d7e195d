"""Each answer is timed and counted, for /metrics and for the alarms."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from config.alarms.counts import count
from config.alarms.figures import observe


class CountingMiddleware:
    """Outside of everything that may refuse, inside of what names the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        response = self.get_response(request)
        observe(request, response, time.monotonic() - started)
        count(request, response)
        return response
