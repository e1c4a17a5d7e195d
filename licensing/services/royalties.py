"""Royalty reports: the licensee states the base of a period, the terms say what is due; and the trial's decision."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.db.models import Sum as Total
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from licensing.models import Due, Result, RoyaltyReport, TrialDecision
from licensing.models.money import DueState
from licensing.notices import tell_both
from licensing.royalties import Computed, doubts_of, royalty_of
from licensing.schedule import DueKind
from licensing.services.payments import Sum, entered, held, must_be, refuse, settle
from licensing.services.scheduling import IN_FORCE, PORTION
from licensing.workflow import Side
from publication.choices import Silence
from publication.money import MOST, yuan
from tenancy.actors import Actor, system_actor


@dataclass(frozen=True)
class Base:
    """The base of one period in yuan, as the books say."""

    base: Decimal
    note: str = ""
    voucher: UploadedFile | None = None


@transaction.atomic
def report(due: Due, stated: Base, *, by: Actor) -> RoyaltyReport:
    """报送提成报告。 Reported again before anything is paid, the later one counts and the earlier one stays.

    A cap is over all periods, so what this one leaves of it is worked out anew for those of which nothing is paid yet.
    """
    licence, due = held(due)
    must_be(licence, {Side.LICENSEE}, by)
    refuse(_faults_of_line(due) + _faults_of_base(stated))
    computed = royalty_of(due.patent.read_terms(), stated.base, _earlier(due))
    doubts = doubts_of(stated.base, _bases_before(due), is_used=_is_used(due))
    if doubts and not stated.note.strip():
        refuse([*doubts, _("请在“说明”中写明原因后再报送。")])
    said = entered(licence, Sum(stated.base, timezone.localdate(), stated.note, stated.voucher), Side.LICENSEE, by=by)
    made = _kept(due, stated.base, computed, doubts, said, by=by)
    for other in _reckoned(due):
        _reckon(other, by=system_actor(licence.province))
    return made


def _kept(
    due: Due, base: Decimal, computed: Computed, doubts: list[str], said: dict[str, Any], *, by: Actor
) -> RoyaltyReport:
    """The report, what is due by it, and the word to both."""
    made = RoyaltyReport.objects.create(
        due=due, base=base, amount=computed.amount, sentence=computed.sentence, doubts=doubts, **said
    )
    due.amount, due.state, due.settled_at = computed.amount, DueState.OPEN, None
    due.save(update_fields=["amount", "state", "settled_at"])
    settle(due)
    payload = {"line": due.what, "base": base, "amount": computed.amount, "doubts": doubts}
    record("licence.royalty", due.licence, by=by, reason=made.note, payload=payload)
    words = {"number": due.licence.number, "what": due.what, "sum": yuan(computed.amount)}
    words["sentence"] = computed.sentence
    sentence = _("许可%(number)s：被许可人报送%(what)s，应付%(sum)s（%(sentence)s）") % words
    tell_both(due.licence, by=by, sentence=sentence, about=f"royalty:{made.pk}")
    return made


def _reckoned(due: Due) -> list[Due]:
    """The other periods of the patent that were reported, and of which nothing is paid, where the terms have a cap."""
    if not due.patent.terms.get("cap"):
        return []
    others = Due.objects.filter(licence=due.licence, patent=due.patent, kind=DueKind.ROYALTY).exclude(pk=due.pk)
    found = others.filter(amount__isnull=False).select_related("licence", "patent").order_by("position")
    open_still = [each for each in found if each.state == DueState.OPEN or settled_by_nothing(each)]
    return [each for each in open_still if not each.payments.standing().exists()]


def _reckon(due: Due, *, by: Actor) -> None:
    """By the base that was told, with what the cap leaves now."""
    last = due.reports.last()
    computed = royalty_of(due.patent.read_terms(), last.base, _earlier(due)) if last else None
    if last is None or computed is None or computed.amount == due.amount:
        return
    note = _("其余各期改报，按先前报送的基数重新计算。")
    said = entered(due.licence, Sum(last.base, timezone.localdate(), note), Side.PLATFORM, by=by)
    _kept(due, last.base, computed, [], said, by=by)


@transaction.atomic
def decide_trial(due: Due, continues: bool, *, by: Actor, reason: str = "") -> TrialDecision:
    """试用答复: to go on makes the fee due; not to go on ends the licence with the trial."""
    licence, due = held(due)
    must_be(licence, {Side.LICENSEE}, by)
    if due.kind != DueKind.DECISION or due.state != DueState.OPEN:
        refuse([_("没有待作的试用答复。")])
    if not by.is_platform and silent().filter(pk=due.pk).exists():
        refuse([_("试用已于%s届满，未答复的以公布的条件为准，不能再答复。") % due.period_to])
    said = entered(licence, Sum(Decimal(0), timezone.localdate(), reason), Side.LICENSEE, by=by)
    decision = TrialDecision.objects.create(due=due, continues=continues, **said)
    due.state, due.settled_at = DueState.SETTLED, timezone.now()
    due.save(update_fields=["state", "settled_at"])
    after = DueState.OPEN if continues else DueState.VOID
    Due.objects.filter(licence=licence, patent=due.patent, state=DueState.CONDITIONAL).update(state=after)
    record("licence.trial", licence, by=by, reason=reason, payload={"continues": continues})
    words = {"number": licence.number, "answer": decision, "day": due.period_to}
    sentence = _("许可%(number)s：试用期%(day)s届满，被许可人答复%(answer)s") % words
    tell_both(licence, by=by, sentence=sentence, about=f"trial:{due.pk}")
    return decision


def silent() -> QuerySet[Due]:
    """Trials that ended without an answer, where the published terms say what silence means; else nothing does."""
    over = Due.objects.open().filter(kind=DueKind.DECISION, period_to__lt=timezone.localdate())
    return over.filter(patent__terms__silence__in=Silence.values)


def read_silence(*, by: Actor) -> int:
    """What the published terms say of silence is the answer, from the day after the trial on."""
    stated = silent().filter(licence__status__in=IN_FORCE)
    found = list(stated.select_related("patent", "licence").order_by("id")[:PORTION])
    for due in found:
        silence = Silence(due.patent.terms["silence"])
        reason = _("试用期满未答复，按公布的条件%s") % silence.label
        decide_trial(due, silence == Silence.CONTINUES, by=by, reason=reason)
    return len(found)


def _faults_of_line(due: Due) -> list[str]:
    if due.kind != DueKind.ROYALTY:
        return [_("“%s”不需要提成报告。") % due.what]
    if due.state != DueState.OPEN and not settled_by_nothing(due):
        return [_("“%(what)s”%(state)s，不能再报。") % {"what": due.what, "state": due.get_state_display()}]
    if due.opens_on and timezone.localdate() < due.opens_on:
        return [_("结算期%s届满后才能报送。") % (due.opens_on - timedelta(days=1))]
    if due.payments.standing().exists():
        return [_("已按先前的报告登记付款，不能再改报；差额请与对方协商。")]
    return []


def settled_by_nothing(due: Due) -> bool:
    """A period that was reported to owe nothing: whoever was mistaken, or hid it, may still say what is right."""
    return due.state == DueState.SETTLED and due.amount == 0


def _faults_of_base(stated: Base) -> list[str]:
    if not 0 <= stated.base <= MOST or stated.base != round(stated.base, 2):
        return [_("“提成基数”须为不小于0、最多两位小数的数字（元）。")]
    return []


def _earlier(due: Due) -> Decimal:
    """What the other periods of this patent came to, reported in whatever order: the cap is over all of them."""
    same = Due.objects.filter(licence=due.licence, patent=due.patent, kind=DueKind.ROYALTY).exclude(pk=due.pk)
    total: Decimal = same.aggregate(total=Total("amount", default=Decimal(0)))["total"]
    return total


def _is_used(due: Due) -> bool:
    """Whether either side told of use in an interval that meets this period."""
    told = Result.objects.filter(follow_up__licence=due.licence, used=True)
    return told.filter(follow_up__period_from__lte=due.period_to, follow_up__period_to__gte=due.period_from).exists()


def _bases_before(due: Due) -> list[Decimal]:
    """Of the periods before this one, in their order, whenever they were reported."""
    same = RoyaltyReport.objects.filter(due__licence=due.licence, due__patent=due.patent)
    before = same.filter(due__position__lt=due.position).order_by("due__position", "id")
    return list(before.values_list("base", flat=True))
