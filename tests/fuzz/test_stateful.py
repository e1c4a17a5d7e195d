"""B3: any order of acts by anybody against a model of a dozen lines; they never part, and a refusal leaves no trace."""

from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st

from declarations.services import review
from licensing.models import Licence
from licensing.services import acceptance
from publication import announce
from publication.models import Record
from tenancy.refusals import Refused
from tenancy.scope import acting
from tests.factories.declarations import ALL_FINE, DeclarationFactory
from tests.fuzz.house import (
    ACTS,
    AFTER_THE_END,
    FORBIDDEN,
    HANDED_ON,
    RULES,
    TAKEN,
    USUAL,
    House,
    Model,
    went_through,
)
from tests.fuzz.tally import Tally, volume

PARTS = volume(whole=4, share=1)
SEQUENCES = volume(whole=2_400, share=12) // PARTS // len(RULES)
orders = st.tuples(st.integers(0, len(TAKEN)), st.lists(st.sampled_from(ACTS), min_size=3, max_size=8))


@pytest.mark.parametrize("where", RULES)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_order_of_acts_parts_the_house_from_its_model(part, where, everywhere):
    tally, met, people = Tally("B3 sequences of acts"), Counter(), everywhere[where]

    @seed(part)
    @settings(max_examples=SEQUENCES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(orders)
    @example((len(TAKEN), [*HANDED_ON]))
    @example((5, ["expire", "transfer", "accept"]))
    @example((3, ["send back", "submit", "check"]))
    @example((0, ["discard", "submit"]))
    def any_order(order):
        begun, acts = order
        with acting(province=where), transaction.atomic():
            tally.timed(lambda: play(House(people), Model(RULES[where]), [*TAKEN[:begun], *acts], met))
            transaction.set_rollback(True)

    with tally.told_whatever_comes():
        any_order()
    assert met["transfer"] >= 2 + RULES[where].days_of_notice  # the way of the first example, met to its end
    assert {act for act in ACTS if met[act]} == {*ACTS} - FORBIDDEN - RULES[where].unknown


def play(house: House, model: Model, acts: list[str], met: Counter[str]) -> None:
    """Each act by both; `met` counts those that went through."""
    for place, act in enumerate(acts):
        if model.over and act not in AFTER_THE_END:
            continue
        said, before, expected = acts[: place + 1], house.traces(), model.step(act)
        assert went_through(house, act) == expected, said
        assert expected or house.traces() == before, f"a refusal left something: {said}"
        assert house.told() == model.told(), said
        assert (Record.objects.count(), Licence.objects.count()) == tuple(map(len, model.told()[1:3])), said
        met[act] += expected


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
