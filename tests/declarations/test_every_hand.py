"""Every hand tries every step at every state, through the pages; nobody gets further than the table of the process."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.urls import reverse

from declarations.models import Declaration, Objection, WithdrawalRequest
from declarations.services import moves, review, withdrawals
from declarations.workflow import STEPS, Action, Status, hand_may
from tenancy.actors import Actor
from tenancy.roles import APPLICANTS, Role
from tenancy.scope import acting
from tests.cast import SHENYANG, client_of, office, person, region
from tests.factories.declarations import LOOKED_UP, DeclarationFactory
from tests.factories.publication import ChannelFactory
from tests.factories.tenancy import AccreditationFactory, OfficeFactory, platform, the_province

A, S, R = Action, Status, Role
PLATFORM = {action for action, step in STEPS.items() if not step.hands}
REACHED_BY_THE_PROCESS = {S.DRAFT, S.CHECKING, S.SECOND_CHECK, S.REVIEWING, S.APPROVED, S.PUBLISHED}


def at(name: str, *args) -> str:
    return reverse(f"declarations:{name}", args=args)


@dataclass(frozen=True)
class Door:
    """How a page is asked for steps of the table."""

    actions: frozenset[Action]
    ask: Callable[[Declaration], tuple[str, dict]]


def door(*actions: Action):
    return lambda ask: DOORS.append(Door(frozenset(actions), ask))


DOORS: list[Door] = []


@door(A.SUBMIT, A.ASK_APPROVAL)
def submit(one):
    return at("submit", one.pk), {"seen_version": one.version}


@door(A.AGREE)
def agree(one):
    return at("agree", one.pk), {}


@door(A.OBJECT)
def uphold(one):
    objection = Objection.objects.create(declaration=one, raised_by_name="发明人", ground="权属未定")
    return at("decide_objection", one.pk, objection.pk), {"upheld": "yes", "decision": "先明确权属"}


@door(A.PASS, A.APPROVE)
def decide(one):
    return at("decide", one.pk), {f"sheet-{key}": "ok" for key in review.ITEMS} | {
        "sheet-opinion": LOOKED_UP,
        "sheet-seen_version": one.version,
    }


@door(A.SEND_BACK)
def send_back(one):
    said = {"faults-tick_title": "on", "faults-why_title": "与登记簿不一致", "faults-seen_version": one.version}
    return at("send_back", one.pk), said


@door(A.PUBLISH)
def publish(one):
    return at("publish"), {"pick": [one.pk], "channels": [ChannelFactory().pk], "title": ""}


@door(A.DISCARD)
def discard(one):
    return at("discard", one.pk), {"reason": "不再许可"}


@door(A.WITHDRAW, A.GIVE_NOTICE)
def withdraw(one):
    asked = WithdrawalRequest.objects.create(declaration=one, ground="transfer", reason="专利权已转移")
    return at("withdrawal_decision", asked.pk), {"granted": "yes", "opinion": ""}


def test_every_step_of_a_person_has_a_door():
    assert {action for each in DOORS for action in each.actions} | PLATFORM == set(STEPS)


@pytest.fixture
def hands(zhang, li, zhao, zhao_admin) -> dict[Role, Actor]:
    """One person of each role, all as near to the declaration of 张 as that role can be."""
    at_offices = {
        R.COUNTY_OFFICER: OfficeFactory(name="沈阳市和平区市场监督管理局", region=region("210102")),
        R.CENTRE_OFFICER: OfficeFactory(name="沈阳知识产权保护中心", region=region(SHENYANG), kind="centre"),
        R.CHECKER: OfficeFactory(name="沈阳专利代办处", region=the_province(), kind="checking_body"),
        R.READER: OfficeFactory(name="辽宁省科学技术厅", region=the_province(), kind="department"),
        R.HANDLER: zhang.organisation,
    }
    AccreditationFactory(office=at_offices[R.CHECKER])
    people = {role: person(role.label, role.value.replace("_", ""), place, role) for role, place in at_offices.items()}
    with acting(province=100):
        nation = person("国家局人员", "nation", office("国家知识产权局", "100000"), R.NATION_STAFF)
    named = {R.ORGANISATION_ADMIN: zhang, R.CITY_OFFICER: li, R.PROVINCE_OFFICER: zhao, R.PROVINCE_ADMIN: zhao_admin}
    return people | named | {R.NATION_STAFF: nation}


def brought_to(status: Status, by: Actor) -> Declaration:
    """A declaration of 张 at this state, reached by steps of the table."""
    if status in REACHED_BY_THE_PROCESS:
        return DeclarationFactory(by=by, status=status)
    if status in (S.NOTICE, S.WITHDRAWN, S.ENDED):
        return over(status, by)
    one = DeclarationFactory(by=by, status=S.CHECKING if status == S.RETURNED else S.DRAFT)
    step = {S.INTERNAL: A.ASK_APPROVAL, S.RETURNED: A.STOP, S.DISCARDED: A.DISCARD}[status]
    return moves.move(one, step, by=platform() if step == A.STOP else by, reason="试验")


def over(status: Status, by: Actor) -> Declaration:
    one = DeclarationFactory(by=by, status=S.PUBLISHED)
    asked = withdrawals.ask_withdrawal(one, by=by, ground="transfer", reason="专利权已转移")
    if status == S.ENDED:
        return moves.move(one, A.END, by=platform())
    withdrawals.decide_withdrawal(asked, by=the_officer(), granted=True)
    one.refresh_from_db()
    if status == S.NOTICE:  # Liaoning knows no days of notice; the state is the same as where they are
        Declaration.objects.filter(pk=one.pk).update(status=S.NOTICE)
        one.refresh_from_db()
    return one


def the_officer() -> Actor:
    return person("备案人员", "filing", office("辽宁省知识产权局", "210000"), R.PROVINCE_OFFICER)


@pytest.mark.parametrize("status", Status)
def test_each_hand_gets_as_far_as_the_table_says_and_no_further(hands, zhang, status):
    one, wrong = brought_to(status, zhang), []
    for role, actor in hands.items():
        client = client_of(actor)
        for each in DOORS:
            may = any(hand_may(role, action, status) for action in each.actions)
            if moved(client, each, one) != may:
                wrong.append(f"{role} {sorted(each.actions)}: {'kept out' if may else 'got through'}")
    assert not wrong


def moved(client, each: Door, one: Declaration) -> bool:
    """Did the answer change the state? Everything is undone, so that the next hand finds it as it was."""
    with transaction.atomic():
        address, said = each.ask(one)
        answer = client.post(address, said)
        after = Declaration.objects.get(pk=one.pk)
        transaction.set_rollback(True)
    assert answer.status_code < 500
    assert after.fee == one.fee
    return after.status != one.status


@pytest.mark.parametrize("status", [S.CHECKING, S.SECOND_CHECK, S.REVIEWING, S.APPROVED, S.PUBLISHED])
def test_the_desk_offers_what_the_hand_may_do_and_nothing_else(hands, zhang, status):
    one = brought_to(status, zhang)
    for role, actor in hands.items():
        answer = client_of(actor).get(at("review", one.pk))
        page = answer.content.decode() if answer.status_code == 200 else ""
        assert (f'action="{at("decide", one.pk)}"' in page) == any(
            hand_may(role, action, status) for action in (A.PASS, A.APPROVE)
        )
        assert (f'action="{at("send_back", one.pk)}"' in page) == hand_may(role, A.SEND_BACK, status)
        assert (f"{at('filing')}?pick={one.pk}" in page) == hand_may(role, A.PUBLISH, status)


@pytest.mark.requirement("LN-09")
@pytest.mark.parametrize("status", [S.DRAFT, S.REVIEWING, S.APPROVED, S.PUBLISHED])
def test_no_role_of_an_office_can_edit_a_term(hands, zhang, status):
    one = brought_to(status, zhang)
    before = Declaration.objects.values().get(pk=one.pk)
    said = {"kind": "free", "reason": "降价", "promise": "keep_in_force", "name": "某人", "owner_type": "other"}
    addresses = [at("page", one.pk, section) for section in ("patent", "fee", "term", "contact", "extra")]
    addresses += [at(name, one.pk) for name in ("owners", "materials", "promises", "change", "withdraw", "discard")]
    for role in set(hands) - APPLICANTS:
        client = client_of(hands[role])
        assert {client.post(address, said).status_code for address in addresses} == {403}
    assert Declaration.objects.values().get(pk=one.pk) == before
