"""How common words are, told by some twenty thousand records that are kept in memory and read anew every ten minutes.

A word is looked up by a few of its pairs, those that tell it from others: to look into another list of the index costs
about as much as to read every third record in vain.
"""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from publication.spread import spread

VAIN = 1.3  # times as many records may have the pairs as have the word
LONGER = 2
SAMPLED = 20_000  # a word that every two-hundredth has is told to a tenth; two megabytes of text
FRESH = 600  # seconds
REMEMBERED = 4096  # counts; one search asks for the same ones up to five times, each a walk through two megabytes
# Pages at random. A server that has not counted its records yet gives those that lie first.
SAMPLE = "SELECT words FROM publication_record TABLESAMPLE SYSTEM (%s) WHERE listed LIMIT %s"


@dataclass(frozen=True, eq=False)
class Sample:
    """Words of some of the records on offer; `weight` records are there for each of them."""

    words: Sequence[str]
    text: str  # the same in one piece, in which a single word is counted sooner
    weight: float

    def piece(self, start: str, whole: str) -> str:
        """A pair of a word, longer by a sign or two where too many records have it without the word."""
        kept, of_whole = start, places(self, whole) * VAIN
        for _longer in range(LONGER):
            if len(kept) == len(whole) or places(self, kept) <= of_whole:
                break
            kept = min(grown(kept, whole), key=lambda longer: places(self, longer))
        return kept

    def hits(self, terms: Sequence[str]) -> float:
        """About so many records have them all; of what no record here has, one may just have been left out."""
        found = places(self, terms[0]) if len(terms) == 1 else with_all(self, tuple(terms))
        return (found + 1) * self.weight


@lru_cache(maxsize=REMEMBERED)
def places(told: Sample, word: str) -> int:
    return told.text.count(word)


@lru_cache(maxsize=REMEMBERED)
def with_all(told: Sample, terms: tuple[str, ...]) -> int:
    return sum(all(term in each for term in terms) for each in told.words)


def expected(terms: Sequence[str]) -> float:
    """How many records should have them all; as long as there are none, nobody knows."""
    return told.hits(terms) if (told := sample()) else math.inf


def at_least(terms: Sequence[str]) -> float:
    """Rather too few than too many: a stretch of days that is too short costs another look."""
    told, hits = sample(), expected(terms)
    return hits - math.sqrt(hits * told.weight) / 2 if told else hits


def walked(terms: Sequence[str], needed: int) -> float:
    """How many records of a list in whatever order should have to be passed until so many with the words are met."""
    told = sample()
    return needed * len(told.words) * told.weight / told.hits(terms) if told else 0


def is_in_every(number: int, terms: Sequence[str]) -> bool:
    """So common, or not known not to be, that at least every so many records should have them."""
    told = sample()
    return not told or told.hits(terms) * number >= len(told.words) * told.weight


def telling(term: str) -> list[str]:
    """Pairs by which it is looked up: its rarest one and perhaps one or two beside it; of a single sign that sign."""
    common, pairs = common_pairs(int(time.time()) // 3600), pairs_of(term)
    rarest = min(pairs, key=lambda pair: common.get(pair, 0))
    told = sample()
    return pairs_of(told.piece(rarest, term)) if told else pairs[: 1 + LONGER]


def pairs_of(term: str) -> list[str]:
    return [term[start : start + 2] for start in range(len(term) - 1)] or [term]


def grown(piece: str, whole: str) -> list[str]:
    """The piece with the sign before it, and with the one behind it."""
    at = whole.index(piece)
    return [whole[max(0, at - 1) : at + len(piece)], whole[at : at + len(piece) + 1]]


@lru_cache(maxsize=2)
def common_pairs(_hour: int) -> Mapping[str, float]:
    """Common signs and pairs with the share of the records that have them, as the database counted last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats"
            " WHERE schemaname = current_schema AND tablename = 'publication_record' AND attname = 'grams'"
        )
        pairs, shares = cursor.fetchone() or (None, None)
    return dict(zip(pairs or (), shares or (), strict=False))


def sample() -> Sample | None:
    return read_sample(int(time.time()) // FRESH)


@lru_cache(maxsize=2)
def read_sample(_moment: int) -> Sample | None:
    percent = min(100, 100 * SAMPLED / max(1, spread().records))
    with connection.cursor() as cursor:
        cursor.execute(SAMPLE, [percent, 2 * SAMPLED])
        words = [each for (each,) in cursor.fetchall()]
    for remembered in (places, with_all):
        remembered.cache_clear()  # it holds the sample it is of
    return Sample(words, "\n".join(words), 100 / percent) if words else None
