"""PostgreSQL with one addition: each outermost transaction starts by telling the database its scope.

The setting is transaction-local, so a connection that is kept never carries it further, and whatever runs outside
a transaction or without a scope sees no tenant row at all. A role that stands above these rows gets no connection.
"""

import select
import time
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base, operations

from tenancy.database.might import refuse_the_mighty
from tenancy.database.prepared import PreparedCursor, is_prepared
from tenancy.scope import SET_SCOPE, Scope, as_settings, current

PATIENCE_SECONDS, BREATH_SECONDS = 5.0, 0.1


class Operations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        """With its values, also where they travelled beside the text: for the log of statements and for tests."""
        if isinstance(cursor, PreparedCursor):
            return self.compose_sql(sql, params)  # type: ignore[attr-defined,no-any-return]  # not in the stubs
        return super().last_executed_query(cursor, sql, params)


class Absence:
    """Since when no connection could be made, in seconds of this process's clock; told to all its threads."""

    since: float | None = None

    def lasts(self) -> bool:
        self.since = self.since or time.monotonic()
        return time.monotonic() > self.since + PATIENCE_SECONDS

    def is_over(self) -> None:
        self.since = None


absence = Absence()


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = Operations

    def get_new_connection(self, conn_params: dict[str, Any]) -> "psycopg.Connection[Any]":
        """A database that is being begun anew is waited for: whoever pressed a button meanwhile is served, not failed.

        One that stays away is not, so that nobody waits in vain. Raises psycopg.OperationalError.
        """
        while True:
            try:
                made: psycopg.Connection[Any] = super().get_new_connection(conn_params)
            except psycopg.OperationalError:
                if absence.lasts():
                    raise
                time.sleep(BREATH_SECONDS)
            else:
                absence.is_over()
                return made

    def is_usable(self) -> bool:
        """Whether a kept connection still stands, before a request uses it.

        PostgreSQL says nothing unasked but farewell, so a line on which nothing lies is good, and only a line that has
        something to say, or on which something went wrong, is asked. Looking costs a hundredth of asking.
        """
        if self.connection is None or self.errors_occurred or _has_something_to_say(self.connection):
            return bool(super().is_usable())
        return True

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


def _has_something_to_say(connection: "psycopg.Connection[Any]") -> bool:
    if connection.closed:
        return True
    line = select.poll()
    line.register(connection.fileno(), select.POLLIN)
    return bool(line.poll(0))
