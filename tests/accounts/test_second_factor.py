"""Staff prove themselves twice; nobody reads the secrets; nobody guesses the figures."""

import pytest
from allauth.mfa.models import Authenticator

from tenancy.roles import Role
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def set_up(web, phone):
    """Setting up as a person does: look at the page, type what the telephone shows."""
    page = web.get("/accounts/2fa/totp/activate/")
    code = phone.figures(page.context["form"].secret)
    return web.post("/accounts/2fa/totp/activate/", {"code": code}, follow=True)


def test_an_officer_without_a_second_factor_reaches_only_its_set_up(li, sign_in, web):
    sign_in(li)
    assert web.get("/desk/").url == "/accounts/2fa/totp/activate/"


def test_an_applicant_needs_none(zhang, sign_in, web):
    sign_in(zhang)
    assert web.get("/desk/").status_code == 200


def test_once_set_up_the_officer_sees_backup_codes_and_then_the_desk(li, sign_in, web, phone):
    sign_in(li)
    assert "备用码" in set_up(web, phone).content.decode()
    assert web.get("/desk/").status_code == 200


def test_the_session_gets_a_new_name_when_the_factor_is_set_up(li, sign_in, web, phone):
    sign_in(li)
    before = web.session.session_key
    set_up(web, phone)
    assert web.session.session_key != before


def test_next_time_the_figures_are_asked_for(li, sign_in, web, phone):
    figures = phone.register(li)
    assert sign_in(li).url == "/accounts/2fa/authenticate/"
    assert web.get("/desk/").url.startswith("/accounts/login/")
    assert web.post("/accounts/2fa/authenticate/", {"code": figures()}).url == "/desk/"
    assert web.get("/desk/").status_code == 200


def test_a_used_code_is_worth_nothing(li, sign_in, web, phone):
    code = phone.register(li)()
    sign_in(li)
    web.post("/accounts/2fa/authenticate/", {"code": code})
    web.post("/accounts/logout/")
    sign_in(li)
    assert "验证码不正确" in web.post("/accounts/2fa/authenticate/", {"code": code}).content.decode()


def test_guessing_figures_is_stopped_after_five(li, sign_in, web, phone):
    figures = phone.register(li)
    sign_in(li)
    for _time in range(5):
        web.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "尝试次数过多" in web.post("/accounts/2fa/authenticate/", {"code": figures()}).content.decode()


def test_an_officer_cannot_switch_it_off(li, sign_in, web, phone):
    figures = phone.register(li)
    sign_in(li)
    web.post("/accounts/2fa/authenticate/", {"code": figures()})
    page = web.post("/accounts/2fa/totp/deactivate/")
    assert "不能关闭" in page.content.decode()
    assert Authenticator.objects.filter(user=li, type="totp").exists()


def test_the_secret_is_unreadable_in_the_database(li, sign_in, web, phone):
    sign_in(li)
    secret = web.get("/accounts/2fa/totp/activate/").context["form"].secret
    web.post("/accounts/2fa/totp/activate/", {"code": phone.figures(secret)})
    assert secret not in str(Authenticator.objects.get(user=li, type="totp").data)


def test_a_person_of_the_demonstration_is_exempt_only_while_it_runs(person, join, liaoning, sign_in, web, settings):
    user = person("city@demo.example", "演示市局")
    join(user, liaoning.office, "city_officer")
    settings.DEMO = True
    sign_in(user)
    assert web.get("/desk/").status_code == 200
    assert "免第二重验证" in web.get("/accounts/").content.decode()


def test_without_the_demonstration_its_people_neither_sign_in_nor_stay(person, join, liaoning, sign_in, web, settings):
    user = person("city@demo.example", "演示市局")
    settings.DEMO = True
    sign_in(user)
    assert web.get("/accounts/").status_code == 200
    settings.DEMO = False
    assert web.get("/accounts/").url.startswith("/accounts/login/")
    assert "电子邮箱或密码不正确" in sign_in(user).content.decode()
    assert "demo.example" not in web.get("/accounts/login/").content.decode()


def test_the_sign_in_page_lists_the_demonstrations_people_while_it_runs(person, web, settings):
    person("ln-city@demo.example", "演示市局")
    settings.DEMO = True
    assert "ln-city@demo.example" in web.get("/accounts/login/").content.decode()


def test_a_session_from_before_the_factor_must_show_it(li, sign_in, web, phone):
    sign_in(li, PASSWORD)
    phone.register(li)
    assert web.get("/desk/").url == "/accounts/2fa/reauthenticate/?next=%2Fdesk%2F"


def test_another_hat_is_no_way_around_it(li, join, liaoning, sign_in, web):
    """What an office is told lies before the person, as whoever they act just now."""
    own = join(li, liaoning.first, Role.HANDLER)
    sign_in(li)
    doors = ["/desk/", "/desk/notices/"]
    assert {web.get(door).url for door in doors} == {"/accounts/2fa/totp/activate/"}
    web.post("/accounts/places/choose/", {"place": own.pk})
    assert {web.get(door).url for door in doors} == {"/accounts/2fa/totp/activate/"}
