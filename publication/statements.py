"""The statements of a search: the ORM's own, with the words compared and looked up by an index."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from publication.pairs import Condition, Stretch, condition
from publication.query import Query
from publication.sample import telling


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


def statement(base: QuerySet[Any], query: Query, by: Condition = ("", ())) -> Statement:
    """The statement of a queryset with its words compared, and looked up by an index if one is said."""
    sql, params = base.order_by().query.sql_with_params()
    if not query.terms:
        return Statement("", sql, tuple(params))
    asked = f"{by[0]} AND {has(query)}" if by[0] else has(query)
    return Statement("", f"{sql}{' AND ' if ' WHERE ' in sql else ' WHERE '}{asked}", (*params, *by[1], *query.terms))


def look_up(query: Query, stretch: Stretch | None = None) -> Condition:
    if not query.terms:
        return "", ()
    return condition([pair for term in query.terms for pair in telling(term)], stretch)


def has(query: Query) -> str:
    """All its words; quicker than LIKE by half, and no sign has a meaning of its own."""
    return " AND ".join(["strpos(words, %s) > 0"] * len(query.terms))
