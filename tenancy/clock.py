"""The one clock that all processes share."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """The database's clock, by which facts are recorded; that of a worker may run ahead."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        return cursor.fetchone()[0]
