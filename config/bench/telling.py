"""P8, P9, P14: monthly tables of all units, read again, drawn for every province; and a plain export.

The floor of the roll-up is the least SQL that gives the same numbers as of now: no second time, no rule of a province,
no names of platforms, no results or receipts. The stand-in for pandas does what a person would with the exported sheet:
calamine reads it, plain Python counts the distinct bodies and patents of each city, the same workbooks are drawn.
"""

import gc
import io
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache, partial
from itertools import islice
from typing import Any

import xlsxwriter
from django.db import connection, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook

from config.bench import demand
from config.bench.measures import Measure, Reading, measure
from config.bench.stage import Stage
from publication import standard
from publication.choices import Op
from publication.files import MOST_ROWS, Reader, write_xlsx
from publication.models import Change, Record
from publication.query import read_query
from reporting.facts import Counting
from reporting.kept import figures_at
from reporting.memory import reading_all
from reporting.models import Edition, Return
from reporting.periods import Instant, Month
from reporting.rollup import roll_up
from reporting.services.filing import cells_of
from reporting.tables import ANNEX1_UNITS, Frame, Sheet, Unit, laid_out
from reporting.told import editions_of
from reporting.units import units_beneath
from reporting.workbook import Book, draw
from tenancy.clock import database_now
from tenancy.models import Province, Region
from tenancy.models.regions import NATION, Level
from tenancy.scope import acting

PROVINCE, ROUNDS, EXPORTS = 21, 7, 3
OFFERED = """
WITH told AS (
    SELECT DISTINCT ON (record_id) record_id, op FROM publication_change
     WHERE province_id = %(province)s AND op <> 'changed' AND effective_at < %(at)s
     ORDER BY record_id, effective_at DESC, id DESC
)
SELECT region_path, count(*), count(*) FILTER (WHERE in_force) FROM (
    SELECT r.region_path, r.patent_number, bool_or(t.op IN ('published', 'resumed')) AS in_force
      FROM told t JOIN publication_record r ON r.id = t.record_id
     GROUP BY GROUPING SETS ((r.region_path, r.patent_number), (r.patent_number))) AS once
GROUP BY region_path"""
OWNED = """
WITH listed AS (
    SELECT min(v.id) AS id, r.region_path
      FROM publication_record r JOIN publication_version v ON v.record_id = r.id AND v.effective_at < %(at)s
     WHERE r.province_id = %(province)s GROUP BY v.owners_hash, r.region_path
)
SELECT region_path, type, count(*) FROM (
    SELECT l.region_path, coalesce(nullif(o ->> 'credit_code', ''), o ->> 'name') AS who,
           max(o ->> 'owner_type') AS type
      FROM listed l
      CROSS JOIN LATERAL jsonb_array_elements((SELECT owners FROM publication_version WHERE id = l.id)) AS o
     GROUP BY GROUPING SETS ((1, 2), (2))) AS once
GROUP BY region_path, type"""
LICENSED = """
WITH stood AS (
    SELECT DISTINCT ON (licence_id) licence_id, status FROM licensing_turn
     WHERE effective_at < %(at)s ORDER BY licence_id, effective_at DESC, id DESC
), granted AS (
    SELECT l.id, l.region_id, l.is_free, l.amount FROM stood s JOIN licensing_licence l ON l.id = s.licence_id
     WHERE s.status IN ('concluded', 'objected', 'confirmed', 'ended')
)
SELECT region_id, count(*), count(*) FILTER (WHERE is_free), sum(round(amount / 10000, 4)), NULL::bigint, NULL::bigint
  FROM granted GROUP BY GROUPING SETS ((region_id), ())
UNION ALL
SELECT region_id, NULL, NULL, NULL, count(*), sum(n) FROM (
    SELECT g.region_id, p.patent_number, count(*) AS n
      FROM granted g JOIN (SELECT licence_id, patent_number FROM licensing_licensedpatent OFFSET 0) AS p
        ON p.licence_id = g.id
     GROUP BY GROUPING SETS ((g.region_id, p.patent_number), (p.patent_number))) AS once
GROUP BY region_id"""


@contextmanager
def in_province(province: int = PROVINCE):  # type: ignore[no-untyped-def]
    with acting(province=province), transaction.atomic(), connection.cursor() as cursor:
        yield cursor


@contextmanager
def counting_all(province: int = PROVINCE):  # type: ignore[no-untyped-def]
    """With the memory and the costs that a roll-up asks for, so that the floor has them too."""
    with in_province(province) as cursor, reading_all():
        yield cursor


