"""A province with its bureau and people, and a hand that tampers with history as the owner of the tables."""

import os

import psycopg
import pytest
from django.db import connection, transaction

from audit.record import record
from tenancy.actors import Actor, system_actor
from tenancy.models import Office, Province, Region, User
from tenancy.roles import Role
from tenancy.scope import acting


@pytest.fixture
def liaoning(db):
    return Province.objects.create(id=21, slug="ln", name="辽宁省", name_en="Liaoning")


@pytest.fixture
def in_liaoning(liaoning):
    with acting(province=21):
        yield liaoning


@pytest.fixture
def dalian(in_liaoning):
    top = Region.objects.create(province=in_liaoning, code="210000", name="辽宁省", level="province")
    return Region.objects.create(province=in_liaoning, code="210200", name="大连市", level="city", parent=top)


@pytest.fixture
def bureau(dalian):
    return Office.objects.create(region=dalian, name="大连市知识产权局")


@pytest.fixture
def li(bureau):
    """李 of the city bureau."""
    user = User.objects.create_user(email="li@example.org", name="李")
    return Actor(user=user, province=bureau.province, role=Role.CITY_OFFICER, office=bureau)


@pytest.fixture
def happen(in_liaoning):
    """Write as many events as asked."""

    @transaction.atomic
    def write(number=1, verb="tests.act", **told):
        return [record(verb, in_liaoning, by=system_actor(in_liaoning), **told) for _ in range(number)]

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
