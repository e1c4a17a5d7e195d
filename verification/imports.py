"""Files in: register exports, gazette issues, fee tables. Each is safe to run twice, and accounts for every row."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import transaction

from verification.events import GazetteEvent
from verification.gazette import Unread, read_gazette, read_rows
from verification.models import GazetteNotice, ReferenceFigure, ReferenceTable, RegisterRecord, UnreadNotice
from verification.reference_tables import BadReferenceTable, read_reference_table
from verification.registers.codec import facts_to_plain
from verification.registers.files import Fault, open_file
from verification.tables import decoded, read_table

AT_ONCE = 2000
Entry = TypeVar("Entry")


def batched(entries: Iterable[Entry], size: int) -> Iterator[list[Entry]]:
    """Lists of at most `size`, so that a large file never stands in memory as rows of the database."""
    rest = iter(entries)
    while batch := list(islice(rest, size)):
        yield batch


@dataclass(frozen=True)
class GazetteAccount:
    """What became of a delivery: new announcements, known ones, and those for a person."""

    new: int
    known: int
    unread: int

    @property
    def sentence(self) -> str:
        return f"新公告{self.new}条，已有{self.known}条，待人工处理{self.unread}条"


@dataclass(frozen=True)
class RegisterAccount:
    """What became of a register export."""

    taken: int
    known: int
    faults: tuple[Fault, ...]


@transaction.atomic
def import_gazette(content: bytes, filename: str, *, source: str = "专利公报") -> GazetteAccount:
    """Take a delivery in any of its formats. Raises BadTable when a table file cannot be opened."""
    new = known = unread = 0
    for entries in batched(_entries(content, filename), AT_ONCE):
        events = {entry.key: replace(entry, source=source) for entry in entries if isinstance(entry, GazetteEvent)}
        there = set(GazetteNotice.objects.filter(key__in=events).values_list("key", flat=True))
        rows = [GazetteNotice.of(event) for key, event in events.items() if key not in there]
        GazetteNotice.objects.bulk_create(rows, ignore_conflicts=True)
        unread += _put_before_a_person((entry for entry in entries if isinstance(entry, Unread)), source)
        new, known = new + len(rows), known + len(there)
    return GazetteAccount(new, known, unread)


def _entries(content: bytes, filename: str) -> Iterator[GazetteEvent | Unread]:
    if filename.lower().endswith((".csv", ".xlsx", ".xls")):
        return read_rows(read_table(content, filename))
    return read_gazette(decoded(content))


def _put_before_a_person(entries: Iterable[Unread], source: str) -> int:
    rows = [
        UnreadNotice(
            digest=hashlib.sha256(entry.raw.encode("utf-8", "replace")).hexdigest(),
            raw=entry.raw,
            reason=entry.reason,
            source=source,
        )
        for entry in entries
    ]
    UnreadNotice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def import_register_file(content: bytes, filename: str, *, source: str, fetched_at: datetime) -> RegisterAccount:
    """Take an export of a register. Rows that cannot be used are told; the others are kept beside what was known."""
    register = open_file(content, filename, source=source, fetched_at=fetched_at)
    at_this_time, known = RegisterRecord.objects.filter(source=source, fetched_at=fetched_at), 0
    for numbers in batched(register.facts, AT_ONCE):
        keys = [number.normal for number in numbers]
        there = set(at_this_time.filter(number__in=keys).values_list("number", flat=True))
        rows = (
            RegisterRecord(
                number=key, source=source, fetched_at=fetched_at, facts=facts_to_plain(register.facts[number])
            )
            for key, number in zip(keys, numbers, strict=True)
            if key not in there
        )
        RegisterRecord.objects.bulk_create(rows, ignore_conflicts=True)
        known += len(there)
    return RegisterAccount(len(register.facts) - known, known, register.faults)


@transaction.atomic
def import_reference_table(
    content: bytes, filename: str, *, name: str, source: str, year: str, imported_by: str
) -> ReferenceTable:
    """Take a published fee table, whole or not at all. Raises BadTable or BadReferenceTable with every fault."""
    rows = read_reference_table(content, filename)
    if ReferenceTable.objects.filter(name=name, year=year).exists():
        raise BadReferenceTable(f"“{name}”{year}年的表已导入过，修订版请用新的名称或年份")
    table = ReferenceTable.objects.create(name=name, source=source, year=year, imported_by=imported_by)
    ReferenceFigure.objects.bulk_create(
        ReferenceFigure(table=table, section=row.section, amount=row.amount, rate=row.rate, contracts=row.contracts)
        for row in rows
    )
    return table
