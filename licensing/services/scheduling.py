"""Work out, once for each licence, what falls due: by a job beside the acceptance, and by the clock for imports."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from audit.record import record
from licensing.formalities import formalities_of
from licensing.models import Due, Licence, LicensedPatent
from licensing.models.money import DueState
from licensing.schedule import DueKind, Frame, Line, lines_of
from licensing.services.filings import LAW_MONTHS
from licensing.services.moves import locked
from licensing.workflow import Side, Status
from tenancy.actors import Actor
from tenancy.policy import policy_of
from tenancy.policy.reader import Policy
from tenancy.policy.workdays import official_calendar

SCHEDULE = "licensing.schedule"
IN_FORCE = (Status.CONCLUDED, Status.OBJECTED, Status.CONFIRMED)
PORTION = 100


def unscheduled() -> list[Licence]:
    """The next licences in force of which nobody has worked out what falls due."""
    found = Licence.objects.filter(scheduled_at=None, status__in=IN_FORCE).order_by("id")
    return list(found[:PORTION])


def schedule_portion(*, by: Actor) -> int:
    """The next hundred; 0 when nothing is left."""
    return sum(schedule(licence, by=by) for licence in unscheduled())


@transaction.atomic
def schedule(licence: Licence, *, by: Actor) -> bool:
    """Write the lines of the schedule, the first time only; a request has none until it is concluded."""
    licence = locked(licence)
    if licence.scheduled_at or licence.concluded_at is None or licence.status not in IN_FORCE:
        return False
    policy = policy_of(licence.province, at=licence.concluded_at)
    dues = dues_of(licence, licence.patents.all(), policy)
    Due.objects.bulk_create(dues)
    licence.scheduled_at = timezone.now()
    licence.formalities_by = _formalities_by(licence, policy)
    licence.save(update_fields=["scheduled_at", "formalities_by"])
    fixed = sum((due.amount for due in dues if due.amount), Decimal(0))
    record("licence.schedule", licence, by=by, payload={"lines": len(dues), "fixed": fixed})
    return True


def _formalities_by(licence: Licence, policy: Policy) -> date | None:
    """及时: as long as the law gives for the filing of a contract (ZJ-65; 专利法实施细则 第十五条)."""
    types = [party.owner_type for party in licence.parties.all() if party.side == Side.LICENSOR]
    if not formalities_of(licence.mode, policy, types) or licence.concluded_at is None:
        return None
    months = policy.contract_filing_months or LAW_MONTHS
    return official_calendar().add_months(timezone.localdate(licence.concluded_at), months).day


def dues_of(licence: Licence, patents: Iterable[LicensedPatent], policy: Policy) -> list[Due]:
    """The lines of a concluded licence in the order of their days, by the rules of the day it was concluded."""
    frame = _frame(licence, policy)
    lines = [(patent, line) for patent in patents for line in lines_of(patent.read_terms(), frame)]
    lines.sort(key=lambda each: (each[1].due_on, each[0].position))
    return [_due(licence, patent, line, policy, position) for position, (patent, line) in enumerate(lines, 1)]


def _frame(licence: Licence, policy: Policy) -> Frame:
    assert licence.concluded_at
    concluded = timezone.localdate(licence.concluded_at)
    days = policy.undated_payment_days or 0
    return Frame(concluded, licence.starts_on, licence.ends_on, official_calendar(), days)


def _due(licence: Licence, patent: LicensedPatent, line: Line, policy: Policy, position: int) -> Due:
    first, last = line.period or (None, None)
    past = timezone.now() if line.due_on < timezone.localdate() else None  # of an import: nobody is told afterwards
    return Due(
        licence=licence,
        patent=patent,
        position=position,
        kind=line.kind,
        what=line.what,
        rule=line.rule[:300],
        opens_on=line.opens_on,
        due_on=line.due_on,
        period_from=first,
        period_to=last,
        amount=line.amount,
        state=DueState.CONDITIONAL if line.conditional else DueState.OPEN,
        remind_on=_remind_on(line, policy),
        announced_at=past,
        overdue_at=past,
    )


def _remind_on(line: Line, policy: Policy) -> date:
    """A switch is announced earlier than a payment; a settlement when its period is over (LN-58)."""
    if line.kind in (DueKind.SWITCH, DueKind.DECISION):
        return line.due_on - timedelta(days=policy.switch_notice_days or 0)
    early = line.due_on - timedelta(days=policy.payment_reminder_days or 0)
    return max(early, line.opens_on) if line.opens_on and line.kind == DueKind.ROYALTY else early
