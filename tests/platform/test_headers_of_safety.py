"""Also an answer that refuses or fails carries the headers of safety; the proxy's own errors carry the same ones."""

import re

import pytest
from django.conf import settings as configured
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from psycopg.errors import LockNotAvailable

from tests.visitors import Door, unprotected

ANY = Door("/", "anyone")
CADDY = configured.BASE_DIR / "deploy/Caddyfile"
# Of every answer, whatever it is: not about safety.
ORDINARY = {"Content-Type", "Content-Length", "Content-Language", "Vary", "X-Request-ID", "Set-Cookie"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_https")]


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


def broken(*_args, **_kwargs):
    raise RuntimeError("broken")


def locked(*_args, **_kwargs):
    raise OperationalError from LockNotAvailable()


def another_host(browser, _monkeypatch, _settings) -> HttpResponse:
    return browser.get("/glossary/", secure=True, headers={"host": "elsewhere.example"})


def an_old_form(_browser, _monkeypatch, _settings) -> HttpResponse:
    return Client(enforce_csrf_checks=True).post("/accounts/login/", secure=True)


def nowhere(browser, _monkeypatch, _settings) -> HttpResponse:
    return browser.get("/nowhere/at/all/", secure=True)


def a_wrong_method(browser, _monkeypatch, _settings) -> HttpResponse:
    return browser.put("/language/", secure=True)


def too_much(browser, _monkeypatch, settings) -> HttpResponse:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    return browser.post("/language/", {"language": "en" * 100}, secure=True)


def too_often(browser, monkeypatch, _settings) -> HttpResponse:
    monkeypatch.setattr("publication.api.allowance.PER_MINUTE", 0)
    return browser.get("/api/v1/changes/", secure=True)


def a_broken_page(browser, monkeypatch, _settings) -> HttpResponse:
    monkeypatch.setattr("config.views.render", broken)
    return browser.get("/glossary/", secure=True)


def a_breakdown_before_any_page(browser, monkeypatch, _settings) -> HttpResponse:
    monkeypatch.setattr(SessionMiddleware, "process_request", broken)
    return browser.get("/glossary/", secure=True)


def a_busy_database(browser, monkeypatch, _settings) -> HttpResponse:
    monkeypatch.setattr("config.views.render", locked)
    return browser.get("/glossary/", secure=True)


ANSWERS = [
    (another_host, 400),
    (an_old_form, 403),
    (nowhere, 404),
    (a_wrong_method, 405),
    (too_much, 413),
    (too_often, 429),
    (a_broken_page, 500),
    (a_breakdown_before_any_page, 500),
    (a_busy_database, 503),
]


@pytest.mark.parametrize(("what", "status"), ANSWERS, ids=[what.__name__ for what, _status in ANSWERS])
def test_an_error_is_told_as_safely_as_any_page(browser, monkeypatch, settings, what, status):
    answer = what(browser, monkeypatch, settings)
    assert (answer.status_code, list(unprotected(answer, ANY))) == (status, [])


def test_the_proxy_answers_its_own_errors_with_the_headers_of_the_site(browser):
    site = dict(browser.get("/nowhere/at/all/", secure=True).headers)
    assert headers_of_the_proxy() == {name: parts(value) for name, value in site.items() if name not in ORDINARY}


def headers_of_the_proxy() -> dict[str, set[str]]:
    """What the error routes of deploy/Caddyfile set."""
    block = re.search(r"handle_errors \{\s+header \{(.*?)\}", CADDY.read_text(), re.S)
    return {name: parts(value) for name, value in re.findall(r'^\s*([\w-]+) "(.*)"$', block[1], re.M)}


def parts(value: str) -> set[str]:
    """A policy of content names its rules in any order."""
    return {part.strip() for part in value.split(";")}


def test_a_site_without_https_promises_none(settings, browser):
    settings.SECURE_HSTS_SECONDS = 0
    assert "Strict-Transport-Security" not in browser.get("/nowhere/at/all/", secure=True).headers
