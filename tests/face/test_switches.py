"""长辈版 and the language: kept in the browser, and with the account."""

import pytest
from django.conf import settings

from tenancy.models import User
from tests.cast import client_of

pytestmark = pytest.mark.django_db


def test_the_large_edition_stays_in_the_browser(client):
    client.post("/large-text/", {"large": "1", "next": "/glossary/"})
    assert 'class="large"' in client.get("/glossary/").content.decode()


def test_the_large_edition_is_kept_with_the_account(client):
    zhang = User.objects.create_user("zhang@example.cn", name="张")
    client.force_login(zhang)
    client.post("/large-text/", {"large": "1"})
    zhang.refresh_from_db()
    assert zhang.large_text


def test_the_language_is_chosen_once_and_said_to_screen_readers(client):
    assert client.post("/language/", {"language": "en", "next": "/about/"}).url == "/about/"
    assert '<html lang="en">' in client.get("/about/").content.decode()


def test_behind_the_sign_in_pages_stay_chinese_and_say_so(zhang):
    browser = client_of(zhang)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    desk = browser.get("/desk/")
    assert '<html lang="zh-Hans">' in desk.content.decode()
    assert desk.headers["Content-Language"] == "zh-hans"
    assert 'name="language"' not in desk.content.decode()
    assert '<html lang="en">' in browser.get("/about/").content.decode()


def test_an_unknown_language_changes_nothing(client):
    client.post("/language/", {"language": "xx"})
    assert '<html lang="zh-Hans">' in client.get("/about/").content.decode()


def test_a_switch_never_leads_to_another_site(client):
    assert client.post("/large-text/", {"large": "1", "next": "https://elsewhere.example/"}).url == "/"
