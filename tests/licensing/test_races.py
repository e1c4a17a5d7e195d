"""Acceptance against every change of the offer: both orders, at the same time, and with the lock taken away."""

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from licensing.models import Licence
from licensing.services import acceptance
from publication import announce
from publication.choices import Op
from publication.models import Record
from tenancy.models import Organisation
from tenancy.models.organisations import Standing
from tenancy.policy.ledger import reading_once
from tenancy.refusals import Refused
from tenancy.scope import acting
from tests.cast import LIAONING, SHENYANG, region
from tests.factories.licensing import acceptance_of, member_of
from tests.factories.publication import FREE, OfferFactory, RecordFactory
from tests.factories.tenancy import OrganisationFactory, platform

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 3  # how often each pair is let loose at the same time
CROWD, BROWSERS = 500, 8
PATIENCE = 0.4  # seconds a rival gets to overtake; with the lock it cannot


def supersede(record):
    offer = OfferFactory(patent_number=record.patent_number, terms=FREE)
    announce.supersede(record.number, offer, by=platform(), reason="让利")


def suspend(record):
    announce.suspend(record.number, by=platform(), ground="gazette", sentence="待核实")


def withdraw(record):
    announce.withdraw(record.number, by=platform(), ground="market", sentence="市场变化")


def transfer(record):
    announce.withdraw(record.number, by=platform(), ground="transfer", sentence="专利权已转移")


def expire(record):
    announce.settle(by=platform(), now=timezone.now() + timedelta(days=3000))


RIVALS: dict[str, tuple[Callable, Op, str]] = {
    "supersede": (supersede, Op.CHANGED, "已变更"),
    "suspend": (suspend, Op.SUSPENDED, "中止"),
    "withdraw": (withdraw, Op.WITHDRAWN, "撤回"),
    "transfer": (transfer, Op.WITHDRAWN, "撤回"),
    "expire": (expire, Op.EXPIRED, "届满"),
}
every_rival = pytest.mark.parametrize("name", RIVALS)


@pytest.fixture
def firm(liaoning):
    return member_of(OrganisationFactory())


def in_liaoning(act: Callable) -> Callable:
    """As another web process does it: a thread and a connection of its own."""

    def acted(*given):
        try:
            with acting(province=LIAONING), transaction.atomic():
                return act(*given)
        finally:
            connection.close()

    return acted


def together(*acts: Callable) -> list:
    """Start all at the same instant; refusals come back as what they are."""
    start = threading.Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            return in_liaoning(act)()
        except Refused as refused:
            return refused

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@transaction.atomic
def licensed(record) -> int:
    return Licence.objects.filter(patents__record=record).count()


def takes(record, firm):
    stated = acceptance_of(record)
    return lambda: acceptance.accept(stated, by=firm)


@transaction.atomic
def is_in_order(licence: Licence, op: Op) -> bool:
    """It was accepted before the change, with the terms of before."""
    patent = licence.patents.get()
    changed = patent.record.changes.get(op=op)
    return patent.version == 1 and licence.accepted_at < changed.recorded_at


@every_rival
@pytest.mark.requirement("ZJ-70", "HB-33")
def test_who_accepts_first_is_licensed_whatever_follows(firm, name):
    rival, op, _ = RIVALS[name]
    record = RecordFactory()
    licence = takes(record, firm)()
    with transaction.atomic():
        rival(record)
    assert is_in_order(licence, op)


@every_rival
def test_who_comes_after_is_told_what_happened_and_nothing_is_done(firm, name):
    rival, _, word = RIVALS[name]
    record = RecordFactory()
    take = takes(record, firm)
    with transaction.atomic():
        rival(record)
    with pytest.raises(Refused, match=word):
        take()
    assert not licensed(record)


@every_rival
def test_who_waits_behind_a_change_is_told_it_too(firm, name):
    """The change is made but not committed when the acceptance arrives: it queues, and then sees the change."""
    rival, _, word = RIVALS[name]
    record = RecordFactory()
    take = takes(record, firm)
    made = threading.Event()

    def slow_rival():
        rival(record)
        made.set()
        threading.Event().wait(PATIENCE)

    def queued():
        made.wait()
        return take()

    refused, _done = together(queued, slow_rival)
    assert word in str(refused)
    assert not licensed(record)


@pytest.mark.requirement("F068")
@every_rival
def test_at_the_same_time_there_is_one_order_and_one_outcome(firm, name):
    rival, op, word = RIVALS[name]
    for _ in range(AT_ONCE):
        record = RecordFactory()
        taken, _done = together(takes(record, firm), lambda record=record: rival(record))
        if isinstance(taken, Refused):
            assert word in str(taken)
            assert not licensed(record)
        else:
            assert is_in_order(taken, op)


