"""Who one is may change between the page and its button: another firm, none any more, or one that is not confirmed."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from licensing.models import Ending, Filing, Licence, Payment, SigningNote
from licensing.services import acceptance, scheduling, signing
from licensing.signing import SignAction
from licensing.waiting_signing import to_sign
from licensing.workflow import Side
from outbox.models import Notice
from publication.offers import Owner
from tenancy import credit_codes
from tenancy.models import Membership
from tenancy.roles import Role
from tenancy.services import memberships, standings
from tests.cast import client_of, person
from tests.factories.licensing import acceptance_of, member_of
from tests.factories.publication import RecordFactory
from tests.factories.tenancy import OrganisationFactory, platform
from tests.licensing.conftest import offered_by
from tests.licensing.test_forged_acceptances import page_of, pressed

pytestmark = pytest.mark.django_db
FROM_HERE = {"origin": "http://testserver"}


def address_of(record):
    return reverse("licensing:accept", args=[record.number])


def opened_by(browser, record):
    """The page as it came, filled in; with whatever its form carries unseen."""
    return page_of(record) | hidden_in(browser.get(address_of(record)))


def hidden_in(answer, action=""):
    """The hidden fields of the form that is sent there, the last of a name, as the server reads them."""
    start = f'<form method="post" action="{action}"' if action else '<form method="post" novalidate'
    form = answer.content.decode().partition(start)[2].partition("</form>")[0]
    fields = (dict(re.findall(r'(type|name|value)="([^"]*)"', each)) for each in re.findall(r"<input[^>]*>", form))
    return {field["name"]: field["value"] for field in fields if field.get("type") == "hidden"}


def membership_of(actor):
    return Membership.objects.get(pk=actor.membership_id)


def left(actor):
    """A colleague takes over before."""
    person("孙强", "sunqiang", actor.organisation, Role.ORGANISATION_ADMIN)
    memberships.end(membership_of(actor), by=platform(), reason="离职")


def chosen(browser, membership):
    browser.post(reverse("accounts:choose"), {"place": membership.pk})


@pytest.fixture
def second(sun):
    """孙 works for another firm too."""
    other = OrganisationFactory(name="鞍山钢构有限公司")
    return memberships.begin(sun.user, other, Role.ORGANISATION_ADMIN, by=platform())


@pytest.mark.requirement("CN-40")
def test_a_page_opened_for_one_firm_binds_no_other_that_was_chosen_in_a_second_tab(record, sun, second):
    browser = client_of(sun)
    page = opened_by(browser, record)
    chosen(browser, second)
    shown = browser.post(address_of(record), page, follow=True).content.decode()
    assert f"切换到“{sun.place_name}”" in shown
    assert f'action="{address_of(record)}"' not in shown  # no button that sends it on for the other
    assert not Licence.objects.exists()
    chosen(browser, membership_of(sun))
    browser.post(address_of(record), page)
    assert Licence.objects.get().licensee == sun.organisation


def test_nor_does_the_button_of_a_page_that_had_grown_old(record, sun, second):
    """Signed in anew and for the other firm in a second tab: the old page is refused, and what is offered instead."""
    browser = client_of(sun)
    page = opened_by(browser, record)
    chosen(browser, second)
    browser.handler.enforce_csrf_checks = True
    old = browser.post(address_of(record), page | {"csrfmiddlewaretoken": "x" * 64}, headers=FROM_HERE)
    assert old.status_code == 403
    again = browser.post(address_of(record), hidden_in(old, address_of(record)), headers=FROM_HERE)
    assert again.url == reverse("accounts:resume")
    assert not Licence.objects.exists()


def test_the_answers_of_one_firm_are_shown_to_the_other_on_a_page_of_its_own(record, sun, second):
    browser = client_of(sun)
    review = browser.post(address_of(record), opened_by(browser, record) | {"back": "1"})
    chosen(browser, second)
    page = browser.get(review.url)
    assert page.context["form"].initial["scope"] == "电机"
    assert hidden_in(page)["acting_as"] == str(second.pk)
    assert "鞍山钢构有限公司" in page.content.decode()


def test_an_owner_presses_for_the_own_record_and_nothing_comes_of_it(record, zhang):
    assert "专利权人不能接受自己的声明" in pressed(zhang, record, page_of(record))
    assert not Licence.objects.exists()


def test_a_firm_whose_registration_was_sent_back_binds_nobody_at_the_button(record, sun, li):
    page = page_of(record)
    type(sun.organisation).objects.filter(pk=sun.organisation.pk).update(standing="returned")
    assert "登记" in pressed(sun, record, page)
    assert not Licence.objects.exists()


@pytest.fixture
def acts(paper, sun):
    """What 孙 could send for her firm's licence, with the page that leads there."""
    licence, day = paper.licence, timezone.localdate().isoformat()
    scheduling.schedule(licence, by=platform())
    own = paper.signatures.get(party__organisation=sun.organisation)
    return [
        (reverse("licensing:sign_act", args=[licence.pk, own.pk]), {"action": "sign", "agreed": "on"}),
        (
            reverse("licensing:money_act", args=[licence.pk, "pay"]),
            {"line": licence.dues.get().pk, "amount": "50000", "day": day},
        ),
        (reverse("licensing:file", args=[licence.pk]), {"stage": "handed_in"}),
        (
            reverse("licensing:ending_act", args=[licence.pk, "propose"]),
            {"ground": "agreement", "ends_on": day, "reason": "不再使用"},
        ),
    ]


