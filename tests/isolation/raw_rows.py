"""I2: the tables themselves, asked in plain SQL as the application's role: one province, and without one nothing."""

from collections.abc import Iterator

from django.db import DatabaseError, connection, transaction

from tenancy.scope import acting
from tests.fuzz.tally import Tally
from tests.isolation.people import LN, NATION, ZJ

PROVINCES = (LN, ZJ, NATION)


def asked(statement: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def check(tables: list[str], tally: Tally) -> None:
    for table in tables:
        tally.bad += tally.timed(lambda: list(faults_of(table)))  # noqa: B023


def faults_of(table: str) -> Iterator[str]:
    with acting(province=None):
        if asked(f"SELECT count(*) FROM {table}") != [(0,)]:
            yield f"{table}: rows without a province"
    for key in PROVINCES:
        with acting(province=key):
            if strangers := asked(f"SELECT 1 FROM {table} WHERE province_id <> %s LIMIT 1", key):
                yield f"{table}: {key} sees {strangers}"
    with acting(province=LN):
        for name, statement in out_of_the_province(table):
            if went_through(statement):
                yield f"{table}: {name}"


def out_of_the_province(table: str) -> Iterator[tuple[str, str]]:
    """Writing beyond the scope: a copied row of another province, a row that moves there."""
    row = f'jsonb_populate_record(NULL::{table}, to_jsonb(x) || \'{{"province_id": {ZJ}, "id": -1}}\')'
    yield "copied into another province", f"INSERT INTO {table} SELECT ({row}).* FROM {table} x LIMIT 1"
    yield "moved into another province", f"UPDATE {table} SET province_id = {ZJ}"
    yield "removed from another province", f"DELETE FROM {table} WHERE province_id = {ZJ}"


def went_through(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            changed = cursor.rowcount
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return changed > 0
