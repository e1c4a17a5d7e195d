"""Which pages are in two languages: those anyone may open. Behind the sign-in the house speaks Chinese, and says so."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin


class StaffLanguageMiddleware(MiddlewareMixin):
    """After Django has chosen the visitor's language: a page that is not public stays in its own."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[Any], kwargs: dict[str, Any]
    ) -> None:
        request.bilingual = getattr(view, "audience", "public") == "public"  # type: ignore[attr-defined]
        if not request.bilingual:  # type: ignore[attr-defined]
            translation.activate(settings.LANGUAGE_CODE)
