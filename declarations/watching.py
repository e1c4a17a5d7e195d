"""A published record under watch: may it stay on offer by what the registers say, and who is told when it may not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from declarations.checking import pledges_until, rules_of
from declarations.models import Declaration
from declarations.notices import tell_declarant, tell_offices
from declarations.registers import UNAVAILABLE, ask_registers_about
from publication.choices import Op, Outcome, State
from publication.declarants import tells_declarants
from publication.models import Change, Record
from publication.standing import state_now
from publication.takers import tell_takers
from tenancy.actors import Actor
from tenancy.policy import policy_of
from verification.checking import check
from verification.dossier import Consent, Dossier, Owner, PatentFacts, Status
from verification.findings import Finding, Item, Report
from verification.numbers import PatentNumber
from verification.on_file import days_to_come
from verification.registers.combining import Combined
from verification.rules import Rules
from verification.until import holds_until

GAZETTE, RECHECK = "gazette", "recheck"  # grounds of a suspension that the registers gave
WATCHED = (Item.VALIDITY, Item.LICENCE, Item.PLEDGE, Item.DISPUTE, Item.OWNERS)
CHANGED_HANDS = "owners"  # the new owner's matter: a duty to withdraw, no reason to suspend (国知办函运字〔2022〕448号)
MOST_SOURCE, MOST_SENTENCE = 80, 300


@dataclass(frozen=True)
class Standing:
    """What one look at the registers said of one record."""

    report: Report
    answer: str
    sources: str
    holds_until: date  # if nobody tells anything new
    told_at: datetime | None = None  # when the newest word on the legal status came

    @property
    def bars(self) -> tuple[Finding, ...]:
        """What keeps it from being offered."""
        return tuple(stop for stop in self.report.stops if stop.code != CHANGED_HANDS)

    @property
    def doubts(self) -> tuple[Finding, ...]:
        """What was found, as against what nobody has told us."""
        asked = (ask for ask in self.report.asks if not ask.code.endswith("_unknown"))
        return (*self.report.stops, *asked)

    @property
    def outcome(self) -> Outcome:
        if self.doubts:
            return Outcome.ATTENTION
        unknown = self.answer == UNAVAILABLE or any(ask.code == "status_unknown" for ask in self.report.asks)
        return Outcome.UNREACHABLE if unknown else Outcome.FINE

    @property
    def sentence(self) -> str:
        return "；".join(finding.sentence for finding in self.doubts)[:MOST_SENTENCE]


def standings(records: Sequence[Record], *, by: Actor) -> dict[str, Standing]:
    """By record number; as many queries for a thousand records as for one."""
    told = ask_registers_about([PatentNumber(record.patent_number) for record in records])
    rules, coming = rules_of(policy_of(by.province)), days_to_come(told, timezone.localdate())
    agreed = with_agreed_pledges(record.number for record in records)
    found = {}
    for record in records:
        number = PatentNumber(record.patent_number)
        dossier = _dossier(record, told[number], agreed.get(record.number))
        found[record.number] = _standing(dossier, told[number], rules, [coming[number]] if number in coming else [])
    return found


def with_agreed_pledges(numbers: Iterable[str]) -> dict[str, date]:
    """Records whose owner has said that the pledgee agrees, and the day of that word."""
    agreed = Declaration.objects.filter(record_number__in=list(numbers), pledgee_consents=True)
    said = agreed.exclude(submitted_at=None).values_list("record_number", "submitted_at")
    return {number: timezone.localdate(at) for number, at in said}


def _dossier(record: Record, told: Combined, pledgees_agreed_on: date | None) -> Dossier:
    facts = _without_stale_fee(told.facts)
    return Dossier(
        number=PatentNumber(record.patent_number),
        checked_on=timezone.localdate(),
        facts=facts,
        register_answer=told.register_answer,
        owners=tuple(Owner(name, Consent.GIVEN) for name in record.owner_names.split("、")),
        pledgee_consents=pledges_until(pledgees_agreed_on, facts) if pledgees_agreed_on else frozenset(),
    )


def _standing(dossier: Dossier, told: Combined, rules: Rules, coming: list[date]) -> Standing:
    sources = "、".join(dict.fromkeys(answer.source for answer in told.answers))[:MOST_SOURCE]
    report = check(dossier, rules, items=WATCHED)
    status = dossier.facts.status
    until, told_at = holds_until(dossier, rules, coming), status.fetched_at if status else None
    return Standing(report, told.register_answer, sources, until, told_at)


def suspension_by_registers(record: Record) -> Change | None:
    """What took it off the offer, if the registers did; an office's or a side's own suspension is theirs to end."""
    if state_now(record) != State.SUSPENDED:
        return None
    last = record.changes.filter(op=Op.SUSPENDED).order_by("-id").first()
    return last if last and last.ground in (GAZETTE, RECHECK) else None


def _without_stale_fee(facts: PatentFacts) -> PatentFacts:
    """A right that was restored after the fee was last looked up has been paid for since."""
    status, paid = facts.status, facts.paid_years
    restored = status and paid and status.value == Status.IN_FORCE and status.fetched_at > paid.fetched_at
    return replace(facts, paid_years=None) if restored else facts


def tell(record: Record, sentence: str, *, by: Actor, occasion: str, owner_knows: bool = False) -> None:
    """The owner's people, the offices above and whoever holds a licence: one notice a person and occasion."""
    declaration = declaration_of(record)
    words = f"{record.number} {record.title[:40]}：{sentence}"[:MOST_SENTENCE]
    if declaration and not owner_knows:
        tell_declarant(declaration, words, by=by, occasion=occasion)
    link = declaration.get_absolute_url() if declaration else record.get_absolute_url()
    tell_offices(record.region_path, words, link=link, key=f"record:{record.number}:{occasion}", by=by)
    tell_takers(record, sentence, by=by, occasion=occasion)


def declaration_of(record: Record) -> Declaration | None:
    """The declaration behind it; one that was imported as already public has none."""
    return Declaration.objects.filter(record_number=record.number).order_by("id").last()


@tells_declarants
def declared_by(numbers: Sequence[str]) -> dict[str, int]:
    """Each record was declared by one organisation of its province."""
    declared = Declaration.objects.filter(record_number__in=numbers)
    return dict(declared.order_by().values_list("record_number", "organisation"))
