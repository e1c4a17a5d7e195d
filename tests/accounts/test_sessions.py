"""A session belongs to one person, for as long as they are there."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from config.tasks import tidy_jobs
from outbox.models import Job
from tenancy.accounts import idle
from tenancy.models.regions import NATION
from tenancy.scope import acting
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def later(monkeypatch, minutes):
    now = idle.time.time()
    monkeypatch.setattr(idle.time, "time", lambda: now + minutes * 60)


def test_a_session_name_planted_before_signing_in_is_worth_nothing_after(zhang, web, sign_in):
    web.get("/accounts/login/")
    session = web.session
    session["planted"] = True
    session.save()
    web.cookies["sessionid"] = session.session_key
    sign_in(zhang)
    assert web.session.session_key != session.session_key


def test_signing_out_elsewhere_ends_the_other_session(zhang, web, sign_in):
    other = Client(REMOTE_ADDR="198.51.100.4")
    other.post("/accounts/login/", {"login": zhang.email, "password": PASSWORD})
    sign_in(zhang)
    page = web.get("/accounts/sessions/").content.decode()
    assert "198.51.100.4" in page
    web.post("/accounts/sessions/")
    assert other.get("/desk/").url.startswith("/accounts/login/")
    assert web.get("/desk/").status_code == 200


def test_a_new_password_ends_every_other_session(zhang, web, sign_in):
    other = Client(REMOTE_ADDR="198.51.100.4")
    other.post("/accounts/login/", {"login": zhang.email, "password": PASSWORD})
    sign_in(zhang)
    new = "星海广场 八月 28"
    web.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert other.get("/desk/").url.startswith("/accounts/login/")
    assert web.get("/desk/").status_code == 200


@pytest.mark.requirement("U22")
def test_who_is_away_too_long_is_signed_out_by_the_server(zhang, web, sign_in, monkeypatch):
    sign_in(zhang)
    web.get("/desk/")
    later(monkeypatch, 31)
    page = web.get("/desk/", follow=True)
    assert "已超过30分钟没有操作" in page.content.decode()


def test_who_is_at_work_stays(zhang, web, sign_in, monkeypatch):
    sign_in(zhang)
    web.get("/desk/")
    later(monkeypatch, 20)
    assert web.post("/accounts/stay/").status_code == 204
    later(monkeypatch, 20)
    assert web.get("/desk/").status_code == 200


def test_a_browser_found_open_does_not_take_the_account_away(zhang, web, sign_in, monkeypatch):
    sign_in(zhang)
    later(monkeypatch, 10)
    change = {"action_add": "", "email": "thief@example.com"}
    assert web.post("/accounts/email/", change).url.startswith("/accounts/reauthenticate/")
    assert not EmailAddress.objects.filter(email="thief@example.com").exists()
    web.post("/accounts/reauthenticate/?next=/accounts/email/", {"password": PASSWORD, "next": "/accounts/email/"})
    assert EmailAddress.objects.filter(email="thief@example.com", verified=False).exists()


def test_at_night_ended_sessions_are_forgotten_with_what_was_kept(zhang, web, sign_in):
    other = Client(REMOTE_ADDR="198.51.100.4")
    other.post("/accounts/login/", {"login": zhang.email, "password": PASSWORD})
    sign_in(zhang)
    ended = Session.objects.filter(session_key=other.session.session_key)
    ended.update(expire_date=timezone.now() - timedelta(minutes=1))
    with acting(province=NATION):
        tidy_jobs(Job(province_id=NATION))
    assert not ended.exists()
    assert list(UserSession.objects.values_list("ip", flat=True)) == ["192.0.2.7"]
    assert web.get("/desk/").status_code == 200


def test_on_a_shared_computer_nothing_is_left_to_page_back_to(zhang, web, sign_in):
    sign_in(zhang)
    desk = web.get("/desk/")
    assert desk["Cache-Control"] == "private, no-store"
    assert "Clear-Site-Data" not in desk
    gone = web.post("/accounts/logout/")
    assert gone["Cache-Control"] == "private, no-store"
    assert gone["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in web.get("/")


CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"
EDGE = f"{CHROME} Edg/130.0"
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0"
IN_WORDS = [
    (CHROME, "Chrome，Windows"),
    (EDGE, "Edge，Windows"),
    (WECHAT, "微信，iPhone"),
    ("curl/8.5", "未知浏览器"),
    ("", "未知浏览器"),
]


@pytest.mark.parametrize(("named", "told"), IN_WORDS)
def test_the_list_of_devices_speaks_of_browsers_as_people_do(zhang, web, sign_in, named, told):
    sign_in(zhang)
    UserSession.objects.update(user_agent=named)
    page = web.get("/accounts/sessions/").content.decode()
    assert f">{told}<" in page
    assert "AppleWebKit" not in page
