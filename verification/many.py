"""Thousands of keys in one query, as one array: `__in` makes a parameter of each and weighs them one by one."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup
from django.db.models.sql.compiler import SQLCompiler

APART = "E'\\n'"


class _Among(Lookup):
    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(string_to_array(%s, {APART}))", (*params, self.rhs)


def among(column: str, keys: Iterable[str]) -> Lookup:
    """A condition for filter(): the column is one of these texts, none of which holds a line end."""
    return _Among(F(column), "\n".join(keys))
