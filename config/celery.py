"""The engine of the jobs, and the whole timetable. The queue of record is the outbox in the database; Redis only wakes.

celery -A config worker -c 2 --prefetch-multiplier 1 --without-gossip --without-mingle
celery -A config beat --schedule <state folder>/beat
"""

import gc
import os
from typing import Any
from urllib.parse import parse_qs, urlsplit

from celery import Celery, bootsteps
from celery.signals import worker_process_init
from django.conf import settings

from outbox.rhythms import Daily, Every, Monthly, Rhythm
from tenancy.database.might import refuse_to_start_mighty

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def broker_url(redis_url: str) -> str:
    """Celery's word for a Redis address: a socket (unix:///path?db=1) is redis+socket:///path?virtual_host=1."""
    url = urlsplit(redis_url)
    if url.scheme != "unix":
        return redis_url
    number = parse_qs(url.query).get("db", ["0"])[0]
    return f"redis+socket://{url.path}?virtual_host={number}"


# What the clock asks of each province; each line is a registered job that gets its slot as its key.
TIMETABLE: dict[str, Rhythm] = {
    "declarations.end": Daily(hour=0, minute=20),
    "audit.seal": Every(minutes=60),
    "declarations.ask_again": Every(minutes=60),
    "declarations.ask_about_published": Daily(hour=0, minute=40),
    "declarations.follow_gazette": Every(minutes=60),
    "declarations.recheck": Daily(hour=4),
    "declarations.remind_owners": Daily(hour=9),
    "licensing.schedule": Every(minutes=30),
    "licensing.remind": Daily(hour=8, minute=30),
    "declarations.end_drafts": Daily(hour=3, minute=10),
    "declarations.tidy_batches": Daily(hour=3, minute=20),
    "licensing.announce_filings": Every(minutes=60),
    "licensing.remind_filing": Daily(hour=9),
    "licensing.remind_signers": Daily(hour=9),
    "licensing.follow_up": Daily(hour=8, minute=40),
    "licensing.count_deals": Daily(hour=2, minute=30),
    "licensing.end": Daily(hour=0, minute=30),
    "config.lost_patents": Every(minutes=60),
    "outbox.tidy": Daily(hour=3, minute=40),
    "publication.roll_up_views": Every(minutes=10),
    "publication.settle": Every(minutes=5),
    "reporting.prepare": Monthly(day=1),
    "reporting.prepare_units": Daily(hour=0, minute=10),
    "reporting.prepare_summaries": Daily(hour=8, minute=30),
    "reporting.remind": Daily(hour=9),
}


class BelowThePolicies(bootsteps.StartStopStep):  # type: ignore[misc]  # celery has no types
    """A worker that could see every row does not start."""

    def start(self, parent: Any) -> None:
        refuse_to_start_mighty()


@worker_process_init.connect  # type: ignore[untyped-decorator]  # celery has no types
def leave_alone_what_was_read(**_process: object) -> None:
    """As the web server does: the collector need not walk through the programme in the middle of a job."""
    gc.freeze()


app = Celery("platform")
app.set_default()
app.steps["worker"].add(BelowThePolicies)
app.conf.update(
    broker_url=broker_url(settings.REDIS_URL),
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": 3600, "socket_connect_timeout": 2},
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    timezone="Asia/Shanghai",
    timetable=TIMETABLE,
    beat_schedule={
        "outbox.sweep": {"task": "outbox.sweep", "schedule": 10.0, "options": {"expires": 10}},
        "config.look_out": {"task": "config.look_out", "schedule": 30.0, "options": {"expires": 30}},
        "outbox.plan": {"task": "outbox.plan", "schedule": 60.0, "options": {"expires": 60}},
    },
)
app.autodiscover_tasks()