def month() -> Month:
    return Month.of(timezone.now()).previous()


@cache
def units_of(province: int) -> tuple[Region, ...]:
    root = Region.objects.get(province=province, level=Level.PROVINCE)
    return (root, *units_beneath(root, [Level.CITY], month().last_day))


def rolled(province: int = PROVINCE) -> Sheet:
    """Annex 1 of a province with a row for each city, from live data to cells."""
    root, *cities = units_of(province)
    found = roll_up(province, [root.path, *(city.path for city in cities)], Instant.end_of(month()))
    frame = Frame(Unit(root.name, root.path), month(), timezone.localdate())
    return laid_out(
        ANNEX1_UNITS, frame, [(city.name, found[city.path]) for city in cities], found[root.path], Counting()
    )


def ours() -> None:
    with in_province():
        cells_of(rolled())


def rolled_again(province: int = PROVINCE) -> Sheet:
    """The same from the figures that are kept, and what came since."""
    root, *cities = units_of(province)
    found = figures_at(province, month(), Instant.end_of(month(), database_now()))
    frame = Frame(Unit(root.name, root.path), month(), timezone.localdate())
    rows = [(city.name, found[city.path]) for city in cities]
    return laid_out(ANNEX1_UNITS, frame, rows, found[root.path], Counting())


def floor() -> None:
    with counting_all() as cursor:
        for statement in (OFFERED, OWNED, LICENSED):
            cursor.execute(statement, {"province": PROVINCE, "at": month().ends})
            cursor.fetchall()


@measure("P8", "一省附件1全部各市，对照同样数字的最简SQL", unit="CPU ms", limit=1.3, growth=1.15)
def roll_up_of_a_province(stage: Stage) -> Reading:
    demand.fill()
    return stage.alternate(ours=partial(stage.cpu, ours), raw=partial(stage.cpu, floor), rounds=ROUNDS)


@measure("P8", "已锁定月份再次读取，对照重新计算", unit="CPU ms", limit=0.02)
def read_again(stage: Stage) -> Reading:
    demand.fill()
    with in_province():
        sheet, root = rolled(), units_of(PROVINCE)[0]
        owed = {"due_on": month().last_day, "due_rule": "量测"}
        first = month().starts.date()
        filing, _new = Return.objects.get_or_create(month=first, region=root, organisation=None, defaults=owed)
        kept = {"cells": {sheet.form.sheet: cells_of(sheet)}, "workbook": b"", "name": "量测", "digest": "0" * 64}
        now = timezone.now()
        Edition.objects.get_or_create(filing=filing, number=1, defaults=kept | {"known_at": now, "effective_at": now})

    def read() -> None:
        with in_province():
            [told] = editions_of(filing)
            assert told.cells

    return stage.alternate(ours=lambda: stage.cpu(read, 40), raw=partial(stage.cpu, ours), rounds=ROUNDS)


@measure("P8", "迟到一条变动后重新汇总，对照重新计算", unit="CPU ms", limit=0.1)
def after_one_late_change(stage: Stage) -> Reading:
    demand.fill()
    with in_province():
        rolled_again()

    def again() -> None:
        with in_province():
            cells_of(rolled_again())

    def after_a_change() -> float:
        something_comes_late(PROVINCE)
        return stage.cpu(again)

    return stage.alternate(ours=after_a_change, raw=partial(stage.cpu, ours), rounds=ROUNDS)


def something_comes_late(province: int) -> None:
    """A patent of the month turns out to have been suspended in it, or no longer to be."""
    with in_province(province):
        record = Record.objects.filter(province=province).order_by("-id")[0]
        last = record.changes.exclude(op=Op.CHANGED).order_by("-effective_at", "-id")[0]
        words = {
            "version": 1,
            "ground": "register",
            "sentence": "量测",
            "effective_at": month().ends - timedelta(days=1),
        }
        op = Op.RESUMED if last.op == Op.SUSPENDED else Op.SUSPENDED
        Change.objects.create(record=record, province_id=province, op=op, **words)


@measure("P9", "各省附件1做成工作簿（存数加迟到变动），对照 calamine 读出、计数、成表", unit="CPU ms", limit=0.25)
def workbooks(stage: Stage) -> Reading:
    demand.fill()
    draw_all(rolled_again)

    def ours() -> float:
        for province in provinces():
            something_comes_late(province)
        return stage.cpu(lambda: draw_all(rolled_again))

    return against_the_sheet(stage, ours)


