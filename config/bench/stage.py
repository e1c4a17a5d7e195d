"""Where a measure plays: one database of one size, its server, and the clocks."""

import os
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import connection

from config.bench.measures import Reading
from config.bench.meters import cpu_of, own_cpu

ROUNDS = 3


@dataclass(frozen=True)
class Stage:
    """`size` published records; the Django of this process is connected to their database as the application."""

    size: int
    postgres: int  # process id of the database server
    folder: Path  # for files and logs; emptied before each run

    def alternate(self, *, ours: Callable[[], float], raw: Callable[[], float], rounds: int = ROUNDS) -> Reading:
        """Both in turn, once to warm up and then `rounds` times; the medians."""
        ours(), raw()
        pairs = [(ours(), raw()) for _ in range(rounds)]
        return Reading(statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs))

    def alone(self, ours: Callable[[], float], rounds: int = ROUNDS) -> Reading:
        ours()
        return Reading(statistics.median(ours() for _ in range(rounds)))

    def cpu(self, work: Callable[[], object], times: int = 1) -> float:
        """Milliseconds of processor time per call, of this process and of PostgreSQL.

        The own clock is read last before and first after: looking through all processes takes milliseconds itself.
        """
        before = cpu_of(self.postgres) + own_cpu()
        for _ in range(times):
            work()
        return (own_cpu() + cpu_of(self.postgres) - before) * 1000 / times

    def own(self, work: Callable[[], object], times: int = 1) -> float:
        """Milliseconds of processor time per call, of this process alone."""
        before = own_cpu()
        for _ in range(times):
            work()
        return (own_cpu() - before) * 1000 / times

    def sql(self, work: Callable[[], object], times: int = 1) -> float:
        """Milliseconds of processor time per call, of PostgreSQL alone."""
        before = cpu_of(self.postgres)
        for _ in range(times):
            work()
        return (cpu_of(self.postgres) - before) * 1000 / times

    def served(self) -> "Stage":
        """The same, with the one server process of this connection for all of PostgreSQL: no vacuum is counted."""
        connection.ensure_connection()
        return replace(self, postgres=connection.connection.info.backend_pid)

    def memory(self, work: Callable[[], object]) -> float:
        """The most megabytes that Python held for it at once; what lay there before does not count."""
        tracemalloc.start()
        try:
            work()
            return tracemalloc.get_traced_memory()[1] / 1e6
        finally:
            tracemalloc.stop()

    def clock(self, work: Callable[[], object], times: int = 1) -> float:
        """Milliseconds by the clock per call."""
        before = time.perf_counter()
        for _ in range(times):
            work()
        return (time.perf_counter() - before) * 1000 / times


def stage_from_environment() -> Stage:
    folder = Path(os.environ["BENCH_FOLDER"])
    return Stage(int(os.environ["BENCH_SIZE"]), int(os.environ["BENCH_POSTGRES"]), folder)
