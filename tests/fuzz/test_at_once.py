"""B3: two people act on one thing in the same instant; what comes out is what some order of the two would have left."""

import random
import threading
from contextlib import suppress
from copy import deepcopy

import pytest
from django.db import transaction

from declarations import gazette
from declarations.services import withdrawals
from licensing.models import Licence
from licensing.services import payments
from publication import announce
from tenancy.actors import Actor
from tenancy.models.organisations import OwnerType
from tests.cast import SHENYANG, region
from tests.factories.licensing import member_of
from tests.factories.tenancy import OrganisationFactory, platform
from tests.fuzz.house import ACTS, AFTER_THE_END, AFTERWARDS, PATENTEE, TAKEN, USUAL, House, Model, went_through
from tests.fuzz.money import HANDS, PAYEE, PAYER, Account, Act, Ledger
from tests.fuzz.tally import Tally, volume
from tests.licensing.test_races import PATIENCE, together

pytestmark = pytest.mark.django_db(transaction=True)
DRAWN = volume(whole=400, share=1)
OUT = (*USUAL, "ask for withdrawal")
ONE_THING = (  # what went before, and the two that meet
    ((), "submit", "submit"),
    ((), "submit", "discard"),
    (USUAL[:2], "pass", "pass"),
    (USUAL[:3], "approve", "approve"),
    (USUAL[:3], "approve", "send back"),
    (USUAL[:4], "publish", "publish"),
    (USUAL, "accept", "accept"),
    (USUAL, "accept", "expire"),
    (OUT, "accept", "grant withdrawal"),
    (OUT, "grant withdrawal", "refuse withdrawal"),
    (USUAL, "transfer", "transfer"),
    (USUAL, "transfer", "accept"),
    (USUAL, "transfer", "ask for withdrawal"),
    (USUAL, "transfer", "expire"),
    (OUT, "transfer", "grant withdrawal"),
    (OUT, "transfer", "refuse withdrawal"),
    (TAKEN, "transfer", "pay"),
    ((*TAKEN, "ask for withdrawal"), "grant withdrawal", "pay"),
    ((*TAKEN, "pay"), "receive", "receive"),
    ((*USUAL, "accept"), "confirm", "confirm"),
)
PART, REST = 20_000, 30_000
STATED, ENTERED = Act("state", PAYER, PART), Act("receive", PAYEE, PART)
ONE_PAYMENT = (
    ((), Act("state", PAYER), Act("state", PAYER)),
    ((), Act("state", PAYER), Act("receive", PAYEE)),
    ((), STATED, Act("receive", PAYEE, REST)),
    ((), Act("receive", PAYEE), Act("receive", PAYEE)),
    ((STATED,), Act("confirm", PAYEE, PART), Act("confirm", PAYEE, PART)),
    ((STATED,), Act("confirm", PAYEE, PART), Act("correct", PAYER, REST, "少写")),
    ((STATED,), Act("correct", PAYER, REST, "少写"), Act("correct", PAYER, REST, "多写")),
    ((ENTERED,), Act("same", PAYER, PART), Act("same", PAYER, PART)),
)


def orders_of(model, one, other) -> list[tuple]:
    """Who goes through and what is so afterwards, when the first comes first and when the second does."""
    first, second = deepcopy(model), deepcopy(model)
    ahead, behind = (first.step(one), first.step(other)), (second.step(other), second.step(one))
    return [(ahead, first.told()), (behind[::-1], second.told())]


def meet(thing, model, before, one, other) -> str:
    """What is wrong with the way the two met; nothing when it was one of the two orders."""
    for act in before:
        assert went_through(thing, act) == model.step(act)
    went = tuple(together(lambda: went_through(thing, one), lambda: went_through(thing, other)))
    with transaction.atomic():
        came = went, thing.told()
    allowed = orders_of(model, one, other)
    return "" if came in allowed else f"{before} then {one} and {other}: {came}, not one of {allowed}"


@transaction.atomic
def made(kind, people):
    return kind(people)


@transaction.atomic
def somebody_new() -> Actor:
    """Who withdraws time and again soon after publication is looked at, and does not publish by these acts alone."""
    place = OrganisationFactory(region=region(SHENYANG), owner_type=OwnerType.UNIVERSITY)
    return member_of(place)


def drawn_steps(chance: random.Random) -> tuple:
    """Any two acts somewhere on the usual way; the end of a term meets only what may come after it."""
    one, other = chance.choices(ACTS, k=2)
    if "expire" in (one, other):
        other = chance.choice(AFTER_THE_END)
        one = "expire"
    return USUAL[: chance.randrange(6)], one, other


def drawn_payments(chance: random.Random) -> tuple:
    def act() -> Act:
        verb = chance.choice(list(HANDS))
        return Act(verb, HANDS[verb], chance.choice((PART, REST)), chance.choice(("", "另一笔")), chance.randrange(3))

    return [act() for _ in range(chance.randrange(4))], act(), act()


def test_two_who_act_on_one_declaration_at_once_come_one_after_the_other(people):
    tally, chance = Tally("B3 two acts at once"), random.Random(3)
    for case in (*ONE_THING, *(drawn_steps(chance) for _ in range(DRAWN))):
        house, model = made(House, people | {PATENTEE: somebody_new()}), Model()
        tally.bad += filter(None, [tally.timed(lambda: meet(house, model, *case))])  # noqa: B023
        with transaction.atomic():
            announce.settle(by=platform(), now=AFTERWARDS)  # the next one's term ends alone
    tally.close()


def test_two_who_speak_of_one_payment_at_once_come_one_after_the_other(people):
    tally, chance = Tally("B3 two payments at once"), random.Random(4)
    for case in (*ONE_PAYMENT, *(drawn_payments(chance) for _ in range(DRAWN))):
        ledger = made(Ledger, people)
        tally.bad += filter(None, [tally.timed(lambda: meet(ledger, Account(), *case))])  # noqa: B023
    tally.close()


def test_a_transfer_and_the_grant_of_a_withdrawal_never_wait_for_each_other(people, monkeypatch):
    """Each has its first lock before either asks for the second, unless the first is the same for both."""
    gate = threading.Barrier(2)

    def held(honest):
        def lock(*asked, **more):
            found = honest(*asked, **more)
            with suppress(threading.BrokenBarrierError):
                gate.wait(PATIENCE)
            return found

        return lock

    house, model = made(House, people), Model()
    assert all(went_through(house, act) == model.step(act) for act in OUT)
    monkeypatch.setattr(gazette, "lock_record", held(gazette.lock_record))
    monkeypatch.setattr(withdrawals, "locked", held(withdrawals.locked))
    assert not meet(house, model, (), "transfer", "grant withdrawal")


@pytest.mark.parametrize("locked", [True, False])
def test_control_without_the_lock_one_payment_is_two(people, monkeypatch, locked):
    """Both have looked before either writes, unless one has to wait for the other."""
    gate, honest = threading.Barrier(2), payments._faults_of_repetition

    def looked(*said):
        found = honest(*said)
        with suppress(threading.BrokenBarrierError):
            gate.wait(PATIENCE)
        return found

    monkeypatch.setattr(payments, "_faults_of_repetition", looked)
    if not locked:
        monkeypatch.setattr(payments, "locked", lambda licence: Licence.objects.get(pk=licence.pk))
    parted = meet(made(Ledger, people), Account(), (), Act("state", PAYER), Act("state", PAYER))
    assert bool(parted) is not locked
