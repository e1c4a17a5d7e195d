"""I3: the catalogue has no hole, and each hole that could be made in it is seen."""

import os

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from tenancy.models.base import Tenanted
from tests.fuzz.tally import WHOLE, Tally
from tests.isolation.catalogue import findings

# Keys whose first part is already a row of one province.
WITHIN = ["edition_number_once", "summary_edition_once"]
OPEN = [table for config in apps.get_app_configs() for table in getattr(config, "open_tables", {})]
TABLES = sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, Tenanted))
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
MUTANTS = [(table, hole) for table in TABLES for hole in HOLES]
TRIED = MUTANTS if WHOLE else [one for number, one in enumerate(MUTANTS) if number % 10 == 3]


@pytest.fixture
def owner(db):
    """A transaction of the owner of the tables, rolled back at the end."""
    url = os.environ["DATABASE_OWNER_URL"].replace("/platform?", f"/{connection.settings_dict['NAME']}?")
    with psycopg.connect(url) as connected:
        yield connected
        connected.rollback()


def seen(owner) -> list[str]:
    return findings(owner.execute, open_tables=OPEN, within=WITHIN)


@pytest.mark.requirement("CN-01", "LN-02")
def test_the_catalogue_has_no_hole(owner):
    assert not seen(owner)


def test_each_hole_in_it_is_seen(owner):
    tally = Tally("I8 holes in the catalogue")
    for table, hole in TRIED:
        owner.execute("SAVEPOINT before")
        owner.execute(HOLES[hole].format(table))
        if not tally.timed(lambda: seen(owner)):
            tally.bad.append(f"{table}: {hole}")
        owner.execute("ROLLBACK TO before")
    tally.close()
