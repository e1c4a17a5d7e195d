"""While Redis is away, full or read-only nobody can guess: what cannot be counted is not tried (decision 23)."""

import pytest
from django.contrib.auth.backends import ModelBackend

from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
ADDRESS, FIGURES, AGAIN, CHANGE = (
    *("/accounts/login/", "/accounts/2fa/authenticate/"),
    *("/accounts/reauthenticate/", "/accounts/password/change/"),
)


@pytest.fixture
def tried(monkeypatch):
    """The passwords that were compared with one that somebody has."""
    passwords, check = [], ModelBackend.authenticate

    def authenticate(self, request, username=None, password=None, **others):
        passwords.append(password)
        return check(self, request, username, password, **others)

    monkeypatch.setattr("tenancy.models.User.check_password", lambda _user, given: passwords.append(given) or False)
    monkeypatch.setattr(ModelBackend, "authenticate", authenticate)
    return passwords


def paused(answer):
    return answer.status_code == 503 and "登录等操作暂停办理" in answer.text


def test_neither_a_wrong_nor_the_right_password_is_tried(zhang, sign_in, redis_fails, tried):
    redis_fails()
    assert all(paused(sign_in(zhang, password)) for password in ("wrong", PASSWORD))
    assert tried == []


def test_with_redis_the_password_is_tried(zhang, sign_in, tried):
    sign_in(zhang, "wrong")
    assert "wrong" in tried


def test_figures_of_the_second_factor_are_not_tried(li, sign_in, web, phone, redis_fails):
    figures = phone.register(li)
    sign_in(li)
    redis_fails()
    assert paused(web.post(FIGURES, {"code": figures()}))
    assert web.get("/desk/").url.startswith(ADDRESS)


@pytest.mark.parametrize(
    ("door", "said"),
    [(AGAIN, {"password": PASSWORD}), (CHANGE, {"oldpassword": PASSWORD, "password1": "x", "password2": "x"})],
)
def test_whoever_found_an_open_browser_cannot_guess_its_owners_password(
    door, said, zhang, sign_in, web, redis_fails, tried
):
    sign_in(zhang)
    tried.clear()
    redis_fails()
    assert paused(web.post(door, said))
    assert tried == []


def test_whoever_is_signed_in_goes_on(zhang, sign_in, web, redis_fails):
    sign_in(zhang)
    redis_fails()
    assert web.get("/desk/").status_code == 200
