"""Opening an account, for an organisation that nobody knows yet, for one that is known, and by invitation."""

import pytest
from captcha.models import CaptchaStore

from tenancy import credit_codes
from tenancy.models import Invitation, Organisation, SignUp, User
from tenancy.roles import Role
from tenancy.scope import acting
from tenancy.services import invitations
from tests.accounts.conftest import PASSWORD, letters, link_in
from tests.factories.tenancy import platform

pytestmark = pytest.mark.django_db

CODE = credit_codes.complete("91", "210200", "00000077")
DOOR = "/accounts/signup/organisation/"


def answers(**other):
    question = CaptchaStore.objects.create(challenge="AAAA", response="aaaa")
    return {
        "organisation": "大连新风机械有限公司",
        "credit_code": CODE,
        "region": "210200",
        "owner_type": "private_enterprise",
        "size": "small",
        "name": "周新",
        "phone": "13800138000",
        "email": "zhou@example.com",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "question_0": question.hashkey,
        "question_1": "aaaa",
    } | other


@pytest.fixture
def sign_up(web):
    def do(path=DOOR, **other):
        return web.post(path, answers(**other))

    return do


def confirm_address(web):
    web.post(link_in(letters()[-1], "/accounts/confirm-email/"))


def states():
    with acting(province=21):
        return list(SignUp.objects.values_list("state", flat=True))


def test_nothing_is_registered_before_the_address_is_confirmed(sign_up, web):
    assert sign_up().url == "/accounts/confirm-email/"
    with acting(province=21):
        assert not Organisation.objects.exists()
    assert states() == ["stated"]


def test_with_the_address_confirmed_it_waits_for_the_office(sign_up, web, sign_in):
    sign_up()
    confirm_address(web)
    with acting(province=21):
        assert Organisation.objects.get().standing == "registered"
    sign_in(User.objects.get(email="zhou@example.com"))
    assert web.get("/desk/").wsgi_request.actor.role == Role.ORGANISATION_ADMIN


def test_a_known_organisation_is_asked_instead_and_the_page_tells_nobody(sign_up, web, zhang, liaoning):
    first = sign_up(email="one@example.com")
    known = sign_up(email="two@example.com", credit_code=liaoning.first.credit_code)
    assert known.url == first.url
    confirm_address(web)
    assert sorted(states()) == ["asked", "stated"]


def test_its_administrator_admits_the_newcomer(sign_up, web, zhang, liaoning, sign_in):
    sign_up(credit_code=liaoning.first.credit_code)
    confirm_address(web)
    sign_in(zhang)
    line = web.get("/desk/").context["page"].object_list[0]
    assert line.task.title == "周新申请加入本单位"
    web.post(line.task.url, {"answer": "admit"})
    web.post("/accounts/logout/")
    sign_in(User.objects.get(email="zhou@example.com"))
    assert web.get("/desk/").wsgi_request.actor.role == Role.HANDLER


def test_turned_away_the_newcomer_stays_without_rights(sign_up, web, zhang, liaoning, sign_in):
    sign_up(credit_code=liaoning.first.credit_code)
    confirm_address(web)
    sign_in(zhang)
    web.post(web.get("/desk/").context["page"].object_list[0].task.url, {"answer": "turn_away"})
    web.post("/accounts/logout/")
    sign_in(User.objects.get(email="zhou@example.com"))
    assert "未同意" in web.get("/desk/", follow=True).content.decode()


@pytest.mark.requirement("U15")
def test_an_answer_cannot_be_given_by_another_organisation(sign_up, web, zhang, liaoning, person, join, sign_in):
    sign_up(credit_code=liaoning.first.credit_code)
    confirm_address(web)
    other = person("qian@example.com", "钱工")
    join(other, liaoning.second, Role.ORGANISATION_ADMIN)
    sign_in(other)
    with acting(province=21):
        key = SignUp.objects.get().pk
    assert web.post(f"/desk/joins/{key}/", {"answer": "admit"}).status_code == 404


