"""A real worker killed in the middle of a re-check, a Redis flushed meanwhile: nothing changes but the time."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from config.celery import app
from declarations.rechecks import RECHECK, begin
from outbox.models import Job
from outbox.queue import enqueue
from publication.choices import Outcome
from publication.models import Record, StatusNote
from tenancy.models import Province
from tenancy.scope import acting
from tests.factories.publication import AnnouncementFactory, offers
from tests.factories.tenancy import platform

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def start_worker(tmp_path):
    running = []

    def start():
        source = os.environ["DATABASE_URL"]
        own = source.replace("/platform?", f"/{connection.settings_dict['NAME']}?")
        environment = {"DATABASE_URL": own, "REDIS_URL": settings.REDIS_URL, "SLOW_ROUND": str(tmp_path)}
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-c", "1", "-I", "tests.watch.slow_round"]
        with (tmp_path / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                command, cwd=ROOT, env=os.environ | environment, stdout=log, stderr=log, start_new_session=True
            )
        running.append(worker)
        return worker

    yield start
    for worker in running:
        kill(worker)


def kill(worker):
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


@pytest.fixture
def round_job():
    """A round of ten records, asked for."""
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    Province.objects.exclude(pk=21).update(started_on=None)
    Province.objects.filter(pk=21).update(started_on=date(2022, 7, 15))
    with acting(province=21), transaction.atomic():
        AnnouncementFactory(offers=offers(10))
        place = begin(platform().province, everything=True).as_payload()
        return enqueue(RECHECK, key="slot", payload=place, by=platform())


def read(query):
    with acting(province=21), transaction.atomic():
        return query()


def eventually(condition, within=60):
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.1)


def begun(folder):
    told = folder / "begun"
    return told.read_text().count("begun") if told.exists() else 0


def noted():
    return read(lambda: [record.notes.count() for record in Record.objects.order_by("pk")])


def test_each_record_is_checked_exactly_once_whatever_dies_in_the_middle(round_job, start_worker, tmp_path):
    first = start_worker()
    eventually(lambda: begun(tmp_path) == 2)
    kill(first)
    assert noted() == [1] * 3 + [0] * 7
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    (tmp_path / "go").touch()
    read(lambda: Job.objects.filter(pk=round_job.pk).update(due_at=Now()))
    start_worker()
    app.send_task("outbox.sweep")
    eventually(lambda: read(lambda: Job.objects.get(pk=round_job.pk).done_at))
    assert noted() == [1] * 10
    assert read(lambda: set(StatusNote.objects.values_list("outcome", flat=True))) == {Outcome.UNREACHABLE}
