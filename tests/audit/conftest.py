"""Events, and a hand that tampers with history as the owner of the tables."""

import os

import psycopg
import pytest
from django.db import connection, transaction

from audit.record import record
from tenancy.actors import system_actor


@pytest.fixture
def happen(liaoning):
    """Write as many events as asked."""

    @transaction.atomic
    def write(number=1, verb="tests.act", **told):
        return [record(verb, liaoning, by=system_actor(liaoning), **told) for _ in range(number)]

    return write


@pytest.fixture
def as_owner():
    """Run statements as the owner of the tables, past their triggers, committed."""

    def run(*statements):
        url = os.environ["DATABASE_OWNER_URL"].replace("/platform?", f"/{connection.settings_dict['NAME']}?")
        with psycopg.connect(url) as owner:
            owner.execute("SELECT set_config('app.province', '21', false)")
            for statement in statements:
                owner.execute(statement)

    return run


@pytest.fixture
def tamper(as_owner):
    def run(table, statement):
        switch = f"ALTER TABLE {table} {{}} TRIGGER append_only"
        as_owner(switch.format("DISABLE"), statement, switch.format("ENABLE"))

    return run
