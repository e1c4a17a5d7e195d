"""The clauses behind the lines of a guide, as the rules of the provinces name them today (U01, F012)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from config.guides.elements import Guide, Ruled, Words
from tenancy.models import Province
from tenancy.models.regions import NATION
from tenancy.policy import Policy, Rule, policy_of


@dataclass(frozen=True)
class Clause:
    """Who laid it down, where, since when it holds; `address` is the page of the rule with its words."""

    place: str
    citation: str
    since: date | None
    address: str
    is_draft: bool


@dataclass(frozen=True)
class Line:
    """A line of a guide with what stands behind it; most rest on the documents of the whole guide alone."""

    words: Words
    clauses: tuple[Clause, ...] = ()


def page(guide: Guide) -> dict[str, object]:
    """The context of a guide's page: of the nation, and of each province that lays down something else."""
    places = [*Province.objects.filter(pk=NATION), *Province.objects.started().exclude(pk=NATION)]
    rules = [(place, policy_of(place)) for place in places]
    return {"guide": guide, "conditions": _lines(guide.conditions, rules), "steps": _lines(guide.steps, rules)}


def _lines(lines: Iterable[Words | Ruled], rules: list[tuple[Province, Policy]]) -> list[Line]:
    return [
        Line(line.words, tuple(_clauses(line.rule, rules))) if isinstance(line, Ruled) else Line(line) for line in lines
    ]


def _clauses(key: str, rules: list[tuple[Province, Policy]]) -> Iterable[Clause]:
    for place, policy in rules:
        rule = policy.explain(key)
        if rule.own and rule.document:
            yield _clause(place, rule)


def _clause(place: Province, rule: Rule) -> Clause:
    address = reverse("policy:rule", args=[place.slug, rule.key])
    return Clause(place.said_name, rule.citation, rule.effective_from, address, rule.is_draft)
