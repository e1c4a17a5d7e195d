"""The end of an offer: on a ground of the province's list, after its days of notice; earlier licences stay."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from declarations.local_rules import rules_today
from declarations.models import Declaration, WithdrawalRequest
from declarations.models.requests import Outcome
from declarations.notices import tell_declarant, tell_desk
from declarations.services.drafts import refuse_unless_own
from declarations.services.endings import END
from declarations.services.moves import locked, move, refuse_unless_province
from declarations.workflow import Action, Status
from outbox.queue import enqueue
from publication import announce
from tenancy.actors import Actor
from tenancy.policy.workdays import official_calendar
from tenancy.recusal import stand_aside
from tenancy.refusals import Refused

TRANSFER = "transfer"
ONE_DAY = timedelta(days=1)


@transaction.atomic
def prepare_withdrawal(
    declaration: Declaration, *, by: Actor, ground: str, reason: str, event: str
) -> WithdrawalRequest:
    """A register event makes withdrawal a duty: the request is prefilled for the owner (LN-61). Once an event."""
    declaration = locked(declaration, by=by)
    request, new = WithdrawalRequest.objects.get_or_create(
        declaration=declaration,
        event=event,
        defaults={"ground": ground, "reason": reason, "outcome": Outcome.PREPARED},
    )
    if new:
        record("declaration.withdrawal_due", declaration, by=by, reason=reason, payload={"event": event})
        sentence = _("专利权属发生变化，须提请撤回已公布的信息，撤回表已预填：%s") % reason
        tell_declarant(declaration, sentence, by=by, occasion=f"withdrawal_due:{event}")
    return request


@transaction.atomic
def ask_withdrawal(declaration: Declaration, *, by: Actor, ground: str, reason: str) -> WithdrawalRequest:
    """Ask for the end of the offer. Grounds are the province's list; without a list the reason alone must say it."""
    declaration = locked(declaration, by=by)
    refuse_unless_own(declaration, by=by)
    _refuse_unfit(declaration, ground, reason)
    request = declaration.withdrawal_requests.filter(outcome=Outcome.PREPARED).first()
    request = request or WithdrawalRequest(declaration=declaration)
    request.ground, request.reason, request.outcome = ground, reason, Outcome.ASKED
    request.asked_by = by.user.pk if by.user else None
    request.save()
    record("declaration.ask_withdrawal", declaration, by=by, reason=reason, payload={"ground": ground})
    tell_desk(declaration, by=by, sentence=_("权利人提请撤回"), occasion=f"withdrawal:{request.pk}")
    return request


def _refuse_unfit(declaration: Declaration, ground: str, reason: str) -> None:
    policy = rules_today(declaration)
    if declaration.status != Status.PUBLISHED:
        raise Refused(_("只有已发布的声明才能撤回；未发布的请作废。"))
    if declaration.withdrawal_requests.filter(outcome=Outcome.ASKED).exists():
        raise Refused(_("已提请撤回，请等待决定。"))
    grounds = {each.name for each in policy.withdrawal_grounds}
    if grounds and ground not in grounds:
        raise Refused(_("请选择撤回事由（%s）。") % policy.cite("withdrawal_grounds"))
    if not reason.strip():
        raise Refused(_("请写明撤回理由。"))


@transaction.atomic
def decide_withdrawal(request: WithdrawalRequest, *, by: Actor, granted: bool, opinion: str = "") -> WithdrawalRequest:
    """The province announces the withdrawal with the time it takes effect, or says why not."""
    refuse_unless_province(by)
    declaration = locked(request.declaration, by=by)
    stand_aside(by, declaration.concerns, hands=[request.asked_by])
    request = WithdrawalRequest.objects.select_for_update().get(pk=request.pk)
    if request.outcome != Outcome.ASKED:
        raise Refused(_("这项提请已有决定。"))
    if not granted and not opinion.strip():
        raise Refused(_("不同意撤回须写明理由。"))
    if granted:
        request.takes_effect_at = _announce(declaration, request, by=by)
    request.outcome = Outcome.GRANTED if granted else Outcome.REFUSED
    request.decided_at, request.decided_by, request.opinion = timezone.now(), by.person.pk, opinion
    request.save(update_fields=["outcome", "takes_effect_at", "decided_at", "decided_by", "opinion"])
    sentence, occasion = _("撤回提请：%s") % request.get_outcome_display(), f"withdrawal:{request.pk}:decided"
    tell_declarant(declaration, sentence, by=by, occasion=occasion)
    return request


def _announce(declaration: Declaration, request: WithdrawalRequest, *, by: Actor) -> datetime:
    """Announced now; in effect now or after the notice, and then nothing can be accepted any more (ZJ-69)."""
    announced_at = timezone.now()
    effective_at, rule = effect_of_withdrawal(declaration, announced_at)
    announce.withdraw(
        declaration.record_number,
        by=by,
        ground=request.ground,
        sentence=request.reason,
        effective_at=effective_at,
        notice_rule=rule,
    )
    waits = effective_at > announced_at
    action = Action.GIVE_NOTICE if waits else Action.WITHDRAW
    move(declaration, action, by=by, reason=request.reason, payload={"effective_at": effective_at.isoformat()})
    if waits:
        enqueue(END, key=f"{declaration.pk}:{effective_at:%Y%m%dT%H%M}", by=by, due_at=effective_at)
    return effective_at


def effect_of_withdrawal(declaration: Declaration, announced_at: datetime) -> tuple[datetime, str]:
    """When a withdrawal announced then takes effect, and the sentence that explains it."""
    policy = rules_today(declaration)
    days = policy.withdrawal_notice_working_days
    if not days:
        return announced_at, _("自公告时生效")
    starts = official_calendar().day_after_working_days(timezone.localdate(announced_at), days)
    if declaration.ends_on and declaration.ends_on < starts.day - ONE_DAY:
        rule = _("许可期限于%s届满，先于公告期届满，撤回自期限届满时生效") % declaration.ends_on
        return _beginning_of(declaration.ends_on + ONE_DAY), rule
    return _beginning_of(starts.day), starts.explanation


def _beginning_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
