"""Rows of the gazette about one patent, and what they come to."""

from datetime import UTC, date, datetime

from verification.gazette import read_rows
from verification.history import fold
from verification.numbers import PatentNumber

NUMBER = PatentNumber("201711193877.7")
NOW = datetime(2026, 11, 20, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def announced(code, day, **details):
    return {"专利号": NUMBER.display, "代码": code, "公告日": day, **details}


def folded(*rows, as_of=TODAY, **options):
    return fold(read_rows(rows), as_of, fetched_at=NOW, **options)
