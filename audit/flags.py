"""疑点: rooms raise them by rule, officers decide them, and whoever pays or publishes asks whether one stands.

This room does not know what a sign means: title, sentence, clause and evidence come from the room whose rule it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.models import Flag, FlagDecision, FlagOutcome
from audit.record import record
from tenancy.actors import Actor
from tenancy.models import Region
from tenancy.recusal import concerned
from tenancy.refusals import Refused
from tenancy.roles import Right

DECIDERS = (Right.REVIEW, Right.PUBLISH)


@dataclass(frozen=True)
class Piece:
    """One row of evidence, with the way to it."""

    name: str
    value: str
    href: str = ""


@dataclass(frozen=True)
class Sign:
    """What a rule found: `name` and `title` are those of the rule, `clause` its source."""

    name: str
    title: str
    sentence: str
    clause: str
    evidence: tuple[Piece, ...] = ()


@transaction.atomic
def raise_flags(subject: models.Model, signs: Iterable[Sign], *, region: Region, by: Actor) -> list[Flag]:
    """Those that are new; the same sign of the same matter is raised once, whatever became of it."""
    known = set(Flag.objects.of([subject], type(subject)).values_list("sign", flat=True))
    return [_raise(subject, sign, region, by) for sign in signs if sign.name not in known]


def _raise(subject: models.Model, sign: Sign, region: Region, by: Actor) -> Flag:
    flag, is_new = Flag.objects.get_or_create(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        sign=sign.name,
        defaults={
            "subject_label": str(subject)[:200],
            "subject_url": subject.get_absolute_url(),  # type: ignore[attr-defined]  # what an officer can open
            "region": region,
            "title": sign.title[:120],
            "sentence": sign.sentence,
            "clause": sign.clause[:300],
            "evidence": [[piece.name, piece.value, piece.href] for piece in sign.evidence],
            "effective_at": timezone.now(),
        },
    )
    if is_new:
        record("flag.raise", flag, by=by, reason=sign.sentence, payload={"sign": sign.name, "clause": sign.clause})
    return flag


@transaction.atomic
def decide(flag: Flag, outcome: str, reason: str, *, by: Actor) -> FlagDecision:
    """排除 or 属实, with the reason. A later decision may revise an earlier one; both stay."""
    by.must(*DECIDERS)
    flag = Flag.objects.select_for_update(of=("self",)).select_related("region").get(pk=flag.pk)
    last = flag.decisions.last()
    if not by.answers_for(flag.region):
        raise Refused(_("疑点由所在地管理部门核实。"))
    if reasons := concerned(by, subject_of(flag).concerns):  # type: ignore[attr-defined]  # as its address
        raise Refused(*reasons)
    if outcome not in FlagOutcome:
        raise Refused(_("请选择“排除”或者“属实”。"))
    if not reason.strip():
        raise Refused(_("请写明核实的经过和理由。"))
    if last and last.outcome == outcome:
        raise Refused(_("已经由%(who)s认定为“%(what)s”。") % {"who": last.decided_by_name, "what": last})
    decision = FlagDecision.objects.create(
        flag=flag,
        outcome=outcome,
        reason=reason.strip(),
        effective_at=timezone.now(),
        decided_by=by.person.pk,
        decided_by_name=by.name,
        place_name=by.place_name,
    )
    act = {FlagOutcome.CLEARED: "flag.clear", FlagOutcome.CONFIRMED: "flag.confirm"}[FlagOutcome(outcome)]
    record(act, flag, by=by, reason=decision.reason, payload={"sign": flag.sign})
    return decision


def subject_of(flag: Flag) -> models.Model:
    """What it is about; matters are never deleted. It says itself whom it concerns."""
    return apps.get_model(flag.subject_type)._base_manager.get(pk=flag.subject_id)


def holding_of(subjects: Sequence[models.Model]) -> dict[int, list[str]]:
    """Key of a matter → why it is held back: flags that are open or were found true, in one query for all."""
    found: dict[int, list[str]] = defaultdict(list)
    if subjects:
        for flag in Flag.objects.of(list(subjects), type(subjects[0])).holding():
            found[flag.subject_id].append(why(flag))
    return found


def why(flag: Flag) -> str:
    """As the refusal says it; `flag` comes with its outcome."""
    word = _("属实") if flag.outcome else _("待核实")  # type: ignore[attr-defined]  # with_outcome
    return _("疑点%(word)s：%(title)s") % {"word": word, "title": flag.title}
