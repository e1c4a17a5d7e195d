"""What the registers know of a patent fills the empty answers; nothing that was written is overwritten (F006)."""

from collections import Counter
from collections.abc import Iterator, Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from declarations.models import Declaration
from declarations.origins import BODIES, OWNERS, Told
from declarations.registers import UNAVAILABLE, ask_registers
from declarations.services import owners
from tenancy.actors import Actor
from tenancy.models import Organisation
from tenancy.models.organisations import OwnerType
from verification.dossier import FACT_LABELS, Known, PatentFacts, Status
from verification.numbers import PatentNumber

# Fact of the registers → question of the page.
QUESTIONS = {
    "title": "title",
    "filing_date": "filed_on",
    "grant_date": "granted_on",
    "main_class": "classification",
}


def look_up(number: PatentNumber, typed: Mapping[str, str]) -> tuple[dict[str, Told], PatentFacts | None]:
    """What fills the empty answers, by question; no facts when no register answers. `typed`: the page as it stands."""
    told = ask_registers(number)
    if told.register_answer == UNAVAILABLE:
        return {}, None
    empty = {question for question, answer in typed.items() if not answer.strip()}
    return {question: found for question, found in _answers(told.facts) if question in empty}, told.facts


def _answers(facts: PatentFacts) -> Iterator[tuple[str, Told]]:
    for name, fact in facts.known():
        if name in QUESTIONS:
            yield QUESTIONS[name], _told(FACT_LABELS[name], str(fact.value), fact)
    if facts.status and facts.status.value == Status.PENDING:
        yield "is_application", _told(_("尚未授权"), str(True), facts.status)


def _told(word: str, value: str, fact: Known) -> Told:
    return Told(word, value, fact.source, timezone.localdate(fact.fetched_at).isoformat())


def list_owners(declaration: Declaration, facts: PatentFacts, *, by: Actor) -> dict[str, Told]:
    """Owners whom the register names and nobody has listed yet, with code and kind of those registered with us."""
    if facts.owners is None:
        return {}
    listed = set(declaration.owners.values_list("name", flat=True))
    fresh = [name for name in facts.owners.value if name not in listed]
    bodies = registered(fresh)
    for name in fresh:
        body = bodies.get(name)
        more = {"credit_code": body.credit_code, "owner_type": body.owner_type} if body else {}
        owners.add(declaration, by=by, name=name, **more)
    told = {OWNERS: _told(FACT_LABELS["owners"], "、".join(fresh), facts.owners)} if fresh else {}
    return told | ({BODIES: _of_bodies(list(bodies))} if bodies else {})


def registered(names: list[str]) -> dict[str, Organisation]:
    """Bodies of the province that an office has confirmed, by name. Individuals and namesakes are not guessed at."""
    confirmed = Organisation.objects.confirmed().filter(name__in=names).select_related("region__parent__parent")
    found = list(confirmed.exclude(owner_type=OwnerType.INDIVIDUAL).order_by("pk"))
    times = Counter(body.name for body in found)
    return {body.name: body for body in found if times[body.name] == 1}


def _of_bodies(names: list[str]) -> Told:
    day = timezone.localdate().isoformat()
    return Told(_("统一社会信用代码、权利主体类型"), "、".join(names), _("本平台的单位登记"), day)


def said(filled: Mapping[str, Told], facts: PatentFacts | None) -> str:
    """The sentence after a look-up: what was filled in, and from where."""
    if facts is None:
        return _("暂时没有可用的登记信息，请照证书填写；审核时由核查人员补查。")
    if not filled:
        return _("登记信息中没有可以补充的内容，请照证书核对。")
    origins = dict.fromkeys(told.origin for told in filled.values())
    parts = [_part([told.word for told in filled.values() if told.origin == origin], origin) for origin in origins]
    return _("已按登记信息填入：%s。请对照证书核对。") % "；".join(parts)


def _part(words: list[str], origin: str) -> str:
    return f"{'、'.join(words)}（{origin}）"
