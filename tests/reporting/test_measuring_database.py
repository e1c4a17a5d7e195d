"""The licences that a measuring database is filled with, set-wise, count as those that people concluded."""

from datetime import timedelta

import pytest

from config.bench import demand
from licensing.models import Licence
from licensing.workflow import Status
from reporting.loading import load
from reporting.measures import figures
from reporting.periods import Instant
from reporting.recount import recount
from reporting.rollup import roll_up
from tests.cast import LIAONING, SHENYANG, region
from tests.factories.licensing import LicenceFactory
from tests.factories.publication import FREE, RecordFactory

TOLD_OF = ("status", "is_binding", "is_free", "amount", "region_id", "scheme", "mode", "ended_at", "closed_at")
COPIED = ("owners", "terms", "fee_kind", "fee_sentence", "territory", "term_from", "term_to", "amount")


@pytest.fixture
def filled(liaoning, monkeypatch):
    """Of three records in a row one is licensed, whatever their keys are."""
    monkeypatch.setattr(demand, "told_to_the_planner", lambda: None)
    for _n in range(demand.ONE_IN):
        RecordFactory(terms=FREE)
    demand.fill()
    return Licence.objects.get()


def test_it_looks_like_one_that_people_concluded(filled):
    taken = filled.patents.get()
    theirs = LicenceFactory(records=[taken.record], status=Status.CONFIRMED)
    assert [getattr(filled, name) for name in TOLD_OF] == [getattr(theirs, name) for name in TOLD_OF]
    copy = theirs.patents.get()
    assert [getattr(taken, name) for name in COPIED] == [getattr(copy, name) for name in COPIED]
    assert {party.side for party in filled.parties.all()} == {party.side for party in theirs.parties.all()}
    assert filled.turns.get().status == theirs.turns.order_by("-id")[0].status


def test_rows_roll_up_and_recount_tell_the_same_of_it(filled):
    place = region(SHENYANG).path
    instant = Instant(filled.accepted_at + timedelta(days=1))
    told, apart = figures(load(LIAONING, instant)), recount(LIAONING, place, instant)
    assert told["licences"] == told["licences_free"] == told["implementations"] == 1
    assert {key: told[key] for key in apart} == apart
    rolled = roll_up(LIAONING, [place], instant)[place]
    assert {key: rolled[key] for key in apart} == apart


def test_what_is_filled_already_stays(filled):
    demand.fill()
    assert Licence.objects.get() == filled
