"""All policy rows of all provinces in memory, re-read when rows have been added.

The rows are few (some hundred per province) and append-only, and writers take turns (`writing`), so the last ids name
exactly one state of the tables.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any

from django.db import connection, transaction

from tenancy.database.prepared import prepared
from tenancy.models.policy import PolicyDocument, PolicyValue
from tenancy.models.regions import Province, Region

NEVER = datetime.min.replace(tzinfo=UTC)
WRITERS_TAKE_TURNS = 7_304_118  # advisory lock key


STATE = (
    "ARRAY[(SELECT id FROM tenancy_policyvalue ORDER BY id DESC LIMIT 1),"
    " (SELECT id FROM tenancy_policydocument ORDER BY id DESC LIMIT 1),"
    " (SELECT count(*) FROM tenancy_province),"
    " (SELECT id FROM tenancy_workdayoverride ORDER BY id DESC LIMIT 1)]"
)


@dataclass(frozen=True, order=True)
class Cursor:
    """One state of the policy tables and of what they refer to: the fields of `STATE` in their order."""

    values: int
    documents: int
    provinces: int
    days: int  # of the calendar of working days


@dataclass(frozen=True)
class Ledger:
    """The rows by place and key, oldest first."""

    provinces: dict[int, Province]
    slugs: dict[str, int]
    entries: dict[tuple[int, str], list[PolicyValue]]  # (province, key), of the province and its cities
    documents: dict[str, list[PolicyDocument]]  # "ln/plan", each state it had
    regions: dict[str, Region]  # cities and counties with own rules, by code

    @cached_property
    def last_recorded(self) -> datetime:
        """Whoever asks as of a knowledge from then on knows every row."""
        values = (row.recorded_at for rows in self.entries.values() for row in rows)
        documents = (row.recorded_at for rows in self.documents.values() for row in rows)
        return max(chain(values, documents), default=NEVER)

    def document(self, reference: str, known_at: datetime | None = None) -> PolicyDocument | None:
        """The document as it stood at `known_at`, or stands now."""
        known = [row for row in self.documents.get(reference, []) if not known_at or row.recorded_at <= known_at]
        return known[-1] if known else None


_reading: ContextVar[list[Cursor] | None] = ContextVar("reading", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """One state of the rules for all that is done inside (a request): it is asked for once, and again after writing."""
    token = _reading.set([])
    try:
        yield
    finally:
        _reading.reset(token)


def read_cursor() -> Cursor:
    """The state of the tables now, or the one that this request has read already."""
    known = _reading.get()
    if known:
        return known[0]
    found = _ask_cursor()
    if known is not None:
        known.append(found)
    return found


def bring(numbers: Sequence[int | None]) -> None:
    """The state that came as a column (`STATE`) of another question of this request, which need not ask for it then."""
    if (known := _reading.get()) == []:
        known.append(Cursor(*(number or 0 for number in numbers)))


@prepared()
def _ask_cursor() -> Cursor:
    """One query that reads three index entries and counts the provinces, whatever the size of the tables."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {STATE}")
        return Cursor(*(number or 0 for number in cursor.fetchone()[0]))


@lru_cache(maxsize=2)
def load(cursor: Cursor) -> Ledger:
    provinces = Province.objects.in_bulk()
    entries: dict[tuple[int, str], list[PolicyValue]] = defaultdict(list)
    for value in PolicyValue.objects.order_by("effective_from", "id"):
        entries[value.province_id, value.key].append(value)
    documents: dict[str, list[PolicyDocument]] = defaultdict(list)
    for document in PolicyDocument.objects.order_by("id"):
        documents[f"{provinces[document.province_id].slug}/{document.key}"].append(document)
    codes = {value.region_code for rows in entries.values() for value in rows if value.region_code}
    regions = {region.code: region for region in Region.objects.filter(code__in=codes)}
    slugs = {province.slug: key for key, province in provinces.items()}
    return Ledger(provinces, slugs, dict(entries), dict(documents), regions)


def holding(rows: list[PolicyValue], day: date, known_at: datetime | None) -> PolicyValue | None:
    """Of rows of one place and parameter, the one that holds on that day as far as known at `known_at`."""
    known = [row for row in rows if not known_at or row.recorded_at <= known_at]
    started = {row.effective_from: row for row in known if row.effective_from <= day}  # later recorded ones win
    current = [row for row in started.values() if not row.void and (row.effective_to or day) >= day]
    return max(current, key=lambda row: row.effective_from, default=None)


@contextmanager
def writing() -> Iterator[None]:
    """One writer of policy rows at a time, so that ids become visible in their order."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS_TAKE_TURNS])
        _forget()
        try:
            yield
        finally:
            _forget()


def _forget() -> None:
    if known := _reading.get():
        known.clear()


def stored(row: PolicyValue) -> dict[str, Any]:
    """What of a row is its content; two rows with the same content need not both be written."""
    fields = ("value", "inherits", "void", "document", "clause", "quote", "note", "effective_from", "effective_to")
    return {field: getattr(row, field) for field in fields}
