"""Chinese search that is right for one to four characters and fast for each of them, with facets and honest totals.

Words are looked for in the records in the order of the list first: a common word fills the page within the first few
thousand. Only a rare one is looked up by its pairs of characters, in a step of its own, so that the planner cannot
walk the whole list instead. Pairs do not prove that characters stand together: the word itself is always compared.
"""

# ruff: noqa: S608 -- statements are put together from constants and the ORM's SQL; what people typed is a parameter

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from publication.models import Record
from publication.models.records import TERM_BANDS
from publication.query import SORTS, Query

PAGE = 20
CAP = 1000  # totals are exact up to here, and so far one can turn pages
WINDOW = 2000  # how far down the list a word is looked for before its pairs are
WIDEST = 60_000
COMMON = 12  # a word in every twelfth record is counted faster by reading than by its pairs
FACET_CAP = 10_000
FACETS = {
    "province": "province_id",
    "city": "city_code",
    "patent_type": "patent_type",
    "owner_type": "owner_type",
    "fee_kind": "fee_kind",
    "ipc": "ipc_section",
    "industry": "industry",
    "term_min": "term_band",
}
# What a list shows of a record, and what the pair look-up carries for filters and order.
ROW = (
    "id", "number", "scheme", "province_id", "patent_number", "patent_type", "is_application", "title",
    "owner_names", "owner_type", "city_name", "region_name", "ipc", "fee_kind", "fee_amount", "fee_sentence",
    "term_from", "term_to", "term_months", "territory", "state", "published_at", "withdrawn_from", "publisher",
)  # fmt: skip
CARRIED = (
    "id, number, number_key, province_id, city_code, patent_type, owner_type, fee_kind, fee_amount, ipc, ipc_section, "
    "ipc_class, industry, term_band, term_months, term_to, state, listed, published_at, words"
)
# The common table carries the table's own name, so that the ORM's statement behind it reads it in place of the table.
BY_PAIRS = f"WITH publication_record AS MATERIALIZED (SELECT {CARRIED} FROM publication_record WHERE grams @@ %s) "


