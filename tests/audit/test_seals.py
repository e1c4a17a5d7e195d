"""Whoever gets past the database's refusal leaves a trace: the seals no longer fit, and the first event is named."""

import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from audit import seals
from audit.models import Event, Seal
from outbox.models import Job
from outbox.queue import enqueue
from outbox.runner import work
from tenancy.scope import acting

AT_ONCE = timedelta(0)
committed = pytest.mark.django_db(transaction=True)


def first_break():
    with transaction.atomic():
        return next(seals.breaks(), None)


@pytest.fixture
def sealed(happen, monkeypatch):
    """Nine committed events in three seals."""
    monkeypatch.setattr(seals, "BATCH", 3)
    events = happen(9)
    while seals.seal(AT_ONCE):
        pass
    with transaction.atomic():
        assert [seal.count for seal in Seal.objects.all()] == [3, 3, 3]
    return [event.pk for event in events]


def test_untouched_events_fit_their_seals(happen):
    happen(5)
    assert seals.seal(AT_ONCE).count == 5
    assert seals.seal(AT_ONCE) is None
    assert list(seals.breaks()) == []


def test_fresh_events_wait_until_they_have_settled(happen):
    happen()
    assert seals.seal() is None


@committed
def test_a_changed_event_is_named(sealed, tamper):
    tamper("audit_event", f"UPDATE audit_event SET reason = '补记' WHERE id = {sealed[4]}")
    assert first_break() == seals.Break(sealed[4], f"Event {sealed[4]} was changed.")


@committed
def test_a_deleted_event_is_named(sealed, tamper):
    tamper("audit_event", f"DELETE FROM audit_event WHERE id = {sealed[0]}")
    assert first_break() == seals.Break(sealed[0], f"Event {sealed[0]} is missing.")


@committed
def test_an_event_put_in_afterwards_is_named(sealed, as_owner):
    columns = ", ".join(
        field.column for field in Event._meta.concrete_fields if field.column not in {"id", "recorded_at"}
    )
    copy = f"INSERT INTO audit_event ({columns}, recorded_at) SELECT {columns}, recorded_at"
    as_owner(f"{copy} FROM audit_event WHERE id = {sealed[2]}")
    assert "was added afterwards" in first_break().words


@committed
def test_a_seal_made_to_fit_a_changed_event_shows(sealed, tamper):
    tamper("audit_seal", "UPDATE audit_seal SET leaves = jsonb_set(leaves, '{0,1}', '\"0\"')")
    assert "was changed" in first_break().words


@committed
def test_a_seal_taken_away_shows(sealed, tamper):
    tamper("audit_seal", "DELETE FROM audit_seal WHERE previous = ''")
    assert "A seal is missing" in first_break().words


@committed
def test_the_command_names_the_first_broken_event_and_fails(sealed, tamper):
    tamper("audit_event", f"UPDATE audit_event SET reason = '补记' WHERE id >= {sealed[4]}")
    told = StringIO()
    with pytest.raises(CommandError, match="does not fit"):
        call_command("audit", "verify", stdout=told)
    assert f"21 辽宁省: Event {sealed[4]} was changed.\n" in told.getvalue()


@committed
def test_the_command_says_that_all_is_as_it_was(sealed):
    told = StringIO()
    call_command("audit", "verify", "--province", "21", stdout=told)
    assert told.getvalue() == "21 辽宁省: 9 of 9 events sealed, all as they were.\n"


def test_the_head_is_printed_to_be_kept_elsewhere(happen):
    happen()
    told = StringIO()
    call_command("audit", "head", "--province", "21", stdout=told)
    assert told.getvalue() == "21 none\n"
    seals.seal(AT_ONCE)
    call_command("audit", "head", "--province", "21", stdout=told)
    assert Seal.objects.get().mark in told.getvalue()


@committed
def test_a_writer_still_at_work_is_waited_for_and_never_held_up(happen):
    """Its event has a lower number than one already visible; sealing around it would accuse it later."""
    wrote, finish = threading.Event(), threading.Event()

    def slow_writer():
        with acting(province=21), transaction.atomic():
            happen()
            wrote.set()
            finish.wait(30)
        connection.close()

    writer = threading.Thread(target=slow_writer)
    writer.start()
    wrote.wait(30)
    happen()
    assert seals.seal(AT_ONCE) is None
    finish.set()
    writer.join()
    assert seals.seal(AT_ONCE).count == 2


def test_the_job_seals_batch_after_batch(happen, monkeypatch):
    monkeypatch.setattr(seals, "BATCH", 2)
    monkeypatch.setattr(seals, "SETTLED", AT_ONCE)
    happen(5)
    enqueue("audit.seal", key="2026-03-05")
    work(21)
    assert Job.objects.get().done_at
    assert sum(seal.count for seal in Seal.objects.all()) == 5
