"""What is known of the records before they are asked: how they are spread over the years, and how common words are."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis.strategies import floats

from publication import sample, spread
from publication.models import Record
from publication.pairs import FIRST_DAY
from publication.sample import Sample
from publication.spread import Spread, days_of
from tests.factories.publication import RecordFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liaoning")]

NEWEST = datetime(2026, 11, 1, tzinfo=UTC)


def published(*days):
    for each in days:
        Record.objects.filter(pk=RecordFactory().pk).update(published_at=NEWEST - timedelta(days=each))


def told():
    spread.read_spread.cache_clear()
    try:
        return spread.spread()
    finally:
        spread.read_spread.cache_clear()


def test_without_statistics_records_lie_evenly_between_the_oldest_and_the_newest():
    published(0, 100)
    seen = told()
    assert seen.newest == days_of(NEWEST)
    assert seen.share_since(seen.newest - 25) == pytest.approx(0.25)
    assert seen.newest - seen.day_before(0.75) == pytest.approx(75)
    assert seen.share_since(seen.newest + 3) == 0
    assert seen.share_since(seen.newest - 5000) == 1


def test_the_statistics_tell_of_crowded_moments_and_of_what_lies_between():
    bounds = [NEWEST - timedelta(days=days) for days in (1000, 20, 10)]
    told = spread.marks(bounds, [NEWEST, NEWEST - timedelta(days=15)], [0.3, 0.1])
    assert [(days_of(NEWEST) - day, round(share, 3)) for day, share in told] == [
        (0, 0.3),
        (10, 0),
        (15, 0.1),
        (20, 0.3),
        (1000, 0.3),
    ]
    assert spread.marks(None, None, None) == []


def test_a_register_without_records_has_no_spread_and_no_sample():
    assert told().share_since(0) in (0, 1)
    sample.read_sample.cache_clear()
    assert sample.sample() is None
    sample.read_sample.cache_clear()


@given(share=floats(0, 1))
def test_a_share_and_its_day_belong_together(share):
    seen = Spread(10, 2000, (0, 1, 10, 10, 700), (0, 0.5, 0.6, 0.7, 1))
    assert seen.share_since(seen.day_before(share)) == pytest.approx(share, abs=0.1 + 1e-9)


def test_the_sample_tells_how_many_have_a_word():
    for title in ("一种永磁电机", "一种模具钢", "一种隔膜"):
        RecordFactory(title=title)
    RecordFactory(title="一种永磁电机", withdrawn=True)
    spread.read_spread.cache_clear()
    sample.read_sample.cache_clear()
    assert [sample.expected(terms) for terms in (["一种"], ["永磁", "一种"], ["永磁", "膜"], ["鼒"])] == [4, 2, 1, 1]
    assert sample.is_in_every(1, ["一种"])
    assert not sample.is_in_every(1, ["永磁"])
    assert sample.at_least(["一种"]) == 3
    assert sample.walked(["永磁"], 20) == 30
    sample.read_sample.cache_clear()


class Text(str):
    """Tells what was looked for in it."""

    __slots__ = ("asked",)

    def count(self, word):
        self.asked = [*getattr(self, "asked", []), word]
        return super().count(word)


def test_a_word_is_counted_once_in_a_sample_however_often_it_is_asked_for_and_anew_in_the_next():
    words = ["一种永磁电机", "一种模具钢"]
    told = Sample(words, Text("\n".join(words)), 1)
    assert [told.hits(["一种"]), told.hits(["一种"]), told.piece("一种", "一种")] == [3, 3, "一种"]
    assert told.text.asked == ["一种"]
    assert Sample(words * 2, "\n".join(words * 2), 1).hits(["一种"]) == 5


def test_what_was_counted_in_an_old_sample_goes_with_it():
    RecordFactory(title="一种永磁电机")
    spread.read_spread.cache_clear()
    sample.read_sample(1).hits(["一种"])
    assert sample.places.cache_info().currsize
    sample.read_sample(2)
    assert not sample.places.cache_info().currsize
    sample.read_sample.cache_clear()


def test_nobody_knows_how_rare_a_word_is_before_there_are_records(monkeypatch):
    monkeypatch.setattr(sample, "sample", lambda: None)
    assert sample.expected(["鼒鼎"]) == float("inf")
    assert sample.is_in_every(3, ["鼒鼎"])
    assert sample.at_least(["鼒鼎"]) == float("inf")
    assert sample.walked(["鼒鼎"], 20) == 0


@pytest.mark.parametrize(
    ("term", "asked"),
    [
        ("薄板焊缝", ["薄板"]),
        ("觉的薄板", ["觉的", "的薄"]),
        ("一种薄", ["种薄"]),
        ("一种薄板焊", ["种薄"]),
        ("鼒鼎薄板", ["鼒鼎"]),
        ("薄", ["薄"]),
    ],
)
def test_a_word_is_asked_for_by_its_rarest_pair_and_those_beside_it_that_tell_more(monkeypatch, term, asked):
    words = ["视觉的薄板焊缝"] * 2 + ["控制的薄板焊缝"] * 4 + ["视觉的电机"] * 8 + ["一种电机"] * 20 + ["一种薄板焊缝"]
    common = {"一种": 0.9, "觉的": 0.3, "薄板": 0.2, "板焊": 0.2, "焊缝": 0.2, "的薄": 0.15, "种薄": 0.1}
    monkeypatch.setattr(sample, "sample", lambda: Sample(words, "\n".join(words), 1))
    monkeypatch.setattr(sample, "common_pairs", lambda _hour: common)
    assert sample.telling(term) == asked


def test_before_there_is_a_sample_three_pairs_are_asked_for(monkeypatch):
    monkeypatch.setattr(sample, "sample", lambda: None)
    assert sample.telling("永磁电机") == ["永磁", "磁电", "电机"]


def test_the_statistics_of_the_database_tell_what_is_common():
    sample.common_pairs.cache_clear()
    with CaptureQueriesContext(connection) as asked:
        told = sample.common_pairs(0)
    sample.common_pairs.cache_clear()
    assert len(asked) == 1
    assert all(0 < share <= 1 for share in told.values())


def test_days_are_counted_with_their_fraction():
    assert days_of(FIRST_DAY + timedelta(hours=36)) == 1.5
    assert days_of(timezone.now()) > 2000
