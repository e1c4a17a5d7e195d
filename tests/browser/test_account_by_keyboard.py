"""From sign-up to the desk with nothing but a keyboard, and what happens when one walks away from it."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from captcha.models import CaptchaStore
from django.core import mail

from declarations.services import drafts
from outbox import runner
from tenancy.models.regions import NATION
from tests.cast import SHENYANG, region
from tests.factories.publication import patent_number
from tests.factories.tenancy import OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)

OWN_PAGES = ["/desk/", "/desk/overdue/", "/desk/notices/", "/desk/registrations/"] + [
    f"/accounts/{page}" for page in ("", "places/", "sessions/", "password/change/", "2fa/", "email/")
]
PUBLIC_PAGES = [f"/accounts/{page}/" for page in ("login", "signup", "signup/organisation", "password/reset")]
PASSWORD = "每天早晨去海边散步 30 min"


def reach(page, name):
    """Press Tab until the thing of this name has the focus, as somebody without a mouse does."""
    for _step in range(120):
        page.keyboard.press("Tab")
        words = page.evaluate(
            """(() => { const e = document.activeElement; const l = e.labels && e.labels[0];
            return (l ? l.innerText : e.innerText || e.value || "").trim(); })()"""
        )
        if words.startswith(name):
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def answer(page, name, words):
    reach(page, name)
    page.keyboard.type(words)


def press(page, name):
    reach(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def answer_day(page, name, day):
    """The keyboard gets there; in which order the browser wants year, month and day is a matter of its language."""
    reach(page, name)
    page.locator(":focus").fill(day)


def with_confirmed_address(actor):
    EmailAddress.objects.create(user=actor.user, email=actor.user.email, verified=True, primary=True)
    return actor


def telephone(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def link_in_last_mail():
    runner.work(NATION)
    return re.search(r"https?://[^/\s]+(/accounts/confirm-email/\S+)", mail.outbox[-1].body).group(1)


@pytest.mark.requirement("U19")
def test_a_person_signs_up_confirms_and_reaches_the_desk_by_keyboard(visit):
    visitor = visit()
    page = visitor.opens("/accounts/signup/individual/?question=words")
    answer(page, "您的姓名", "周新")
    reach(page, "常住地")
    page.keyboard.press("ArrowDown")
    answer(page, "手机号", "13800138000")
    answer(page, "电子邮箱", "zhou@example.com")
    answer(page, "密码", PASSWORD)
    answer(page, "再输入一次密码", PASSWORD)
    answer(page, "验证题", CaptchaStore.objects.latest("id").response)
    assert not visitor.faults()
    press(page, "提交注册")
    assert page.title().startswith("请查收确认邮件"), page.locator(".error-summary").inner_text()
    page = visitor.opens(link_in_last_mail())
    press(page, "确认")
    answer(page, "电子邮箱", "zhou@example.com")
    answer(page, "密码", PASSWORD)
    press(page, "登录")
    assert page.title().startswith("工作台")
    assert not visitor.complaints


@pytest.mark.requirement("U19")
def test_a_declaration_is_filled_in_and_handed_in_by_keyboard(visit, zhang):
    visitor = visit(1366, zhang)
    page = visitor.opens("/declarations/new/")
    press(page, "开始填写")
    page.goto(page.url.replace("/tasks/", "/write/patent/"))
    answer(page, "专利号", patent_number(4711))
    answer(page, "发明名称", "一种电磁制动装置")
    press(page, "保存并继续")
    press(page, "继续")
    reach(page, "免费")
    page.keyboard.press("Space")
    press(page, "保存并继续")
    answer_day(page, "许可期限起", "2026-12-01")
    answer_day(page, "许可期限止", "2028-12-31")
    answer(page, "许可区域", "全国")
    press(page, "保存并继续")
    answer(page, "联系人", "张伟")
    answer(page, "联系电话", "13812345678")
    press(page, "保存并继续")
    press(page, "保存并继续")
    press(page, "继续：核对")
    press(page, "内容无误，去承诺")
    ticked = 0
    while ticked < page.locator("input[name=promise]").count():
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "promise":
            page.keyboard.press("Space")
            ticked += 1
    press(page, "作出承诺并继续")
    press(page, "提交")
    assert page.url.endswith("/submitted/")
    assert not visitor.complaints


def test_an_officer_sets_up_the_second_factor_and_confirms_a_registration(visit, li):
    OrganisationFactory(name="沈阳待确认厂", region=region(SHENYANG), confirmed=False)
    visitor = visit()
    page = visitor.opens("/accounts/login/")
    answer(page, "电子邮箱", with_confirmed_address(li).user.email)
    answer(page, "密码", "Kaifang-Xuke-2022")
    press(page, "登录")
    assert page.title().startswith("设置第二重验证")
    assert not visitor.faults()
    page.locator("[name=code]").focus()
    page.keyboard.type(telephone(page.locator("#secret").inner_text()))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page, "已保存，去工作台")
    press(page, "沈阳待确认厂")
    press(page, "确认登记")
    assert page.get_by_text("已确认“沈阳待确认厂”的登记").is_visible()
    assert not visitor.faults()
    assert not visitor.complaints


@pytest.mark.parametrize("width", [1366, 360])
def test_the_pages_of_account_and_desk_have_no_serious_fault(visit, li, width):
    OrganisationFactory(name="沈阳待确认厂", region=region(SHENYANG), confirmed=False)
    visitor, found = visit(width, li), {}
    for path in OWN_PAGES:
        visitor.opens(path)
        visitor.keeps_picture(f"account-{path.strip('/').replace('/', '-')}")
        if faults := visitor.faults():
            found[path] = faults
    stranger = visit(width)
    for path in (
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/signup/organisation/",
        "/accounts/password/reset/",
    ):
        stranger.opens(path)
        stranger.keeps_picture(f"account-{path.strip('/').replace('/', '-')}")
        if faults := stranger.faults():
            found[path] = faults
    assert not found
    assert not visitor.complaints + stranger.complaints


@pytest.fixture
def short_patience(settings):
    settings.SESSION_IDLE_SECONDS, settings.SESSION_WARN_SECONDS = 8, 4


@pytest.mark.requirement("U22")
def test_before_the_session_ends_a_warning_takes_the_focus_and_enter_stays(visit, zhang, short_patience):
    page = visit(1366, zhang).opens("/accounts/email/")
    assert not page.locator("#idle-given").is_visible()
    page.wait_for_selector("dialog[open]")
    assert page.evaluate("document.activeElement.innerText") == "继续使用"
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog:not([open])", state="attached")
    assert page.url.endswith("/accounts/email/")


@pytest.mark.requirement("U22")
def test_after_the_end_what_was_typed_into_a_declaration_comes_back_with_the_person(visit, zhang, short_patience):
    draft = drafts.begin(by=zhang)
    page = visit(1366, with_confirmed_address(zhang)).opens(f"/declarations/{draft.pk}/write/contact/")
    page.locator("#id_contact_name").fill("郑重")
    page.wait_for_url("**/accounts/login/**", timeout=20000)
    page.locator("#id_login").fill(zhang.user.email)
    page.locator("#id_password").fill("Kaifang-Xuke-2022")
    page.keyboard.press("Enter")
    page.wait_for_url("**/write/contact/")
    assert page.locator("#id_contact_name").input_value() == "郑重"
