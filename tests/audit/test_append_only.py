"""History is append-only in the database itself, for the application and for the owner of the tables."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from audit.models import Event

REWRITES = [
    "UPDATE {} SET province_id = province_id",
    "DELETE FROM {}",
    "TRUNCATE {}",
]
TABLES = ["audit_event", "audit_seal"]


@pytest.mark.requirement("A10")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("rewrite", REWRITES)
def test_the_application_cannot_rewrite_history(happen, table, rewrite):
    happen()
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"), transaction.atomic():
        connection.cursor().execute(rewrite.format(table))
    assert Event.objects.count() == 1


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("rewrite", REWRITES)
def test_nor_can_the_owner_of_the_tables(db, as_owner, table, rewrite):
    with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        as_owner(rewrite.format(table))
