"""The list of all checks, and the one function that runs them."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from verification.checks import burdens, duplicates, fees, identity, licences, owners, reports, term, validity
from verification.dossier import Dossier
from verification.findings import Evidence, Finding, Item, ItemResult, Report
from verification.rules import Rules

HERE = Path(__file__).resolve().parent
Check = Callable[[Dossier, Rules], Finding | None]

# fmt: off
CHECKS: tuple[tuple[Item, Check], ...] = (
    (Item.NUMBER,    identity.number_not_from_the_future),
    (Item.NUMBER,    identity.known_to_the_register),
    (Item.NUMBER,    identity.filing_date_fits_the_number),
    (Item.NUMBER,    identity.title_as_registered),
    (Item.NUMBER,    identity.sources_agree),
    (Item.VALIDITY,  identity.granted_or_pending_where_allowed),
    (Item.VALIDITY,  identity.facts_are_fresh),
    (Item.VALIDITY,  validity.status_is_known),
    (Item.VALIDITY,  validity.right_has_not_ended),
    (Item.VALIDITY,  validity.not_past_its_term),
    (Item.VALIDITY,  validity.annual_fee_is_paid),
    (Item.VALIDITY,  validity.annual_fee_is_known),
    (Item.VALIDITY,  validity.not_partly_invalidated),
    (Item.LICENCE,   licences.licences_are_known),
    (Item.LICENCE,   licences.not_exclusively_licensed),
    (Item.LICENCE,   licences.licence_kinds_are_clear),
    (Item.LICENCE,   licences.ordinary_licences_are_mentioned),
    (Item.LICENCE,   licences.not_statutory_already),
    (Item.PLEDGE,    burdens.pledges_are_known),
    (Item.PLEDGE,    burdens.not_pledged_without_consent),
    (Item.PLEDGE,    burdens.pledge_with_consent_is_mentioned),
    (Item.DISPUTE,   burdens.not_preserved_by_a_court),
    (Item.DISPUTE,   burdens.ownership_is_undisputed),
    (Item.OWNERS,    owners.owners_are_known),
    (Item.OWNERS,    owners.declarants_are_the_owners),
    (Item.OWNERS,    owners.no_owner_refuses),
    (Item.OWNERS,    owners.every_owner_consents),
    (Item.REPORT,    reports.report_is_there_where_wanted),
    (Item.REPORT,    reports.report_is_not_negative),
    (Item.TERM,      term.term_runs_forward),
    (Item.TERM,      term.term_is_long_enough),
    (Item.TERM,      term.term_ends_with_the_patent),
    (Item.TERM,      term.life_is_known_to_the_day),
    (Item.FEE,       fees.fee_is_clear),
    (Item.FEE,       fees.fixed_fee_under_the_usual_cap),
    (Item.FEE,       fees.sales_royalty_under_the_usual_cap),
    (Item.FEE,       fees.profit_royalty_under_the_usual_cap),
    (Item.FEE,       fees.fee_not_out_of_line),
    (Item.DUPLICATE, duplicates.not_declared_here_already),
    (Item.DUPLICATE, duplicates.published_elsewhere_is_mentioned),
)

LOOKED_AT = {
    Item.NUMBER:   ("title", "filing_date", "main_class"),
    Item.VALIDITY: ("status", "ended_on", "filing_date", "grant_date", "extended_to", "paid_years", "partly_invalid"),
    Item.LICENCE:  ("licences", "statutory_declaration"),
    Item.PLEDGE:   ("pledges",),
    Item.DISPUTE:  ("preservations", "ownership_disputes"),
    Item.OWNERS:   ("owners",),
    Item.TERM:     ("filing_date", "extended_to"),
}
# fmt: on


@cache
def edition() -> str:
    """Names the state of all the code that judges: an answer of another edition is asked for again."""
    digest = hashlib.sha256()
    for path in sorted(HERE.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def check(dossier: Dossier, rules: Rules, *, items: Iterable[Item] = Item) -> Report:
    """Run the checks: all, or some lines while a form is filled in or published records are looked at again.

    The report has one line per item, with evidence also where nothing was found.
    """
    results = tuple(ItemResult(item, _findings(item, dossier, rules), _evidence(item, dossier)) for item in items)
    return Report(dossier.number.normal, dossier.checked_on, results)


def findings(dossier: Dossier, rules: Rules, *, items: Iterable[Item] = Item) -> Iterator[tuple[Item, Finding]]:
    """What the checks find and nothing else, without a report: for thousands of dossiers at once."""
    for item, one in _checks_of(tuple(items)):
        if finding := one(dossier, rules):
            yield item, finding


@cache
def _checks_of(items: tuple[Item, ...]) -> tuple[tuple[Item, Check], ...]:
    return tuple((item, one) for item in items for belongs_to, one in CHECKS if belongs_to == item)


def _findings(item: Item, dossier: Dossier, rules: Rules) -> tuple[Finding, ...]:
    return tuple(finding for _item, finding in findings(dossier, rules, items=(item,)))


def _evidence(item: Item, dossier: Dossier) -> tuple[Evidence, ...]:
    return dossier.facts.evidence(*LOOKED_AT.get(item, ()))
