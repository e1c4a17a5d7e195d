"""What the registers know of a patent fills the empty answers; nothing that was written is overwritten (F006)."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from declarations.models import Declaration
from declarations.registers import UNAVAILABLE, ask_registers
from declarations.services import owners
from tenancy.actors import Actor
from verification.dossier import FACT_LABELS, Known, PatentFacts
from verification.numbers import PatentNumber

# Fact of the registers → question of the page.
QUESTIONS = {
    "title": "title",
    "filing_date": "filed_on",
    "grant_date": "granted_on",
    "main_class": "classification",
}


@dataclass
class Prefill:
    """What was filled in, and the sentence that says so with source and time."""

    answers: dict[str, str] = field(default_factory=dict)
    sentence: str = ""


def look_up(number: PatentNumber, typed: dict[str, str]) -> tuple[Prefill, PatentFacts]:
    """Ask for a patent and fill what is empty. `typed` are the answers as they stand on the page."""
    told = ask_registers(number)
    facts = told.facts
    if told.register_answer == UNAVAILABLE:
        sentence = _("暂时没有可用的登记信息，请照证书填写；审核时由核查人员补查。")
        return Prefill({}, sentence), facts
    known = {QUESTIONS[name]: fact for name, fact in facts.known() if name in QUESTIONS}
    filled = {question: str(fact.value) for question, fact in known.items() if not typed.get(question, "").strip()}
    return Prefill(filled, _said(facts, set(filled))), facts


def _said(facts: PatentFacts, filled: set[str]) -> str:
    told = {name: fact for name, fact in facts.known() if QUESTIONS.get(name) in filled}
    if not told:
        return _("登记信息中没有可以补充的内容，请照证书核对。")
    names = "、".join(FACT_LABELS[name] for name in told)
    newest: Known = max(told.values(), key=lambda fact: fact.fetched_at)
    return _("已按登记信息填入：%(names)s（来源：%(source)s，%(day)s）。请对照证书核对。") % {
        "names": names,
        "source": newest.source,
        "day": newest.fetched_at.date(),
    }


def list_owners(declaration: Declaration, facts: PatentFacts, *, by: Actor) -> None:
    """Owners whom the register names and nobody has listed yet."""
    listed = set(declaration.owners.values_list("name", flat=True))
    for name in facts.owners.value if facts.owners else ():
        if name not in listed:
            owners.add(declaration, by=by, name=name)
