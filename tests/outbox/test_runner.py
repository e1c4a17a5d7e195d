"""A job is done once in effect; a failing one says why, comes back later and is given up in the end."""

import pytest
from django.db import connection
from django.db.models.functions import Now

from outbox.models import Job
from outbox.queue import enqueue, enqueue_all
from outbox.registry import Again
from outbox.runner import MAX_ATTEMPTS, UPGRADE, pause_after, work
from tenancy.models import Region
from tests.factories.ground_floor import JobFactory


@pytest.fixture
def done(can_do):
    """What was done, in order."""
    names = []
    can_do("tests.note", lambda job, name="": names.append(name or job.key))
    return names


@pytest.fixture
def failing(can_do):
    def fail(job):
        Region.objects.create(province_id=21, code="219900", name="半途市", level="city")
        raise OSError("登记簿没有应答")

    can_do("tests.fail", fail)


def test_a_due_job_is_done_with_its_payload(in_liaoning, done):
    job = enqueue("tests.note", key="1", payload={"name": "核验"})
    work(21)
    job.refresh_from_db()
    assert done == ["核验"]
    assert job.done_at


def test_a_job_that_is_done_is_not_done_again(in_liaoning, done):
    enqueue("tests.note", key="1")
    work(21)
    work(21)
    assert done == ["1"]


def test_a_job_for_later_waits(in_liaoning, done):
    enqueue("tests.note", key="1", due_at=db_time() + pause_after(1))
    assert work(21) == 0
    assert done == []


def test_a_job_of_a_kind_that_this_version_does_not_know_waits_for_one_that_does(in_liaoning, done, can_do):
    later = JobFactory(kind="tests.of_the_next_version", key="1")
    enqueue("tests.note", key="2")
    assert work(21) == 1
    later.refresh_from_db()
    assert (later.attempts, later.last_error, done) == (0, "", ["2"])
    can_do("tests.of_the_next_version", lambda job: done.append(job.key))
    work(21)
    assert done == ["2", "1"]


def test_a_patient_job_lets_the_others_go_first(in_liaoning, done):
    enqueue("tests.note", key="年报", patient=True)
    enqueue("tests.note", key="邮件")
    work(21)
    assert done == ["邮件", "年报"]


def test_a_worker_does_the_work_of_the_province_it_was_called_to(in_liaoning, started_zhejiang, done):
    enqueue("tests.note", key="1")
    assert work(33) == 0
    assert done == []


def test_a_failing_job_leaves_nothing_behind_but_its_words(in_liaoning, failing):
    job = enqueue("tests.fail", key="1")
    work(21)
    job.refresh_from_db()
    assert job.last_error == "OSError: 登记簿没有应答"
    assert job.done_at is None
    assert not Region.objects.filter(name="半途市").exists()


def test_a_failing_job_waits_longer_each_time():
    assert [pause_after(attempt).total_seconds() for attempt in (1, 2, 3, 20)] == [15, 60, 240, 21600]


def test_a_failing_job_is_given_up_in_the_end(in_liaoning, failing):
    job = enqueue("tests.fail", key="1")
    for _ in range(MAX_ATTEMPTS + 2):
        Job.objects.update(due_at=Now())
        work(21)
    job.refresh_from_db()
    assert job.attempts == MAX_ATTEMPTS
    assert job.given_up_at


def test_a_job_that_kills_its_worker_each_time_is_given_up_too(in_liaoning, done):
    job = enqueue("tests.note", key="1")
    Job.objects.update(attempts=MAX_ATTEMPTS)
    work(21)
    job.refresh_from_db()
    assert done == []
    assert job.given_up_at
    assert "died in the middle" in job.last_error


def test_one_failing_job_does_not_hold_up_the_next(in_liaoning, failing, done):
    enqueue("tests.fail", key="1")
    enqueue("tests.note", key="2")
    work(21)
    assert done == ["2"]


def test_a_job_whose_function_is_gone_says_so(in_liaoning, done):
    job = Job.objects.create(kind="tests.renamed", key="1", due_at=db_time() - UPGRADE)
    work(21)
    job.refresh_from_db()
    assert "tests.renamed" in job.last_error


def test_a_long_job_goes_on_from_its_checkpoint(in_liaoning, can_do):
    seen = []

    def recheck(job, start=0):
        seen.append((start, job.steps_done))
        return Again({"start": start + 100}, done=start + 100, total=300) if start < 200 else None

    can_do("tests.recheck", recheck)
    job = enqueue("tests.recheck", key="2026-11")
    work(21)
    job.refresh_from_db()
    assert seen == [(0, 0), (100, 100), (200, 200)]
    assert (job.steps_done, job.steps_total) == (200, 300)
    assert job.done_at


def test_a_job_costs_ten_short_statements_however_many_wait(in_liaoning, done, django_assert_num_queries):
    enqueue_all("tests.note", [(str(number), {}) for number in range(50)])
    with django_assert_num_queries(10 * 50 + 3):
        work(21)
    assert len(done) == 50


def db_time():
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        return cursor.fetchone()[0]