@dataclass(frozen=True)
class Statement:
    """SQL in two parts, so that the second can be wrapped."""

    head: str
    body: str
    params: tuple[Any, ...]

    def run(self, select: str, tail: str = "") -> list[tuple[Any, ...]]:
        """`select` with {} for the body; all of it is made here and by the ORM, what people typed is in the params."""
        with connection.cursor() as cursor:
            cursor.execute(f"{self.head}{select.format(self.body)}{tail}", self.params)
            return cursor.fetchall()


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
    """The rows of a page and the total (unless it is known already). Two to four statements, whatever is asked for."""
    page = max(1, min(page, CAP // size))
    if query.terms:
        ids, total = _find_words(query, (page - 1) * size, size)
        rows = in_order(ids)
    else:
        rows = list(listed(query).values(*ROW)[(page - 1) * size : page * size])
        total = total or count(query)
    pages = max(1, -(-total.n // size))
    return Found(rows, total, page, max(pages, page))


def listed(query: Query) -> QuerySet[Record]:
    """The records without regard to the words, in the order asked for."""
    return Record.objects.filter(query.conditions()).order_by(*SORTS[query.sort])


def in_order(ids: list[int], columns: Iterable[str] = ROW) -> list[dict[str, Any]]:
    rows = {row["id"]: row for row in Record.objects.filter(pk__in=ids).values(*columns)}
    return [rows[pk] for pk in ids if pk in rows]


def matching_ids(query: Query, limit: int, after: Q | None = None) -> list[int]:
    """The keys of the first `limit` records of a search, in its order, from a place on; files and interface page so."""
    if query.terms:
        return _by_pairs(query, limit, after or Q())
    return list(listed(query).filter(after or Q()).values_list("pk", flat=True)[:limit])


def count(query: Query) -> Total:
    """Exact to a thousand; without words and narrowing it is the kept counter, exact at any size."""
    if not query.is_narrow:
        return Total(sum(n for _province, dimension, _value, n in _kept(query) if dimension == "all"))
    base = Record.objects.filter(query.conditions()).order_by()
    return _capped(_statement(base.values_list("id"), query, pairs=False))


KEPT = """
SELECT province_id, dimension, value, sum(n)::int FROM publication_facetcount
WHERE city = %s AND state = ANY(%s) AND (%s::int IS NULL OR province_id = %s) GROUP BY 1, 2, 3 HAVING sum(n) > 0
"""


def _kept(query: Query) -> list[tuple[int, str, str, int]]:
    """The counters of the place and states asked for: province, dimension, value, how many."""
    place, province = query.filters.get("city", ""), query.filters.get("province")
    with connection.cursor() as cursor:
        cursor.execute(KEPT, (place, list(map(str, query.states)), province, province))
        return cursor.fetchall()


def _find_words(query: Query, offset: int, size: int) -> tuple[list[int], Total]:
    needed = offset + size
    hits, read = _in_window(query, WINDOW)
    window = WINDOW
    if len(hits) < needed and len(hits) * 200 >= WINDOW and read == WINDOW:  # not rare: a little further down
        window = min(WIDEST, needed * WINDOW * 3 // (2 * len(hits)))
        hits, read = _in_window(query, window)
    if read == window and len(hits) < needed:
        hits, read = _by_pairs(query, CAP + 1), 0
    if read < window or len(hits) > CAP:  # all there are, or more than are counted
        return hits[offset:needed], Total(min(len(hits), CAP), more=len(hits) > CAP)
    return hits[offset:needed], _count_words(query, common=len(hits) * COMMON >= window)


def _in_window(query: Query, window: int) -> tuple[list[int], int]:
    """The hits among the first `window` records of the list, a thousand at most, and how many were read."""
    sql, params = listed(query).values_list("id", "words")[:window].query.sql_with_params()
    like, terms = _like(query)
    top = Statement(f"WITH top AS MATERIALIZED ({sql}) ", f"SELECT id FROM top WHERE {like} LIMIT {CAP + 1}", ())
    [(hits, read)] = Statement(top.head, top.body, (*params, *terms)).run(
        "SELECT ARRAY({}), (SELECT count(*) FROM top)"
    )
    return hits, read


def _count_words(query: Query, *, common: bool) -> Total:
    base = Record.objects.filter(query.conditions()).values_list("id", "words")
    return _capped(_statement(base, query, pairs=not common))


def _by_pairs(query: Query, limit: int, after: Q = Q()) -> list[int]:  # noqa: B008 -- a Q is never changed
    order = ", ".join(f"{name.lstrip('-')} {'DESC' if name[0] == '-' else 'ASC'}" for name in SORTS[query.sort])
    found = _statement(listed(query).filter(after).values_list("id", "words"), query, pairs=True)
    return [row[0] for row in found.run("{}", f" ORDER BY {order} LIMIT {limit}")]


def _capped(found: Statement) -> Total:
    [(n,)] = found.run(f"SELECT count(*) FROM ({{}} LIMIT {CAP + 1}) AS capped")
    return Total(min(n, CAP), more=n > CAP)


def _statement(base: QuerySet[Any], query: Query, *, pairs: bool) -> Statement:
    """The statement of a queryset with its words compared, and looked up by pairs if so asked."""
    sql, params = base.order_by().query.sql_with_params()
    if not query.terms:
        return Statement("", sql, tuple(params))
    like, terms = _like(query)
    body = f"{sql}{' AND ' if ' WHERE ' in sql else ' WHERE '}{like}"
    return (
        Statement(BY_PAIRS, body, (_pairs(query), *params, *terms)) if pairs else Statement("", body, (*params, *terms))
    )


def _like(query: Query) -> tuple[str, tuple[str, ...]]:
    escaped = [term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for term in query.terms]
    return " AND ".join(["words LIKE %s"] * len(escaped)), tuple(f"%{term}%" for term in escaped)


def _pairs(query: Query) -> str:
    """The query of the pair index: every pair of every term; a single character stands for itself."""
    pairs = {"".join(pair) for term in query.terms for pair in (pairwise(term) if len(term) > 1 else [term])}
    quoted = ("'" + pair.replace("\\", "\\\\").replace("'", "''") + "'" for pair in sorted(pairs))
    return " & ".join(quoted)


@dataclass(frozen=True)
class Facets:
    """Counts per facet and value; `partial` when only the first so many records were counted."""

    counts: Mapping[str, dict[str, int]]
    partial: bool = False

    @property
    def total(self) -> Total:
        """How many there are, where the counters were kept."""
        return Total(sum(self.counts["province"].values()))


def facets(query: Query) -> Facets:
    """Kept counters for the whole portal, a province and a city; one pass over the found set for anything narrower."""
    return _counted_facets(query) if query.is_narrow else _kept_facets(query)


def _kept_facets(query: Query) -> Facets:
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for province, dimension, value, n in _kept(query):
        name, value = ("province", str(province)) if dimension == "all" else (dimension, value)
        counts[name][value] += n
    if "city" in query.filters:
        counts["city"][query.filters["city"]] = counts["province"].total()
    return Facets(_cumulative(counts))


def _counted_facets(query: Query) -> Facets:
    cap = CAP if query.terms else FACET_CAP
    columns = list(FACETS.values())
    base = Record.objects.filter(query.conditions(by_index_columns=True)).order_by()
    found = _statement(base.values_list(*columns), query, pairs=bool(query.terms))
    rows = found.run(
        f"SELECT {', '.join(columns)}, grouping({', '.join(columns)}), count(*) FROM ({{}} LIMIT {cap}) AS found "
        f"GROUP BY GROUPING SETS ({', '.join(f'({column})' for column in columns)})"
    )
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    marks = [(1 << len(columns)) - 1 - (1 << (len(columns) - 1 - at)) for at in range(len(columns))]
    for row in rows:
        at = marks.index(row[-2])
        counts[list(FACETS)[at]][str(row[at])] = row[-1]
    return Facets(_cumulative(counts), partial=sum(counts["patent_type"].values()) >= cap)


def _cumulative(counts: Mapping[str, Counter[str]]) -> dict[str, dict[str, int]]:
    """A term of ten years is also one of at least three; without a value there is nothing to choose."""
    bands = {int(band): n for band, n in counts["term_min"].items()}
    reaching = {str(low * 12): sum(n for band, n in bands.items() if band >= low) for low in sorted(TERM_BANDS)}
    counts = {**counts, "term_min": Counter(reaching)}
    return {name: {value: n for value, n in values.items() if value and n} for name, values in counts.items()}
