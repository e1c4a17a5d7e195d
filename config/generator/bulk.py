"""Rows set-wise: COPY into a table of the session, then one statement, beneath row-level security like any other.

Columns follow the models, so that a new column with a default needs no line here. Times are written as they are given:
this is how the generator says what was recorded in the past. Only the generator and the benchmarks may use it.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

from tenancy.database.plain_rows import stage

Read = Callable[[models.Model], Any]


def insert(rows: Sequence[models.Model]) -> None:
    """All rows of one model, in their order. A column that the database fills itself is left to it."""
    if not rows:
        return
    fields = [field for field in _own_fields(rows[0]) if _is_given(field, rows[0])]
    staged = _stage(rows, fields)
    columns = _columns(fields)
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{rows[0]._meta.db_table}" ({columns}) SELECT {columns} FROM {staged}')  # noqa: S608


def update(rows: Sequence[models.Model], *names: str) -> None:
    """The named columns of rows that exist (all columns when none is named)."""
    if not rows:
        return
    own = [field for field in _own_fields(rows[0]) if not field.primary_key]
    fields = [field for field in own if not names or field.name in names]
    key = rows[0]._meta.pk
    assert key is not None
    staged = _stage(rows, [key, *fields])
    told = ", ".join(f'"{field.column}" = s."{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{rows[0]._meta.db_table}" t SET {told} FROM {staged} s WHERE t.id = s.id')  # noqa: S608


def _own_fields(row: models.Model) -> list[models.Field]:
    return [field for field in row._meta.local_concrete_fields if not field.generated]


def _is_given(field: models.Field, row: models.Model) -> bool:
    value = getattr(row, field.attname)
    return not isinstance(value, DatabaseDefault) and not (field.primary_key and value is None)


def _stage(rows: Sequence[models.Model], fields: Sequence[models.Field]) -> str:
    """A table of this session with the rows in it; it goes with the transaction."""
    readers = [_reader(field) for field in fields]
    columns = [str(field.column) for field in fields]
    return stage(type(rows[0]), columns, ([read(row) for read in readers] for row in rows))


def _columns(fields: Sequence[models.Field]) -> str:
    return ", ".join(f'"{field.column}"' for field in fields)


def _reader(field: models.Field) -> Read:
    name = field.attname
    if isinstance(field, models.JSONField):
        return lambda row: json.dumps(getattr(row, name), ensure_ascii=False, cls=DjangoJSONEncoder)
    if isinstance(field, models.CharField | models.TextField):
        return lambda row: str(getattr(row, name))
    return lambda row: getattr(row, name)