def test_an_address_that_has_an_account_gets_a_letter_and_the_same_page(sign_up, zhang):
    fresh = sign_up(email="fresh@example.com")
    taken = sign_up(email=zhang.email)
    assert fresh.url == taken.url
    assert letters()[-1].subject == "您已有账号"
    assert User.objects.filter(email=zhang.email).count() == 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"credit_code": CODE[:-1] + "0"}, "第18位"),
        ({"size": ""}, "企业须选择企业规模"),
        ({"phone": "12345"}, "11位手机号"),
        ({"question_1": "no"}, "验证题的答案不对"),
        ({"password2": "x"}, "密码"),
        ({"region": "999999"}, "所在地"),
    ],
)
@pytest.mark.requirement("U26", "U27")
def test_one_fault_is_named_and_the_other_answers_stay(sign_up, fault, words):
    page = sign_up(**fault).content.decode()
    assert words in page.split('id="error-summary-title"')[1]
    assert 'value="大连新风机械有限公司"' in page
    assert 'value="zhou@example.com"' in page


def test_an_individual_signs_up_in_their_own_name(sign_up, web, sign_in):
    sign_up("/accounts/signup/individual/")
    confirm_address(web)
    sign_in(User.objects.get(email="zhou@example.com"))
    assert web.get("/desk/").wsgi_request.actor.role == Role.INDIVIDUAL


def test_sign_ups_from_one_place_are_limited(sign_up):
    for turn in range(10):
        sign_up(email=f"n{turn}@example.com", question_1="wrong")
    assert sign_up().status_code == 429


@pytest.fixture
def invited(liaoning, zhang):
    with acting(province=21):
        return invitations.invite(liaoning.first, "wu@example.com", Role.HANDLER, by=platform()).token


def test_an_invitation_makes_a_new_account_that_needs_no_second_confirmation(invited, web, sign_up):
    link = f"/accounts/invitation/{invited}/"
    assert "没有账号，先注册" in web.get(link).content.decode()
    assert sign_up("/accounts/signup/invited/", email="wu@example.com", next=link).url == link
    assert web.post(link).url == "/desk/"
    assert web.get("/desk/").wsgi_request.actor.place_name == "大连甲厂"


def test_an_invitation_for_somebody_else_is_not_taken(invited, web, person, sign_in):
    sign_in(person("thief@example.com", "路人"))
    web.post(f"/accounts/invitation/{invited}/")
    with acting(province=21):
        assert Invitation.objects.open().exists()


def test_a_used_or_wrong_link_says_so(web):
    page = web.get("/accounts/invitation/21.nothing/")
    assert page.status_code == 404
    assert "已失效" in page.content.decode()


def test_the_confirmation_link_opens_by_hand_only(sign_up, web):
    """A mail scanner that fetches the link confirms nothing."""
    sign_up()
    web.get(link_in(letters()[-1], "/accounts/confirm-email/"))
    assert states() == ["stated"]


def test_who_was_invited_and_states_an_organisation_of_their_own_has_stated_it(invited, web, sign_up):
    """The invitation has proved the address; no letter is left to confirm it by."""
    web.get(f"/accounts/invitation/{invited}/")
    sign_up(email="wu@example.com")
    assert states() == ["registered"]


def test_an_invitation_read_in_this_browser_gives_its_address_to_nobody_else(invited, web, sign_up):
    web.get(f"/accounts/invitation/{invited}/")
    assert sign_up(email="zhou@example.com").url == "/accounts/confirm-email/"
    assert User.objects.get(name="周新").email == "zhou@example.com"


def test_places_are_offered_of_provinces_that_take_part_alone(web, sign_up):
    """Elsewhere nobody would ever answer a registration."""
    page = web.get(DOOR).content.decode()
    assert "辽宁省 大连市" in page
    assert "江苏省" not in page
    assert sign_up(region="320100").context["form"].errors["region"]


def test_a_new_password_has_neither_the_name_nor_the_number_of_its_owner(sign_up):
    for password in ("我的手机是13800138000", "周新民 每天早晨散步"):
        page = sign_up(name="周新民", password1=password, password2=password).content.decode()
        assert "密码不能包含您的邮箱名、手机号或姓名" in page


def test_who_is_invited_to_an_office_begins_with_the_password_of_an_officer(liaoning, web, sign_up):
    with acting(province=21):
        token = invitations.invite(liaoning.office, "wu@example.com", Role.CITY_OFFICER, by=platform()).token
    web.get(f"/accounts/invitation/{token}/")
    door = "/accounts/signup/invited/"
    assert "工作人员的密码须含" in sign_up(door, email="wu@example.com").content.decode()
    mixed = "滨海大道 July 27"
    assert sign_up(door, email="wu@example.com", password1=mixed, password2=mixed).status_code == 302
