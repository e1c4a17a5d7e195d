"""F6 itself is tried: what a second delivery changes is found, and a kind that nobody delivered is named."""

from random import Random

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from audit.models import Event
from audit.record import record
from config.embedded.postgres import SUPERUSER
from config.faults import drills
from config.management.commands import faults_again
from outbox.models import Job
from outbox.queue import enqueue
from outbox.registry import HANDLERS, job_actor
from tenancy.scope import acting
from tests.cast import LIAONING
from tests.isolation.test_might import address

CHANCE = Random(7)


@pytest.fixture
def kinds(monkeypatch):
    """Nothing is registered but what the test registers."""
    monkeypatch.setattr(drills, "HANDLERS", own := {})
    return own


@pytest.fixture
def delivered(monkeypatch):
    """The jobs that each hand was given, in its order; no database."""
    orders = []
    monkeypatch.setattr(drills, "attempt_all", orders.append)
    return orders


def test_every_registered_kind_has_to_be_met(kinds, monkeypatch):
    kinds |= {"a.one": None, "b.other": None}
    assert "遇到 2 种，没有遇到的：没有" in drills.met({"a.one", "b.other", "gone.by_now"})
    with pytest.raises(AssertionError, match=r"没有遇到的：b\.other"):
        drills.met({"a.one"})
    monkeypatch.setattr(drills, "NOT_MET", {"b.other": "须有硬件"})
    assert "免于演练：b.other（须有硬件）" in drills.met({"a.one"})


def test_a_reason_for_a_kind_that_was_met_is_out_of_date(kinds, monkeypatch):
    kinds |= {"a.one": None}
    monkeypatch.setattr(drills, "NOT_MET", {"a.one": "须有硬件"})
    with pytest.raises(AssertionError, match="不必再免"):
        drills.met({"a.one"})


def test_a_reason_names_a_kind_that_is_registered():
    assert HANDLERS.keys() >= drills.NOT_MET.keys()


def test_all_hands_get_all_jobs_each_in_another_order(delivered):
    jobs = [Job(key=str(n)) for n in range(30)]
    drills.deliver(jobs, Random(3))
    keys = [[job.key for job in order] for order in delivered]
    assert len(keys) == drills.HANDS
    assert len({tuple(order) for order in keys} | {tuple(job.key for job in jobs)}) == drills.HANDS + 1
    assert all(sorted(order, key=int) == [job.key for job in jobs] for order in keys)


def test_what_is_there_before_or_after_only_is_a_difference_too():
    assert drills.differing({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 1}) == ["b", "c"]


def test_the_clock_is_a_week_ahead_only_meanwhile():
    before = timezone.now()
    with drills.a_week_later():
        assert (timezone.now() - before).days == 7
    assert (timezone.now() - before).days == 0


@pytest.fixture
def work(liaoning, monkeypatch):
    """Has a job of ours done once, and says what delivering it again and again has changed."""
    monkeypatch.setenv(drills.ADMINISTRATOR, address(SUPERUSER))

    def do(handler):
        monkeypatch.setitem(HANDLERS, "tests.again", handler)
        with acting(province=LIAONING), transaction.atomic():
            enqueue("tests.again", key="1")
        drills.work_off()
        return drills.difference(Job.objects.filter(kind="tests.again"), CHANCE)

    return do


@pytest.mark.django_db(transaction=True)
def test_a_job_that_looks_before_it_writes_is_done_again_and_changes_nothing(work):
    times = []

    def careful(job):
        times.append(1)
        if not Event.objects.filter(verb="tests.again").exists():
            record("tests.again", job, by=job_actor(job))

    assert work(careful) == (1, 1, [])
    assert len(times) == 1 + drills.TIMES


@pytest.mark.django_db(transaction=True)
def test_a_job_that_writes_each_time_is_found(work):
    _kinds, _number, changed = work(lambda job: record("tests.again", job, by=job_actor(job)) and None)
    assert "audit_event" in changed


@pytest.mark.django_db(transaction=True)
def test_a_job_that_asks_for_another_letter_each_time_is_found(work, monkeypatch):
    monkeypatch.setitem(HANDLERS, "tests.letter", lambda _job: None)
    _kinds, _number, changed = work(lambda _job: enqueue("tests.letter", key=str(CHANCE.random())) and None)
    assert changed == ["作业 tests.letter"]


@pytest.mark.django_db(transaction=True)
def test_a_job_that_cannot_be_done_is_told(work):
    with pytest.raises(AssertionError, match=r"没有做成：.*no paper"):
        work(lambda _job: (_ for _ in ()).throw(LookupError("no paper")))


@pytest.mark.django_db(transaction=True)
def test_the_control_finds_a_careless_job_and_fails_when_it_does_not(liaoning, monkeypatch):
    monkeypatch.setenv(drills.ADMINISTRATOR, address(SUPERUSER))
    monkeypatch.setitem(HANDLERS, faults_again.CARELESS, faults_again.careless)
    assert "audit_event" in faults_again.found_careless(CHANCE)
    monkeypatch.setattr(drills, "differing", lambda _before, _after: [])
    with pytest.raises(AssertionError, match="对照"):
        faults_again.found_careless(CHANCE)


@pytest.mark.django_db
def test_the_child_works_on_no_database_but_the_copy():
    with pytest.raises(CommandError, match="只在演练的副本上执行"):
        call_command("faults_again")
