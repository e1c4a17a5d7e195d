"""L10: what a public page asks of the database, however much lies in it."""

import logging
from collections.abc import Iterator
from functools import cache

from django.db import connection
from django.test import Client

from config.bench.measures import EVERY_SIZE, Measure, Reading, measure
from config.bench.stage import Stage
from publication.models import Record

MOST_STATEMENTS = 12
LARGE = 10_000  # rows of a table that no page may read from end to end
PLAN = "EXPLAIN (FORMAT JSON) "


def pages() -> list[str]:
    """Start, list, a city, a term, one record; as page and as JSON."""
    one = Record.objects.order_by("number").first()
    assert one is not None
    asked = ["", f"?city={one.city_code}", "?q=电机", "?q=一种基于视觉的永磁电机", f"?q={one.patent_number}"]
    lists = [f"{where}{query}" for where in ("/records/", "/api/v1/records/") for query in asked]
    return ["/", *lists, f"/records/{one.number}/", f"/api/v1/records/{one.number}/", "/api/v1/changes/"]


@cache
def statements(stage: Stage) -> dict[str, list[tuple[str, tuple[object, ...]]]]:
    """Page by page what it asks, when its rules have been read before."""
    logging.getLogger("config.requests").setLevel(logging.ERROR)  # as on a server that is measured
    visitor = Client(SERVER_NAME="127.0.0.1")
    return {page: asked_by(visitor, page) for page in pages() if visitor.get(page).status_code}


def asked_by(visitor: Client, page: str) -> list[tuple[str, tuple[object, ...]]]:
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        asked.append((sql, tuple(params or ())))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = visitor.get(page)
    if answer.status_code != 200:
        raise RuntimeError(f"{page}: {answer.status_code}")
    return asked


@measure("L10", "公开页一次请求最多的语句", unit="条", most=MOST_STATEMENTS, growth=0, sizes=EVERY_SIZE)
def most_statements(stage: Stage) -> Reading:
    return Reading(max(len(asked) for asked in statements(stage).values()))


@measure("L10", "公开页里把一万行以上的表从头读到尾的语句", unit="条", most=0, sizes=EVERY_SIZE)
def whole_readings(stage: Stage) -> Reading:
    asked = [one for each in statements(stage).values() for one in each if one[0].lstrip().upper().startswith("SELECT")]
    with connection.cursor() as cursor:
        large = large_tables(cursor)
        return Reading(sum(1 for sql, values in asked if large & set(read_whole(cursor, sql, values))))


def large_tables(cursor) -> set[str]:  # type: ignore[no-untyped-def]
    cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [LARGE])
    return {name for (name,) in cursor.fetchall()}


def read_whole(cursor, sql: str, values: tuple[object, ...]) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """Tables that the plan of a statement reads from end to end."""
    cursor.execute(PLAN + sql, values or None)
    plans = [cursor.fetchone()[0][0]["Plan"]]
    while plans:
        plan = plans.pop()
        plans += plan.get("Plans", [])
        if plan["Node Type"] == "Seq Scan":
            yield plan["Relation Name"]


MEASURES: list[Measure] = [most_statements, whole_readings]
