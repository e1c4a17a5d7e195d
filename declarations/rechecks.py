"""The re-check of everything on offer, at the province's interval: in portions, each record once a round (HB-18).

A portion asks for all its records in one go and writes set-wise (declarations/unchanged.py: most of them need no
thought); the round's place is its payload, so that whoever
carries it on after a crash begins exactly where the last portion ended.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from declarations import watching
from declarations.checking import plain, rules_of
from declarations.models import LastLook
from declarations.registers import ask_registers, sources
from declarations.unchanged import next_stretch
from declarations.watching import Standing
from publication import announce
from publication.choices import ACCEPTING_STATES, OPEN_STATES, Op, Outcome, State
from publication.models import Record
from publication.standing import lock_record, state_now, was_taken
from tenancy.actors import Actor, system_actor
from tenancy.clock import database_now
from tenancy.models import Province
from tenancy.policy import policy_of
from tenancy.scope import acting
from verification.checking import edition
from verification.imports import batched
from verification.many import among
from verification.models import GazetteNotice
from verification.numbers import PatentNumber
from verification.on_file import Mark, marks_of

RECHECK = "declarations.recheck"
ASK = "declarations.ask_about_published"
PORTION = 500
ASKED_AT_ONCE = 20


@dataclass(frozen=True)
class Round:
    """One time through a province: what was last checked before `before` is due; `after` is how far it has come."""

    before: datetime
    at: datetime
    after: int = 0
    done: int = 0

    @classmethod
    def read(cls, payload: dict[str, Any]) -> "Round":
        moments = {name: datetime.fromisoformat(payload[name]) for name in ("before", "at")}
        return cls(**payload | moments)

    def as_payload(self) -> dict[str, Any]:
        return asdict(self) | {"before": self.before.isoformat(), "at": self.at.isoformat()}


def begin(province: Province, *, everything: bool = False, now: datetime | None = None) -> Round:
    """What has stood for the province's interval, by days; with `everything` also what was checked just now."""
    now = now or database_now()  # one that runs ahead would put the next look off
    days: int = policy_of(province).recheck_days  # type: ignore[assignment]  # the nation has a value
    first_day_kept = timezone.localdate(now) - timedelta(days=days - 1)
    return Round(now if everything else timezone.make_aware(datetime.combine(first_day_kept, time.min)), now)


def due(this: Round, province: Province) -> QuerySet[Record]:
    """Published or last checked before; what was published in the meantime was checked for it.

    What has been announced about a patent since its last look waits for no interval (declarations/unchanged.py).
    """
    seen = LastLook.objects.filter(record=OuterRef(OuterRef("pk"))).values("newest_notice")
    news = GazetteNotice.objects.filter(number=OuterRef("patent_number"), pk__gt=Coalesce(Subquery(seen), 0))
    waits = Q(checked_at__lt=this.before) | Q(checked_at=None, published_at__lt=this.before) | Exists(news)
    return Record.objects.filter(waits, province=province, state__in=OPEN_STATES, pk__gt=this.after).order_by("pk")


@transaction.atomic
def ask_portion(this: Round, *, by: Actor) -> Round | None:
    """Ask the live sources about the next records that are due, so that the round that follows finds it on file.

    None at the end, and at once where no source is connected. One that hangs is soon passed by (its breaker).
    """
    policy = policy_of(by.province)
    records = list(due(this, by.province)[:ASKED_AT_ONCE]) if sources(policy) else []
    for record in records:
        ask_registers(PatentNumber(record.patent_number), policy)
    return replace(this, after=records[-1].pk, done=this.done + len(records)) if records else None


@transaction.atomic
def recheck_portion(this: Round, *, by: Actor) -> Round | None:
    """The next records of the round, and where it goes on; None when all have been looked at.

    Where nothing has happened since the last look, its answer is noted again set-wise; the others are looked at anew.
    """
    rules = rules_mark(by.province)
    stretch = next_stretch(
        by.province.pk, before=this.before, after=this.after, rules=rules, today=timezone.localdate(), most=PORTION
    )
    if not stretch.ids:
        return None
    for group in stretch.alike:
        said: dict[str, Any] = {"outcome": group.outcome, "source": group.source, "sentence": group.sentence}
        announce.note_alike(group.ids, checked_at=this.at, before=this.before, **said)
    look_anew(this, stretch.anew, rules, by=by)
    return replace(this, after=max(stretch.ids), done=this.done + len(stretch.ids))