@measure("P9", "各省附件1做成工作簿（全部重新计数），对照同上", unit="CPU ms", limit=0.25)
def workbooks_counted_afresh(stage: Stage) -> Reading:
    demand.fill()
    return against_the_sheet(stage, lambda: stage.cpu(lambda: draw_all(rolled)))


def provinces() -> list[int]:
    return list(Province.objects.started().exclude(pk=NATION).values_list("pk", flat=True))


def draw_all(roll: Callable[[int], Sheet]) -> None:
    for province in provinces():
        with in_province(province):
            sheet = roll(province)
            draw(Book(sheet.title, sheet.unit, timezone.now(), (sheet,)))


def against_the_sheet(stage: Stage, ours: Callable[[], float]) -> Reading:
    """A sheet holds no more than MOST_ROWS; beyond that there is nothing to be held against."""
    if stage.size > MOST_ROWS:
        return stage.alone(ours)
    exported = exported_sheet(stage.size)
    return stage.alternate(ours=ours, raw=lambda: stage.cpu(lambda: from_the_sheet(exported)))


@cache
def exported_sheet(size: int) -> bytes:
    """The 13 columns that a person would count from, as somebody exported them."""
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"constant_memory": True})
    sheet = book.add_worksheet()
    with in_province() as cursor:
        cursor.execute(
            "SELECT number, province_id, patent_number, title, owner_names, owner_type, city_name, city_code, "
            "fee_kind, fee_amount, published_at::text, state, ipc FROM publication_record LIMIT %s",
            [size],
        )
        for n, row in enumerate(cursor.fetchall()):
            sheet.write_row(n, 0, row)
    book.close()
    return memory.getvalue()


def from_the_sheet(exported: bytes) -> None:
    """Bodies by type and patents, distinct in each city and in the province; a workbook for each province."""
    owners: dict[Any, set[Any]] = defaultdict(set)
    patents: dict[Any, set[Any]] = defaultdict(set)
    for row in CalamineWorkbook.from_filelike(io.BytesIO(exported)).get_sheet_by_index(0).to_python():
        _number, province, patent, _title, owner, kind, city, *_rest, state, _ipc = row
        for place in ((province, city), (province, "")):
            owners[place, kind].add(owner)
            patents[place].add(patent)
            patents[place, state].add(patent)
    for province in {place[0] for place in patents if isinstance(place[0], float)}:
        book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
        sheet = book.add_worksheet()
        for n, place in enumerate(sorted(place for place in patents if place[0] == province)):
            counts = [len(found) for key, found in (owners | patents).items() if key[0] == place]
            sheet.write_row(n, 0, [place[1], len(patents[place]), *counts])
        book.close()


@measure("P14", "导出登记簿为Excel，对照裸 XlsxWriter（常量内存）写同样的格", unit="CPU ms", limit=1.25)
def plain_export(stage: Stage) -> Reading:
    with in_province():
        rows = list(Reader(read_query({"state": "all"})))
    gc.freeze()  # millions of values of the floor alone, which no export holds; the collector would walk them for both

    def export() -> None:
        with in_province():
            write_xlsx(Reader(read_query({"state": "all"})), io.BytesIO())

    return stage.alternate(
        ours=partial(stage.cpu, export), raw=lambda: stage.cpu(lambda: write_bare(rows)), rounds=EXPORTS
    )


@measure("P14", "导出登记簿为Excel的内存峰值，对照导出其中一万行", unit="MB", limit=1.25, sizes=(100_000, 10**9))
def memory_of_an_export(stage: Stage) -> Reading:
    def export(reader: type[Reader]) -> None:
        with in_province(), tempfile.TemporaryFile() as sink:
            write_xlsx(reader(read_query({"state": "all"})), sink)

    few = stage.memory(partial(export, FirstRows))
    return Reading(stage.memory(partial(export, Reader)), few)


class FirstRows(Reader):
    """A tenth of what an export holds at most."""

    def __iter__(self) -> Iterator[list[Any]]:
        return islice(super().__iter__(), MOST_ROWS // 10)


def write_bare(rows: list[list[object]]) -> None:
    book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
    sheet = book.add_worksheet()
    for n, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write_string(n, column, value) if isinstance(value, str) else sheet.write(
                n, column, standard.as_plain(value)
            )
    book.close()


MEASURES: list[Measure] = [
    roll_up_of_a_province,
    read_again,
    after_one_late_change,
    workbooks,
    workbooks_counted_afresh,
    plain_export,
    memory_of_an_export,
]
