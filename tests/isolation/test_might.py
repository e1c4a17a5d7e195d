"""I9: a process whose role stands above row-level security does not start, and no connection of such a role is used."""

import os
import subprocess

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config import processes
from config.embedded.postgres import SUPERUSER
from tenancy.database.might import refuse_the_mighty

PATIENCE = 240
MIGHTY = {
    "a superuser": "CREATE ROLE someone SUPERUSER",
    "who bypasses the policies": "CREATE ROLE someone BYPASSRLS",
    "who may become the owner": "CREATE ROLE someone IN ROLE platform_owner",
    "the owner of one table": "CREATE ROLE someone; ALTER TABLE licensing_licence OWNER TO someone",
}
START = {"web": processes.web("127.0.0.1:0"), "worker": processes.worker()}


def address(role: str) -> str:
    """The database of this test process, as this role."""
    whole = os.environ["DATABASE_OWNER_URL"].replace("//platform_owner@", f"//{role}@")
    return whole.replace("/platform?", f"/{connection.settings_dict['NAME']}?")


@pytest.fixture
def superuser(db):
    """A transaction that is rolled back at the end, roles included."""
    with psycopg.connect(address(SUPERUSER)) as connected:
        yield connected
        connected.rollback()


@pytest.mark.parametrize("how", MIGHTY)
def test_no_connection_of_a_role_above_the_policies_is_used(superuser, how):
    superuser.execute(MIGHTY[how])
    superuser.execute("SET ROLE someone")
    with pytest.raises(ImproperlyConfigured, match="越过行级隔离"):
        refuse_the_mighty(superuser)


def test_the_role_of_the_application_is_taken(db):
    with psycopg.connect(address("platform_app")) as connected:
        assert refuse_the_mighty(connected) is None


def test_a_pool_of_the_owner_gives_no_connection(db):
    mighty = connection.copy()
    mighty.settings_dict = connection.settings_dict | {"USER": "platform_owner"}
    with pytest.raises(ImproperlyConfigured, match="platform_owner"):
        mighty.connect()
    assert mighty.connection.closed  # nor at the next question


@pytest.mark.parametrize(("process", "role"), [("web", "platform_owner"), ("worker", SUPERUSER)])
def test_a_process_of_such_a_role_does_not_start(db, process, role):
    """A real process takes some seconds to find out; nothing less shows that it ends."""
    served = os.environ | {"DATABASE_URL": address(role), "WEB_WORKERS": "1", "WORKER_PROCESSES": "1"}
    ended = subprocess.run(START[process], env=served, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert ended.returncode != 0
    assert "越过行级隔离" in ended.stdout + ended.stderr
