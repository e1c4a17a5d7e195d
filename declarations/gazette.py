"""What an announcement of the gazette does to a published record: each one once, with everybody told once."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

import audit.record as log
from declarations import watching
from declarations.models import Declaration, RegisterAct
from declarations.models.watch import Taken
from declarations.services.withdrawals import TRANSFER, prepare_withdrawal
from declarations.workflow import Status
from publication import announce
from publication.choices import ACCEPTING_STATES, OPEN_STATES, Outcome
from publication.models import Record
from publication.standing import lock_record, state_now
from tenancy.actors import Actor, system_actor
from tenancy.models import Province
from tenancy.policy import policy_of
from tenancy.scope import acting
from verification.events import Action, GazetteEvent
from verification.models import GazetteNotice

FOLLOW = "declarations.follow_gazette"
PORTION = 100


@dataclass(frozen=True)
class Matter:
    """An announcement that meets a record, and in whose name the platform acts on it."""

    record: Record
    event: GazetteEvent
    by: Actor

    @property
    def occasion(self) -> str:
        return f"gazette:{self.event.key}"

    @property
    def sentence(self) -> str:
        return self.event.consequence.sentence


def unanswered(province: Province) -> QuerySet[GazetteNotice]:
    """Announcements since publication that hold by today and have not been acted on in this province.

    What was announced before is seen by the check at submission and by every re-check.
    """
    on_offer = Record.objects.filter(
        province=province,
        state__in=OPEN_STATES,
        patent_number=OuterRef("number"),
        published_at__date__lte=OuterRef("announced_on"),
    )
    done = RegisterAct.objects.filter(event=OuterRef("key"))
    found = GazetteNotice.objects.filter(Exists(on_offer), ~Exists(done), effective_on__lte=timezone.localdate())
    return found.order_by("announced_on", "id")


def follow_everywhere() -> int:
    """In every province, portion by portion; returns how many announcements were acted on."""
    return sum(_follow_in(province) for province in Province.objects.started())


def _follow_in(province: Province) -> int:
    total, done = 0, -1
    with acting(province=province.pk):
        while done:
            done = follow_portion(by=system_actor(province))
            total += done
    return total


@transaction.atomic
def follow_portion(*, by: Actor) -> int:
    """The next announcements in the order of the gazette; 0 when nothing is left."""
    return sum(follow(notice.event, by=by) for notice in unanswered(by.province)[:PORTION])


@transaction.atomic
def follow(event: GazetteEvent, *, by: Actor) -> bool:
    """Do what the announcement asks for, once. The lock on the record puts two runs in a row.

    The declaration is locked before its record, as by every verb after publication: none waits for the other's second.
    """
    number = _number_on_offer(event, by.province)
    if not number:
        return False
    list(Declaration.objects.select_for_update().filter(record_number=number).order_by("pk"))
    record = lock_record(number)
    done = RegisterAct.objects.filter(event=event.key, record_number=number).exists()
    if done or record.state not in OPEN_STATES:  # another's hand, while the lock was waited for
        return False
    taken = ANSWERS[event.consequence.action](Matter(record, event, by))
    act = RegisterAct.objects.create(
        province=by.province,
        record_number=number,
        event=event.key,
        kind=event.kind.value,
        announced_on=event.announced_on,
        taken=taken,
        sentence=event.consequence.sentence,
        clause=event.consequence.clause,
    )
    log.record("declaration.gazette", act, by=by, reason=act.sentence, payload={"event": event.raw[:500]})
    return True


def _number_on_offer(event: GazetteEvent, province: Province) -> str:
    records = Record.objects.filter(province=province, state__in=OPEN_STATES, patent_number=event.number.normal)
    return records.values_list("number", flat=True).first() or ""


def _suspend(matter: Matter) -> Taken:
    if state_now(matter.record) not in ACCEPTING_STATES:
        return _flag(matter)
    announce.suspend(matter.record.number, by=matter.by, ground=watching.GAZETTE, sentence=matter.sentence)
    _note(matter, Outcome.ATTENTION, matter.sentence)
    watching.tell(matter.record, matter.sentence, by=matter.by, occasion=matter.occasion)
    return Taken.SUSPENDED


def _resume(matter: Matter) -> Taken:
    """On again if the registers suspended it and nothing else stands in the way."""
    if not watching.suspension_by_registers(matter.record):
        return Taken.NOTHING
    standing = watching.standings([matter.record], by=matter.by)[matter.record.number]
    if standing.bars:
        words = {"event": matter.sentence, "bars": standing.sentence}
        return _flag(matter, _("%(event)s；但仍有障碍：%(bars)s") % words)
    announce.resume(matter.record.number, by=matter.by, sentence=matter.sentence)
    _note(matter, Outcome.FINE, matter.sentence)
    watching.tell(matter.record, matter.sentence, by=matter.by, occasion=matter.occasion)
    return Taken.RESUMED


def _withdraw(matter: Matter) -> Taken:
    """The owner's duty, with the form prefilled; a record without a declaration is a matter for the office."""
    declaration = watching.declaration_of(matter.record)
    if declaration is None or declaration.status != Status.PUBLISHED:
        return _flag(matter)
    names = [ground.name for ground in policy_of(matter.by.province).withdrawal_grounds]
    ground = TRANSFER if TRANSFER in names or not names else names[-1]
    prepare_withdrawal(declaration, by=matter.by, ground=ground, reason=matter.sentence, event=matter.event.key)
    _note(matter, Outcome.ATTENTION, matter.sentence)
    watching.tell(matter.record, matter.sentence, by=matter.by, occasion=matter.occasion, owner_knows=True)
    return Taken.DUTY


def _flag(matter: Matter, sentence: str = "") -> Taken:
    words = sentence or matter.sentence
    _note(matter, Outcome.ATTENTION, words)
    watching.tell(matter.record, words, by=matter.by, occasion=matter.occasion)
    return Taken.FLAGGED


def _nothing(matter: Matter) -> Taken:
    return Taken.NOTHING


def _note(matter: Matter, outcome: Outcome, sentence: str) -> None:
    """The public page says what was announced, and where."""
    announce.note_check(
        [matter.record],
        outcome=outcome,
        source=matter.event.source[: watching.MOST_SOURCE],
        event_code=matter.event.type.code,
        sentence=sentence[: watching.MOST_SENTENCE],
    )


ANSWERS: dict[Action, Callable[[Matter], Taken]] = {
    Action.SUSPEND: _suspend,
    Action.RESUME: _resume,
    Action.WITHDRAW: _withdraw,
    Action.FLAG: _flag,
    Action.NONE: _nothing,
}
