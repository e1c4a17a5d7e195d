"""PostgreSQL with one addition: each outermost transaction starts by telling the database its scope.

The setting is transaction-local, so a pooled connection never carries it further, and whatever runs outside
a transaction or without a scope sees no tenant row at all.
"""

from django.db.backends.postgresql import base

from tenancy.scope import SET_SCOPE, Scope, as_settings, current


class DatabaseWrapper(base.DatabaseWrapper):
    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # not in the stubs
        if not autocommit and current() != Scope():
            with self.connection.cursor() as cursor:
                cursor.execute(SET_SCOPE, as_settings(current()))