def look_anew(this: Round, ids: Sequence[int], rules: str, *, by: Actor) -> None:
    """Ask, judge, note and act; and keep what it rested on for the next time."""
    records = list(due(this, by.province).filter(pk__in=ids).select_for_update(of=("self",)))
    marks = marks_of(PatentNumber(record.patent_number) for record in records)
    found = watching.standings(records, by=by)
    _note(records, found, this.at)
    for record in records:
        if found[record.number].outcome == Outcome.ATTENTION:
            _act(record, found[record.number], by=by)
        elif found[record.number].outcome == Outcome.FINE:
            _offer_again(record, found[record.number], by=by)
    _keep(records, found, marks, rules)


def rules_mark(province: Province) -> str:
    """Names what a look is judged by: the rules of the province today, and the code of the checks."""
    judged_by = json.dumps(plain(rules_of(policy_of(province))), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{edition()}{judged_by}".encode()).hexdigest()


def _keep(records: Sequence[Record], found: dict[str, Standing], marks: dict[PatentNumber, Mark], rules: str) -> None:
    agreed = watching.with_agreed_pledges(record.number for record in records)
    looks = [
        LastLook(
            record=record,
            version=record.current_id,
            agrees=record.number in agreed,
            rules=rules,
            outcome=found[record.number].outcome,
            source=found[record.number].sources,
            sentence=found[record.number].sentence,
            holds_until=found[record.number].holds_until,
            **asdict(marks[PatentNumber(record.patent_number)]),
        )
        for record in records
    ]
    kept = [part.name for part in LastLook._meta.local_fields if part.name not in ("id", "province", "record")]
    LastLook.objects.bulk_create(looks, update_conflicts=True, unique_fields=["province", "record"], update_fields=kept)


def _note(records: Sequence[Record], found: dict[str, Standing], at: datetime) -> None:
    """Records with the same words share their statements."""
    alike: dict[tuple[Outcome, str, str], list[Record]] = defaultdict(list)
    for record in records:
        standing = found[record.number]
        alike[standing.outcome, standing.sources, standing.sentence].append(record)
    for (outcome, source, sentence), group in alike.items():
        announce.note_check(group, outcome=outcome, source=source, sentence=sentence, checked_at=at)


def _act(record: Record, standing: Standing, *, by: Actor) -> None:
    """Off the offer with a bar; all of it is pointed out, once as long as it stays the same."""
    if standing.bars and state_now(record) in ACCEPTING_STATES:
        announce.suspend(record.number, by=by, ground=watching.RECHECK, sentence=standing.sentence)
    resumed = record.changes.filter(op=Op.RESUMED).count()
    codes = "+".join(sorted({doubt.code for doubt in standing.doubts}))
    watching.tell(record, standing.sentence, by=by, occasion=f"recheck:{resumed}:{codes}"[:60])


def _offer_again(record: Record, standing: Standing, *, by: Actor) -> None:
    """What a look took down goes up when nothing is left against it, and everybody is told.

    What the gazette took down does so only on a later word of the register: what was fetched before may not know.
    """
    taken_down = watching.suspension_by_registers(record)
    if taken_down is None:
        return
    later = standing.told_at is not None and standing.told_at > taken_down.recorded_at
    if taken_down.ground == watching.RECHECK or later:
        sentence = _("经复核，登记信息中已没有中止事由，声明恢复")
        announce.resume(record.number, by=by, sentence=sentence)
        watching.tell(record, sentence, by=by, occasion=f"recheck:again:{taken_down.pk}")


def look_at(patents: Iterable[PatentNumber], province: Province) -> int:
    """What was just learned about these patents is acted on at once, whatever the interval; how many were on offer."""
    keys, now, seen = [number.normal for number in patents], timezone.now(), 0
    with acting(province=province.pk), transaction.atomic():
        by, this, rules = system_actor(province), Round(now, now), rules_mark(province)
        on_offer = due(this, province).filter(among("patent_number", keys)).values_list("pk", flat=True)
        for ids in batched(list(on_offer), PORTION):
            look_anew(this, ids, rules, by=by)
            seen += len(ids)
    return seen


@transaction.atomic
def offer_freed(number: str, sentence: str, *, by: Actor) -> None:
    """On the offer again, and off it at once with a bar that came up while nobody could take it."""
    patent = PatentNumber(Record.objects.get(number=number).patent_number)
    ask_registers(patent, policy_of(by.province))  # before the record is locked: a source may keep us waiting
    record = lock_record(number)
    if state_now(record) == State.SUSPENDED and was_taken(record):
        announce.resume(number, by=by, sentence=sentence)
        look_at([patent], by.province)


def recheck_now(province: Province, *, everything: bool = False) -> int:
    """The whole round at once, each portion for itself; returns how many were looked at."""
    this = begin(province, everything=everything)
    with acting(province=province.pk):
        while following := recheck_portion(this, by=system_actor(province)):
            this = following
    return this.done
