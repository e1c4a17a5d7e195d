"""The offices' side: hold, pass, approve, send back. No office changes a word of the offer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.accredited import may_check
from declarations.bars import bars_of, not_looked_up, words_of_bars, words_of_gaps
from declarations.local_rules import rules_when_begun
from declarations.models import CheckRun, Declaration, Review
from declarations.models.reviews import Stage, Verdict
from declarations.notices import tell_declarant
from declarations.planned import refuse_planned
from declarations.services.drafts import as_seen
from declarations.services.moves import locked, move, refuse_stale
from declarations.workflow import Action, Status, is_on_desk_of
from tenancy.actors import Actor
from tenancy.policy.workdays import add_working_days
from tenancy.recusal import concerned
from tenancy.refusals import Refused

HOLD = timedelta(minutes=20)
STAGES = {Status.SECOND_CHECK: Stage.SECOND_CHECK, Status.REVIEWING: Stage.CITY, Status.APPROVED: Stage.PROVINCE}
ITEMS = {
    "validity": gettext_lazy("专利有效性"),
    "licence": gettext_lazy("实施许可"),
    "pledge": gettext_lazy("质押登记"),
    "fee": gettext_lazy("许可使用费"),
}


class Result(models.TextChoices):
    """Of one item of the audit sheet."""

    OK = "ok", gettext_lazy("符合")
    NOTE = "note", gettext_lazy("符合，另有说明")
    FAULT = "fault", gettext_lazy("不符合")


@dataclass(frozen=True)
class Reason:
    """Why it comes back: which field, and what to do about it."""

    field: str
    sentence: str
    asks_for: str = ""  # a paper that policy leaves to the office ("evaluation_report")


@transaction.atomic
def hold(declaration: Declaration, *, by: Actor) -> Declaration:
    """Take the case in hand for a while, under one's name; others see who has it and until when (F020)."""
    declaration = locked(declaration, by=by)
    refuse_unless_on_desk(declaration, by=by)
    now = timezone.now()
    if declaration.is_held_by_another(by.person.pk, now):
        raise Refused(
            _("%(name)s正在办理这份声明，到%(until)s为止；对方放手或到时后您可以接手。")
            % {"name": declaration.held_by_name, "until": f"{timezone.localtime(declaration.held_until):%H:%M}"}
        )
    declaration.held_by, declaration.held_by_name, declaration.held_until = by.person.pk, by.name, now + HOLD
    declaration.save(update_fields=["held_by", "held_by_name", "held_until"])
    return declaration


@transaction.atomic
def let_go(declaration: Declaration, *, by: Actor) -> Declaration:
    """Put the case back for colleagues; only who holds it can."""
    declaration = locked(declaration, by=by)
    if declaration.held_by != by.person.pk:
        raise Refused(_("这份声明不在您手中。"))
    return _not_held(declaration)


def _not_held(declaration: Declaration) -> Declaration:
    for name, value in NOT_HELD.items():
        setattr(declaration, name, value)
    declaration.save(update_fields=list(NOT_HELD))
    return declaration


@transaction.atomic
def decide(
    declaration: Declaration,
    *,
    by: Actor,
    items: Mapping[str, str],
    opinion: str = "",
    seen_version: int | None = None,
) -> Declaration:
    """Pass the stage the declaration is at. The four items each need a result (LN-71); four eyes where two stages."""
    declaration = _in_hand(declaration, by=by, seen_version=seen_version)
    refuse_unfit_sheet(items, opinion)
    refuse_own_case(declaration, by=by)
    refuse_barred(declaration)
    refuse_unexplained(declaration, opinion)
    if rules_when_begun(declaration).four_eyes:
        refuse_same_eyes(declaration, by=by)
    _review(declaration, Verdict.PASSED, by=by, items=dict(items), opinion=opinion)
    action = Action.PASS if declaration.status == Status.SECOND_CHECK else Action.APPROVE
    return move(declaration, action, by=by, payload={"items": dict(items), "opinion": opinion}, **NOT_HELD)


@transaction.atomic
def send_back(
    declaration: Declaration,
    *,
    by: Actor,
    reasons: Sequence[Reason],
    seen_version: int | None = None,
) -> Declaration:
    """Return it with all reasons at once, field by field, one notice a round, rounds limited by policy (U08)."""
    declaration = _in_hand(declaration, by=by, seen_version=seen_version)
    if not reasons or not all(reason.sentence.strip() for reason in reasons):
        raise Refused(_("退回须逐项写明理由。"))
    refuse_more_rounds(declaration)
    refuse_planned(declaration)
    policy = rules_when_begun(declaration)
    _review(declaration, Verdict.RETURNED, by=by, reasons=[vars(reason) for reason in reasons])
    answer_by = add_working_days(timezone.localdate(), policy.correction_working_days).day  # type: ignore[arg-type]  # has a default
    sentence = "；".join(reason.sentence for reason in reasons)
    changes: dict[str, Any] = {"rounds": declaration.rounds + 1, "answer_by": answer_by} | NOT_HELD
    declaration = move(declaration, Action.SEND_BACK, by=by, reason=sentence, **changes)
    tell_declarant(
        declaration,
        _("声明退回补正，共%(count)s项，请于%(day)s前补正。") % {"count": len(reasons), "day": answer_by},
        by=by,
    )
    return declaration


NOT_HELD: dict[str, Any] = {"held_by": None, "held_by_name": "", "held_until": None}


