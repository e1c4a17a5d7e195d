"""The bridge to `verification`: a declaration and its province's rules as plain values, and the answer kept."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.fee_figures import fee_of
from declarations.local_rules import rules_when_begun
from declarations.models import CheckRun, Consent, Declaration
from declarations.models import Owner as OwnerRow
from declarations.prices import references_of
from declarations.registers import UNAVAILABLE, ask_registers
from declarations.services.moves import next_stage
from declarations.workflow import Status
from publication.choices import OPEN_STATES, State
from publication.models import Record
from publication.terms import Terms
from tenancy.policy import Policy
from tenancy.policy.workdays import add_working_days
from verification.checking import check
from verification.dossier import AskedFee, Dossier, Elsewhere, Known, Owner, PatentFacts, Reference, ReportKind
from verification.dossier import Consent as OwnerConsent
from verification.forecast import forecast
from verification.many import among
from verification.numbers import parse_number
from verification.registers.protocol import Unavailable
from verification.rules import ReportRule, Rules

MOST_REASON = 120
NOBODY_ASKED = PatentFacts()
OWN_WORD = "权利人填写"
REPORT = "evaluation_report"
ELSEWHERE = ("patent_number", "number", "province_id", "province__name", "state")
CONSENTS = {Consent.GIVEN: OwnerConsent.GIVEN, Consent.DECLINED: OwnerConsent.REFUSED}
# Finding code → the parameter whose clause it cites.
CITED = {"term_short": "min_term_months", "report": "evaluation_report", "pending": "applications_accepted"}


@dataclass(frozen=True)
class Beside:
    """What goes with a declaration in other tables; read at once for one, and in bulk for a batch."""

    owners: tuple[OwnerRow, ...] = ()
    papers: frozenset[str] = frozenset()  # kinds of the attachments
    promises: frozenset[str] = frozenset()  # keys of the commitments
    report_requested: bool = False
    elsewhere: tuple[Elsewhere, ...] = ()
    references: tuple[Reference, ...] = ()
    terms: Terms | None = None  # the fee, where it has been read already


def beside(declaration: Declaration) -> Beside:
    return Beside(
        owners=tuple(declaration.owners.all()),
        papers=frozenset(declaration.attachments.filter(removed_at=None).values_list("kind", flat=True)),
        promises=frozenset(commitment.key for commitment in declaration.commitments.all()),
        report_requested=report_was_asked_for(declaration),
        elsewhere=elsewhere(declaration),
        references=references_of(declaration.industry),
    )


def rules_of(policy: Policy) -> Rules:
    """The province's rules as the checks read them."""
    return Rules(
        pending_allowed=policy.applications_accepted,
        report=ReportRule(policy.evaluation_report),
        min_term_months=policy.min_term_months or 0,
        low_factor=policy.fee_low_factor,  # type: ignore[arg-type]  # has a default
        high_factor=policy.fee_high_factor,  # type: ignore[arg-type]  # has a default
        clauses={code: policy.cite(key) for code, key in CITED.items() if policy.cite(key)},
    )


def dossier_of(
    declaration: Declaration,
    facts: PatentFacts = NOBODY_ASKED,
    answer: str = "unavailable",
    *,
    around: Beside | None = None,
    fee: AskedFee | None = None,
    on: date | None = None,
) -> Dossier:
    """Everything the checks may look at, frozen today (`on`). What no register tells is taken from the form."""
    around = around or beside(declaration)
    report = ReportKind.EVALUATION if REPORT in around.papers else ReportKind.NONE
    return Dossier(
        number=parse_number(declaration.patent_number),
        checked_on=on or timezone.localdate(),
        facts=facts if facts.filing_date else _with_own_word(facts, declaration),
        register_answer=answer,
        title=declaration.title,
        owners=tuple(
            Owner(owner.name, CONSENTS.get(Consent(owner.consent), OwnerConsent.WAITING)) for owner in around.owners
        ),
        term_start=declaration.starts_on,
        term_end=declaration.ends_on,
        report=ReportKind.SEARCH if "search_report" in around.papers and report is ReportKind.NONE else report,
        report_requested=around.report_requested,
        pledgee_consents=agreed_pledges(declaration, facts),
        fee=fee or fee_of(declaration.fee),
        references=around.references,
        elsewhere=around.elsewhere,
    )


def agreed_pledges(declaration: Declaration, facts: PatentFacts) -> frozenset[str]:
    """The owner's word that the pledgee agrees in writing; it was given when the declaration was handed in."""
    if not declaration.pledgee_consents:
        return frozenset()
    given = timezone.localdate(declaration.submitted_at) if declaration.submitted_at else timezone.localdate()
    return pledges_until(given, facts)


