"""F3 wants thousands of acceptances: as many as the house can take, while their contracts wait for another day.

Drawing ten thousand contracts takes the worker an hour, and tells nothing of the database. The jobs are written with
each acceptance all the same, and counted (`cells.broken_rules`); only the moment from which they are due is put off.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg

from config.faults.cells import Result
from config.faults.places import ADMINISTRATOR
from licensing.services.acceptance import DRAW, TELL

ENOUGH_A_KILL = 500  # acknowledged over all cells of F3: ten thousand with twenty kills
USUAL = """
    SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
     WHERE adrelid = 'outbox_job'::regclass AND attname = 'due_at'
"""
BACK = "UPDATE outbox_job SET due_at = now() WHERE done_at IS NULL AND due_at > now() + %s AND kind <> ALL(%s)"
LATER = timedelta(days=365)


@contextmanager
def contracts_put_off() -> Iterator[None]:
    """Jobs written meanwhile are due in a year; those that no acceptance wrote are due again afterwards."""
    with administrator() as database:
        (usual,) = database.execute(USUAL).fetchone() or ("",)
        database.execute(f"ALTER TABLE outbox_job ALTER due_at SET DEFAULT {usual} + interval '{LATER.days} days'")
    try:
        yield
    finally:
        with administrator() as database:
            database.execute(f"ALTER TABLE outbox_job ALTER due_at SET DEFAULT {usual}")
            database.execute(BACK, [LATER / 2, [TELL, DRAW]])


def administrator() -> "psycopg.Connection[tuple[str]]":
    return psycopg.connect(os.environ[ADMINISTRATOR], autocommit=True)


def acknowledged(results: Iterable[Result]) -> int:
    return sum(len(result.history.acknowledged) for result in results)


def still_wanted(results: Iterable[Result], kills: int) -> int:
    """What the last cell has to bring beyond what the others have brought."""
    return max(ENOUGH_A_KILL * kills - acknowledged(results), 0)


def too_few(results: Iterable[Result], kills: int) -> list[str]:
    told, wanted = acknowledged(results), ENOUGH_A_KILL * kills
    return [f"F3 只有 {told} 项得到答复，应有 {wanted} 项"] if told < wanted else []