def overtaken(record, firm, rival, monkeypatch) -> Licence | Refused:
    """A rival tries to get in between the check of the acceptance and its commit."""
    checked, overtook = threading.Event(), threading.Event()
    honest = acceptance.faults

    def slowly(*given, **more):
        found = honest(*given, **more)
        checked.set()
        overtook.wait(PATIENCE)
        return found

    def strike():
        checked.wait()
        with transaction.atomic():
            rival(record)

    def struck():
        in_liaoning(strike)()
        overtook.set()

    monkeypatch.setattr(acceptance, "faults", slowly)
    take = takes(record, firm)
    with ThreadPoolExecutor(2) as pool:
        taken, other = pool.submit(in_liaoning(take)), pool.submit(struck)
        other.result()
        return taken.result()


@every_rival
def test_nobody_gets_in_between_check_and_commit(firm, monkeypatch, name):
    rival, op, _ = RIVALS[name]
    licence = overtaken(RecordFactory(), firm, rival, monkeypatch)
    assert is_in_order(licence, op)


@pytest.mark.requirement("F068")
@every_rival
def test_control_without_the_lock_somebody_does(firm, monkeypatch, name):
    rival, op, _ = RIVALS[name]
    monkeypatch.setattr(
        acceptance, "lock_records", lambda seen: Record.objects.select_related("current").filter(number__in=seen)
    )
    monkeypatch.setattr(announce, "note_taker", lambda records, at: None)  # it would queue at the same row
    licence = overtaken(RecordFactory(), firm, rival, monkeypatch)
    assert not is_in_order(licence, op)


@pytest.mark.requirement("LN-08", "F058")
def test_a_crowd_that_accepts_one_record_within_seconds_gets_a_licence_each(liaoning):
    record, firms = RecordFactory(), crowd()
    stated = acceptance_of(record)

    def served(firms):
        """As a thread of a web process serves them: one after the other, over its own connection."""
        try:
            return [accepted(firm) for firm in firms]
        finally:
            connection.close()

    def accepted(firm):
        with acting(province=LIAONING), reading_once(), transaction.atomic():
            return acceptance.accept(replace(stated, key=uuid4()), by=firm)

    with ThreadPoolExecutor(BROWSERS) as pool:
        licences = list(chain.from_iterable(pool.map(served, (firms[place::BROWSERS] for place in range(BROWSERS)))))
    assert len({licence.number for licence in licences}) == CROWD
    assert licensed(record) == CROWD
    numbers = sorted(int(licence.number[-5:]) for licence in licences)
    assert numbers == list(range(1, CROWD + 1))


def crowd() -> list:
    """One person; as many firms as there are acceptors."""
    one = member_of(OrganisationFactory())
    place = region(SHENYANG)
    rows = [
        Organisation(
            name=f"公司{n}",
            region=place,
            owner_type="private_enterprise",
            size="small",
            credit_code=f"C{n:017d}",
            standing=Standing.CONFIRMED,
        )
        for n in range(CROWD)
    ]
    with transaction.atomic():
        return [acting_for(one, firm) for firm in Organisation.objects.bulk_create(rows)]


def acting_for(actor, firm):
    return type(actor)(user=actor.user, province=actor.province, role=actor.role, organisation=firm)


PAIRS = [(one, other) for one in RIVALS for other in RIVALS if one < other]


@transaction.atomic
def outcome_of(record) -> tuple:
    """State, version and what happened, in the order in which it was recorded."""
    record = Record.objects.select_related("current").get(pk=record.pk)
    return record.state, record.current.number, tuple(record.changes.order_by("id").values_list("op", flat=True))


def done_to(record, name):
    """As its own transaction; a refusal is an outcome too."""

    def act():
        with transaction.atomic():
            RIVALS[name][0](record)

    return act


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=["-".join(pair) for pair in PAIRS])
def test_two_changes_at_once_end_as_one_after_the_other(liaoning, one, other):
    """Whatever the database's order was, the outcome is that of this order and of no third."""
    serial = set()
    for order in ((one, other), (other, one)):
        record = RecordFactory()
        for name in order:
            with contextlib.suppress(Refused):
                done_to(record, name)()
        serial.add(outcome_of(record))
    record = RecordFactory()
    together(done_to(record, one), done_to(record, other))
    assert outcome_of(record) in serial
