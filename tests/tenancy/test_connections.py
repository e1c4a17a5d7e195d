"""A database that is begun anew is waited for; one that stays away is told at once."""

import psycopg
import pytest
from django.db import OperationalError, connection
from django.db.backends.postgresql import base as of_django

from tenancy.database import base

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(monkeypatch):
    """A second connection whose database refuses as often as it is told to; how often somebody knocked."""
    knocks, refused = [], {"times": 0}
    connect = of_django.DatabaseWrapper.get_new_connection

    def answer(self, conn_params):
        knocks.append(1)
        if len(knocks) <= refused["times"]:
            raise psycopg.OperationalError("the database system is starting up")
        return connect(self, conn_params)

    monkeypatch.setattr(of_django.DatabaseWrapper, "get_new_connection", answer)
    monkeypatch.setattr(base, "absence", base.Absence())
    monkeypatch.setattr(base, "BREATH_SECONDS", 0)
    visitor = connection.copy()
    yield visitor, knocks, refused
    visitor.close()


def asked(visitor):
    with visitor.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()


def test_whoever_comes_while_the_database_is_begun_anew_is_served(door):
    visitor, knocks, refused = door
    refused["times"] = 3
    assert asked(visitor) == (1,)
    assert len(knocks) == 4


def test_a_database_that_stays_away_keeps_nobody_waiting(door, monkeypatch):
    visitor, knocks, refused = door
    monkeypatch.setattr(base, "PATIENCE_SECONDS", 0)
    refused["times"] = 10
    for _each in range(2):
        with pytest.raises(OperationalError, match="starting up"):
            asked(visitor)
    assert len(knocks) == 2


def test_once_it_is_back_the_next_absence_is_waited_for_anew(door, monkeypatch):
    visitor, knocks, refused = door
    base.absence.since = -base.PATIENCE_SECONDS
    assert asked(visitor) == (1,)
    visitor.close()
    refused["times"] = len(knocks) + 2
    assert asked(visitor) == (1,)


def test_a_connection_that_died_is_replaced_with_the_next_request(door):
    visitor, knocks, _refused = door
    visitor.settings_dict = visitor.settings_dict | {"CONN_HEALTH_CHECKS": True}
    visitor.connect()
    visitor.connection.close()
    visitor.close_if_unusable_or_obsolete()
    assert asked(visitor) == (1,)
    assert len(knocks) == 2


@pytest.fixture
def kept():
    """A connection that a web thread keeps and looks at before each request."""
    line = connection.copy()
    line.settings_dict = line.settings_dict | {"CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": None}
    line.connect()
    yield line
    line.close()


def killed(line):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [line.connection.info.backend_pid])
        assert cursor.fetchone() == (True,)


def test_a_connection_that_still_stands_is_looked_at_and_not_asked(kept):
    kept.close_if_unusable_or_obsolete()
    before = kept.connection
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(of_django.DatabaseWrapper, "is_usable", None)
        assert asked(kept) == (1,)
    assert kept.connection is before


def test_a_connection_that_the_database_has_ended_is_replaced_and_nobody_notices(kept):
    before = kept.connection
    killed(kept)
    kept.close_if_unusable_or_obsolete()
    assert asked(kept) == (1,)
    assert kept.connection is not before


def test_a_connection_on_which_something_went_wrong_is_asked(kept):
    kept.errors_occurred = True
    killed(kept)
    kept.close_if_unusable_or_obsolete()
    assert kept.connection is None
