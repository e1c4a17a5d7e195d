"""P11: 32 clients accept at the same time in one province, each its own record; and nobody gets another's number.

Ours are the statements of one press in the order of the house, the number of the licence taken next to last; the raw
transaction are those of them that lock or write, the number taken first, as whoever numbers before writing does. Both
are sent over plain connections and committed, on a copy that is thrown away: so many waits for the disk as licences.
"""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.db import connections, transaction

from config.bench.accepting import (
    PROVINCE,
    Statement,
    browser,
    is_of_the_matter,
    licensee,
    offers,
    once,
    post,
    stated,
    statements_of,
    undone,
)
from config.bench.house import COPY, copy_database, drop_database, renamed
from config.bench.measures import Measure, Reading, measure
from config.bench.stage import Stage
from licensing.models import Licence
from publication.models import Record
from tenancy.actors import Actor
from tenancy.scope import SET_SCOPE, acting

CLIENTS, EACH, FIRST_KEY = 32, 20, 10**9
COUNTER = "publication_numbercounter"


@dataclass(frozen=True)
class Press:
    """The statements of one press, and what in them is its own."""

    statements: Sequence[Statement]
    record: Record
    licence: int
    number: str
    key: UUID

    def again(self, record: Record, licence: int) -> list[Statement]:
        """For another record and a licence of another key."""
        own: dict[Any, Any] = {self.record.pk: record.pk, self.record.number: record.number}
        own |= {self.licence: licence, self.number: f"B{licence}", self.key: uuid4()}
        own |= {str(self.licence): str(licence)}
        return [(sql, changed(params, own, f"{self.licence}:")) for sql, params in self.statements]


def changed(value: Any, own: dict[Any, Any], prefix: str) -> Any:
    """The same parameters with other keys, numbers and names, each of the type it had."""
    if isinstance(value, list | tuple):
        return type(value)(changed(part, own, prefix) for part in value)
    if isinstance(value, str) and value.startswith(prefix):
        return f"{own[prefix[:-1]]}:{value.removeprefix(prefix)}"
    if isinstance(value, int | str | UUID) and not isinstance(value, bool) and value in own:
        return type(value)(own[value]) if isinstance(value, int) else own[value]
    return value


def pressed(taker: Actor, record: Record) -> Press:
    """One press through HTTP, taken down and taken back."""
    with undone():
        client, said = browser(taker), stated(record)
        once(lambda: post(client, record, said))
        made: list[Licence] = []

        def press() -> None:
            post(client, record, said)
            made.append(Licence.objects.latest("pk"))

        asked = once(lambda: statements_of(press))
        sent = [one for one in asked[:-1] if "SAVEPOINT" not in one[0] and one[0] != SET_SCOPE]
        return Press(sent, record, made[0].pk, made[0].number, made[0].key)


@cache
def crowd(_stage: Stage) -> tuple[list[float], list[float], list[int]]:
    """Waits of ours and of the raw ones in seconds, and the numbers that were given."""
    with on_a_copy():
        with acting(province=PROVINCE), transaction.atomic():
            taker, records = licensee(), offers(CLIENTS + 1)
        press, keys = pressed(taker, records[0]), count(FIRST_KEY)
        matter = [one for one in press.statements if is_of_the_matter(one)]
        raw = replace(press, statements=sorted(matter, key=lambda one: COUNTER not in one[0]))  # else in their order
        send(raw, records[1:], keys)  # warm
        ours, numbers = send(press, records[1:], keys)
        theirs, more = send(raw, records[1:], keys)
    return ours, theirs, [*numbers, *more]


@contextmanager
def on_a_copy() -> Iterator[None]:
    """Django works in it too; what is committed there goes with it."""
    copy_database()
    own = connections["default"].settings_dict
    source, own["NAME"] = own["NAME"], COPY
    try:
        yield
    finally:
        connections.close_all()
        own["NAME"] = source
        drop_database()


def send(press: Press, records: Sequence[Record], keys: Iterator[int]) -> tuple[list[float], list[int]]:
    """All clients at once, each time and again."""
    start = threading.Barrier(len(records))

    def client(record: Record) -> list[tuple[float, int]]:
        with psycopg.connect(renamed(os.environ["DATABASE_URL"], COPY), autocommit=True) as connection:
            cursor = psycopg.ClientCursor(connection)
            start.wait()
            return [one_of(cursor, press.again(record, next(keys))) for _time in range(EACH)]

    with ThreadPoolExecutor(len(records)) as pool:
        told = [line for lines in pool.map(client, records) for line in lines]
    return [wait for wait, _number in told], [number for _wait, number in told]


def one_of(cursor: "psycopg.ClientCursor[Any]", statements: Sequence[Statement]) -> tuple[float, int]:
    """Seconds until the commit is acknowledged, and the number that was given."""
    began, number = time.perf_counter(), 0
    cursor.execute("BEGIN")
    cursor.execute(SET_SCOPE, [str(PROVINCE), ""])
    for sql, params in statements:
        cursor.execute(sql, params)
        if COUNTER in sql:
            [number] = cursor.fetchone() or [0]
    cursor.execute("COMMIT")
    return time.perf_counter() - began, number


def p95(waits: list[float]) -> float:
    return sorted(waits)[len(waits) * 95 // 100] * 1000


@measure("P11", "32人同时接受，95% 的事务快于，对照先取号的裸事务", unit="ms", limit=1.0)
def at_once(stage: Stage) -> Reading:
    ours, theirs, _numbers = crowd(stage)
    return Reading(p95(ours), p95(theirs))


@measure("P11", "32人同时接受，没有重号、没有跳号", unit="个", least=1.0, limit=1.0)
def numbers(stage: Stage) -> Reading:
    given = crowd(stage)[2]
    return Reading(len(set(given)) - (max(given) - min(given) + 1 - len(given)), len(given))


MEASURES: list[Measure] = [at_once, numbers]
