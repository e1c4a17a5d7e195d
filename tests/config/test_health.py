"""Two doors for the person on duty: is the process alive, and can it do its work."""

import re
import time

import pytest
from django.core.cache import cache
from django.db import OperationalError

from config import health
from config.celery import app
from outbox import tasks
from outbox.tasks import HEARTBEAT


@pytest.fixture
def worker_seen():
    def seen(seconds_ago):
        cache.set(HEARTBEAT, {"at": time.time() - seconds_ago, "oldest_job_seconds": 0})

    yield seen
    cache.delete(HEARTBEAT)


def test_the_process_is_alive_without_asking_the_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-store" in answer["Cache-Control"]


def test_ready_says_since_when_the_worker_was_seen(client, db, worker_seen):
    worker_seen(seconds_ago=4)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["ready"]
    assert 4 <= answer.json()["worker"]["age_seconds"] < 60


def test_a_silent_worker_is_told_in_words(client, db, worker_seen):
    worker_seen(seconds_ago=75)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert re.search(r"已有 (7[5-9]|8\d) 秒没有动静", answer.json()["worker"]["words"])
    assert answer.json()["database"]["ready"]


def test_a_worker_that_never_came_is_told_in_words(client, db):
    assert "还没有动静" in client.get("/readyz").json()["worker"]["words"]


def test_a_database_that_is_away_is_told_in_words(client, worker_seen, monkeypatch):
    worker_seen(seconds_ago=1)
    monkeypatch.setattr(health.connection, "cursor", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"]["words"] == "数据库没有应答"


def test_a_database_that_was_not_brought_up_to_the_programme_is_told_in_words(client, db, worker_seen, monkeypatch):
    worker_seen(seconds_ago=1)
    monkeypatch.setattr(health, "steps", lambda: frozenset({("tenancy", "9999_what_is_still_to_come")}))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["schema"]["words"] == "数据库结构还差1步，须先执行 migrate"
    assert answer.json()["database"]["ready"]


def test_a_broker_that_is_away_is_told_in_words(client, db, worker_seen, monkeypatch):
    worker_seen(seconds_ago=1)
    monkeypatch.setattr(app.conf, "broker_url", "redis+socket:///nowhere/redis.sock")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "Redis" in answer.json()["broker"]["words"]


def test_looking_for_work_leaves_the_sign_of_life(client, db):
    tasks.sweep()
    assert client.get("/readyz").json()["worker"]["age_seconds"] < 60
    cache.delete(HEARTBEAT)


def away():
    raise OperationalError
