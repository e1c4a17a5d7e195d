"""Jobs for the tests with real workers: each leaves a trace in the database, and waits where the test wants it to."""

import gc
import time
from pathlib import Path

from audit.record import record
from outbox.registry import job, job_actor

PATIENCE = 60


@job("tests.trace")
def trace(job):
    """Leave one event."""
    record("tests.traced", job, by=job_actor(job))


@job("tests.held")
def held(job, begun, go):
    """Leave one event, say so in a file, and wait in the middle of it until the test says go."""
    trace(job)
    with Path(begun).open("a") as told:
        told.write("begun\n")
    deadline = time.monotonic() + PATIENCE
    while not Path(go).exists():
        if time.monotonic() > deadline:
            raise TimeoutError("The test never said go.")
        time.sleep(0.05)


@job("tests.frozen")
def frozen(job, told):
    """Say of how many objects the collector knows that they stay."""
    Path(told).write_text(str(gc.get_freeze_count()))
