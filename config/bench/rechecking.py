"""P12: everything on offer looked at again against the source on file, beside one update of the same rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from config.bench.demand import told_to_the_planner
from config.bench.measures import Measure, Reading, measure
from config.bench.stage import Stage
from declarations.models import LastLook
from declarations.rechecks import recheck_now, rules_mark
from publication.choices import OPEN_STATES
from publication.models import Record
from tenancy.models import Province
from tenancy.scope import acting
from verification.numbers import check_digit

ON_FILE = """
INSERT INTO verification_registerrecord (number, source, fetched_at, facts)
SELECT patent_number, '登记簿导出文件', '2026-11-01', jsonb_build_object('title', title, 'owners', string_to_array(owner_names, '、'),
    'status', 'in_force', 'filing_date', '2019-05-06', 'paid_years', 18, 'licences', '[]'::jsonb, 'pledges', '[]'::jsonb,
    'preservations', '[]'::jsonb, 'ownership_disputes', '[]'::jsonb)
FROM publication_record WHERE province_id = %(province)s AND state = ANY(%(open)s) ON CONFLICT DO NOTHING
"""  # noqa: E501
# What the first look leaves (declarations/rechecks.py), for all records at once.
LOOKED_AT = """
INSERT INTO declarations_lastlook (province_id, record_id, version, agrees, rules, records, newest_record, notices,
    newest_notice, outcome, source, sentence, holds_until)
SELECT r.province_id, r.id, r.current_id, false, %(rules)s, 1, told.id, 0, 0, 'fine', told.source, '', '2030-01-01'
FROM publication_record r JOIN verification_registerrecord told ON told.number = r.patent_number
WHERE r.province_id = %(province)s AND r.state = ANY(%(open)s)
"""
UPDATE = "UPDATE publication_record SET checked_at = now() WHERE state = ANY(%s)"
FIRST_LOOKS = 2000


def provinces() -> list[Province]:
    return list(Province.objects.filter(pk__in=Record.objects.values("province")))


@contextmanager
def on_file() -> Iterator[None]:
    """A register export about everything on offer, which stays as history does, and what the last round left."""
    forget()  # what a run left that was killed
    for province in provinces():
        with acting(province=province.pk), transaction.atomic(), connection.cursor() as cursor:
            place: dict[str, Any] = {"province": province.pk, "open": list(OPEN_STATES)}
            cursor.execute(ON_FILE, place)
            cursor.execute(LOOKED_AT, place | {"rules": rules_mark(province)})
    told_to_the_planner()
    try:
        yield
    finally:
        forget()
        told_to_the_planner()  # a round that was taken back leaves a dead row for each that it wrote


def forget() -> None:
    for province in provinces():
        with acting(province=province.pk), transaction.atomic():
            LastLook.objects.all().delete()


def round_of_all() -> int:
    """Every province's round, and then all of it taken back."""
    with transaction.atomic():
        done = sum(recheck_now(province, everything=True) for province in provinces())
        transaction.set_rollback(True)
    return done


def update_of_all() -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(UPDATE, [list(OPEN_STATES)])
        transaction.set_rollback(True)
        return cursor.rowcount


@measure("P12", "公开记录全部复核一轮（来源无变化），对照一条更新同样各行的语句", unit="ms", limit=2.5)
def recheck_round(stage: Stage) -> Reading:
    with on_file():
        looked_at: set[int] = set()
        reading = stage.alternate(
            ours=lambda: stage.clock(lambda: looked_at.add(round_of_all())),
            raw=lambda: stage.clock(lambda: looked_at.add(update_of_all())),
        )
    assert len(looked_at) == 1, f"not the same rows: {looked_at}"
    return reading


@measure("P12", "复核一轮的 Python 内存峰值", unit="MB", most=60, growth=0.1)
def recheck_memory(stage: Stage) -> Reading:
    with on_file():
        return Reading(stage.memory(round_of_all))


@measure("P12", "第一次查看，逐件运行全部规则", unit="ms/千件")
def first_look(stage: Stage) -> Reading:
    """No floor: told, so that nobody mistakes a round for it."""
    province = provinces()[0]
    with transaction.atomic():
        with acting(province=province.pk):
            some_with_whole_numbers(province)
            done: list[int] = []
            spent = stage.clock(lambda: done.append(recheck_now(province, everything=True)))
        transaction.set_rollback(True)
    return Reading(spent * 1000 / sum(done))


def some_with_whole_numbers(province: Province) -> None:
    """The first records, with the check digits that the filler leaves out; the others are over for the moment."""
    mine = Record.objects.filter(province=province, state__in=OPEN_STATES)
    some = list(mine.order_by("pk")[:FIRST_LOOKS])
    mine.exclude(pk__in=[record.pk for record in some]).update(state="expired")
    for record in some:
        body = record.patent_number.split(".")[0]
        record.patent_number = f"{body}.{check_digit(body)}"
    Record.objects.bulk_update(some, ["patent_number"], batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute(ON_FILE, {"province": province.pk, "open": list(OPEN_STATES)})


MEASURES: list[Measure] = [recheck_round, recheck_memory, first_look]
