"""A real worker, Redis and database: killed, flushed, delivered twice, and still once in effect (F2, F4, F6).

Each test starts a worker of its own in a process group of its own and ends exactly that one.
"""

import base64
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from audit.models import Event
from config.celery import app
from outbox.mail import post
from outbox.models import Job
from outbox.queue import enqueue, wake
from outbox.runner import work
from tenancy.scope import acting
from tests.outbox import traces  # noqa: F401 -- registers its jobs here as well

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def start(tmp_path):
    """Start parts of the engine ("worker", "beat"); whatever still runs is killed at the end."""
    running = []

    def start_part(*arguments):
        environment = os.environ | {"DATABASE_URL": own_database_url(), "REDIS_URL": settings.REDIS_URL}
        with (tmp_path / "engine.log").open("ab") as log:
            part = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "config", *arguments],
                cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        running.append(part)
        return part

    yield start_part
    for part in running:
        kill(part)


@pytest.fixture
def start_worker(start):
    return lambda: start("worker", "-c", "2", "--loglevel=INFO", "-I", "tests.outbox.traces")


@pytest.fixture(autouse=True)
def _empty_redis():
    redis.Redis.from_url(settings.REDIS_URL).flushdb()


@pytest.fixture
def held(started_liaoning, tmp_path):
    """A job that stops in its middle until the file `go` exists."""
    paths = {"begun": str(tmp_path / "begun"), "go": str(tmp_path / "go")}
    return ask("tests.held", "1", paths), tmp_path / "begun", tmp_path / "go"


def test_a_worker_killed_in_the_middle_leaves_one_effect(held, start_worker):
    job, begun, go = held
    first = start_worker()
    eventually(lambda: times(begun) == 1)
    kill(first)
    go.touch()
    assert effects() == 0
    start_worker()
    skip_the_pause(job)
    app.send_task("outbox.sweep")
    eventually(lambda: is_done(job))
    assert times(begun) == 2
    assert effects() == 1


def test_only_the_child_killed_and_the_job_comes_back(held, start_worker):
    job, begun, go = held
    worker = start_worker()
    eventually(lambda: times(begun) == 1)
    for child in children_of(worker):
        os.kill(child, signal.SIGKILL)
    go.touch()
    skip_the_pause(job)
    eventually(lambda: app.send_task("outbox.sweep") and is_done(job), pause=0.5)
    assert effects() == 1


def test_a_flushed_redis_costs_time_only(started_liaoning, start, start_worker, tmp_path):
    jobs = [ask("tests.trace", str(number)) for number in range(5)]
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    start_worker()
    start("beat", "--schedule", str(tmp_path / "beat"))
    eventually(lambda: all(is_done(job) for job in jobs))
    assert effects() == 5


def test_a_message_delivered_many_times_does_the_job_once(started_liaoning, start_worker):
    job = ask("tests.trace", "1")
    for _ in range(10):
        wake(21)
    start_worker()
    eventually(lambda: is_done(job))
    eventually(lambda: not redis.Redis.from_url(settings.REDIS_URL).exists("celery", "unacked"))
    assert effects() == 1


def test_the_collector_does_not_walk_through_the_programme_in_the_middle_of_a_job(
    started_liaoning, start_worker, tmp_path
):
    job = ask("tests.frozen", "1", {"told": str(tmp_path / "told")})
    start_worker()
    eventually(lambda: is_done(job))
    assert int((tmp_path / "told").read_text()) > 100_000


def test_two_workers_at_the_same_job_do_it_once(held, start_worker):
    job, begun, go = held
    start_worker()
    eventually(lambda: times(begun) == 1)
    skip_the_pause(job)
    wake(21)
    eventually(lambda: was_claimed_again(job))
    go.touch()
    eventually(lambda: is_done(job))
    assert times(begun) == 1
    assert effects() == 1


def test_a_redis_that_is_away_does_not_undo_what_people_did(started_liaoning, monkeypatch):
    monkeypatch.setattr(app, "send_task", unanswered)
    job = ask("tests.trace", "1")
    assert not is_done(job)
    work(21)
    assert effects() == 1


def test_redis_learns_nothing_but_the_province(started_liaoning):
    with acting(province=21), transaction.atomic():
        post("zhang@example.org", "声明已退回", "请补充材料。", key="declaration:7")
    server = redis.Redis.from_url(settings.REDIS_URL)
    message = json.loads(server.lrange("celery", 0, -1)[0])
    assert json.loads(base64.b64decode(message["body"]))[:2] == [[21], {}]
    assert message["content-type"] == "application/json"
    assert app.conf.accept_content == ["json"]


def unanswered(*_args, **_options):
    raise OperationalError("Connection refused")


def ask(kind, key, payload=None):
    with acting(province=21), transaction.atomic():
        return enqueue(kind, key=key, payload=payload)


def read(query):
    with acting(province=21), transaction.atomic():
        return query()


def is_done(job):
    return read(lambda: Job.objects.get(pk=job.pk).done_at)


def was_claimed_again(job):
    return read(lambda: Job.objects.filter(pk=job.pk, due_at__gt=Now()).exists())


def effects():
    return read(lambda: Event.objects.filter(verb="tests.traced").count())


def skip_the_pause(job):
    """As though the pause before the next attempt had passed."""
    read(lambda: Job.objects.filter(pk=job.pk).update(due_at=Now()))


def times(begun):
    return begun.read_text().count("begun") if begun.exists() else 0


def eventually(condition, within=60, pause=0.05):
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(pause)


def kill(part):
    if part.poll() is None:
        os.killpg(part.pid, signal.SIGKILL)
    part.wait()


def children_of(part):
    return [int(pid) for pid in Path(f"/proc/{part.pid}/task/{part.pid}/children").read_text().split()]


def own_database_url():
    source = os.environ["DATABASE_URL"]
    return source.replace("/platform?", f"/{connection.settings_dict['NAME']}?")
