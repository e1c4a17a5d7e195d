"""The command line of each process of a server: the embedded start and docker-compose.yml (`serve`) share them."""

import sys
from pathlib import Path

from config import env

# Seconds, where the environment says nothing else (docs/operations.md): a visitor is told to press again instead of
# holding a thread; a job may wait longer, fails and comes back by itself. What is asked by hand has no limit.
LIMITS_OF_WEB = {"DATABASE_LOCK_SECONDS": 10, "DATABASE_STATEMENT_SECONDS": 30, "DATABASE_IDLE_SECONDS": 120}
LIMITS_OF_WORKER = {"DATABASE_LOCK_SECONDS": 60, "DATABASE_STATEMENT_SECONDS": 3600}


def within(limits: dict[str, int]) -> list[str]:
    """The beginning of a command line whose database connections keep these limits."""
    return ["env", *(f"{name}={env.number(name, seconds)}" for name, seconds in limits.items())]


def web(bind: str) -> list[str]:
    """Each thread keeps a database connection of its own.

    The programme is read once, before master and children part from it: whichever is killed comes back at once. A
    process takes in no more visitors than it has threads, and each for one request (decision 32): who waits, waits at
    the one door before all processes, and the first that is free takes the next.
    """
    workers, threads = env.number("WEB_WORKERS", 2), env.number("WEB_THREADS", 2)
    return [
        *within(LIMITS_OF_WEB),
        "DATABASE_KEPT=1",
        *(sys.executable, "-m", "config.web_server", bind),
        *("--worker-class", "config.web_worker.Worker", "--workers", str(workers), "--threads", str(threads)),
        *("--worker-connections", str(threads), "--keep-alive", "0"),
        *("--worker-tmp-dir", "/dev/shm", "--graceful-timeout", "15", "--no-control-socket", "--preload"),  # noqa: S108
    ]


def stepping_back(niceness: int) -> list[str]:
    """People first: while somebody waits for a page, what is begun so gets what is left of the processors."""
    return [sys.executable, "-m", "config.giving_way", str(niceness)]


def worker() -> list[str]:
    """Contracts and notices: nobody waits for them on a page."""
    concurrency = env.number("WORKER_PROCESSES", 2)
    return [
        *within(LIMITS_OF_WORKER),
        *stepping_back(env.number("WORKER_NICENESS", 15)),
        *(sys.executable, "-m", "celery", "-A", "config.celery", "worker", "--loglevel", "warning"),
        *("--concurrency", str(concurrency), "--prefetch-multiplier", "1", "--without-gossip", "--without-mingle"),
    ]


def timetable(folder: Path) -> list[str]:
    """Exactly one of these per installation; `folder` keeps when each entry last ran."""
    return [
        *(sys.executable, "-m", "celery", "-A", "config.celery", "beat", "--loglevel", "warning"),
        *("--schedule", str(folder / "timetable"), "--pidfile", ""),
    ]
