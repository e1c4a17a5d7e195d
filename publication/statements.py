"""The statements of a search: the ORM's own, with the words compared and looked up by an index.

Where nothing but words is asked for, each connection keeps their plans: the best one is the same for all words, and to
plan costs as much as to find a rare one. What else narrows a list, the planner has to see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from publication.models import Record
from publication.pairs import ANY, KNOWN, Condition, Stretch, condition
from publication.query import Query
from publication.sample import telling
from tenancy.database.prepared import prepared


@dataclass(frozen=True)
class Statement:
    """SQL that can be wrapped; `is_kept`: its plan is."""

    body: str
    params: tuple[Any, ...]
    is_kept: bool = False

    def run(self, select: str = "{}") -> list[tuple[Any, ...]]:
        """`select` with {} for the body; all of it is made here and by the ORM, what people typed is in the params."""
        return self._kept(select) if self.is_kept else self._sent(select)

    @prepared()
    def _kept(self, select: str) -> list[tuple[Any, ...]]:
        return self._sent(select)

    def _sent(self, select: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(select.format(self.body), self.params)
            return cursor.fetchall()


def statement(base: QuerySet[Any], query: Query, by: Condition = ("", ())) -> Statement:
    """The statement of a queryset with its words compared, and looked up by an index if one is said."""
    sql, params = base.order_by().query.sql_with_params()
    if not query.terms:
        return Statement(sql, tuple(params))
    asked = f"{by[0]} AND {has(query)}" if by[0] else has(query)
    joined = " AND " if " WHERE " in sql else " WHERE "
    return Statement(f"{sql}{joined}{asked}", (*params, *by[1], *query.terms), query.is_words)


def look_up(query: Query, stretch: Stretch | None = None) -> Condition:
    if not query.terms:
        return "", ()
    pairs = [pair for term in query.terms for pair in telling(term)]
    return condition(pairs, stretch, ANY if query.is_words else KNOWN)


def has(query: Query) -> str:
    """All its words; quicker than LIKE by half, and no sign has a meaning of its own."""
    return " AND ".join(["strpos(words, %s) > 0"] * len(query.terms))


def in_order(keys: list[int], columns: Sequence[str]) -> list[dict[str, Any]]:
    """These columns of the records with these keys; `id` is the first."""
    sql, _none = Record.objects.order_by().values_list(*columns).query.sql_with_params()
    found = Statement(f"{sql} WHERE id = ANY(%s::bigint[])", (keys,), is_kept=True)
    rows = {row[0]: dict(zip(columns, row, strict=True)) for row in found.run()}
    return [rows[key] for key in keys if key in rows]