def refuse_more_rounds(declaration: Declaration) -> None:
    """Rounds are limited by policy."""
    rounds = rules_when_begun(declaration).return_rounds
    if rounds is not None and declaration.rounds >= rounds:
        raise Refused(
            _("这份声明已退回%s次，达到本省规定的上限；请直接与权利人沟通，或请权利人作废后重新填报。") % rounds
        )


def refuse_unfit_sheet(items: Mapping[str, str], opinion: str) -> None:
    """The audit sheet of a pass: every item has a result, none is a fault, a remark is explained (LN-71)."""
    if missing := [str(title) for key, title in ITEMS.items() if items.get(key) not in Result]:
        raise Refused(
            _("审核事项未填写结果：%s（辽知办字〔2022〕4号：对有效性、实施许可、质押登记、许可使用费等情况进行审核）。")
            % "、".join(missing)
        )
    if faulty := [str(title) for key, title in ITEMS.items() if items[key] == Result.FAULT]:
        raise Refused(_("有不符合的事项（%s），不能通过；请退回并逐项写明理由。") % "、".join(faulty))
    if Result.NOTE in items.values() and not opinion.strip():
        raise Refused(_("有需要说明的事项，请在审核意见中写明。"))


def refuse_barred(declaration: Declaration) -> None:
    """Nobody passes what the registers on file speak against today (LN-30): send it back, or bring a better copy."""
    if bars := bars_of([declaration])[declaration.pk]:
        raise Refused(words_of_bars(bars))


def refuse_unexplained(declaration: Declaration, opinion: str) -> None:
    """What no register answers was looked up by a person, who says where, when and with what result (LN-30, CN-24)."""
    if not opinion.strip() and (gaps := not_looked_up(declaration)):
        raise Refused(words_of_gaps(gaps.values()))


def refuse_unless_on_desk(declaration: Declaration, *, by: Actor) -> None:
    """Only a hand whose decision it waits for; a checking body only while it is accredited (CN-23)."""
    if not is_on_desk_of(by.role, declaration.status):
        action = _("办理状态为“%s”的声明") % declaration.get_status_display()
        raise Refused(_("您的角色不能%s。") % action)
    refuse_unaccredited(declaration, by=by)


def refuse_unaccredited(declaration: Declaration, *, by: Actor) -> None:
    """A stage that the province gives to accredited bodies is theirs alone; its own centres are named in the rules."""
    if declaration.status != Status.SECOND_CHECK:
        return
    if not may_check(by, at=declaration.rules_at, place=declaration.region):
        raise Refused(_("贵机构当前不在省局认可的有效期内，不能核查（国知办函运字〔2022〕448号：经认可的核查机构）。"))


def same_eyes(declaration: Declaration, *, by: Actor) -> list[str]:
    """One person never decides two stages of the same round (HB-17, F016): the sentence, if this one would."""
    passed = declaration.reviews.filter(verdict=Verdict.PASSED, round=declaration.rounds, decided_by=by.person.pk)
    if passed.exclude(stage=STAGES[Status(declaration.status)]).exists():
        return [_("您已办理过本轮的前一环节，须由另一人办理（二次核验，四眼原则）。")]
    return []


def own_case(declaration: Declaration, *, by: Actor) -> list[str]:
    """Nobody decides what they handed in or what their own house offers, whatever hand they have beside it."""
    return concerned(by, declaration.concerns, hands=[declaration.submitted_by])


def refuse_own_case(declaration: Declaration, *, by: Actor) -> None:
    if reasons := own_case(declaration, by=by):
        raise Refused(*reasons)


def refuse_same_eyes(declaration: Declaration, *, by: Actor) -> None:
    if reasons := same_eyes(declaration, by=by):
        raise Refused(*reasons)


def _in_hand(declaration: Declaration, *, by: Actor, seen_version: int | None) -> Declaration:
    declaration = locked(declaration, by=by)
    if declaration.is_held_by_another(by.person.pk, timezone.now()):
        raise Refused(_("%s正在办理这份声明。") % declaration.held_by_name)
    refuse_stale(declaration, seen_version)
    refuse_unless_on_desk(declaration, by=by)
    return declaration


def record_filing(batch: Sequence[Declaration], *, by: Actor) -> None:
    """备案 is a decision like the others: what the officer saw of each at that moment (F024)."""
    runs = CheckRun.objects.filter(declaration__in=batch).order_by("declaration_id", "-id").distinct("declaration_id")
    seen = {run.declaration_id: run for run in runs}
    Review.objects.bulk_create(
        Review(
            declaration=declaration,
            stage=Stage.PROVINCE,
            verdict=Verdict.PASSED,
            round=declaration.rounds,
            seen=as_seen(declaration),
            check_run=seen.get(declaration.pk),
            decided_by=by.person.pk,
            decided_by_name=by.name,
            office_name=by.place_name,
        )
        for declaration in batch
    )


def _review(declaration: Declaration, verdict: Verdict, *, by: Actor, **content: object) -> Review:
    if Status(declaration.status) not in STAGES:
        raise Refused(_("当前状态为“%s”，不在审核环节。") % declaration.get_status_display())
    return Review.objects.create(
        declaration=declaration,
        stage=STAGES[Status(declaration.status)],
        verdict=verdict,
        round=declaration.rounds,
        seen=as_seen(declaration),
        check_run=declaration.check_runs.order_by("-id").first(),
        decided_by=by.person.pk,
        decided_by_name=by.name,
        office_name=by.place_name,
        **content,
    )
