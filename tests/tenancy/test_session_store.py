"""A session that cannot be saved because the database is away is a fault, not a session that ended."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.urls import reverse

from tenancy.accounts.session_store import SessionStore
from tests.cast import client_of


@pytest.fixture
def store(db):
    begun = SessionStore()
    begun.create()
    return begun


def fail(*_args, **_options):
    raise OperationalError("the server closed the connection")


def test_a_database_that_went_away_is_told_as_what_it_is(store, monkeypatch):
    monkeypatch.setattr(Session, "save", fail)
    with pytest.raises(OperationalError, match="closed the connection"):
        store.save()


def test_a_session_that_ended_meanwhile_is_told_as_ended(store):
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        store.save()


def test_nobody_hears_a_refusal_of_what_was_done_before_the_database_went_away(zhang, monkeypatch):
    """Found by killing the database while firms accept: 400, and the licence was there."""
    visitor = client_of(zhang)
    visitor.raise_request_exception = False
    monkeypatch.setattr(Session, "save", fail)
    assert visitor.get(reverse("desk")).status_code == 500
