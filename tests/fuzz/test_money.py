"""B3: any order of payments, corrections and receipts against a model; a refusal leaves no trace."""

from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from audit.models import Event
from licensing.services import payments
from outbox.models import Job
from tests.fuzz.house import went_through
from tests.fuzz.money import DUE, HANDS, PAYEE, PAYER, STRANGER, Account, Act, Ledger
from tests.fuzz.tally import Tally, volume

PARTS = volume(whole=4, share=1)
SEQUENCES = volume(whole=1_000, share=15) // PARTS
AMOUNTS, NOTES = (20_000, 30_000, DUE), ("", "", "另一笔")
usual = st.sampled_from([*HANDS, "state", "confirm"]).map(lambda verb: Act(verb, HANDS[verb]))
acts = st.builds(
    lambda act, amount, note, at, wrong: replace(act, amount=amount, note=note, at=at, by=wrong or act.by),
    usual,
    st.sampled_from(AMOUNTS),
    st.sampled_from(NOTES),
    st.integers(0, 3),
    st.sampled_from(["", "", "", "", "", PAYER, PAYEE, STRANGER]),
)


def traces() -> tuple[int, int]:
    return Event.objects.count(), Job.objects.count()


def play(ledger: Ledger, account: Account, order: list[Act]) -> None:
    for place, act in enumerate(order):
        said, before = order[: place + 1], traces()
        assert went_through(ledger, act) == (expected := account.step(act)), said
        assert expected or traces() == before, f"a refusal left something: {said}"
        assert ledger.told() == account.told(), said


@pytest.mark.parametrize("part", range(PARTS))
def test_no_order_of_payments_parts_the_ledger_from_its_model(part, people):
    tally = Tally("B3 sequences of payments")
    with transaction.atomic():
        ledger = Ledger(people)

    @seed(part)
    @settings(max_examples=SEQUENCES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(acts, min_size=2, max_size=7))
    def any_order(order):
        with transaction.atomic():
            tally.timed(lambda: play(ledger, Account(), order))
            transaction.set_rollback(True)

    with tally.told_whatever_comes():
        any_order()


def test_control_a_ledger_that_forgets_a_rule_parts_from_its_model(people, monkeypatch):
    monkeypatch.setattr(payments, "_faults_of_excess", lambda *_said: [])
    twice = [Act("state", PAYER, DUE), Act("state", PAYER, 20_000)]
    with pytest.raises(AssertionError):
        play(Ledger(people), Account(), twice)
