"""Questions about one thing that every visitor asks in the same words: put into SQL once.

To build a query of forty columns anew takes Python longer than the database needs to answer it.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet


class Question:
    """What a queryset of plain values asks of one key. Rows come as the driver reads them: JSON is still text."""

    def __init__(self, about: Callable[[Any], QuerySet[Any, Any]], example: Any) -> None:
        self.about, self.example = about, example

    @cached_property
    def sql(self) -> str:
        """With one gap, for the key."""
        sql, [_example] = self.about(self.example).query.sql_with_params()
        return str(sql)

    def ask(self, key: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [key])
            return cursor.fetchall()
