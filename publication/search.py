"""Chinese search that is right for one to four characters and fast for each of them, with facets and honest totals.

A common word is looked for at the top of the list, which fills a page and tells how far back it has to be looked up; of
a rarer one a sample tells that: by its pairs of characters, in a stretch of days that should hold as many as are shown
or counted. There they are found without an order, so that the planner cannot walk the whole list instead. Pairs
do not prove that characters stand together: the word itself is always compared.
"""

# ruff: noqa: S608 -- statements are put together from constants and the ORM's SQL; what people typed is a parameter

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from publication.looking_back import ROOM, Seen, between, evenly, look_back
from publication.models import Record
from publication.models.counters import with_later
from publication.models.records import TERM_BANDS, WORDS_HELD
from publication.pairs import Stretch, day_of
from publication.query import SORTS, Query
from publication.sample import at_least, expected, is_in_every, walked
from publication.statements import Statement, has, in_order, look_up, statement

PAGE = 20
CAP = 1000  # totals are exact up to here, and so far one can turn pages
FEW = 1400  # records that are all read sooner than one finds out on which days the newest of them are
MANY = 4000  # and that are counted sooner
PEEK = 240  # records at the top of the list that tell how common a word is
COMMON = 3  # a word in every so many is counted from the top
DEEP = 200  # a page that begins so far down is looked up together with the total
WINDOW = 2000  # how far down a list in another order a word is looked for before its pairs are
WIDEST = 60_000  # and never further
RARE = 250  # a word in fewer than every so many is found sooner by its pairs
ANYWHERE = Q()
WHOLE_LIST = ("published_at",)  # its order, beside the key
FACET_CAP = 10_000
Tally = Counter[tuple[str, str]]  # facet and value: how many
FACETS = {
    "province": "province_id",
    "city": "city_code",
    "patent_type": "patent_type",
    "owner_type": "owner_type",
    "fee_kind": "fee_kind",
    "ipc": "ipc_section",
    "industry": "industry",
    "term_min": "term_band",
    "territory": "reach",
}
# What a list shows of a record, and what the pair look-up carries for filters and order.
ROW = (
    "id", "number", "scheme", "province_id", "patent_number", "patent_type", "is_application", "title",
    "owner_names", "owner_type", "city_name", "region_name", "ipc", "fee_kind", "fee_amount", "fee_sentence",
    "term_from", "term_to", "term_months", "territory", "state", "published_at", "withdrawn_from", "publisher",
)  # fmt: skip


@dataclass(frozen=True)
class Total:
    """How many there are; `more` means at least that many."""

    n: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.n}+" if self.more else str(self.n)


@dataclass(frozen=True)
class Found:
    """One page of a search."""

    rows: list[dict[str, Any]]
    total: Total
    page: int
    pages: int


