"""PostgreSQL with one addition: each outermost transaction starts by telling the database its scope.

The setting is transaction-local, so a pooled connection never carries it further, and whatever runs outside
a transaction or without a scope sees no tenant row at all. A role that stands above these rows gets no connection.
"""

from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base, operations

from tenancy.database.might import refuse_the_mighty
from tenancy.database.prepared import PreparedCursor, is_prepared
from tenancy.scope import SET_SCOPE, Scope, as_settings, current


class Operations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        """With its values, also where they travelled beside the text: for the log of statements and for tests."""
        if isinstance(cursor, PreparedCursor):
            return self.compose_sql(sql, params)  # type: ignore[attr-defined,no-any-return]  # not in the stubs
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = Operations

    def _configure_connection(self, connection: "psycopg.Connection[Any]") -> bool:
        """Once for each connection, before anybody uses it; only migrations work as the owner."""
        commit: bool = super()._configure_connection(connection)  # type: ignore[misc]  # not in the stubs
        if settings.DATABASE_ROLE != "owner":
            try:
                refuse_the_mighty(connection)
            except ImproperlyConfigured:
                connection.close()  # it would stay in place and answer the next question
                raise
        return commit

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # not in the stubs
        if not autocommit and current() != Scope():
            with PreparedCursor(self.connection) as cursor:
                cursor.execute(SET_SCOPE, as_settings(current()))

    def create_cursor(self, name: str | None = None) -> Any:
        """Whether plans are kept is said where a statement is sent (tenancy/database/prepared.py)."""
        if name is None:
            self.connection.cursor_factory = PreparedCursor if is_prepared() else base.Cursor
        return super().create_cursor(name)  # type: ignore[misc]  # not in the stubs
