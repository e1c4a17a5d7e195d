"""The end of a licence: by term, by agreement or notice of a side, after a trial, or with its last patent.

A proposal names ground, reason and the last day; the other side agrees (and it ends on that day), objects (and it stays
until a dispute is decided elsewhere), or says nothing (and it ends when the days of notice are over). What was paid or
told before stays as it is; what would have arisen later no longer does. A term that is over leaves all that was agreed.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from licensing.formalities import OUTRIGHT
from licensing.models import Due, Ending, Licence, LicensedPatent, TrialDecision
from licensing.models.endings import STATED_GROUNDS, EndingGround, EndingStage
from licensing.models.money import DueState
from licensing.notices import tell_both, tell_office
from licensing.schedule import DueKind
from licensing.services.formalities import open_again
from licensing.services.moves import locked, move
from licensing.services.payments import must_be, refuse
from licensing.services.royalties import read_silence
from licensing.services.scheduling import IN_FORCE
from licensing.services.suspicion import look
from licensing.workflow import STEPS, Action, Side
from tenancy.actors import Actor, system_actor
from tenancy.models import Province
from tenancy.policy import policy_of
from tenancy.policy.workdays import Deadline, add_working_days

END = "licensing.end"
PORTION = 100
BOTH = {Side.LICENSOR, Side.LICENSEE}
ANSWERS = (EndingStage.AGREED, EndingStage.OBJECTED, EndingStage.RECALLED)


def standing_proposal(licence: Licence) -> Ending | None:
    """The proposal that nobody has agreed to, objected to or recalled."""
    steps = licence.endings.filter(stage__in=[*ANSWERS, EndingStage.PROPOSED, EndingStage.TOOK_EFFECT])
    last = steps.order_by("-id").first()
    return last if last and last.stage == EndingStage.PROPOSED else None


def notice_until(province: Province, since: date | None = None) -> Deadline:
    """The last of the days of notice that a side owes the other when it has not agreed; they run from today, or since.

    Their number is that of the rules of the day on which they began: what was told to the other side holds.
    """
    since = since or timezone.localdate()
    return add_working_days(since, policy_of(province, at=since).termination_notice_working_days or 0)


def running_notices(province: Province) -> Iterator[tuple[date, date]]:
    """The days on which notice was given that still runs, each with its last day; today first."""
    today = day = timezone.localdate()
    while (last := notice_until(province, day).day) >= today:
        yield day, last
        day -= timedelta(days=1)


@transaction.atomic
def propose(licence: Licence, *, ground: str, reason: str, ends_on: date, by: Actor) -> Ending:
    """一方提出终止: the other side is told, and the clock of the notice begins."""
    licence = locked(licence)
    must_be(licence, BOTH, by)
    notice = notice_until(licence.province)
    refuse(_faults_of_proposal(licence, ground, reason, ends_on, notice))
    made = _step(licence, EndingStage.PROPOSED, ground, ends_on, reason, by=by, rule=notice.explanation[:300])
    words: dict[str, object] = {"number": licence.number, "who": by.place_name or by.name}
    words |= {"ground": made.get_ground_display(), "day": ends_on, "until": notice.day}
    told = (
        _("许可%(number)s：%(who)s提出自%(day)s起终止（%(ground)s），请于%(until)s前答复；逾期未答复的到期终止") % words
    )
    tell_both(licence, by=by, sentence=told, about=f"ending:{made.pk}")
    return made


@transaction.atomic
def agree(licence: Licence, *, by: Actor, reason: str = "") -> Ending:
    """对方同意终止. A day that has come ends it now, else the clock does."""
    licence, proposal = _answerable(licence, by)
    made = _step(licence, EndingStage.AGREED, proposal.ground, proposal.ends_on, reason, by=by)
    tell_both(licence, by=by, sentence=_said(licence, made), about=f"ending:{made.pk}")
    if made.ends_on <= timezone.localdate():
        _end(licence, made, by=by)
    return made


@transaction.atomic
def object_to_ending(licence: Licence, *, reason: str, by: Actor) -> Ending:
    """对方不同意: the licence goes on, and the office knows of a dispute."""
    licence, proposal = _answerable(licence, by)
    refuse([] if reason.strip() else [_("请写明不同意终止的理由。")])
    made = _step(licence, EndingStage.OBJECTED, proposal.ground, proposal.ends_on, reason, by=by)
    tell_both(licence, by=by, sentence=_said(licence, made), about=f"ending:{made.pk}")
    tell_office(licence, by=by, sentence=_said(licence, made), about=f"ending:{made.pk}")
    return made


@transaction.atomic
def recall(licence: Licence, *, by: Actor) -> Ending:
    """提出的一方撤回."""
    licence = locked(licence)
    proposal = standing_proposal(licence)
    if proposal is None or proposal.side not in licence.sides_of(by):
        refuse([_("没有可以撤回的终止通知。")])
    assert proposal
    _refuse_late(proposal)
    made = _step(licence, EndingStage.RECALLED, proposal.ground, proposal.ends_on, "", by=by)
    tell_both(licence, by=by, sentence=_said(licence, made), about=f"ending:{made.pk}")
    return made


@transaction.atomic
def lose_patent(patent_number: str, *, ground: EndingGround, on: date, sentence: str, occasion: str, by: Actor) -> int:
    """专利权消灭: each licence that has the patent is told; one that has no other ends. Returns how many ended."""
    live = Licence.objects.filter(status__in=IN_FORCE, patents__patent_number=patent_number).order_by("id")
    ended = 0
    for each in live.distinct():
        if each.ends_on < on and (over := end_by_term(each, by=by)):
            ended += over
            continue
        licence = locked(each)
        if licence.endings.filter(occasion=occasion).exists():
            continue
        gone = licence.patents.filter(patent_number=patent_number)[0]
        ended += _take_out(licence, gone, ground, on, sentence, occasion, by=by)
    return ended


def _take_out(
    licence: Licence, patent: LicensedPatent, ground: str, on: date, sentence: str, occasion: str, *, by: Actor
) -> bool:
    """The patent leaves the licence with that day; with the last patent the licence ends. True when it did."""
    made = _step(licence, EndingStage.PATENT_GONE, ground, on, sentence, by=by, patent=patent, occasion=occasion)
    _void(Due.objects.filter(licence=licence, patent=patent), ground, on)
    tell_both(licence, by=by, sentence=_said(licence, made), about=f"ending:{made.pk}")
    lost = licence.endings.filter(stage=EndingStage.PATENT_GONE).values("patent")
    if licence.patents.exclude(pk__in=lost).exists():
        return False
    _end(licence, made, by=by)
    return True


def end_portion(*, by: Actor) -> int:
    """Every day: days of notice that have passed, trials that were not continued, terms that are over.

    However late the clock comes round, what ended a licence is what came first, and no term comes before these.
    """
    today = timezone.localdate()
    done = read_silence(by=by)
    for proposal in _due_proposals(today)[:PORTION]:
        done += _end_by_notice(proposal, by=by)
    for decision in _trials_over(today)[:PORTION]:
        done += _end_after_trial(decision, by=by)
    over = Licence.objects.filter(status__in=IN_FORCE, ends_on__lt=today).exclude(mode__in=OUTRIGHT)
    for licence in over.order_by("id")[:PORTION]:
        done += end_by_term(licence, by=by)
    return done


@transaction.atomic
def end_by_term(licence: Licence, *, by: Actor) -> int:
    """许可期限届满. Whoever calls: a right that passed for good has no term that is over. Returns how many ended."""
    licence = locked(licence)
    if licence.mode in OUTRIGHT or licence.status not in IN_FORCE or licence.ends_on >= timezone.localdate():
        return 0
    made = _step(licence, EndingStage.TOOK_EFFECT, EndingGround.TERM, licence.ends_on, "", by=by)
    _end(licence, made, by=by)
    return 1


def _due_proposals(today: date) -> list[Ending]:
    """The earliest day first; where the term is over before that day, the term ends it."""
    over = _holding(Ending.objects.filter(ends_on__lt=today)).select_related("licence__province")
    days = sorted((_last_day(step), step.pk, step) for step in over)
    return [step for day, _pk, step in days if day < today and not _ends_before(step.licence, day)]


def _ends_before(licence: Licence, day: date) -> bool:
    return licence.ends_on < day and licence.mode not in OUTRIGHT


def _holding(steps: QuerySet[Ending]) -> QuerySet[Ending]:
    """Agreed until both agree on something else, or proposed until it is answered."""
    later = Ending.objects.filter(licence=OuterRef("licence"), pk__gt=OuterRef("pk"))
    agreed = Q(stage=EndingStage.AGREED) & ~Exists(later.filter(stage=EndingStage.AGREED))
    waiting = Q(stage=EndingStage.PROPOSED) & ~Exists(later.filter(stage__in=ANSWERS))
    return steps.filter(agreed | waiting, licence__status__in=IN_FORCE)


def _last_day(step: Ending) -> date:
    """The day that was agreed. Silence is no agreement: whatever day was named, the days of notice run first."""
    if step.stage == EndingStage.AGREED:
        return step.ends_on
    return max(step.ends_on, notice_until(step.licence.province, timezone.localtime(step.effective_at).date()).day)


@transaction.atomic
def _end_by_notice(step: Ending, *, by: Actor) -> int:
    """Agreed for a day that is over, or never answered while the days of notice ran."""
    licence = locked(step.licence)
    if not _holding(licence.endings.filter(pk=step.pk)).exists():
        return 0
    made = _step(licence, EndingStage.TOOK_EFFECT, step.ground, _last_day(step), step.note, by=by)
    _end(licence, made, by=by)
    return 1


def _trials_over(today: date) -> list[TrialDecision]:
    gone = Ending.objects.filter(patent=OuterRef("due__patent"), stage=EndingStage.PATENT_GONE)
    stopped = TrialDecision.objects.filter(~Exists(gone), continues=False, due__period_to__lt=today)
    return list(stopped.filter(due__licence__status__in=IN_FORCE).select_related("due__licence").order_by("id"))


@transaction.atomic
def _end_after_trial(decision: TrialDecision, *, by: Actor) -> int:
    """Whoever does not go on: the patent leaves the licence, and the licence ends with the last one."""
    due, occasion = decision.due, f"trial:{decision.due_id}"
    licence = locked(due.licence)
    if licence.endings.filter(occasion=occasion).exists():
        return 0
    words = decision.note or _("被许可人答复不继续实施，试用期于%s届满") % due.period_to
    assert due.period_to
    _take_out(licence, due.patent, EndingGround.TRIAL, due.period_to, words, occasion, by=by)
    return 1


def _faults_of_proposal(licence: Licence, ground: str, reason: str, ends_on: date, notice: Deadline) -> list[str]:
    found = []
    if licence.status not in STEPS[Action.END].start:
        found.append(_("当前状态为“%s”，不能提出终止。") % licence.get_status_display())
    if standing_proposal(licence):
        found.append(_("已有一份终止通知待答复。"))
    if ground not in STATED_GROUNDS:
        found.append(_("请选择“终止事由”。"))
    if not reason.strip():
        found.append(_("请写明终止的理由。"))
    least = timezone.localdate() if ground == EndingGround.AGREEMENT else notice.day
    if not least <= ends_on <= licence.ends_on:
        words = {"least": least, "last": licence.ends_on, "rule": notice.explanation}
        found.append(_("“终止日”须在%(least)s至许可期限止%(last)s之间（%(rule)s）。") % words)
    return found


def _answerable(licence: Licence, by: Actor) -> tuple[Licence, Ending]:
    """The proposal of the other side."""
    licence = locked(licence)
    proposal = standing_proposal(licence)
    sides = licence.sides_of(by) & BOTH
    if proposal is None or not sides or proposal.side in sides:
        refuse([_("没有待您答复的终止通知。")])
    assert proposal
    _refuse_late(proposal)
    return licence, proposal


def is_over(proposal: Ending) -> bool:
    """The days to answer have passed, whether or not the clock has come round."""
    return _last_day(proposal) < timezone.localdate()


def _refuse_late(proposal: Ending) -> None:
    if is_over(proposal):
        refuse([_("终止通知的期限已于%s届满，许可随之终止，不能再答复或者撤回。") % _last_day(proposal)])


def _step(
    licence: Licence, stage: EndingStage, ground: str, ends_on: date, reason: str, *, by: Actor, **more: Any
) -> Ending:
    """The row and its event."""
    made = Ending.objects.create(
        licence=licence,
        stage=stage,
        ground=ground,
        ends_on=ends_on,
        note=reason.strip()[:300],
        side=next(iter(sorted(licence.sides_of(by))), Side.PLATFORM),
        effective_at=timezone.now(),
        entered_by=by.user.pk if by.user else None,
        entered_by_name=by.name,
        **more,
    )
    payload = {"ground": ground, "ends_on": ends_on}
    record(f"licence.ending_{stage}", licence, by=by, reason=made.note, payload=payload)
    return made


def _end(licence: Licence, step: Ending, *, by: Actor) -> None:
    """The step of the table, in the platform's name: both sides have spoken, or the law and the clock have."""
    at = timezone.make_aware(datetime.combine(step.ends_on + timedelta(days=1), time.min))
    at = min(max(at, licence.concluded_at or at), timezone.now())
    reason = f"{step.get_ground_display()} {step.note}".strip()
    platform = by if by.is_platform else system_actor(licence.province)
    move(licence, Action.END, by=platform, reason=reason, at=at, ended_at=at)
    _void(Due.objects.filter(licence=licence), step.ground, step.ends_on)
    if step.ground not in (EndingGround.INVALIDATED, EndingGround.LAPSED):
        open_again(licence)
    sentence = _("许可%(number)s已终止：%(reason)s") % {"number": licence.number, "reason": reason}
    tell_both(licence, by=platform, sentence=sentence, about="ended")
    look(licence, by=platform)


def _void(dues: QuerySet[Due], ground: str, last_day: date) -> None:
    """What would have arisen after the last day no longer does, and nobody is asked about a trial any more.

    What arose before stays owed; of a term that ran to its end all that was agreed, on whatever day it is due.
    """
    gone = Q(state=DueState.CONDITIONAL) | Q(kind=DueKind.DECISION)
    if ground != EndingGround.TERM:
        gone |= Q(arises__gt=last_day)
    live = dues.alias(arises=Coalesce("period_from", "opens_on", "due_on"))
    live.filter(gone, state__in=[DueState.OPEN, DueState.CONDITIONAL]).update(state=DueState.VOID)


def _said(licence: Licence, step: Ending) -> str:
    words: dict[str, object] = {"number": licence.number, "stage": step.get_stage_display()}
    words |= {"ground": step.get_ground_display(), "day": step.ends_on, "note": step.note}
    return _("许可%(number)s：%(stage)s（%(ground)s），终止日%(day)s。%(note)s") % words