def pledges_until(day: date, facts: PatentFacts) -> frozenset[str]:
    """Those that stood on the day of the word: a pledge that was registered later has a holder nobody asked."""
    pledges = facts.pledges.value if facts.pledges else ()
    return frozenset(pledge.record for pledge in pledges if pledge.since is None or pledge.since <= day)


def report_was_asked_for(declaration: Declaration) -> bool:
    """An office wants the report where policy leaves it to the office (CN-25)."""
    return declaration.reviews.filter(reasons__contains=[{"asks_for": REPORT}]).exists()


def _with_own_word(facts: PatentFacts, declaration: Declaration) -> PatentFacts:
    if not declaration.filed_on:
        return facts
    if facts == NOBODY_ASKED:
        return _own_word(declaration.filed_on, declaration.saved_at)
    return replace(facts, filing_date=Known(declaration.filed_on, OWN_WORD, declaration.saved_at))


@lru_cache(maxsize=1000)  # the rows of a batch were all saved at one time
def _own_word(filed_on: date, saved_at: datetime) -> PatentFacts:
    return PatentFacts(filing_date=Known(filed_on, OWN_WORD, saved_at))


def elsewhere(declaration: Declaration) -> tuple[Elsewhere, ...]:
    """The same patent on the public register; drafts of other provinces stay theirs."""
    found = elsewhere_of([declaration.patent_number], declaration.province_id, but=declaration.record_number)
    return found.get(declaration.patent_number, ())


def elsewhere_of(patents: Iterable[str], province: int | None, *, but: str = "") -> dict[str, tuple[Elsewhere, ...]]:
    """What is on offer of many patents in one query, seen from a province; `but` is the one asked about itself.

    A patent whose offer is over may be declared again.
    """
    found: dict[str, tuple[Elsewhere, ...]] = {}
    keys = (patent.replace(".", "") for patent in patents)  # as the index has them
    standing = Record.objects.filter(among("number_key", keys), state__in=OPEN_STATES)
    records = standing.exclude(number=but).order_by("id")
    for patent, number, place, name, state in records.values_list(*ELSEWHERE):
        there = Elsewhere(number, name, same_province=place == province, state=str(State(state).label))
        found[patent] = (*found.get(patent, ()), there)
    return found


def run_checks(declaration: Declaration) -> CheckRun:
    """Check now and keep what was seen: data, rules and findings of this moment (F024)."""
    policy = rules_when_begun(declaration)
    rules, told = rules_of(policy), ask_registers(parse_number(declaration.patent_number), policy)
    dossier = dossier_of(declaration, told.facts, told.register_answer)
    report = check(dossier, rules)
    return CheckRun.objects.create(
        declaration=declaration,
        dossier=plain(dossier),
        rules=plain(rules),
        findings=report.as_plain(),
        passed=report.passes,
        forecast=forecast(dossier).as_plain(),
        pending=pending_sentence(declaration, policy, told.silent) if told.register_answer == UNAVAILABLE else "",
    )


# Who looks the patent up by hand where no register answered.
BY_HAND = {
    Status.SECOND_CHECK: gettext_lazy("二次核查的核查人员"),
    Status.REVIEWING: gettext_lazy("市级审核人员"),
    Status.APPROVED: gettext_lazy("省知识产权局备案人员"),
}


def pending_sentence(declaration: Declaration, policy: Policy, silent: Sequence[Unavailable]) -> str:
    """What is still to be looked up, why, by whom and until when, as the declarant and the next desk read it."""
    why = "；".join(f"{answer.source}：{answer.reason}" for answer in silent)[:MOST_REASON]
    who, until = by_whom_until(declaration, policy)
    return _("登记信息尚未取得（%(why)s），由%(who)s在%(until)s前补查") % {"why": why, "who": who, "until": until}


def by_whom_until(declaration: Declaration, policy: Policy) -> tuple[str, date]:
    """Whose turn it is to look the patent up, and the last day for it: those of the desk that has it now or next."""
    days: int = policy.review_working_days  # type: ignore[assignment]  # has a default
    at_desk = declaration.is_on_a_desk and declaration.due_at
    until = timezone.localdate(declaration.due_at) if at_desk else add_working_days(timezone.localdate(), days).day
    who = BY_HAND[Status(declaration.status) if at_desk else next_stage(declaration)]
    return str(who), until


def plain(value: Dossier | Rules) -> dict[str, Any]:
    """A frozen value as JSON keeps it; dates, sums and numbers become text."""
    fields_of = {each.name: getattr(value, each.name) for each in fields(value)}
    data: dict[str, Any] = json.loads(json.dumps(fields_of, default=_as_plain, ensure_ascii=False))
    return data


def _as_plain(part: object) -> object:
    if is_dataclass(part) and not isinstance(part, type):
        return {each.name: getattr(part, each.name) for each in fields(part)}
    if isinstance(part, Mapping):
        return dict(part)
    return sorted(map(str, part)) if isinstance(part, frozenset) else str(part)
