"""An office confirms who an organisation is; until then it can prepare everything and bind nobody."""

import pytest

from declarations.services import submission
from licensing.services import acceptance
from outbox.models import Notice
from tenancy.actors import actor_of
from tenancy.models import Membership, Organisation
from tenancy.models.organisations import Aspect, Standing
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.services import invitations, organisations, sign_ups, standings
from tenancy.waiting import waiting_registrations
from tests.cast import SHENYANG, client_of, region
from tests.factories.declarations import DeclarationFactory
from tests.factories.licensing import acceptance_of
from tests.factories.publication import RecordFactory
from tests.factories.tenancy import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
ANSWER = "/desk/registrations/{}/answer/"


@pytest.fixture
def newcomer(liaoning):
    """周: administrator of a firm of Shenyang that nobody has confirmed."""
    firm = OrganisationFactory(name="沈阳新风机械有限公司", region=region(SHENYANG), confirmed=False)
    return actor_of(MembershipFactory(user=UserFactory(name="周新"), place=firm, role=Role.ORGANISATION_ADMIN))


def again(actor):
    """The same person a moment later."""
    return actor_of(Membership.objects.select_related("organisation__region", "user").get(pk=actor.membership_id))


def answer(officer, newcomer, decision, reason="信用代码与名称不符"):
    address = ANSWER.format(newcomer.organisation.pk)
    return client_of(officer).post(address, {"answer": decision, "reason": reason}, follow=True)


def test_who_is_not_confirmed_cannot_submit_a_declaration(newcomer):
    declaration = DeclarationFactory(by=newcomer)
    with pytest.raises(Refused, match="尚待沈阳市知识产权管理部门确认"):
        submission.submit(declaration, by=newcomer)


def test_who_is_not_confirmed_cannot_accept(newcomer):
    with pytest.raises(Refused, match="尚待沈阳市知识产权管理部门确认"):
        acceptance.accept(acceptance_of(RecordFactory()), by=newcomer)


def test_a_registration_goes_back_with_its_reason_and_comes_again(li, newcomer):
    answer(li, newcomer, Standing.RETURNED)
    browser = client_of(again(newcomer))
    assert "信用代码与名称不符" in browser.get("/organisation/").content.decode()
    unchanged = {"region": SHENYANG, "owner_type": "private_enterprise", "size": "small"}
    browser.post("/organisation/hand-in-again/", {"name": "沈阳新风机械制造有限公司", **unchanged})
    firm = Organisation.objects.get(pk=newcomer.organisation.pk)
    assert (firm.standing, firm.name) == (Standing.REGISTERED, "沈阳新风机械制造有限公司")
    assert list(firm.facts.filter(aspect=Aspect.STANDING).order_by("pk").values_list("value", flat=True)) == [
        "registered",
        "returned",
        "registered",
    ]
    assert standings.confirm(firm, by=li).is_confirmed


def test_what_was_corrected_since_the_page_was_read_is_not_confirmed_unread(li, newcomer):
    browser, firm = client_of(li), newcomer.organisation
    address = f"/desk/registrations/{firm.pk}/"
    seen = browser.get(address).context.get("seen", "")
    standings.send_back(firm, reason="名称与证照不一致", by=li)
    standings.hand_in_again(firm, {Aspect.NAME: "沈阳另一家机械有限公司"}, by=again(newcomer))
    assert "已补正" in browser.post(f"{address}confirm/", {"seen": seen}, follow=True).content.decode()
    assert Organisation.objects.get(pk=firm.pk).standing == Standing.REGISTERED
    browser.post(f"{address}confirm/", {"seen": browser.get(address).context["seen"]})
    assert Organisation.objects.get(pk=firm.pk).is_confirmed


def test_the_people_are_told_why(li, newcomer):
    answer(li, newcomer, Standing.RETURNED)
    assert "理由：信用代码与名称不符" in Notice.objects.get(user=newcomer.user).sentence


def test_a_refused_registration_frees_its_code_and_nobody_acts_for_it(li, newcomer):
    answer(li, newcomer, Standing.REFUSED, "申请人与该单位无关")
    assert not Membership.objects.active().filter(pk=newcomer.membership_id).exists()
    false = newcomer.organisation
    rightful = OrganisationFactory(name=false.name, region=false.region, credit_code=false.credit_code)
    assert Organisation.objects.known(false.credit_code).get() == rightful


def test_nobody_enters_a_refused_organisation_by_an_earlier_invitation(li, newcomer):
    sent = invitations.invite(newcomer.organisation, "zheng@example.cn", Role.ORGANISATION_ADMIN, by=newcomer)
    answer(li, newcomer, Standing.REFUSED)
    with pytest.raises(Refused, match="邀请不存在"):
        invitations.accept(sent.token, UserFactory(email="zheng@example.cn"))


def test_after_a_refusal_a_sign_up_with_the_code_is_a_new_registration(li, newcomer):
    answer(li, newcomer, Standing.REFUSED)
    false, rightful = newcomer.organisation, UserFactory(name="钱工")
    stated = organisations.Particulars(false.name, false.region, "private_enterprise", false.credit_code, "small")
    sign_ups.state(rightful, stated)
    sign_ups.lodge(rightful)
    assert Organisation.objects.known(false.credit_code).get().standing == Standing.REGISTERED


def test_no_answer_without_a_reason(li, newcomer):
    page = answer(li, newcomer, Standing.REFUSED, "")
    assert page.context["form"].errors["reason"]
    assert Organisation.objects.get(pk=newcomer.organisation.pk).standing == Standing.REGISTERED


def test_a_confirmed_registration_is_not_refused_any_more(li, zhang):
    with pytest.raises(Refused, match="已确认"):
        standings.refuse(zhang.organisation, reason="x", by=li)


def test_an_officer_of_another_city_cannot_answer(wang, newcomer):
    assert answer(wang, newcomer, Standing.REFUSED).status_code == 404


def test_what_was_not_sent_back_is_not_corrected(zhang):
    with pytest.raises(Refused, match="没有待补正"):
        standings.hand_in_again(zhang.organisation, {}, by=zhang)


def test_a_registration_handed_in_again_waits_from_then_on(li, newcomer):
    """The office had answered; its days for the corrected one do not run from the first."""
    standings.send_back(newcomer.organisation, reason="名称与证照不一致", by=li)
    standings.hand_in_again(newcomer.organisation, {}, by=again(newcomer))
    handed_in = newcomer.organisation.facts.filter(aspect=Aspect.STANDING, value=Standing.REGISTERED)
    first, last = handed_in.order_by("effective_at").values_list("effective_at", flat=True)
    waiting = waiting_registrations(li).get(pk=newcomer.organisation.pk)
    assert first < last == waiting.since < waiting.due_at


def test_what_was_sent_back_and_never_comes_again_can_be_refused_and_frees_its_code(li, newcomer):
    answer(li, newcomer, Standing.RETURNED)
    page = client_of(li).get(f"/organisations/{newcomer.organisation.pk}/").content.decode()
    assert ANSWER.format(newcomer.organisation.pk) in page
    answer(li, newcomer, Standing.REFUSED, "退回后一直没有补正，另有单位持证照登记")
    assert not Organisation.objects.known(newcomer.organisation.credit_code).exists()
    assert not Membership.objects.active().filter(pk=newcomer.membership_id).exists()
