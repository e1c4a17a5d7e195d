"""Files in: register exports, gazette issues, fee tables. Each is safe to run twice, and accounts for every row."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from verification.events import GazetteEvent
from verification.gazette import Unread, read_gazette, read_rows
from verification.history import contradict
from verification.models import GazetteNotice, ReferenceFigure, ReferenceTable, RegisterRecord, UnreadNotice
from verification.numbers import PatentNumber
from verification.reference_tables import BadReferenceTable, read_reference_table
from verification.registers.codec import facts_to_plain
from verification.registers.files import Fault, open_file
from verification.tables import decoded, read_table, refuse_too_large

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
    """What became of a register export, and which patents it tells about."""

    taken: int
    known: int
    faults: tuple[Fault, ...]
    numbers: tuple[PatentNumber, ...] = ()
    differing: tuple[PatentNumber, ...] = ()  # told otherwise by the same source at the same time; not taken


@transaction.atomic
def import_gazette(content: bytes, filename: str, *, source: str = "专利公报") -> GazetteAccount:
    """Take a delivery in any of its formats. Raises BadTable when it is too large or cannot be opened."""
    refuse_too_large(len(content), filename)
    new = known = unread = 0
    for entries in batched(_entries(content, filename), AT_ONCE):
        events = [replace(entry, source=source) for entry in entries if isinstance(entry, GazetteEvent)]
        fresh, for_a_person = _sorted_out(events)
        GazetteNotice.objects.bulk_create([GazetteNotice.of(event) for event in fresh], ignore_conflicts=True)
        for_a_person += [entry for entry in entries if isinstance(entry, Unread)]
        unread += _put_before_a_person(for_a_person, source)
        new, known = new + len(fresh), known + len(entries) - len(fresh) - len(for_a_person)
    return GazetteAccount(new, known, unread)


def _sorted_out(events: Iterable[GazetteEvent]) -> tuple[list[GazetteEvent], list[Unread]]:
    """What is new, and what only a person can weigh: dated ahead of today, or another word on what is known."""
    events, today = list(events), timezone.localdate()
    there = {row.key: row.event for row in GazetteNotice.objects.filter(key__in={event.key for event in events})}
    fresh, for_a_person = [], []
    for event in events:
        known = there.setdefault(event.key, event)
        if event.announced_on > today:
            for_a_person.append(Unread(event.raw, f"公告日{event.announced_on}晚于今天"))
        elif known is event:
            fresh.append(event)
        elif contradict(known, event):
            for_a_person.append(Unread(event.raw, f"与已登记的同一公告（{known.announced_on}）内容不同，请人工核对"))
    return fresh, for_a_person


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
    differing: list[PatentNumber] = []
    for numbers in batched(register.facts, AT_ONCE):
        keys = [number.normal for number in numbers]
        there = dict(at_this_time.filter(number__in=keys).values_list("number", "facts"))
        rows = (
            RegisterRecord(
                number=key, source=source, fetched_at=fetched_at, facts=facts_to_plain(register.facts[number])
            )
            for key, number in zip(keys, numbers, strict=True)
            if key not in there
        )
        RegisterRecord.objects.bulk_create(rows, ignore_conflicts=True)
        known += len(there)
        differing += [n for n in numbers if there.get(n.normal) not in (None, facts_to_plain(register.facts[n]))]
    taken, same = len(register.facts) - known, known - len(differing)
    return RegisterAccount(taken, same, register.faults, tuple(register.facts), tuple(differing))


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
