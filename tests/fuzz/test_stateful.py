"""B3: any order of acts by anybody against a model of a dozen lines; they never part, and a refusal leaves no trace."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from declarations.services import review
from licensing.models import Licence
from licensing.services import acceptance
from publication import announce
from publication.models import Record
from tenancy.policy import policy_of
from tenancy.refusals import Refused
from tests.factories.declarations import ALL_FINE, DeclarationFactory
from tests.fuzz.house import ACTS, AFTER_THE_END, PATENTEE, USUAL, House, Model, went_through
from tests.fuzz.tally import Tally, volume

PARTS = volume(whole=4, share=1)
SEQUENCES = volume(whole=2_000, share=12) // PARTS
orders = st.tuples(st.integers(0, 5), st.lists(st.sampled_from(ACTS), min_size=3, max_size=8))


@pytest.mark.parametrize("part", range(PARTS))
def test_no_order_of_acts_parts_the_house_from_its_model(part, people):
    tally, allowed = Tally("B3 sequences of acts"), policy_of(people[PATENTEE].province).return_rounds or 99

    @seed(part)
    @settings(max_examples=SEQUENCES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(orders)
    def any_order(order):
        begun, acts = order
        with transaction.atomic():
            tally.timed(lambda: play(House(people), Model(rounds_allowed=allowed), [*USUAL[:begun], *acts]))
            transaction.set_rollback(True)

    with tally.told_whatever_comes():
        any_order()


def play(house: House, model: Model, acts: list[str]) -> None:
    for place, act in enumerate(acts):
        if model.expired and act not in AFTER_THE_END:
            continue
        said, before, expected = acts[: place + 1], house.traces(), model.step(act)
        assert went_through(house, act) == expected, said
        assert expected or house.traces() == before, f"a refusal left something: {said}"
        assert house.told() == model.told(), said
        assert (Record.objects.count(), Licence.objects.count()) == tuple(map(len, model.told()[1:])), said


def test_an_officer_of_another_city_decides_nothing_here(zhang, wang):
    """Found by any order: (submit, check, pass, approve in another city)."""
    one = DeclarationFactory(by=zhang)
    one.status = "reviewing"
    one.save(update_fields=["status"])
    with pytest.raises(Refused, match="不在您负责的区域内"):
        review.decide(one, by=wang, items=ALL_FINE)


def test_control_a_house_that_forgets_a_check_is_found(people, monkeypatch):
    """Take one refusal away: some order shows it."""
    monkeypatch.setattr(announce, "_already_open", lambda *_how, **_more: [])
    monkeypatch.setattr(acceptance, "_already_licensed", lambda *_how, **_more: [])
    twice = Model()
    with transaction.atomic():
        house = House(people)
        parted = [act for act in (*USUAL, "accept", "accept") if went_through(house, act) != twice.step(act)]
        transaction.set_rollback(True)
    assert parted == ["accept"]
