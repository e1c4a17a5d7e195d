"""What we have on file about patents: register records, changed by the announcements that came after them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Manager, Max, Min
from django.utils import timezone

from verification.classes import industries
from verification.dossier import PatentFacts, Reference
from verification.history import fold
from verification.many import among
from verification.models import GazetteNotice, ReferenceFigure, RegisterRecord
from verification.numbers import PatentNumber
from verification.registers.codec import BadFacts, facts_from_plain, facts_to_plain
from verification.registers.combining import Combined, combine
from verification.registers.protocol import Absent, Answer, Found, Unavailable

NAME = "本地登记数据"
MOST_SOURCE = 100


def facts_on_file(numbers: Iterable[PatentNumber], as_of: date) -> dict[PatentNumber, Combined]:
    """For many patents at once, in two queries: the newest record of each source, and the notices after it."""
    wanted = list(numbers)
    keys = [number.normal for number in wanted]
    records, notices = _newest_records(keys), _notices(keys)
    now = timezone.now()
    nothing = combine([Absent(NAME, now)])  # one answer for all of whom nothing is on file
    return {
        number: combine(_answers(records[key], notices[key], as_of, now))
        if key in records or key in notices
        else nothing
        for number, key in zip(wanted, keys, strict=True)
    }


@dataclass(frozen=True)
class Mark:
    """How much is on file about a patent. Nothing is ever changed there, so the same mark means the same facts."""

    records: int = 0
    newest_record: int = 0
    notices: int = 0
    newest_notice: int = 0


def marks_of(numbers: Iterable[PatentNumber]) -> dict[PatentNumber, Mark]:
    """For many patents, in two queries. Take it before the facts: what comes in between is then looked at again."""
    wanted = list(numbers)
    keys = [number.normal for number in wanted]
    records, notices = _counted(RegisterRecord.objects, keys), _counted(GazetteNotice.objects, keys)
    nothing = (0, 0)
    return {
        number: Mark(*records.get(number.normal, nothing), *notices.get(number.normal, nothing)) for number in wanted
    }


def _counted(rows: Manager[Any], keys: list[str]) -> dict[str, tuple[int, int]]:
    counted = rows.filter(among("number", keys)).order_by().values_list("number").annotate(Count("pk"), Max("pk"))
    return {number: (count, newest) for number, count, newest in counted}


def days_to_come(numbers: Iterable[PatentNumber], as_of: date) -> dict[PatentNumber, date]:
    """For each patent with announcements that hold from a later day, the first of these days."""
    keys = [number.normal for number in numbers]
    coming = GazetteNotice.objects.filter(among("number", keys), effective_on__gt=as_of)
    first = coming.order_by().values_list("number").annotate(Min("effective_on"))
    return {PatentNumber(number): day for number, day in first}


def keep_on_file(number: PatentNumber, answer: Found) -> None:
    """What a live source or a person told just now, so that every later look knows it too."""
    RegisterRecord.objects.bulk_create(
        [
            RegisterRecord(
                number=number.normal,
                source=answer.source[:MOST_SOURCE],
                fetched_at=answer.fetched_at,
                facts=facts_to_plain(answer.facts),
            )
        ],
        ignore_conflicts=True,
    )


class StoredRegister:
    """The files and issues that were imported, as one source among others."""

    name = NAME
    proves_absence = False

    def facts_of(self, number: PatentNumber) -> Answer:
        today = timezone.localdate()
        combined = facts_on_file([number], today)[number]
        if combined.register_answer == "found":
            return Found(combined.facts, self.name, timezone.now())
        return Absent(self.name, timezone.now())


def references_for(section: str) -> tuple[Reference, ...]:
    """What the published tables say about an industry (门类), the newest table first."""
    figures = ReferenceFigure.objects.filter(section=section).select_related("table").order_by("-table__year", "-table")
    return tuple(
        Reference(
            industries()[section],
            f"{figure.table.name}，{figure.table.source}",
            figure.table.year,
            figure.amount,
            figure.rate,
        )
        for figure in figures
    )


def _answers(
    records: Sequence[RegisterRecord], notices: Sequence[GazetteNotice], as_of: date, now: datetime
) -> list[Answer]:
    """One answer per source, the newest first; then what was only announced; nothing at all is absence."""
    if not records and not notices:
        return [Absent(NAME, now)]
    told = [_brought_up(record, notices, as_of) for record in records]
    return told + _only_announced(told, notices, as_of, now)


def _only_announced(
    told: Sequence[Answer], notices: Sequence[GazetteNotice], as_of: date, now: datetime
) -> list[Answer]:
    """What the gazette says on which no record has a word: whoever is silent on a pledge does not say it is gone."""
    if not notices:
        return []
    known = PatentFacts()
    for answer in told:
        known = _filled(known, answer.facts) if isinstance(answer, Found) else known
    announced = fold((notice.event for notice in notices), as_of, fetched_at=notices[-1].recorded_at)
    gaps = _filled(known, announced)
    more: dict[str, Any] = {name: fact for name, fact in gaps.known() if getattr(known, name) is None}
    return [Found(PatentFacts(**more), NAME, now)] if more or not told else []


def _filled(told: PatentFacts, other: PatentFacts) -> PatentFacts:
    """Where these are silent the others speak; the day of an end goes with its status."""
    gaps: dict[str, Any] = {name: fact for name, fact in other.known() if getattr(told, name) is None}
    if told.status:
        gaps.pop("ended_on", None)
    return replace(told, **gaps)


def _brought_up(record: RegisterRecord, notices: Sequence[GazetteNotice], as_of: date) -> Answer:
    """A record knows what was announced before it was fetched; only later notices change it.

    Of the same day those count that came in after it. A record that nobody could use is told as such.
    """
    try:
        base = facts_from_plain(record.facts, record.source, record.fetched_at)
    except BadFacts as fault:
        return Unavailable(record.source, record.fetched_at, str(fault))
    fetched = (timezone.localdate(record.fetched_at), record.fetched_at)
    later = [notice for notice in notices if (notice.announced_on, notice.recorded_at) > fetched]
    if later:
        base = fold((notice.event for notice in later), as_of, fetched_at=later[-1].recorded_at, base=base)
    return Found(base, record.source, record.fetched_at)


def _newest_records(numbers: list[str]) -> dict[str, list[RegisterRecord]]:
    """The newest record of each source by number, the newest source first."""
    rows = (
        RegisterRecord.objects.filter(among("number", numbers))
        .order_by("number", "source", "-fetched_at")
        .distinct("number", "source")
    )
    found: dict[str, list[RegisterRecord]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.fetched_at, reverse=True):
        found[row.number].append(row)
    return found


def _notices(numbers: list[str]) -> dict[str, list[GazetteNotice]]:
    found: dict[str, list[GazetteNotice]] = defaultdict(list)
    for notice in GazetteNotice.objects.filter(among("number", numbers)).order_by("announced_on", "id"):
        found[notice.number].append(notice)
    return found
