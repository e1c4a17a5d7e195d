"""With the account one has: another organisation, or the same again after a refusal; and what became of each."""

import pytest

from tenancy import credit_codes
from tenancy.actors import Actor
from tenancy.models import Membership, Organisation, Province, Region, RoleChange, SignUp
from tenancy.models.organisations import OwnerType, Standing
from tenancy.models.sign_ups import SignUpState
from tenancy.roles import Role
from tenancy.scope import acting
from tenancy.services import memberships, organisations, sign_ups, standings
from tenancy.services.organisations import Particulars
from tests.factories.tenancy import OrganisationFactory, platform

pytestmark = pytest.mark.django_db

DOOR, PLACES = "/accounts/register/organisation/", "/accounts/places/"
CODE = credit_codes.complete("91", "210200", "00000077")
FIRM = {
    "organisation": "大连新风机械有限公司",
    "credit_code": CODE,
    "region": "210200",
    "owner_type": "private_enterprise",
    "size": "small",
}


@pytest.fixture
def zhou(person, sign_in):
    """Signed in, and nobody's yet."""
    user = person("zhou@example.com", "周新")
    sign_in(user)
    return user


@pytest.fixture(autouse=True)
def in_liaoning(db):
    with acting(province=21):
        yield


def register(web, **other):
    return web.post(DOOR, FIRM | other, follow=True).content.decode()


def of_firm():
    return Organisation.objects.known(CODE).get()


def stated(user, name="大连新风机械有限公司", city="210200"):
    """Asks to join, or registers: who has the code already decides."""
    sign_ups.state(user, Particulars(name, Region.objects.get(code=city), "private_enterprise", CODE, "small"))
    sign_ups.lodge(user)
    return user


def test_who_was_refused_registers_again_with_the_same_account(zhou, web):
    register(web, organisation="大连新凤机械有限公司")
    standings.refuse(of_firm(), reason="名称与执照不符", by=platform())
    page = register(web)
    assert "大连新凤机械有限公司：不予登记" in page
    assert "大连新风机械有限公司：待确认" in page
    place = Membership.objects.active().get(user=zhou)
    assert (place.organisation, place.role) == (of_firm(), Role.ORGANISATION_ADMIN)


def test_the_page_tells_that_a_registration_is_confirmed(zhou, web):
    register(web)
    standings.confirm(of_firm(), by=platform())
    assert "大连新风机械有限公司：已确认" in web.get(PLACES).content.decode()


def test_nobody_registers_twice_what_they_act_for_and_the_words_stay(zhou, web):
    register(web)
    page = register(web)
    assert "无需再次登记" in page
    assert CODE in page
    assert Organisation.objects.count() == SignUp.objects.count() == 1


def test_one_person_keeps_an_office_busy_with_three_registrations_at_most(zhou, web):
    for number in range(4):
        page = register(web, credit_code=credit_codes.complete("91", "210200", f"0000008{number}"))
    assert "您已有3项登记尚未答复" in page
    assert Organisation.objects.count() == 3
    standings.confirm(Organisation.objects.first(), by=platform())
    register(web)
    assert Organisation.objects.count() == 4


def test_a_person_of_an_organisation_acts_in_their_own_name_besides(zhou, web):
    register(web)
    web.post("/accounts/register/individual/", {"name": "周新", "region": "210200"})
    own = Membership.objects.active().get(user=zhou, role=Role.INDIVIDUAL)
    assert own.organisation.owner_type == OwnerType.INDIVIDUAL
    web.post("/accounts/register/individual/", {"name": "周新", "region": "210200"})
    assert Membership.objects.filter(user=zhou, role=Role.INDIVIDUAL).count() == 1


def test_who_types_a_known_code_asks_to_join_and_learns_nothing(zhou, web, liaoning):
    page = register(web, credit_code=liaoning.first.credit_code)
    assert "大连新风机械有限公司：待单位管理员同意" in page
    assert liaoning.first.name not in page


