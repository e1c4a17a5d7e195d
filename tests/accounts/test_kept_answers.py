"""What was typed is not lost when the session ended meanwhile."""

import pytest
from django.test import Client

from tenancy.accounts import kept_answers
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db

FORM = "/desk/notices/read/"  # any form of ours
WORDS = {"title": "一种海水淡化装置", "remark": "第一行\n第二行"}


def test_after_signing_in_again_the_words_are_there(zhang, sign_in, web):
    assert web.post(FORM, WORDS).url == "/accounts/login/?next=/accounts/resume/"
    page = web.post(
        "/accounts/login/", {"login": zhang.email, "password": PASSWORD, "next": "/accounts/resume/"}, follow=True
    ).content.decode()
    assert "一种海水淡化装置" in page
    assert '<form method="post" action="/desk/notices/read/">' in page


def test_they_are_shown_to_nobody_else(zhang, person, sign_in, web, monkeypatch):
    sign_in(zhang)
    web.get("/desk/")
    now = kept_answers.time.time()
    monkeypatch.setattr(kept_answers.time, "time", lambda: now + 31 * 60)
    web.post(FORM, WORDS)
    sign_in(person("other@example.com", "王工"))
    assert web.get("/accounts/resume/").url == "/desk/"


def test_they_are_forgotten_after_an_hour(zhang, sign_in, web, monkeypatch):
    web.post(FORM, WORDS)
    sign_in(zhang)
    now = kept_answers.time.time()
    monkeypatch.setattr(kept_answers.time, "time", lambda: now + 3601)
    web.get("/desk/")
    sign_in(zhang)
    assert web.get("/accounts/resume/").url == "/desk/"


def test_a_form_with_a_password_is_never_kept(web):
    web.post(FORM, {"password1": "secret words", "name": "x"})
    assert kept_answers.KEPT not in web.session


def test_a_stranger_cannot_fill_our_shelves(web, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"keep_answers": "2/h/ip"}
    browsers = [Client(REMOTE_ADDR="192.0.2.7") for _one in range(4)]
    assert {browser.post(FORM, WORDS).status_code for browser in browsers} == {302}
    assert [kept_answers.KEPT in browser.session for browser in browsers] == [True, True, False, False]


def test_sending_them_on_clears_them(zhang, sign_in, web):
    web.post(FORM, WORDS)
    sign_in(zhang)
    web.post(FORM, WORDS)
    assert kept_answers.KEPT not in web.session


def test_an_old_page_offers_the_words_again(zhang, sign_in):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(zhang)
    answer = strict.post(FORM, WORDS, headers={"Origin": "http://testserver"})
    assert answer.status_code == 403
    assert 'value="一种海水淡化装置"' in answer.content.decode()


def test_words_sent_from_another_site_are_not_offered(zhang):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(zhang)
    answer = strict.post(FORM, WORDS, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "海水淡化" not in answer.content.decode()


def test_what_was_typed_in_the_name_of_one_is_shown_to_nobody_else_who_signs_in_here(zhang, person, sign_in, web):
    """A second window, open since before its person signed out at a shared computer."""
    sign_in(zhang)
    acting_as = web.get("/desk/").wsgi_request.actor.membership_id
    web.post("/accounts/logout/")
    web.post(FORM, WORDS | {"acting_as": acting_as})
    sign_in(person("other@example.com", "王工"))
    assert web.get("/accounts/resume/").url == "/desk/"


def test_it_waits_for_them_when_they_come_back(zhang, sign_in, web):
    sign_in(zhang)
    acting_as = web.get("/desk/").wsgi_request.actor.membership_id
    web.post("/accounts/logout/")
    web.post(FORM, WORDS | {"acting_as": acting_as})
    sign_in(zhang)
    assert "一种海水淡化装置" in web.get("/accounts/resume/").content.decode()


def test_an_origin_that_is_no_address_is_another_site(zhang):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(zhang)
    answer = strict.post(FORM, WORDS, headers={"Origin": "http://["})
    assert answer.status_code == 403
    assert "海水淡化" not in answer.content.decode()
