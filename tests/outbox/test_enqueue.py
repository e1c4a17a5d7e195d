"""A job is written beside its cause, once per natural key."""

import pytest
from django.db import transaction

from outbox.models import Job
from outbox.queue import enqueue, enqueue_all
from outbox.registry import UnknownKindError
from tenancy.actors import system_actor
from tenancy.refusals import Refused
from tenancy.scope import acting


@pytest.fixture(autouse=True)
def _kinds(can_do):
    can_do("tests.note", lambda job, **payload: None)


def test_asking_twice_for_the_same_thing_is_one_job(in_liaoning):
    first = enqueue("tests.note", key="7:2", payload={"declaration": 7})
    assert enqueue("tests.note", key="7:2", payload={"declaration": 7}) == first
    assert Job.objects.count() == 1


def test_a_job_belongs_to_the_province_of_the_one_who_asks(in_liaoning):
    assert enqueue("tests.note", key="1", by=system_actor(in_liaoning)).province_id == 21


def test_the_same_key_is_another_job_in_another_province(started_liaoning, started_zhejiang):
    for province in (21, 33):
        with acting(province=province):
            enqueue("tests.note", key="2026-11")
            assert Job.objects.count() == 1


def test_a_job_dies_with_the_verb_that_fails(in_liaoning):
    with pytest.raises(Refused):
        ask_and_fail()
    assert not Job.objects.exists()


def test_nobody_can_ask_for_work_that_no_function_does(in_liaoning):
    with pytest.raises(UnknownKindError, match=r"tests\.unheard"):
        enqueue("tests.unheard", key="1")


def test_a_job_without_a_province_is_refused(started_liaoning):
    with pytest.raises(LookupError, match="belongs to a province"):
        enqueue("tests.note", key="1")


@transaction.atomic
def ask_and_fail():
    enqueue("tests.note", key="1")
    raise Refused("材料不齐")


def test_a_thousand_jobs_are_one_statement_and_one_wake_up(
    in_liaoning, django_assert_num_queries, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as wake_ups, django_assert_num_queries(1):
        enqueue_all("tests.note", [(str(number), {}) for number in range(1000)])
    assert len(wake_ups) == 1
    assert Job.objects.count() == 1000
