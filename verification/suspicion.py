"""Signs before publication that an offer is not made for use (LN-72, HB-56): plain values in, findings out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from verification.findings import Evidence, Finding, Level


@dataclass(frozen=True)
class Limit:
    """From how many cases on, within how many days; the province's figures."""

    number: int = 0
    days: int = 0


@dataclass(frozen=True)
class Habits:
    """What the same declarant has done lately, each as number and words."""

    same_offers: tuple[tuple[str, str], ...] = ()  # other declarations of the same title and terms
    withdrawn_early: tuple[tuple[str, str], ...] = ()  # records withdrawn soon after they were published


Rule = Callable[[Habits, Limit, str], Finding | None]


def withdrawn_early(habits: Habits, limit: Limit, clause: str) -> Finding | None:
    """Published and withdrawn at once, again and again: for the count, not for use."""
    found = habits.withdrawn_early
    if len(found) < max(limit.number, 1):
        return None
    sentence = f"该权利人一年内有{len(found)}件在公布后{limit.days}天内撤回。"
    return Finding(Level.ASK, "withdrawn_early", sentence, clause, _evidence(found))


def same_offers(habits: Habits, limit: Limit, clause: str) -> Finding | None:
    """Very many offers of one name and one set of terms."""
    found = habits.same_offers
    if len(found) + 1 < max(limit.number, 2):
        return None
    sentence = f"该权利人{limit.days}天内提交了{len(found) + 1}件名称和条件相同的声明。"
    return Finding(Level.ASK, "same_offers", sentence, clause, _evidence(found))


RULES: dict[str, Rule] = {rule.__name__: rule for rule in (withdrawn_early, same_offers)}


def signs_of(habits: Habits, limits: Mapping[str, Limit], clause: str) -> tuple[Finding, ...]:
    """What the province's rules see; a rule that it does not name is not asked."""
    asked = (RULES[name](habits, limit, clause) for name, limit in limits.items() if name in RULES)
    return tuple(finding for finding in asked if finding)


def _evidence(rows: tuple[tuple[str, str], ...]) -> tuple[Evidence, ...]:
    return tuple(Evidence(number, words) for number, words in rows)
