"""How words are looked up: by which pairs, on which days, and how far back."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis.strategies import integers

from publication import looking_back
from publication.looking_back import Seen, look_back
from publication.pairs import EVER, LEVELS, Stretch, blocks, condition, day_of, first_of, last_of
from publication.spread import Spread

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liaoning")]


@pytest.fixture
def evenly_spread(monkeypatch):
    """A hundred thousand records on the thousand days up to today."""
    newest = day_of(timezone.now()) + 1
    told = Spread(100_000, newest, (0, 1000), (0, 1))
    monkeypatch.setattr(looking_back, "spread", lambda: told)
    return newest - 1


def looked_at(seen, wanted, *hits):
    """The stretches that were asked for while they held so many."""
    asked, told = [], iter(hits)
    found, seen = look_back(seen, wanted, lambda stretch: (next(told), asked.append(stretch) or ["some"]))
    assert found == ["some"] * len(asked)
    return asked, seen


def test_so_many_days_are_looked_at_as_should_hold_what_is_wanted(evenly_spread):
    [stretch], seen = looked_at(Seen(10_000, 1, evenly_spread), 1000, 1100)
    assert stretch.last == last_of(evenly_spread)
    assert 114 <= evenly_spread - stretch.first <= 114 * 9 / 8
    assert seen == Seen(1100, pytest.approx((evenly_spread + 1 - stretch.first) / 1000), evenly_spread)


def test_days_that_held_too_little_are_followed_by_those_before_them(evenly_spread):
    newer, older = looked_at(Seen(10_000, 1, evenly_spread), 1000, 500, 600)[0]
    assert older.last == newer.first - 1
    assert older.first > evenly_spread - 400


def test_all_days_are_looked_at_where_the_others_hold_little(evenly_spread):
    [stretch], _seen = looked_at(Seen(1200, 1, evenly_spread), 1000, 1000)
    assert stretch == Stretch(EVER, last_of(evenly_spread))


def test_a_word_of_the_past_is_looked_for_further_and_further_back(evenly_spread):
    asked, _seen = looked_at(Seen(50_000, 1, evenly_spread), 20, 0, 0, 20)
    assert asked[-1].first == EVER


@given(last=integers(-3000, 6000), days=integers(1, 3000))
def test_blocks_fill_a_stretch_exactly_and_are_few(last, days):
    first, end = first_of(last - days, days), last_of(last)
    keys = list(blocks(Stretch(first, end)))
    covered = []
    for key in keys:
        level, block = map(int, key[1:].split(":"))
        covered += range(block << level, (block + 1) << level)
    assert covered == list(range(first, end + 1))
    assert len(keys) < 50
    assert 0 <= last - days - first < days + 1


def test_all_days_but_the_newest_are_asked_for_without_naming_them():
    asked, told = condition(["电机"], Stretch(EVER, 30))
    assert asked.startswith("published_at < %s AND ")
    assert told == (datetime(2020, 2, 1, tzinfo=UTC), "'电机'")
    assert day_of(datetime(1985, 4, 1, tzinfo=UTC)) > EVER, "the first day of the Patent Law"


@pytest.mark.parametrize("moment", ["2019-12-31T23:59:59Z", "2020-01-01T00:00:00Z", "2026-11-22T07:59:59+08:00"])
def test_the_database_counts_days_as_we_do(moment):
    with connection.cursor() as cursor:
        cursor.execute("SELECT publication_times(%s::timestamptz)::text", [moment])
        told = cursor.fetchone()[0]
    day = day_of(datetime.fromisoformat(moment))
    assert all(f"'@{level}:{day >> level}'" in told for level in LEVELS)
