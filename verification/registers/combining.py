"""Several answers about one patent: each fact from the first source that has it, every contradiction kept in sight."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from verification.checks.identity import plain_words
from verification.dossier import FACT_LABELS, FACT_NAMES, Burden, Conflict, Known, PatentFacts, RecordedLicence
from verification.numbers import PatentNumber
from verification.registers.protocol import Answer, Found, Register, Unavailable


@dataclass(frozen=True)
class Combined:
    """What all sources together say. `silent` are those that did not answer, with their reasons."""

    facts: PatentFacts
    register_answer: str
    answers: tuple[Answer, ...]

    @property
    def silent(self) -> tuple[Unavailable, ...]:
        return tuple(answer for answer in self.answers if isinstance(answer, Unavailable))


def ask_all(registers: Iterable[Register], number: PatentNumber) -> Combined:
    """Ask every source, most trusted first."""
    return combine([register.facts_of(number) for register in registers])


def combine(answers: Sequence[Answer]) -> Combined:
    """Facts in the order of trust; where sources differ, a Conflict says who says what."""
    found = [answer for answer in answers if isinstance(answer, Found)]
    told: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for name in FACT_NAMES:
        known = [fact for answer in found if (fact := getattr(answer.facts, name)) is not None]
        if known:
            told[name] = known[0]
        if len({_meaning(fact.value) for fact in known}) > 1 or _ends_differ(known):
            conflicts.append(_conflict(name, known))
    silent = any(isinstance(answer, Unavailable) for answer in answers)
    said = "found" if found else "unavailable" if silent or not answers else "absent"
    return Combined(replace(PatentFacts(**told), conflicts=tuple(conflicts)), said, tuple(answers))


def _ends_differ(known: list[Known]) -> bool:
    """Whether two sources name different last days for the same licence; who names none contradicts nobody."""
    ends: dict[str, set[date]] = defaultdict(set)
    for entry in (each for fact in known if isinstance(fact.value, tuple) for each in fact.value):
        if isinstance(entry, RecordedLicence) and entry.until and entry.is_open:
            ends[entry.record].add(entry.until)
    return any(len(days) > 1 for days in ends.values())


def _conflict(name: str, known: list[Known]) -> Conflict:
    return Conflict(name, tuple(fact.evidence(FACT_LABELS[name]) for fact in known))


def _meaning(value: Any) -> Any:
    """What two spellings of the same fact have in common: no order, no width of signs, only what is open."""
    if isinstance(value, str):
        return plain_words(value)
    if isinstance(value, tuple):
        return frozenset(_meaning(part) for part in value if getattr(part, "is_open", True))
    if isinstance(value, RecordedLicence):
        return (value.record, value.kind)
    if isinstance(value, Burden):
        return value.record
    return value
