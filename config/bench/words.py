"""P4: the search, for terms of every length and frequency that the records themselves offer."""

import statistics
from collections.abc import Iterable
from functools import cache, partial
from random import Random

from django.db import connection

from config.bench.measures import Measure, Reading, measure
from config.bench.stage import Stage
from publication.models import Record
from publication.query import read_query
from publication.search import CAP, PAGE, facets, find

SAMPLE, TITLES = 3000, 400
BANDS = (0.1, 0.03, 0.01, 0.004, 0.001, 0.0)  # a term belongs to the first that its share of the records reaches
LENGTHS = range(1, 7)
EACH = 2  # terms per length and band
# Common words that never stand together, common characters that never touch, and what is nowhere.
HARD = ("永磁电机 模具钢", "一种 装置", "法种", "的一", "鼒", "鼒鼎", "永磁电机模具钢")
LIKE = "SELECT id FROM publication_record WHERE listed AND words LIKE %s ORDER BY published_at DESC, id DESC LIMIT 20"
ROUNDS = 3


@cache
def terms(size: int) -> dict[str, float]:
    """Terms with their share of the records; the same ones in each run."""
    step = max(1, size // SAMPLE)
    sample = [
        f"{row}" for row in Record.objects.filter(pk__gt=0).order_by("pk").values_list("words", flat=True)[::step]
    ]
    chance = Random(size)  # noqa: S311 -- believable, not secret
    found: dict[tuple[int, float], list[str]] = {}
    for words in chance.sample(sample, min(TITLES, len(sample))):
        title = words.partition("\n")[0]
        for length in LENGTHS:
            start = chance.randrange(max(1, len(title) - length))
            term = title[start : start + length]
            share = sum(term in other for other in sample[:1000]) / min(1000, len(sample))
            kept = found.setdefault((length, next(band for band in BANDS if share >= band)), [])
            if len(kept) < EACH and term not in kept and term.isalnum():
                kept.append(term)
    return {term: band for (_, band), each in found.items() for term in each} | dict.fromkeys(HARD, 0.0)


def costs(stage: Stage, asked: Iterable[str], page: int = 1, sort: str = "newest") -> dict[str, float]:
    """Milliseconds of PostgreSQL per term: the median of a few rounds, after one to warm up.

    A vacuum that passes by would be three times the cost of a term, and no search starts parallel workers.
    """
    told, server = {}, stage.served()
    for term in asked:
        query = read_query({"q": term, "sort": sort})
        find(query, page)
        told[term] = statistics.median(server.sql(partial(find, query, page)) for _ in range(ROUNDS))
    return told


def slowest(told: dict[str, float]) -> Reading:
    ordered = sorted(told, key=lambda term: -told[term])[:5]
    print("     " + "；".join(f"{term} {told[term]:.1f}" for term in ordered))
    return Reading(told[ordered[0]])


@measure("P4", "最慢的一个查询词（任何长短、任何多少）", unit="PostgreSQL CPU ms", most=10)
def slowest_term(stage: Stage) -> Reading:
    return slowest(costs(stage, terms(stage.size)))


@measure("P4", "最慢的一个查询词，翻到最后一页", unit="PostgreSQL CPU ms", most=10)
def slowest_last_page(stage: Stage) -> Reading:
    return slowest(costs(stage, terms(stage.size), CAP // PAGE))


@measure("P4", "最慢的一个查询词，按金额排序（另一种查询，没有目标）", unit="PostgreSQL CPU ms")
def slowest_in_another_order(stage: Stage) -> Reading:
    return slowest(costs(stage, terms(stage.size), sort="fee"))


@measure("P4", "各种查询词的平均", unit="PostgreSQL CPU ms", growth=0.15)
def usual_term(stage: Stage) -> Reading:
    return Reading(statistics.mean(costs(stage, terms(stage.size)).values()))


@measure("P4", "少见的两字词，对照 LIKE", unit="PostgreSQL CPU ms", limit=0.05, sizes=(1_000_000, 10**9))
def rare_pair(stage: Stage) -> Reading:
    pairs = [term for term, band in terms(stage.size).items() if len(term) == 2 and band == 0.0]
    queries = [read_query({"q": term}) for term in pairs]

    def raw() -> None:
        for term in pairs:
            with connection.cursor() as cursor:
                cursor.execute(LIKE, [f"%{term}%"])

    return stage.alternate(
        ours=lambda: stage.sql(lambda: [find(query) for query in queries]) / len(pairs),
        raw=lambda: stage.sql(raw) / len(pairs),
    )


@measure("P4", "查询词的分面（每半分钟至多数一次），平均", unit="PostgreSQL CPU ms")
def facets_of_terms(stage: Stage) -> Reading:
    queries = [read_query({"q": term}) for term in terms(stage.size)]
    return Reading(stage.sql(lambda: [facets(query) for query in queries]) / len(queries))


MEASURES: list[Measure] = [
    slowest_term,
    slowest_last_page,
    slowest_in_another_order,
    usual_term,
    rare_pair,
    facets_of_terms,
]
