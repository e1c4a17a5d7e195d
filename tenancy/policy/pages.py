"""What the policy pages show."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenancy.models import PolicyDocument, PolicyValue, Province
from tenancy.models.policy import DocumentStatus
from tenancy.policy.compare import Pair, compare
from tenancy.policy.ledger import Ledger, load, read_cursor
from tenancy.policy.parameters import GROUP_TITLES, PARAMETERS
from tenancy.policy.reader import Policy, Rule, policy_of
from tenancy.policy.rows import Phase

ORIGINS: dict[str, str | Promise] = {"own": _("本级规定"), "inherited": _("沿用"), "default": _("平台缺省")}


@dataclass(frozen=True)
class Group:
    """Rules under one heading."""

    key: str
    title: str | Promise
    rows: list[Any]


def rules_by_group(policy: Policy) -> list[Group]:
    return [
        Group(key, title, [rule for rule in policy.rules if rule.parameter.group == key])
        for key, title in GROUP_TITLES.items()
    ]


def pairs_by_group(left: Policy, right: Policy, *, everything: bool) -> list[Group]:
    """Headings without rows are left out."""
    pairs: list[Pair] = compare(left, right, only_differences=not everything)
    groups = [
        Group(key, title, [pair for pair in pairs if pair.left.parameter.group == key])
        for key, title in GROUP_TITLES.items()
    ]
    return [group for group in groups if group.rows]


def documents_of(province: Province, *, also_internal: bool = False) -> list[PolicyDocument]:
    """The governing documents as they stand, the province's own first, then those they follow."""
    ledger = load(read_cursor())
    own = [rows[-1] for reference, rows in ledger.documents.items() if reference.startswith(f"{province.slug}/")]
    references = [document.parent for document in own if document.parent] or ["cn/plan"]
    above = [document for reference in dict.fromkeys(references) if (document := ledger.document(reference))]
    found = own + [document for document in above if document.province_id != province.pk]
    return [document for document in found if document.public or also_internal]


@dataclass(frozen=True)
class Stretch:
    """One phase of the programme calendar (LN-17)."""

    phase: Phase
    is_current: bool


def calendar_of(policy: Policy) -> list[Stretch]:
    """The phases of a province in their order; once its programme has ended none is current."""
    runs = policy.accepts_declarations
    return [Stretch(phase, runs and phase.covers(policy.day)) for phase in policy.phases]


def has_plan(province: Province, ledger: Ledger) -> bool:
    """Whether a document of the province itself is known (CN-16)."""
    return any(reference.startswith(f"{province.slug}/") for reference in ledger.documents)


@dataclass(frozen=True)
class Standing:
    """One line of the national overview (LN-03, CN-16)."""

    province: Province
    reward: Rule
    since: Rule
    has_plan: bool
    is_draft: bool


def standings(reward: str) -> list[Standing]:
    """Every possible provincial-level tenant, or those with one value of "reward province"."""
    ledger = load(read_cursor())
    found = []
    for province in ledger.provinces.values():
        policy = policy_of(province)
        if reward in ("", policy.reward_province):
            rules = policy.explain("reward_province"), policy.explain("reward_since")
            found.append(Standing(province, *rules, has_plan(province, ledger), policy.is_draft))
    return found


@dataclass(frozen=True)
class Step:
    """One row of the history of a rule, with its value in words."""

    row: PolicyValue
    lines: list[str]
    document: PolicyDocument | None


def history_of(province: Province, key: str) -> list[Step]:
    """Everything ever laid down for a rule in the province, newest first (CN-59)."""
    ledger, parameter = load(read_cursor()), PARAMETERS[key]
    rows = sorted(ledger.entries.get((province.pk, key), []), key=lambda row: row.pk, reverse=True)
    return [
        Step(
            row,
            [] if row.inherits or row.void else parameter.show(parameter.read(row.value)),
            ledger.document(row.document),
        )
        for row in rows
    ]


def drafts_of(policy: Policy) -> list[PolicyDocument]:
    """The draft documents that rules of this place rest on (G5)."""
    found = {rule.row.document: rule.document for rule in policy.rules if rule.row and rule.document and rule.own}
    return [document for document in found.values() if document.status == DocumentStatus.DRAFT]