def test_when_a_false_registration_is_refused_who_asked_to_join_it_has_registered(person):
    stated(person("false@example.com", "贾某"), "冒名公司")
    false = of_firm()
    first, second = (stated(person(f"{name}@example.com", name)) for name in ("first", "second"))
    standings.refuse(false, reason="冒用信用代码", by=platform())
    assert Membership.objects.active().get(organisation=of_firm()).user == first
    assert SignUp.objects.get(user=second).organisation == of_firm() != false
    assert (sign_ups.told_to(first)[0].stands, sign_ups.told_to(second)[0].stands) == ("待确认", "待单位管理员同意")


def test_a_place_that_is_no_more_does_not_keep_the_office_from_refusing(person):
    stated(person("false@example.com", "贾某"), "冒名公司")
    asking, place = person("first@example.com", "first"), Region.objects.get(code="210211")
    sign_ups.state(asking, Particulars("真实公司", place, "private_enterprise", CODE, "small"))
    sign_ups.lodge(asking)
    Region.objects.filter(pk=place.pk).update(valid_to="2020-01-01")
    standings.refuse(of_firm(), reason="冒用信用代码", by=platform())
    assert SignUp.objects.get(user=asking).state == SignUpState.REFUSED
    assert not Organisation.objects.known(CODE).exists()


def test_who_becomes_an_enterprise_says_of_what_size(zhou, web):
    register(web, owner_type="institute", size="")
    standings.send_back(of_firm(), reason="类型不符", by=platform())
    unchanged = {"name": of_firm().name, "region": "210200", "owner_type": "private_enterprise", "size": ""}
    assert "企业须选择企业规模" in web.post("/organisation/hand-in-again/", unchanged).content.decode()
    assert of_firm().standing == Standing.RETURNED
    web.post("/organisation/hand-in-again/", unchanged | {"size": "small"})
    assert (of_firm().owner_type, of_firm().size) == ("private_enterprise", "small")


def places_elsewhere(user):
    with acting(province=33):
        return list(Membership.objects.active().filter(user=user))


def test_who_is_dismissed_at_home_acts_for_it_in_no_other_province(zhang, person, join, liaoning):
    handler = person("qian@example.com", "钱工")
    home = join(handler, liaoning.first, Role.HANDLER)
    where, at_home = Province.objects.get(pk=33), {"organisation": liaoning.first, "membership_id": 1}
    away = Actor(user=handler, province=liaoning.first.province, role=Role.HANDLER, **at_home)
    organisations.admit(liaoning.first, where, by=away)
    assert places_elsewhere(handler)
    boss = Actor(user=zhang, province=liaoning.first.province, role=Role.ORGANISATION_ADMIN, **at_home)
    memberships.end(home, by=boss, reason="离职")
    assert not places_elsewhere(handler)
    with acting(province=33):
        told = RoleChange.objects.filter(membership__user=handler).latest("pk")
    assert (told.to_role, told.changed_by_name, told.reason) == ("", "张工", "离职")


def test_whom_colleagues_of_another_province_invited_stays_theirs(zhang, person, join, liaoning):
    handler = person("qian@example.com", "钱工")
    home = join(handler, liaoning.first, Role.HANDLER)
    with acting(province=33):
        hangzhou = Region.objects.get(code="330100")
        there = OrganisationFactory(region=hangzhou, credit_code=liaoning.first.credit_code)
        invited = Actor(user=handler, province=Province.objects.get(pk=33), role=None)
        memberships.begin(handler, there, Role.HANDLER, by=invited)
    boss = {"province": liaoning.first.province, "role": Role.ORGANISATION_ADMIN, "organisation": liaoning.first}
    memberships.end(home, by=Actor(user=zhang, **boss), reason="调动")
    assert len(places_elsewhere(handler)) == 1


def test_who_was_let_in_another_way_meanwhile_has_joined_when_the_request_is_granted(zhang, person, join, liaoning):
    first, asking = liaoning.first, person("zhou@example.com", "周新")
    sign_ups.state(asking, Particulars(first.name, liaoning.city, "private_enterprise", first.credit_code, "small"))
    sign_ups.lodge(asking)
    own = join(asking, first, Role.HANDLER)
    boss = Actor(user=zhang, province=first.province, role=Role.ORGANISATION_ADMIN, organisation=first)
    assert sign_ups.admit(SignUp.objects.get(user=asking), by=boss) == own
    assert sign_ups.told_to(asking)[0].stands == "已加入"