def find(query: Query, page: int = 1, size: int = PAGE, total: Total | None = None) -> Found:
    """The rows of a page and the total (unless it is known already). Two statements, and a few more to find words."""
    page = max(1, min(page, CAP // size))
    if query.terms:
        ids, total = _find_words(query, (page - 1) * size, size, total)
        rows = in_order(ids, ROW)
    else:
        rows = list(listed(query).values(*ROW)[(page - 1) * size : page * size])
        total = total or count(query)
    pages = max(1, -(-total.n // size))
    return Found(rows, total, page, max(pages, page))


def listed(query: Query) -> QuerySet[Record]:
    """The records without regard to the words, in the order asked for."""
    return Record.objects.filter(query.conditions()).order_by(*SORTS[query.sort])


def matching_ids(query: Query, limit: int, after: Q | None = None) -> list[int]:
    """The keys of the first `limit` records of a search, in its order, from a place on; files and interface page so."""
    if not query.terms:
        return list(listed(query).filter(after or Q()).values_list("pk", flat=True)[:limit])
    return _first_hits(query, limit, after=after or Q()).ids[:limit]


def count(query: Query, seen: Seen | None = None) -> Total:
    """Exact to a thousand; without words and narrowing it is the kept counter, exact at any size.

    `seen`: how often its words were met already, where a page of it was looked for.
    """
    if not query.is_narrow:
        return Total(sum(n for _province, dimension, _value, n in _kept(query) if dimension == "all"))
    base = Record.objects.filter(query.conditions()).values_list("id")
    if not query.terms:
        return _capped(_capped_count(statement(base, query)))

    def look(stretch: Stretch) -> tuple[int, int]:
        return (n := _capped_count(statement(base, query, look_up(query, stretch)))), n

    if expected(query.terms) <= MANY:
        return _capped(_capped_count(statement(base, query, look_up(query))))
    seen = seen or _spread(query)
    if seen is None:
        top = _top_of(query, CAP + 1)
        if top.is_all or len(top.ids) > CAP:
            return _capped(len(top.ids))
        seen = top.seen
    return _capped(look_back(seen, CAP + 1, look)[0])


# The provinces are joined for the index of the counters, which begins with them.
KEPT = """
SELECT p.id, f.dimension, f.value, sum(f.n)::int
FROM tenancy_province AS p
JOIN publication_facetcount AS f ON f.province_id = p.id AND f.city = %s AND f.state = ANY(%s)
WHERE %s::int IS NULL OR p.id = %s GROUP BY 1, 2, 3 HAVING sum(f.n) > 0
"""


def _kept(query: Query) -> list[tuple[int, str, str, int]]:
    """The counters of the place and states asked for: province, dimension, value, how many."""
    place, province = query.filters.get("city", ""), query.filters.get("province")
    with connection.cursor() as cursor:
        cursor.execute(KEPT, (place, with_later(query.states), province, province))
        return cursor.fetchall()


@dataclass(frozen=True)
class Hits:
    """The first records with the words; `complete` when there are no others."""

    ids: list[int]
    complete: bool
    seen: Seen | None = None  # where the list is one of the newest


@dataclass(frozen=True)
class Window:
    """A stretch of the list: the hits in it, in its order, how many records were read, and of which time they are."""

    ids: list[int]
    read: int
    is_all: bool  # the list ends in it
    oldest: datetime | None
    newest: datetime | None

    @property
    def seen(self) -> Seen:
        assert self.oldest
        assert self.newest
        return between(len(self.ids), self.oldest, self.newest)


def _find_words(query: Query, offset: int, size: int, total: Total | None) -> tuple[list[int], Total]:
    """What is to be counted anyway is looked at first: of a rare word that is every record with it."""
    needed = offset + size
    if total is None and needed < DEEP and expected(query.terms) <= MANY and not _is_read_whole(query, needed):
        ids = _by_pairs(query, CAP + 1, ANYWHERE, any_of=CAP + 1)
        total = _capped(len(ids))
        if not total.more:
            return ids[offset:needed], total
    hits = _first_hits(query, needed, total, counted=0 if total else CAP + 1)
    return hits.ids[offset:needed], total or _total_of(query, hits)


def _total_of(query: Query, hits: Hits) -> Total:
    return _capped(len(hits.ids)) if hits.complete or len(hits.ids) > CAP else count(query, hits.seen)


def _first_hits(query: Query, needed: int, total: Total | None = None, after: Q = ANYWHERE, counted: int = 0) -> Hits:
    """At least `needed` of them if there are so many; where they are looked up, so many as are counted."""
    if _is_read_whole(query, needed):
        return _all_places(query, needed, after)
    if query.sort != "newest":
        return _first_in_order(query, needed, total, after)
    if total and not total.more:
        needed = min(needed, total.n)
    wanted = max(needed, counted if needed < DEEP else CAP + 1)
    seen = None if after else _spread(query)
    if seen is None:
        top = _top_of(query, wanted, after)
        if top.is_all or len(top.ids) >= needed:
            return Hits(top.ids, top.is_all, None if top.is_all else top.seen)
        seen = top.seen

    def look(stretch: Stretch) -> tuple[int, list[int]]:
        return len(ids := _by_pairs(query, wanted, after, stretch)), ids

    ids, seen = look_back(seen, wanted, look)
    return Hits(ids, len(ids) < wanted, seen)


def _is_read_whole(query: Query, needed: int) -> bool:
    """Its words are in so few records that all of them are read sooner than their newest or cheapest are known."""
    few = FEW if query.sort == "newest" or not query.is_words else max(FEW, walked(query.terms, needed))
    return expected(query.terms) <= few


def _spread(query: Query) -> Seen | None:
    """Where the words should be by the sample, which knows nothing of what narrows a list."""
    return None if query.filters or is_in_every(COMMON, query.terms) else evenly(at_least(query.terms))


def _top_of(query: Query, enough: int = 0, after: Q = ANYWHERE) -> Window:
    """Its newest records, in whatever order the list is; of common words until `enough` have them."""
    newest = replace(query, sort="newest")
    top = _in_window(newest, 0, PEEK, after)
    hits = len(top.ids)
    if top.is_all or hits >= enough or hits * COMMON < top.read:
        return top
    return _in_window(newest, 0, ceil(ROOM * enough * top.read / hits), after)


def _first_in_order(query: Query, needed: int, total: Total | None, after: Q) -> Hits:
    """By fee or term: read from the top of the list, or looked up by their pairs and sorted."""
    found: dict[int, None] = {}  # a record that is published meanwhile moves the others down
    start, stop = 0, _first_window(query, needed)
    while stop > start:
        window = _in_window(query, start, stop, after)
        found |= dict.fromkeys(window.ids)
        if window.is_all or len(found) >= needed:
            return Hits(list(found), complete=window.is_all)
        start, stop = stop, _next_window(len(found), stop, needed, total)
    return _all_places(query, needed, after)


def _all_places(query: Query, needed: int, after: Q) -> Hits:
    """Every record with its pairs is looked at."""
    limit = max(needed, CAP + 1)
    ids = _by_pairs(query, limit, after)
    return Hits(ids, complete=len(ids) < limit)


def _first_window(query: Query, needed: int) -> int:
    """How much of the list is read at first: where words alone are asked for, as much as should do."""
    if needed > CAP:
        return 0
    return min(WIDEST, max(PEEK, ceil(walked(query.terms, needed) * 1.5))) if query.is_words else PEEK


def _next_window(hits: int, window: int, needed: int, total: Total | None) -> int:
    """How much further to read; 0 when the word is so rare that all its places are found sooner."""
    if total and not total.more:
        return 0
    enough = needed * window * 3 // (2 * hits) if hits else WINDOW
    if window >= WINDOW and hits * RARE < window:
        return 0
    return max(enough, 2 * window) if enough <= WIDEST else 0


def _in_window(query: Query, start: int, stop: int, after: Q) -> Window:
    """The hits among these records of the list."""
    sql, params = _top(query, start, stop, after).query.sql_with_params()
    top = Statement(sql, (*query.terms, *params), query.is_words)
    told = f"array_agg(id) FILTER (WHERE {has(query)}), count(*), min(published_at), max(published_at)"
    [(hits, read, oldest, newest)] = top.run(f"SELECT {told} FROM ({{}}) AS top")
    return Window(hits or [], read, read < stop - start, oldest, newest)


def _top(query: Query, start: int, stop: int, after: Q) -> QuerySet[Any]:
    """A stretch of the list with its words; of the whole list from the index that holds them."""
    rows = listed(query).filter(after).values_list("id", "words", *WHOLE_LIST)
    if not query.is_whole:
        return rows[start:stop]
    held, longer = rows.filter(WORDS_HELD)[:stop], rows.exclude(WORDS_HELD)[:stop]
    return held.union(longer, all=True).order_by(*SORTS["newest"])[start:stop]


def _by_pairs(
    query: Query, limit: int, after: Q, stretch: Stretch | None = None, *, any_of: int | None = None
) -> list[int]:
    """In a step of its own (OFFSET) without an order, which is then sorted. `any_of`: which so many is left open."""
    names = [name.lstrip("-") for name in SORTS[query.sort]]
    order = ", ".join(f"{name.lstrip('-')} {'DESC' if name[0] == '-' else 'ASC'}" for name in SORTS[query.sort])
    found = statement(listed(query).filter(after).values_list(*names), query, look_up(query, stretch))
    first = f" LIMIT {any_of}" if any_of else ""
    [(ids,)] = found.run(
        f"SELECT array_agg(id) FROM (SELECT id FROM ({{}}{first} OFFSET 0) AS f ORDER BY {order} LIMIT {limit}) AS ids"
    )
    return ids or []


def _capped_count(found: Statement) -> int:
    [(n,)] = found.run(f"SELECT count(*) FROM ({{}} LIMIT {CAP + 1}) AS capped")
    return int(n)


def _capped(n: int) -> Total:
    return Total(min(n, CAP), more=n > CAP)


@dataclass(frozen=True)
class Facets:
    """Counts per facet and value; `partial` when only the first so many records were counted."""

    counts: Mapping[str, dict[str, int]]
    partial: bool = False
    exact: bool = False  # from kept counters, at any size

    @property
    def total(self) -> Total:
        """How many there are: each of them is of one type."""
        return Total(self.counted) if self.exact else _capped(self.counted)

    @property
    def counted(self) -> int:
        return sum(self.counts["patent_type"].values())


def facets(query: Query) -> Facets:
    """Kept counters for the whole portal, a province and a city; one pass over the found set for anything narrower."""
    return _counted_facets(query) if query.is_narrow else _kept_facets(query)


def _kept_facets(query: Query) -> Facets:
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for province, dimension, value, n in _kept(query):
        name, value = ("province", str(province)) if dimension == "all" else (dimension, value)
        counts.setdefault(name, Counter())[value] += n  # a later version may keep more
    if "city" in query.filters:
        counts["city"][query.filters["city"]] = counts["province"].total()
    return Facets(_cumulative({name: counts[name] for name in FACETS}), exact=True)


def _counted_facets(query: Query) -> Facets:
    if not query.terms:
        return _facets_of(_counted(query, FACET_CAP), FACET_CAP)
    if expected(query.terms) <= MANY:
        return _facets_of(_counted(query, CAP + 1), CAP + 1)
    seen = _spread(query)
    if seen is None:
        top = _top_of(query)
        if top.is_all:
            days = Stretch(day_of(top.oldest), day_of(top.newest)) if top.oldest and top.newest else None
            return _facets_of(_counted(query, CAP + 1, days), CAP + 1)
        seen = top.seen

    def look(stretch: Stretch) -> tuple[int, Tally]:
        return _hits_in(tally := _counted(query, CAP + 1, stretch)), tally

    return _facets_of(look_back(seen, CAP + 1, look)[0], CAP + 1)


def _counted(query: Query, cap: int, stretch: Stretch | None = None) -> Tally:
    """One pass over the records found, the first `cap` of them."""
    columns = list(FACETS.values())
    base = Record.objects.filter(query.conditions(by_index_columns=True)).order_by()
    found = statement(base.values_list(*columns), query, look_up(query, stretch))
    rows = found.run(
        f"SELECT {', '.join(columns)}, grouping({', '.join(columns)}), count(*) FROM ({{}} LIMIT {cap}) AS found "
        f"GROUP BY GROUPING SETS ({', '.join(f'({column})' for column in columns)})"
    )
    marks = [(1 << len(columns)) - 1 - (1 << (len(columns) - 1 - at)) for at in range(len(columns))]
    counts: Tally = Counter()
    for row in rows:
        at = marks.index(row[-2])
        counts[list(FACETS)[at], str(row[at])] = row[-1]
    return counts


def _hits_in(tally: Tally) -> int:
    return sum(n for (name, _value), n in tally.items() if name == "patent_type")


def _facets_of(tally: Tally, cap: int) -> Facets:
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for (name, value), n in tally.items():
        counts[name][value] = n
    return Facets(_cumulative(counts), partial=_hits_in(tally) >= cap)


def _cumulative(counts: Mapping[str, Counter[str]]) -> dict[str, dict[str, int]]:
    """A term of ten years is also one of at least three; without a value there is nothing to choose."""
    bands = {int(band): n for band, n in counts["term_min"].items()}
    reaching = {str(low * 12): sum(n for band, n in bands.items() if band >= low) for low in sorted(TERM_BANDS)}
    counts = {**counts, "term_min": Counter(reaching)}
    return {name: {value: n for value, n in values.items() if value and n} for name, values in counts.items()}
