"""How words are looked up: by which pairs, on which days, and how far back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis.strategies import integers

from publication import looking_back, pairs, search
from publication.looking_back import Seen, look_back
from publication.models import Record
from publication.pairs import EVER, LEVELS, Stretch, blocks, condition, day_of, first_of, last_of
from tests.factories.publication import RecordFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liaoning")]


def test_what_was_seen_is_told_of_the_days_that_were_looked_at():
    """Whole blocks of days are looked at, of which the oldest may lie before all records."""
    looking_back.first_day.cache_clear()
    for days in (0, 1000):
        Record.objects.filter(pk=RecordFactory().pk).update(published_at=timezone.now() - timedelta(days=days))
    asked, today = [], day_of(timezone.now())
    found, seen = look_back(Seen(80, 100, today), 5, lambda stretch: (5, asked.append(stretch) or ["five"]))
    assert found == ["five"]
    assert seen == Seen(5, today + 1 - asked[0].first, today)
    assert today - asked[0].first >= 57
    _found, seen = look_back(Seen(8, 2000, today), 9, lambda stretch: (5, ["five"]))
    assert 1000 <= seen.days <= 1001


@pytest.mark.parametrize(("term", "is_sparse"), [("一种", False), ("一种薄板", True), ("薄膜", True), ("板", False)])
def test_what_not_every_twelfth_record_has_is_sparse(monkeypatch, term, is_sparse):
    common = {"": 1000, "一种": 900, "板": 84, "薄板": 83}
    monkeypatch.setattr(pairs, "common_pairs", lambda _hour: common)
    assert pairs.is_sparse([term]) is is_sparse


def test_nothing_is_sparse_before_the_database_has_counted(monkeypatch):
    monkeypatch.setattr(pairs, "common_pairs", lambda _hour: {})
    assert not pairs.is_sparse(["鼒鼎"])


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


@pytest.mark.parametrize(
    ("terms", "most"),
    [(["一种"], 900), (["一种薄板"], 20), (["一种 薄膜"], 20), (["一种", "薄板"], 20), (["种"], 1000), (["膜"], 20)],
)
def test_no_more_records_have_a_word_than_have_its_rarest_pair(monkeypatch, terms, most):
    """A pair that is not kept among the common ones is rarer than each of them."""
    monkeypatch.setattr(pairs, "common_pairs", lambda _hour: {"种": 1000, "一种": 900, "薄板": 20})
    assert pairs.most(terms) == most


def test_nobody_knows_how_rare_a_word_is_before_the_database_has_counted(monkeypatch):
    monkeypatch.setattr(pairs, "common_pairs", lambda _hour: {})
    assert pairs.most(["鼒鼎"]) > search.MANY


@pytest.mark.parametrize(
    ("term", "common", "asked"),
    [
        ("一种薄板", {"一种": 0.9, "薄板": 0.02, "种薄": 0.01}, ["一种", "种薄", "薄板"]),
        ("一种薄板", {"一种": 0.9, "薄板": 0.02}, ["一种", "种薄", "薄板"]),
        ("在线监测的养", {"在线": 0.2, "线监": 0.2, "监测": 0.2, "测的": 0.2}, ["测的", "的养"]),
        ("养殖", {}, ["养殖"]),
        ("养", {}, ["养"]),
    ],
)
def test_a_word_is_asked_for_by_its_rarest_pair_and_those_beside_it(monkeypatch, term, common, asked):
    monkeypatch.setattr(pairs, "common_pairs", lambda _hour: common)
    assert pairs.telling(term) == asked


def test_the_statistics_of_the_database_tell_what_is_common():
    pairs.common_pairs.cache_clear()
    with CaptureQueriesContext(connection) as asked:
        told = pairs.common_pairs(0)
    pairs.common_pairs.cache_clear()
    assert len(asked) == 1
    assert all(records > 0 for records in told.values())


@pytest.mark.parametrize("moment", ["2019-12-31T23:59:59Z", "2020-01-01T00:00:00Z", "2026-11-22T07:59:59+08:00"])
def test_the_database_counts_days_as_we_do(moment):
    with connection.cursor() as cursor:
        cursor.execute("SELECT publication_times(%s::timestamptz)::text", [moment])
        told = cursor.fetchone()[0]
    day = day_of(datetime.fromisoformat(moment))
    assert all(f"'@{level}:{day >> level}'" in told for level in LEVELS)
