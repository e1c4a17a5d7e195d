"""I3: the catalogue has no hole, and each hole that could be made in it is seen."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from tenancy.models.base import Tenanted
from tenancy.rls import TenantForeignKey
from tests.fuzz.tally import WHOLE, Tally
from tests.isolation.catalogue import KEYS, findings

# Keys whose first part is already a row of one province.
WITHIN = ["edition_number_once", "summary_edition_once"]
OPEN = [table for config in apps.get_app_configs() for table in getattr(config, "open_tables", {})]
MODELS = [model for model in apps.get_models() if issubclass(model, Tenanted)]
TABLES = sorted(model._meta.db_table for model in MODELS)
LINK = "{} FOREIGN KEY (province_id, {}) REFERENCES {}(province_id, id) DEFERRABLE INITIALLY DEFERRED"
LINKS = [
    LINK.format(model._meta.db_table, field.column, field.remote_field.model._meta.db_table)
    for model in MODELS
    for field in model._meta.local_fields
    if isinstance(field, TenantForeignKey)
]
HOLES = {
    "security off": "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
    "not forced": "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY",
    "no policy": "DROP POLICY in_province ON {}",
    "always true": "ALTER POLICY in_province ON {} USING (true)",
    "any province may be written": "ALTER POLICY in_province ON {} WITH CHECK (true)",
    "a second policy": "CREATE POLICY more ON {} USING (true)",
    "truncate": "GRANT TRUNCATE ON {} TO platform_app",
    "everybody": "GRANT SELECT ON {} TO PUBLIC",
    "a view": "CREATE VIEW peep AS SELECT * FROM {}",
}
OWN_ROWS = "ALTER POLICY own_rows ON {} USING (true)"  # of those tables that have one
DROPPED = "ALTER TABLE {} DROP CONSTRAINT {} CASCADE"


@pytest.fixture
def owner(db):
    """A transaction of the owner of the tables, rolled back at the end."""
    url = os.environ["DATABASE_OWNER_URL"].replace("/platform?", f"/{connection.settings_dict['NAME']}?")
    with psycopg.connect(url) as connected:
        yield connected
        connected.rollback()


def seen(owner) -> list[str]:
    return findings(owner.execute, open_tables=OPEN, within=WITHIN, links=LINKS)


def holes(owner) -> Iterator[tuple[str, str]]:
    """What is taken away, and the statement that does it: walls, then each key's province, then whole keys."""
    yield from ((f"{table}: {hole}", HOLES[hole].format(table)) for table in TABLES for hole in HOLES)
    own = owner.execute("SELECT polrelid::regclass::text FROM pg_policy WHERE polname = 'own_rows'").fetchall()
    yield from ((f"{table}: own rows of anybody", OWN_ROWS.format(table)) for (table,) in own)
    for table, key, without in owner.execute(KEYS).fetchall():
        yield f"{key} without the province", without
        if key.endswith(("_tenant_fk", "_tenant_key")):
            yield f"no {key}", DROPPED.format(table, key)


@pytest.mark.requirement("A1")
def test_the_catalogue_has_no_hole(owner):
    assert not seen(owner)


def test_every_key_of_a_tenant_is_among_those_taken_away(owner):
    """References between tenant tables all carry the province, and each table has the key that they point to."""
    keys = [name for _table, name, _without in owner.execute(KEYS).fetchall()]
    assert sum(name.endswith("_tenant_fk") for name in keys) == len(LINKS) > 60
    assert sum(name.endswith("_tenant_key") for name in keys) == len(TABLES)
    assert sum(not name.endswith(("_tenant_fk", "_tenant_key")) for name in keys) > 40


def test_each_hole_in_it_is_seen(owner):
    tally = Tally("I8 holes in the catalogue")
    for number, (hole, statement) in enumerate(list(holes(owner))):
        if WHOLE or number % 10 == 3:
            owner.execute("SAVEPOINT before")
            owner.execute(statement)
            if not tally.timed(lambda: seen(owner)):
                tally.bad.append(hole)
            owner.execute("ROLLBACK TO before")
    tally.close()
