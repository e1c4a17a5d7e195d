"""A province's administrator sees the jobs in trouble and can let them begin again."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from outbox.models import Job, JobState, kinds
from outbox.queue import enqueue
from outbox.registry import HANDLERS
from outbox.runner import work
from outbox.services import retry
from tenancy.refusals import Refused
from tests.cast import client_of


@pytest.fixture
def broken(zhao_admin, can_do):
    """A job that was given up."""

    def fail(job):
        raise OSError("登记簿没有应答")

    can_do("tests.fail", fail)
    job = enqueue("tests.fail", key="声明 7")
    work(21)
    Job.objects.update(given_up_at=Now())
    job.refresh_from_db()
    return job


def test_an_administrator_sees_why_a_job_was_given_up(zhao_admin, broken):
    text = client_of(zhao_admin).get("/jobs/").content.decode()
    for said in ["声明 7", "已停止重试", "OSError: 登记簿没有应答"]:
        assert said in text


def test_a_job_that_is_late_shows_and_one_for_tomorrow_does_not(zhao_admin, can_do):
    can_do("tests.note", lambda job: None)
    for key, days in (("昨天", -1), ("明天", 1)):
        enqueue("tests.note", key=key)
        Job.objects.filter(key=key).update(due_at=Now() + timedelta(days=days))
    assert [job.key for job in Job.objects.troubled()] == ["昨天"]


def test_a_retried_job_begins_again_with_all_its_attempts(zhao_admin, broken, can_do):
    can_do("tests.fail", lambda job: None)
    answer = client_of(zhao_admin).post(f"/jobs/{broken.pk}/retry/", follow=True)
    assert "已重新安排" in answer.content.decode()
    work(21)
    broken.refresh_from_db()
    assert (broken.state, broken.attempts) == (JobState.DONE, 1)
    assert (broken.retried_by, bool(broken.retried_at)) == (zhao_admin.user.pk, True)


def test_a_job_that_is_done_cannot_be_retried(zhao_admin, can_do):
    can_do("tests.note", lambda job: None)
    job = enqueue("tests.note", key="1")
    work(21)
    with pytest.raises(Refused, match="已经办结"):
        retry(job, by=zhao_admin)


def test_a_job_that_waits_for_its_hour_is_not_begun_before_it(zhao_admin, can_do):
    """Such as a planned release: whoever keeps the jobs does not publish."""
    can_do("tests.note", lambda job: None)
    job = enqueue("tests.note", key="明天的发布")
    Job.objects.update(due_at=Now() + timedelta(days=1))
    answer = client_of(zhao_admin).post(f"/jobs/{job.pk}/retry/", follow=True)
    assert "不能提前" in answer.content.decode()
    assert work(21) == 0


def test_only_the_administrator_of_the_province_comes_here(zhao, zhang, broken):
    for actor in (zhao, zhang):
        assert client_of(actor).get("/jobs/").status_code == 403
        assert client_of(actor).post(f"/jobs/{broken.pk}/retry/").status_code == 403


def test_a_job_of_another_province_is_not_found(zhao_admin):
    assert client_of(zhao_admin).post("/jobs/999999/retry/").status_code == 404


def test_every_kind_of_job_has_words_for_its_administrator():
    product = {kind for kind, handler in HANDLERS.items() if not handler.__module__.startswith("tests.")}
    assert "declarations.check" in product
    assert not product - set(kinds())
