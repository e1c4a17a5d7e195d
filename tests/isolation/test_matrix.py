"""I1, I4, I8 in one world: what is not one's own is as absent as what never was, whichever way one asks.

The whole goes in parts, each with some of the doors and a world of its own, so that both cores have work.
"""

import gc
import logging
import os
import tempfile
from collections import Counter
from itertools import islice

import pytest
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import get_object_or_404

from declarations.models import Declaration
from reporting.views import funds
from tests.fuzz.tally import Tally, volume
from tests.isolation import blindfolds, canaries, matrix, seeded, sinks, wander, world
from tests.isolation.browsers import browsers, quietly
from tests.test_permissions import DOORS

CELLS = volume(whole=1, share=300)  # one in so many
FEWEST_CELLS = 30_000
PAGES = volume(whole=1, share=80)
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TAKEN_AWAY = {"application/pdf", "application/zip", SHEET}  # each holds words of one's own
LEAKING = ("other city's officer", "/declarations/caseload/")
PARTS = volume(whole=4, share=1)
FILTERS = sorted(blindfolds.filters())
UNSPENT = {"keep_answers": "1000000/m/ip"}  # thousands of forms of one stranger are each the first


@pytest.fixture
def settled_memory():
    """What is there when the visits begin stays; to look through all of it again and again costs time."""
    yield gc.freeze
    gc.unfreeze()


@pytest.mark.requirement("CN-07")
@pytest.mark.parametrize("part", range(PARTS))
def test_what_is_not_ones_own_is_as_absent_as_what_never_was(
    part, history_gives_way, db, settings, tmp_path, monkeypatch, subtests, settled_memory
):
    settings.MEDIA_ROOT = tmp_path
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | UNSPENT
    people, matters = world.build()
    assert sum(1 for _cell in matrix.cells(DOORS, matters, 1)) >= FEWEST_CELLS
    visits = matrix.Visits(matrix.part_of(DOORS, part, PARTS), browsers(people))
    settled_memory()
    with quietly():
        with subtests.test("each door, person, verb and matter"):
            cells_are_right(visits, matters)
        with subtests.test("control: a hidden matter that takes more work is noticed"):
            more_work_is_noticed(matrix.Visits(DOORS, visits.browsers), matters, monkeypatch)
        with subtests.test("every text holds a word"):
            every_text_holds_a_word()
        with subtests.test("each visible_to taken away is missed"):
            tally = Tally("I8 visible_to taken away")
            whole = matrix.Visits(DOORS, visits.browsers)
            blindfolds.check(whole, matters, tally, monkeypatch, FILTERS[part :: volume(whole=PARTS, share=3)])
            tally.close()
        with subtests.test("no letter leads into another home"):
            no_letter_leads_astray(people)
        with sinks.listening(monkeypatch, temporary := tmp_path / "temporary") as listener:
            with subtests.test("no word of one home is read in another"):
                no_word_is_read(visits.browsers, matters, part)
            with subtests.test("control: a word that leaked would have been read"):
                a_leak_is_read(visits.browsers, matters, monkeypatch)
            with subtests.test("nor where the matters of all flow together"):
                no_word_is_left(visits, matters, listener, temporary)


def cells_are_right(visits, matters):
    tally = Tally("I1 isolation")
    opened = matrix.run(visits, matrix.cells(visits.doors, matters, CELLS), tally)
    if CELLS == 1:  # each door that leads to a matter opened for somebody: the matrix is not right by being shut
        tally.bad += [f"{name} never opened" for name, door in visits.doors.items() if door.of and not opened[name]]
    tally.close()


def more_work_is_noticed(visits, matters, monkeypatch):
    """A page that fetches first and asks afterwards says 404 like the others, only later."""

    def fetched_first(rows, **asked):
        return get_object_or_404(rows, **asked) if rows.model.objects.filter(**asked).first() else not_there()

    def not_there():
        raise Http404

    with monkeypatch.context() as slower:
        slower.setattr(funds, "get_object_or_404", fetched_first)
        assert any(blindfolds.wrong_cells(visits, matters, "claim"))
    assert not any(islice(blindfolds.wrong_cells(visits, matters, "claim"), 20))


def every_text_holds_a_word():
    for home in world.HOMES:
        canaries.hide(home)
    tally = Tally("I4 texts that hold a word")
    tally.tried, tally.bad = len(seeded.columns()), list(seeded.faults())
    tally.close()


def no_letter_leads_astray(people):
    tally, told = Tally("I4 letters"), 0
    for person, letter in canaries.letters(people):
        tally.tried += 1
        told += canaries.own(person, letter)
        tally.bad += [f"{person} was told of {strange}" for strange in canaries.strangers_in(person, letter)]
    assert told > 10  # words of one's own stand there
    tally.close()


def no_word_is_read(people, matters, part):
    """Everybody has read many words of their own on the way, in whatever is handed out: so the others would be seen."""
    tally, holding = Tally("I4 canaries"), Counter()
    walking = dict(list(people.items())[part::PARTS])
    for person, address, kind, words in wander.crawl(DOORS, walking, matters, PAGES):
        tally.tried += 1
        holding[kind] += canaries.own(person, words)
        tally.bad += [f"{person} read {word} in {address}" for word in canaries.foreign(person, words, address)]
    assert holding["text/html"] > 10
    if PAGES == 1:
        tally.bad += [f"no word of one's own in {kind}" for kind in sorted(TAKEN_AWAY) if not holding[kind]]
    tally.close()


def a_leak_is_read(people, matters, monkeypatch):
    person, address = LEAKING
    with monkeypatch.context() as taken_away:
        taken_away.setattr(type(Declaration.objects.all()), "visible_to", lambda self, _actor: self.all())
        walker = wander.Wanderer(person, people[person], share=1)
        walker.go("GET", address)
        read = [canaries.foreign(person, words) for _address, _kind, words in islice(walker.pages(), 20)]
    assert any(read)


def no_word_is_left(visits, matters, listener, temporary):
    """After everybody has also tried every verb on some of everything."""
    for cell in matrix.cells(visits.doors, matters, CELLS * 10):
        visits.of(cell.name, cell.person, cell.verb, cell.matter.where)
    tally = Tally("I4 lines of log, Redis, temporary files, figures")
    tally.tried, tally.bad = listener.lines, sinks.all_found(listener, temporary)
    assert tally.tried > 20
    tally.close()


def test_control_a_word_in_any_of_the_places_where_all_flow_together_is_seen(db, monkeypatch, tmp_path):
    said = canaries.OTHER_CITY.word
    with sinks.listening(monkeypatch, folder := tmp_path / "temporary") as listener:
        logging.getLogger("control").warning("said %s", said)
        cache.set(f"control:{said}", 1)
        cache.set("control", [said])
        os.close(tempfile.mkstemp()[0])
        found = sinks.all_found(listener, folder)
        cache.delete_many([f"control:{said}", "control"])
    assert [each.split(":")[0] for each in found] == ["log", "Redis", "Redis", "temporary file"]


def test_each_visible_to_has_a_place_where_it_is_missed():
    """Read from the models: a new one is red until somebody has said who would notice."""
    assert set(FILTERS) == blindfolds.ASKED_BY_NUMBER.keys() | blindfolds.LISTED.keys()
    assert not blindfolds.ASKED_BY_NUMBER.keys() & blindfolds.LISTED.keys()
