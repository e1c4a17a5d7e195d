"""Follow-up of licences by the province's interval: ask both sides, keep what they tell, show who is late (LN-55)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from licensing.models import FollowUp, Licence, Result
from licensing.notices import tell_both, tell_office
from licensing.services import evidence
from licensing.services.moves import locked
from licensing.services.payments import must_be, refuse
from licensing.services.scheduling import IN_FORCE
from licensing.services.suspicion import look
from licensing.workflow import Side
from publication.money import MOST
from tenancy.actors import Actor, system_actor
from tenancy.policy import policy_of
from tenancy.policy.workdays import corresponding_day, official_calendar

FOLLOW_UP = "licensing.follow_up"
PORTION = 100
SUMS = ("output_quantity", "output_value", "sales", "fee_paid")


@dataclass(frozen=True)
class Told:
    """What one side says of an interval; None: not known or not applicable, which differs from 0 (A8). Yuan."""

    used: bool
    output_quantity: Decimal | None = None
    output_unit: str = ""
    output_value: Decimal | None = None
    sales: Decimal | None = None
    profit: Decimal | None = None
    jobs: int | None = None
    fee_paid: Decimal | None = None

    def faults(self, note: str) -> list[str]:
        found = []
        sums = {name: getattr(self, name) for name in SUMS}
        if any(value is not None and not 0 <= value <= MOST for value in sums.values()):
            found.append(_("产量、产值、销售额和许可费不能为负数。"))
        if self.output_quantity is not None and not self.output_unit.strip():
            found.append(_("请填写“产量单位”。"))
        if self.used and self.output_value is None and self.sales is None and self.output_quantity is None:
            found.append(_("已实施的，请至少填写产量、产值或者销售额之一；没有的填0。"))
        if not self.used and any(sums[name] for name in ("output_quantity", "output_value", "sales")):
            found.append(_("填写了产量、产值或者销售额，请选择“已实施”。"))
        if not self.used and not note.strip():
            found.append(_("未实施的，请在“说明”中写明原因。"))
        return found


def plan_portion(*, by: Actor) -> int:
    """Open the next interval of licences in force; 0 when each has the one that runs."""
    last = FollowUp.objects.filter(licence=OuterRef("pk")).order_by("-number").values("period_to")[:1]
    live = Licence.objects.filter(status__in=IN_FORCE, scheduled_at__isnull=False, concluded_at__isnull=False)
    behind = live.annotate(last=Subquery(last)).filter(Q(last=None) | Q(last__lt=timezone.localdate()))
    behind = behind.filter(Q(last=None) | Q(last__lt=F("ends_on"))).order_by("id")
    return sum(plan(licence) for licence in behind[:PORTION])


@transaction.atomic
def plan(licence: Licence, on: date | None = None) -> int:
    """The interval that contains a day (today), or the one before the end; how many were opened (0 or 1)."""
    licence = locked(licence)
    policy = policy_of(licence.province, at=licence.concluded_at)
    if not policy.follow_up_months or licence.concluded_at is None:
        return 0
    start, step = timezone.localdate(licence.concluded_at), policy.follow_up_months
    number, today = 1, min(on or timezone.localdate(), licence.ends_on)
    while corresponding_day(start, number * step) <= today:
        number += 1
    last_day = min(corresponding_day(start, number * step) - timedelta(days=1), licence.ends_on)
    due = official_calendar().add_days(last_day, policy.follow_up_answer_days or 0)
    first_day = corresponding_day(start, (number - 1) * step)
    if licence.follow_ups.filter(period_to__gte=last_day).exists():
        return 0
    last = licence.follow_ups.order_by("-number").values_list("number", flat=True).first() or 0
    row = FollowUp(licence=licence, number=max(number, last + 1), period_from=min(first_day, last_day))
    row.period_to, row.due_on, row.rule = last_day, due.day, due.explanation[:300]
    row.save()
    return 1


@transaction.atomic
def tell(follow_up: FollowUp, told: Told, *, by: Actor, note: str = "", voucher: UploadedFile | None = None) -> Result:
    """填报实施成效: by the licensee, the owner, or the office that asked by telephone. Told again, the later counts."""
    licence = locked(follow_up.licence)
    follow_up = FollowUp.objects.get(pk=follow_up.pk)
    must_be(licence, {Side.LICENSEE, Side.LICENSOR, Side.OFFICE}, by)
    early = [] if follow_up.period_to < timezone.localdate() else [_("期间%s届满后才能填报。") % follow_up.period_to]
    refuse(early + told.faults(note))
    side = _side(licence, by)
    result = Result.objects.create(
        follow_up=follow_up,
        side=side,
        effective_at=timezone.make_aware(datetime.combine(follow_up.period_to, time.min)),
        note=note.strip(),
        evidence=evidence.keep(licence, voucher, by=by),
        entered_by=by.user.pk if by.user else None,
        entered_by_name=by.name,
        **asdict(told),
    )
    name = "owner_at" if side == Side.LICENSOR else "answered_at"
    setattr(follow_up, name, timezone.now())
    follow_up.save(update_fields=[name])
    payload = {"period": str(follow_up), "side": side, **asdict(told)}
    record("licence.result", licence, by=by, effective_at=result.effective_at, reason=note, payload=payload)
    if not result.used:
        look(licence, by=system_actor(licence.province))
    return result


def _side(licence: Licence, by: Actor) -> Side:
    sides = licence.sides_of(by)
    return next((side for side in (Side.LICENSEE, Side.LICENSOR, Side.OFFICE) if side in sides), Side.PLATFORM)


@transaction.atomic
def ask_portion(*, by: Actor) -> int:
    """Both sides are asked once an interval is over; who is late is told with the office, once."""
    done = 0
    asked = FollowUp.objects.asked().filter(asked_at=None)
    for rows, late in ((asked, False), (FollowUp.objects.overdue().filter(overdue_at=None), True)):
        for one in (found := list(rows.select_related("licence__province", "licence__region")[:PORTION])):
            _ask(one, late=late, by=by)
        done += len(found)
    return done


def _ask(follow_up: FollowUp, *, late: bool, by: Actor) -> None:
    licence = follow_up.licence
    words = {"number": licence.number, "period": follow_up, "day": follow_up.due_on}
    if late:
        sentence = _("许可%(number)s：%(period)s实施成效应于%(day)s前填报，尚未填报") % words
        tell_office(licence, by=by, sentence=sentence, about=f"follow-up:{follow_up.pk}:late")
        follow_up.overdue_at = timezone.now()
        record("licence.result_overdue", licence, by=by, payload={"period": str(follow_up)})
    else:
        sentence = _("许可%(number)s：请填报%(period)s的实施成效，期限%(day)s") % words
        follow_up.asked_at = timezone.now()
    tell_both(licence, by=by, sentence=sentence, about=f"follow-up:{follow_up.pk}:{'late' if late else 'asked'}")
    follow_up.save(update_fields=["asked_at", "overdue_at"])
