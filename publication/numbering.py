"""Permanent numbers, and the order in which the world learns of changes. Both are short locks taken last."""

from django.db import connection, models
from django.utils import timezone

from tenancy.models import Province

FEED_LOCK = 7_402_448  # advisory lock: one writer at a time appends to the change feed, until its commit

ALLOT = """
INSERT INTO publication_numbercounter AS c (province_id, series, year, last) VALUES (%s, %s, %s, %s)
ON CONFLICT (province_id, series, year) DO UPDATE SET last = c.last + excluded.last
RETURNING last
"""


def allot(province: Province, series: str, count: int = 1, *, year: int | None = None) -> list[tuple[int, int]]:
    """The next numbers of a series of this year, as (year, number). Other writers of the series wait from here on."""
    year = year or timezone.localdate().year
    with connection.cursor() as cursor:
        cursor.execute(ALLOT, [province.pk, series, year, count])
        last = cursor.fetchone()[0]
    return [(year, number) for number in range(last - count + 1, last + 1)]


def record_numbers(province: Province, count: int, *, year: int | None = None) -> list[str]:
    """LN2026000123. The year is this one but for the generator, which plays the past."""
    prefix = province.slug.upper()
    return [f"{prefix}{year}{number:06d}" for year, number in allot(province, "record", count, year=year)]


def announcement_number(province: Province, *, year: int | None = None) -> str:
    """LN-GG-2026-0012."""
    [(year, number)] = allot(province, "announcement", year=year)
    return f"{province.slug.upper()}-GG-{year}-{number:04d}"


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Keys ahead of the rows, so that rows that point at each other go in with one statement per table."""
    sequence = f"{model._meta.db_table}_id_seq"
    with connection.cursor() as cursor:
        if count == 1:  # without a series, whose length would have each call planned anew
            cursor.execute("SELECT nextval(%s::regclass)", [sequence])
        else:
            cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, count])
        return [row[0] for row in cursor.fetchall()]


def close_feed() -> None:
    """From here to the commit nobody else appends to the feed: ids follow commits, so a cursor never skips a row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FEED_LOCK])
