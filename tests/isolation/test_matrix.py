"""I1, I4, I8 in one world: what is not one's own is as absent as what never was, whichever way one asks.

The whole goes in parts, each with some of the doors and a world of its own, so that both cores have work.
"""

import gc
import logging
import os
import tempfile

import pytest
from django.core.cache import cache

from tests.fuzz.tally import Tally, volume
from tests.isolation import blindfolds, canaries, matrix, sinks, world
from tests.isolation.blindfolds import MAKES
from tests.isolation.browsers import browsers, quietly
from tests.test_permissions import DOORS

CELLS = volume(whole=1, share=300)  # one in so many
FEWEST_CELLS = 30_000
PAGES = volume(whole=1, share=160)
PARTS = volume(whole=4, share=1)
UNSPENT = {"keep_answers": "1000000/m/ip"}  # thousands of forms of one stranger are each the first


@pytest.fixture
def settled_memory():
    """What is there when the visits begin stays; to look through all of it again and again costs time."""
    yield gc.freeze
    gc.unfreeze()


@pytest.mark.requirement("CN-07")
@pytest.mark.parametrize("part", range(PARTS))
def test_what_is_not_ones_own_is_as_absent_as_what_never_was(
    part, db, settings, tmp_path, monkeypatch, subtests, settled_memory
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
        with subtests.test("each visible_to taken away is missed"):
            tally = Tally("I8 visible_to taken away")
            whole = matrix.Visits(DOORS, visits.browsers)
            blindfolds.check(whole, matters, tally, monkeypatch, MAKES[part :: volume(whole=PARTS, share=3)])
            tally.close()
        with subtests.test("no letter leads into another home"):
            no_letter_leads_astray(people)
        with sinks.listening(monkeypatch, temporary := tmp_path / "temporary") as listener:
            with subtests.test("no word of one home is read in another"):
                no_word_is_read(visits)
            with subtests.test("nor in the files of one's own"):
                no_word_is_in_a_file(visits, matters)
            with subtests.test("nor where the matters of all flow together"):
                no_word_is_left(visits, matters, listener, temporary)


def cells_are_right(visits, matters):
    tally = Tally("I1 isolation")
    opened = matrix.run(visits, matrix.cells(visits.doors, matters, CELLS), tally)
    if CELLS == 1:  # each door that leads to a matter opened for somebody: the matrix is not right by being shut
        tally.bad += [f"{name} never opened" for name, door in visits.doors.items() if door.of and not opened[name]]
    tally.close()


def no_letter_leads_astray(people):
    tally = Tally("I4 letters")
    for person, letter in canaries.letters(people):
        tally.tried += 1
        tally.bad += [f"{person} was told of {home.owner}" for home in canaries.strangers_in(person, letter)]
    assert tally.tried > 10
    tally.close()


def no_word_is_in_a_file(visits, matters):
    tally = Tally("I4 files of one's own: PDF, workbook, archive")
    for person, address, words in canaries.files(visits.doors, visits.browsers, matters, PAGES):
        tally.tried += 1
        tally.bad += [f"{person} read {word} in {address}" for word in canaries.foreign(person, words)]
    assert tally.tried > 2
    tally.close()


def no_word_is_read(visits):
    tally = Tally("I4 canaries")
    assert sum(canaries.hide(home) for home in (canaries.OTHER_CITY, canaries.OTHER_PROVINCE)) > 60
    for person, address, body in canaries.crawl(visits.doors, visits.browsers, PAGES):
        tally.tried += 1
        tally.bad += [f"{person} read {word} at {address}" for word in canaries.foreign(person, body)]
    tally.close()


def no_word_is_left(visits, matters, listener, temporary):
    """After everybody has also tried every verb on some of everything."""
    for cell in matrix.cells(visits.doors, matters, CELLS * 10):
        visits.of(cell.name, cell.person, cell.verb, cell.matter.where)
    tally = Tally("I4 lines of log, Redis, temporary files, figures")
    tally.tried, tally.bad = listener.lines, sinks.all_found(listener, temporary)
    assert tally.tried > 20
    tally.close()


def test_control_a_word_in_any_of_the_places_where_all_flow_together_is_seen(db, monkeypatch, tmp_path):
    said = canaries.word(canaries.OTHER_CITY)
    with sinks.listening(monkeypatch, folder := tmp_path / "temporary") as listener:
        logging.getLogger("control").warning("said %s", said)
        cache.set(f"control:{said}", 1)
        cache.set("control", [said])
        os.close(tempfile.mkstemp()[0])
        found = sinks.all_found(listener, folder)
        cache.delete_many([f"control:{said}", "control"])
    assert [each.split(":")[0] for each in found] == ["log", "Redis", "Redis", "temporary file"]
