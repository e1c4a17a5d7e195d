"""The figures of /metrics: how the web answers, what waits, what is wrong.

Requests are counted by each web process in a folder they share (PROMETHEUS_MULTIPROC_DIR, set by `serve web`), without
names of people or addresses; the rest is asked of cache and database at the moment of the question.
"""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from config.alarms.counts import Kind, counted
from config.alarms.telling import standing
from config.health import REFUSED
from outbox.models import Job
from outbox.tasks import HEARTBEAT
from tenancy.models import Province
from tenancy.scope import acting

SHARED = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = CONTENT_TYPE_LATEST
OWN = CollectorRegistry()
REQUESTS = Histogram(
    "platform_request_seconds",
    "Seconds from request to answer, by room and hundred of the status.",
    ["room", "status"],
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10),
    registry=OWN,
)


def share(folder: Path) -> None:
    """Before the web processes start: an empty folder in which they count together."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[SHARED] = str(folder)


def observe(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    name = request.resolver_match.view_name if request.resolver_match else "none"
    room = name.split(":")[0] if ":" in name else "platform"
    REQUESTS.labels(room, f"{response.status_code // 100}xx").observe(seconds)


def as_text() -> bytes:
    """All figures in the text form that collectors read."""
    requests, now = OWN, CollectorRegistry()
    if os.environ.get(SHARED):
        MultiProcessCollector(requests := CollectorRegistry())  # type: ignore[no-untyped-call]
    now.register(AskedNow())
    return generate_latest(requests) + generate_latest(now)


class AskedNow(Collector):
    def collect(self) -> Iterator[Metric]:
        with suppress(*REFUSED):  # the other figures are wanted most when the database is away
            yield from jobs()
        yield from signs()
        wrong = GaugeMetricFamily("platform_alarm", "1 for each thing that is wrong.", labels=["name", "province"])
        for alarm in standing() or ():
            wrong.add_metric([alarm.name, str(alarm.province or "")], 1)
        yield wrong


def jobs() -> Iterator[Metric]:
    waiting = GaugeMetricFamily("platform_jobs_open", "Jobs not yet done.", labels=["province"])
    lost = GaugeMetricFamily("platform_jobs_given_up", "Jobs that are not tried again.", labels=["province"])
    for province in Province.objects.started().values_list("pk", flat=True):
        with acting(province=province), transaction.atomic():
            waiting.add_metric([str(province)], Job.objects.open().count())
            lost.add_metric([str(province)], Job.objects.filter(given_up_at__isnull=False, done_at=None).count())
    yield waiting
    yield lost


def signs() -> Iterator[Metric]:
    sign = cache.get(HEARTBEAT) or {"at": 0, "oldest_job_seconds": 0}
    yield GaugeMetricFamily("platform_worker_silent_seconds", "Since the worker's last sign.", time.time() - sign["at"])
    yield GaugeMetricFamily("platform_oldest_job_seconds", "The longest wait of a due job.", sign["oldest_job_seconds"])
    looked = standing() is not None
    yield GaugeMetricFamily("platform_alarms_looked", "1 when somebody looked in the last five minutes.", int(looked))
    met = GaugeMetricFamily("platform_met_in_five_minutes", "Failed sign-ins, denied doors, faults.", labels=["kind"])
    for kind in Kind:
        met.add_metric([kind.value], counted(kind, range(5)))
    yield met
