"""The database of each test process is a copy of the migrated one; the cast of people is in tests/cast.py."""

import os

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from psycopg import sql

OWNER_URL = os.environ.get("DATABASE_OWNER_URL", "")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Nothing to rename: the copy has a name of its own."""


@pytest.fixture(scope="session")
def django_db_setup(worker_id, django_db_blocker):
    """Copy the migrated database for this process, work in it as the application role, drop it at the end."""
    source, copy = settings.DATABASES["default"]["NAME"], f"test_{worker_id}_{os.getpid()}"
    administer(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(copy), sql.Identifier(source)))
    connections["default"].settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = copy
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    administer(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(copy)))


def administer(statement: sql.Composable) -> None:
    """As the owner role, outside any database of the tests."""
    url = OWNER_URL.replace("/platform?", "/postgres?")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
