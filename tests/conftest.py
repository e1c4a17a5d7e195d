"""The database of each test process is a copy of the migrated one; the cast of people is in tests/cast.py."""

import os

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation
from psycopg import sql

from config.celery import app, broker_url
from config.embedded.postgres import SUPERUSER
from publication import places
from tenancy import tree
from tenancy.policy import ledger, reader, workdays

pytest_plugins = ["tests.cast", "tests.failing_redis"]
# How fast an example runs says how busy the machine is, not whether the property holds.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")
OWNER_URL = os.environ.get("DATABASE_OWNER_URL", "")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Nothing to rename: the copy has a name of its own."""


@pytest.fixture(scope="session")
def django_db_setup(worker_id, django_db_blocker):
    """Copy the migrated database for this process, work in it as the application role, drop it at the end."""
    source, copy = settings.DATABASES["default"]["NAME"], f"test_{worker_id}_{os.getpid()}"
    copy_database(source, copy)
    connections["default"].settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = copy

    def start_afresh(_self) -> None:
        """After a test that really commits: history refuses to be emptied, so the copy is made again."""
        connections.close_all()
        drop_database(copy)
        copy_database(source, copy)
        for told in (ledger.load, reader._resolve, workdays.calendar_as_of):  # by ids, which are given out once more
            told.cache_clear()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", start_afresh)
        yield
    with django_db_blocker.unblock():
        connections.close_all()
    drop_database(copy)


@pytest.fixture(scope="session", autouse=True)
def own_files(tmp_path_factory):
    """What a test uploads or draws lies in a folder of its process, not beside the code."""
    settings.MEDIA_ROOT = os.environ["MEDIA_ROOT"] = str(tmp_path_factory.mktemp("media"))


@pytest.fixture(scope="session", autouse=True)
def own_redis(worker_id):
    """Each test process has a numbered database of the one Redis to itself, for cache and messages."""
    number = int(worker_id.removeprefix("gw")) + 1 if worker_id.startswith("gw") else 0
    url = settings.REDIS_URL
    own = f"{url}?db={number}" if url.startswith("unix:") else f"{url.rstrip('/')}/{number}"
    settings.REDIS_URL = os.environ["REDIS_URL"] = own
    app.conf.broker_url = broker_url(own)
    for name, told in settings.CACHES.items():
        told |= {"LOCATION": own, "OPTIONS": {"socket_timeout": 30}}  # a busy machine is no silent Redis
        caches[name].close()
        del caches[name]  # it was made before this process knew its number


@pytest.fixture(scope="session", autouse=True)
def own_seal(tmp_path_factory):
    """One key for all tests of a process (making it takes a second); it opens with the secret of this run alone."""
    settings.SEAL_FOLDER = str(tmp_path_factory.mktemp("seal"))


@pytest.fixture(autouse=True)
def fresh_allowances(own_redis):
    """What one visitor may do so often a minute was not spent by another test."""
    caches["default"].clear()


@pytest.fixture(autouse=True)
def in_chinese():
    """Each test begins in the source language, whatever page the one before it looked at."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def on_https(settings):
    """As the settings are where SITE_URL begins with https (tests/platform/test_deployment.py)."""
    settings.SECURE_HSTS_SECONDS = 31536000


@pytest.fixture(autouse=True)
def units_as_they_are():
    """What a test read of the units and their names, and then undid, is not at hand in the next one."""
    tree.read_in.cache_clear()
    places._read.cache_clear()


def copy_database(source: str, copy: str) -> None:
    administer(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(copy), sql.Identifier(source)))


def drop_database(name: str) -> None:
    """By force, which only the superuser may use on sessions of another role (a worker that was killed just now)."""
    administer(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)), role=SUPERUSER)


def administer(statement: sql.Composable, role: str = "platform_owner") -> None:
    """As the owner role or another, outside any database of the tests."""
    url = OWNER_URL.replace("/platform?", "/postgres?").replace("//platform_owner@", f"//{role}@")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture
def history_gives_way(django_db_setup):
    """In this process's copy of the database history takes other words for as long as the test runs."""
    name = settings.DATABASES["default"]["NAME"]
    with psycopg.connect(OWNER_URL.replace("/platform?", f"/{name}?"), autocommit=True) as owner:
        rewrite = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only'"
        tables = [table for (table,) in owner.execute(rewrite)]
        turn(owner, tables, "DISABLE")
        yield
        turn(owner, tables, "ENABLE")


def turn(owner: psycopg.Connection, tables: list[str], how: str) -> None:
    for table in tables:
        owner.execute(f"ALTER TABLE {table} {how} TRIGGER append_only")
