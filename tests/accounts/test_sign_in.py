"""Getting in: by address and password, not by guessing."""

import pytest
from captcha.models import CaptchaStore
from django.db.models.functions import Now

from outbox.models import Job
from tenancy.models.regions import NATION
from tenancy.scope import acting
from tests.accounts.conftest import PASSWORD, letters, link_in

pytestmark = pytest.mark.django_db


def fail(sign_in, user, times):
    for _time in range(times):
        answer = sign_in(user, "not the password")
    return answer


def answer_to(page):
    """What a person reads in the picture."""
    return CaptchaStore.objects.get(hashkey=page.context["form"]["question"].subwidgets[0].data["value"][0]).response


def test_a_person_signs_in_with_address_and_password(zhang, sign_in):
    assert sign_in(zhang).url == "/desk/"


def test_the_address_may_be_typed_in_capitals(zhang, web):
    assert web.post("/accounts/login/", {"login": "ZHANG@example.com", "password": PASSWORD}).url == "/desk/"


def test_an_unknown_address_and_a_wrong_password_read_alike(zhang, web):
    answers = [
        web.post("/accounts/login/", {"login": address, "password": "wrong"}).context["form"].errors.as_text()
        for address in (zhang.email, "nobody@example.com")
    ]
    assert answers[0] == answers[1]
    assert "电子邮箱或密码不正确" in answers[0]


def test_an_unconfirmed_address_does_not_get_in_and_gets_the_mail_again(person, sign_in, web):
    sign_in(person(confirmed=False))
    assert web.get("/desk/").url.startswith("/accounts/login/")
    assert link_in(letters()[0], "/accounts/confirm-email/")


def test_after_three_failures_a_question_is_asked(zhang, sign_in):
    assert "question" not in fail(sign_in, zhang, 2).context["form"].fields
    assert "question" in fail(sign_in, zhang, 2).context["form"].fields


def test_the_question_is_asked_for_unknown_addresses_too(person, sign_in, web):
    for _time in range(4):
        answer = web.post("/accounts/login/", {"login": "nobody@example.com", "password": "wrong"})
    assert "question" in answer.context["form"].fields


def test_the_right_password_without_an_answer_is_not_even_tried(zhang, sign_in, web):
    fail(sign_in, zhang, 3)
    assert "请回答验证题" in sign_in(zhang).content.decode()


def test_the_question_can_be_had_in_words(zhang, sign_in, web):
    fail(sign_in, zhang, 3)
    page = web.post("/accounts/login/?question=words", {"login": zhang.email, "password": "x"})
    assert "加" in page.content.decode().split("请计算")[1][:8]


def test_with_the_answer_the_person_gets_in(zhang, sign_in, web):
    fail(sign_in, zhang, 3)
    sign_in(zhang)
    question = CaptchaStore.objects.latest("id")
    answer = sign_in(zhang, question_0=question.hashkey, question_1=question.response)
    assert answer.url == "/desk/"


def answered(sign_in, user, password, **extra):
    """As somebody who answers every question, man or machine."""
    question = CaptchaStore.objects.create(challenge="AAAA", response="aaaa")
    return sign_in(user, password, question_0=question.hashkey, question_1="aaaa", **extra)


def test_five_failures_lock_the_address_even_for_the_right_password(zhang, sign_in):
    for _time in range(5):
        answered(sign_in, zhang, "wrong")
    assert "尝试次数过多" in answered(sign_in, zhang, PASSWORD).content.decode()


def test_the_lock_holds_by_whatever_name_the_server_is_asked(zhang, sign_in):
    for port in range(5):
        answered(sign_in, zhang, "wrong", called=f"localhost:{8000 + port}")
    assert "尝试次数过多" in answered(sign_in, zhang, PASSWORD, called="localhost:9000").content.decode()


def test_the_owner_of_a_locked_address_gets_in_again_by_mail(zhang, sign_in, web):
    for _time in range(5):
        answered(sign_in, zhang, "wrong")
    web.post("/accounts/password/reset/", {"email": zhang.email})
    page = web.get(link_in(letters()[0], "/accounts/password/reset/key/"), follow=True)
    new = "星海广场 八月 28"
    web.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert answered(sign_in, zhang, new).url == "/desk/"


def test_a_reset_for_an_unknown_address_looks_the_same(zhang, web):
    answers = [
        web.post("/accounts/password/reset/", {"email": address}, follow=True)
        for address in (zhang.email, "nobody@example.com")
    ]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert [letter.subject for letter in letters()] == ["重设密码", "该邮箱没有账号"]


def test_a_mail_server_that_is_down_delays_the_letter_and_nothing_else(zhang, web, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", lambda _self: (_ for _ in ()).throw(OSError("down")))
        assert web.post("/accounts/password/reset/", {"email": zhang.email}).status_code == 302
        assert not letters()
    with acting(province=NATION):
        Job.objects.update(due_at=Now())
    assert letters()[0].to == [zhang.email]


def test_the_queue_of_letters_does_not_show_the_link_that_opens_an_account(zhang, web):
    web.post("/accounts/password/reset/", {"email": zhang.email})
    with acting(province=NATION):
        kept = str(Job.objects.get().payload)
    key = link_in(letters()[0], "/accounts/password/reset/key/").split("/")[-2]
    assert key not in kept


def test_an_account_taken_out_of_use_is_refused_on_the_next_request(zhang, sign_in, web):
    sign_in(zhang)
    zhang.is_active = False
    zhang.save()
    assert web.get("/desk/").url.startswith("/accounts/login/")


def test_a_false_forwarded_address_does_not_escape_the_count(zhang, web):
    for turn in range(4):
        page = web.post(
            "/accounts/login/",
            {"login": f"other{turn}@example.com", "password": "x"},
            headers={"X-Forwarded-For": f"203.0.113.{turn}"},
        )
    assert "question" in page.context["form"].fields


def test_the_summary_of_faults_says_the_same_words_and_links_to_the_field(web):
    answer = web.post("/accounts/login/", {"login": "", "password": "x"})
    page, fault = answer.content.decode(), answer.context["form"].errors["login"][0]
    assert 'href="#id_login"' in page
    assert page.count(fault) == 2
    assert "<title>错误：登录" in page


def test_a_fault_in_one_field_keeps_the_other_answers(web):
    page = web.post("/accounts/login/", {"login": "zhang@example.com", "password": ""})
    assert 'value="zhang@example.com"' in page.content.decode()


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/individual/"])
def test_the_address_has_one_name_on_every_page(web, address):
    page = web.get(address).content.decode()
    assert "电子邮箱" in page
    assert "电子邮件" not in page
