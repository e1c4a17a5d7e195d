"""P11: 32 clients accept at the same time in one province, each its own record; and nobody gets another's number.

Ours are the statements of one press in the order of the house, the number of the licence taken next to last; the raw
transaction are those of them that lock or write, the number taken first, as whoever numbers before writing does. Both
are sent over plain connections that keep their plans, and committed, on a copy that is thrown away: so many waits for
the disk as licences. Both crowds come in turn, and the medians of their rounds count: whatever else the server does for
a while (a checkpoint, a vacuum) meets both.
"""

import os
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import count
from typing import Any

import psycopg
from django.conf import settings
from django.db import transaction

from config.bench.accepting import (
    FIRST_KEY,
    PROVINCE,
    Press,
    Statement,
    browser,
    is_of_the_matter,
    licensee,
    offers,
    post,
    pressed,
    stated,
)
from config.bench.house import COPY, on_a_copy, renamed
from config.bench.measures import EVERY_SIZE, Measure, Reading, measure
from config.bench.stage import Stage
from publication.models import Record
from tenancy.scope import SET_SCOPE, acting

CLIENTS, EACH, ROUNDS = 32, 8, 5
COUNTER = "publication_numbercounter"


@cache
def crowd(_stage: Stage) -> tuple[Reading, list[int]]:
    """The waits of ours beside those of the raw ones, and the numbers that were given."""
    with on_a_copy():
        with acting(province=PROVINCE), transaction.atomic():
            client, records = browser(licensee()), offers(CLIENTS + 2)
            first, second = [(each, stated(each)) for each in records[:2]]
        post(client, *first)  # reads the rules for the first time
        press, keys = pressed(client, *second), count(FIRST_KEY)
        matter = [one for one in press.statements if is_of_the_matter(one)]
        raw = replace(press, statements=sorted(matter, key=lambda one: COUNTER not in one[0]))  # else in their order
        send(press, records[2:], keys), send(raw, records[2:], keys)  # warm
        told = [(send(press, records[2:], keys), send(raw, records[2:], keys)) for _round in range(ROUNDS)]
    ours, theirs = (statistics.median(p95(waits) for waits, _numbers in side) for side in zip(*told, strict=True))
    return Reading(ours, theirs), [number for both in told for _waits, numbers in both for number in numbers]


def send(press: Press, records: Sequence[Record], keys: Iterator[int]) -> tuple[list[float], list[int]]:
    """All clients at once, each time and again."""
    start = threading.Barrier(len(records))

    def client(record: Record) -> list[tuple[float, int]]:
        with psycopg.connect(renamed(os.environ["DATABASE_URL"], COPY), autocommit=True) as connection:
            connection.prepare_threshold = settings.DATABASES["default"]["OPTIONS"]["prepare_threshold"]
            cursor = connection.cursor()
            start.wait()
            return [one_of(cursor, press.again(record, next(keys))) for _time in range(EACH)]

    with ThreadPoolExecutor(len(records)) as pool:
        told = [line for lines in pool.map(client, records) for line in lines]
    return [wait for wait, _number in told], [number for _wait, number in told]


def one_of(cursor: "psycopg.Cursor[Any]", statements: Sequence[Statement]) -> tuple[float, int]:
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
    return crowd(stage)[0]


@measure("P11", "32人同时接受，没有重号、没有跳号", unit="个", least=1.0, limit=1.0, sizes=EVERY_SIZE)
def numbers(stage: Stage) -> Reading:
    given = crowd(stage)[1]
    return Reading(len(set(given)) - (max(given) - min(given) + 1 - len(given)), len(given))


MEASURES: list[Measure] = [at_once, numbers]
