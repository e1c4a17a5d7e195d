"""Many rows with one statement: plain values as JSON, given their types by the table itself.

Faster than model instances by far where rows are counted in thousands; row-level security, constraints and triggers
hold as for any INSERT.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connection, models
from django.db.models import NOT_PROVIDED

AT_ONCE = 500  # rows a statement: more would cost memory and save nothing


def blank_row(model: type[models.Model], **said: Any) -> dict[str, Any]:
    """Column → value of a new row: what is said, else the default of the field. The database fills its own defaults."""
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    own = [field for field in fields if field.db_default is NOT_PROVIDED and not field.generated]
    return {str(field.column): field.get_default() for field in own} | said


def insert_plain(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert rows that all have the same columns; JSON columns hold plain data. How many went in."""
    rest, written = iter(rows), 0
    while portion := list(islice(rest, AT_ONCE)):
        _insert(model, portion)
        written += len(portion)
    return written


def _insert(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(column) for column in rows[0])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)",  # noqa: S608 -- names of our own model
            [json.dumps(rows, default=_plain, ensure_ascii=False)],
        )


def _plain(value: object) -> str:
    """Days, instants and sums as the database reads them; lazy words as text."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)
