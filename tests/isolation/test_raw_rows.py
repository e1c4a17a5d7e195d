"""I2: whatever lies in the database is entered here or in the rooms' own lists, and keeps to its province."""

from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.db import transaction

from config.embedded.postgres import SUPERUSER
from tenancy.models.base import Tenanted
from tests.fuzz.tally import WHOLE, Tally
from tests.isolation import raw_rows, world
from tests.isolation.browsers import quietly
from tests.isolation.raw_rows import APPLICATION, OWNER
from tests.isolation.test_might import address

OPEN = [table for config in apps.get_app_configs() for table in getattr(config, "open_tables", {})]
TABLES = sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, Tenanted))
OWN_ROWS = {"tenancy_membership", "tenancy_signup", "outbox_notice"}  # a person reads the own ones in any province
ROLES = {APPLICATION, OWNER, SUPERUSER}
# Beside the tables' own sequences; none of them acts with other rights than its caller's.
FUNCTIONS = {
    "refuse_rewriting_history()": "a trigger",
    "publication_count_new()": "a trigger",
    "publication_count_changed()": "a trigger",
    "publication_count_removed()": "a trigger",
    "publication_words(text,text,text,text)": "reads nothing",
    "publication_grams(text)": "reads nothing",
    "publication_times(timestamp with time zone)": "reads nothing",
    "publication_reach(text,smallint,text)": "reads nothing",
}
ENTERED = {("table", name) for name in [*OPEN, *TABLES]} | {("role", name) for name in ROLES}
MORE = {
    "table": "CREATE TABLE more (id bigint)",
    "view": "CREATE VIEW more AS SELECT * FROM licensing_licence",
    "materialised view": "CREATE MATERIALIZED VIEW more AS SELECT * FROM licensing_licence",
    "sequence": "CREATE SEQUENCE more",
    "function": "CREATE FUNCTION more() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM licensing_licence'",
    "role": "CREATE ROLE more",
}
DUG = {
    "an open policy": "ALTER POLICY in_province ON licensing_licence USING (true) WITH CHECK (true)",
    "no wall": "ALTER TABLE licensing_licence DISABLE ROW LEVEL SECURITY",
}


@pytest.fixture
def line_of(db) -> Iterator:
    """A transaction of each role, rolled back at the end."""
    lines: list[psycopg.Connection] = []

    def line(role: str) -> psycopg.Connection:
        lines.append(psycopg.connect(address(role)))
        return lines[-1]

    yield line
    for each in lines:
        each.rollback()
        each.close()


def not_entered(line: psycopg.Connection) -> set[tuple[str, str]]:
    numbering = {("sequence", name) for name, table in line.execute(raw_rows.NUMBERING) if ("table", table) in ENTERED}
    return raw_rows.listed(line) - ENTERED - numbering - {("function", name) for name in FUNCTIONS}


@pytest.mark.requirement("A1")
def test_everything_in_the_database_is_entered(line_of):
    assert not not_entered(line_of(SUPERUSER))


@pytest.mark.parametrize("kind", MORE)
def test_control_whatever_comes_without_an_entry_is_noticed(line_of, kind):
    line = line_of(SUPERUSER)
    line.execute(MORE[kind])
    assert [found for found, _name in not_entered(line)] == [kind]


def test_no_table_can_be_emptied_copied_or_referred_to(line_of):
    line, tally = line_of(APPLICATION), Tally("I2 what the application may do with no table")
    for table in [*TABLES, *OPEN]:
        tally.bad += tally.timed(lambda: list(raw_rows.done_beyond(line, table)))  # noqa: B023
    tally.close()


def test_no_sequence_can_be_turned_back(line_of):
    line = line_of(APPLICATION)
    sequences = [name for kind, name in raw_rows.listed(line) if kind == "sequence"]
    assert len(sequences) > 50
    assert {raw_rows.answer(line, f"SELECT setval('{name}', 1)") for name in sequences} == {"42501"}


@pytest.mark.django_db(transaction=True)
def test_each_role_sees_and_writes_one_province_and_without_one_nothing(settings, tmp_path, line_of):
    settings.MEDIA_ROOT = tmp_path
    with quietly(), transaction.atomic():
        world.build(makers=None if WHOLE else world.WITHOUT_PAPERS)
    superuser, tally = line_of(SUPERUSER), Tally("I2 each table as each role")
    oracle = raw_rows.counted_by(superuser, TABLES)
    assert sum(1 for count, _hash in oracle.values() if count) > 60
    for role in (APPLICATION, OWNER):
        judge(line := line_of(role), oracle, tally)
        tally.bad += [f"{role}: not just the own rows of {table}" for table in beyond_the_own(line, superuser)]
        line.rollback()  # nothing stands in the way of who digs a hole
    tally.bad += [f"control: nobody noticed {hole}" for hole in DUG if not noticed(superuser, oracle, hole)]
    tally.close()


def judge(line: psycopg.Connection, oracle: raw_rows.Oracle, tally: Tally) -> None:
    tally.bad += tally.timed(lambda: list(raw_rows.seen_wrongly(line, oracle)))
    for table in TABLES:
        tally.bad += tally.timed(lambda: list(raw_rows.written_outside(line, table)))  # noqa: B023
        tally.bad += [f"{table}: copied out without a province"] * raw_rows.copied_out(line, table)


def beyond_the_own(line: psycopg.Connection, superuser: psycopg.Connection) -> Iterator[str]:
    """Tables of which a person without a province sees anything but what is theirs."""
    [(user,)] = superuser.execute("SELECT user_id FROM outbox_notice GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
    for table in TABLES:
        if not raw_rows.seen_by_somebody(line, superuser, table, user, own=table in OWN_ROWS):
            yield table


def noticed(superuser: psycopg.Connection, oracle: raw_rows.Oracle, hole: str) -> bool:
    """With a hole in one wall, as the application in the same transaction."""
    with superuser.transaction(force_rollback=True):
        superuser.execute(DUG[hole])
        superuser.execute(f"SET LOCAL ROLE {APPLICATION}")
        seen = [fault for fault in raw_rows.seen_wrongly(superuser, oracle) if "licensing_licence:" in fault]
        return bool(seen and list(raw_rows.written_outside(superuser, "licensing_licence")))