def kept():
    signed = SigningNote.objects.filter(action=SignAction.SIGN).count()
    return [signed, *(model.objects.count() for model in (Payment, Filing, Ending))]


def test_whoever_left_the_firm_signs_pays_files_and_ends_nothing_for_it(acts, sun, second):
    """Nor the second time: by then the browser acts for the only firm that is left."""
    browser = client_of(sun)
    left(sun)
    for address, said in acts * 2:
        assert browser.post(address, said).status_code in (302, 403, 404), address
    assert kept() == [0, 0, 0, 0]


def test_whoever_left_the_firm_binds_by_its_open_page_neither_it_nor_the_next(record, sun, second):
    browser = client_of(sun)
    page = opened_by(browser, record)
    left(sun)
    for _press in range(2):
        browser.post(address_of(record), page)
    assert not Licence.objects.exists()


CODE = credit_codes.complete("12", "210100", "77777777")


def firm(name, **more):
    """One with the code, as it says; and its administrator."""
    return member_of(OrganisationFactory(name=name, owner_type="institute", credit_code=CODE, **more))


def test_whoever_types_the_code_of_an_owner_is_no_side_of_its_licences(sun):
    record = RecordFactory(owners=(Owner("北方研究院", "institute", CODE),))
    typist = firm("某某研究院", confirmed=False)
    licence = acceptance.accept(acceptance_of(record), by=sun)
    assert licence.sides_of(typist) == frozenset()
    assert client_of(typist).get(licence.get_absolute_url()).status_code == 404


def test_a_refused_registration_does_not_stand_in_the_place_of_the_owner(sun):
    typist = firm("最后的研究院", confirmed=False)
    standings.refuse(typist.organisation, reason="冒用信用代码", by=platform())
    owner = firm("北方研究院")
    licence = acceptance.accept(acceptance_of(offered_by(owner)), by=sun)
    assert licence.sides_of(owner) == {Side.LICENSOR}


def test_what_was_handed_to_a_colleague_who_has_left_lies_before_all_again(paper, sun):
    colleague = person("周明", "zhou", sun.organisation, Role.ORGANISATION_ADMIN)
    signature = paper.signatures.get(party__organisation=sun.organisation)
    signing.hand_on(signature, by=sun, to=colleague.user.pk)
    assert not to_sign(sun).exists()
    memberships.end(membership_of(colleague), by=sun, reason="离职")
    signing.remind(by=platform(), today=timezone.localdate() + timedelta(days=3))
    assert Notice.objects.filter(user=sun.user, sentence__contains="签署").count() == 2  # asked, and asked again
    assert signature in to_sign(sun)
    assert signing.sign(signature, by=sun).signed_by == sun.user.pk
