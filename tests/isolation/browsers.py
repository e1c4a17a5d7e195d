"""Browsers that forget: whatever a page set or signed out is undone for the next one."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from unittest.mock import patch

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client

from config import errors
from publication.register_of_platforms import register_platform
from tenancy.actors import Actor
from tenancy.scope import acting
from tests.cast import client_of
from tests.factories.tenancy import UserFactory
from tests.isolation.people import CONSUMER, NEWCOMER, NOBODY

READING = {"GET", "HEAD", "OPTIONS", "TRACE"}


class Browser(Client):
    """Begins each page with the cookies it had at first; a page that breaks answers 500.

    `then` looks at what a page that may write has left, before it is undone.
    """

    def __init__(
        self, cookies: SimpleCookie | None = None, then: Callable[[], None] = lambda: None, **headers: str
    ) -> None:
        super().__init__(raise_request_exception=False, headers=headers)
        self.kept, self.then = (cookies or SimpleCookie()).output(), then

    def visit(self, method: str, path: str, **how) -> tuple[HttpResponse, bytes]:
        """The answer and all of its bytes; nothing that it did stays."""
        self.cookies = SimpleCookie(self.kept.replace("Set-Cookie: ", ""))
        with transaction.atomic():
            answer = self.generic(method, path, **how)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if method not in READING:
                self.then()
            transaction.set_rollback(True)
        return answer, body


def browsers(people: dict[str, Actor], then: Callable[[], None] = lambda: None) -> dict[str, Browser]:
    """One for each person, one for a visitor, for somebody who acts for nobody yet, for a platform with its key."""
    newcomer = Client()
    newcomer.force_login(UserFactory(), backend=settings.AUTHENTICATION_BACKENDS[0])
    signed_in = {name: client_of(actor) for name, actor in people.items()} | {NEWCOMER: newcomer}
    strangers = {NOBODY: Browser(then=then), CONSUMER: Browser(then=then, **key_of(people["province officer"]))}
    return strangers | {name: Browser(client.cookies, then) for name, client in signed_in.items()}


def key_of(officer: Actor) -> dict[str, str]:
    """The header of a platform that takes the public register."""
    with acting(province=officer.province.pk):
        said = {"name": "取用方", "url": "https://market.example.cn/", "per_minute": 1_000_000}
        _platform, key = register_platform(by=officer, **said)
    return {"X-Api-Key": key}


@contextmanager
def refusals_undrawn() -> Iterator[None]:
    """Which page says no, without its frame: that is drawn of the visitor and the address alone."""
    with patch.object(errors, "render", in_a_word):
        yield


def in_a_word(_request: HttpRequest, template: str, _context: dict | None = None, status: int = 200) -> HttpResponse:
    return HttpResponse(template, status=status)


@contextmanager
def quietly() -> Iterator[None]:
    """Without a line of log for each of thousands of pages."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
