"""The record filing of a contract, entered by either side or the office; three months from the contract's effect."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from licensing.models import Filing, Licence
from licensing.models.filings import Stage
from licensing.services.moves import locked
from licensing.workflow import Side, Status
from tenancy.actors import Actor
from tenancy.policy import policy_of
from tenancy.policy.workdays import Deadline, add_months
from tenancy.refusals import Refused

LAW_MONTHS = 3  # 专利法实施细则 第十五条
FILABLE = (Status.CONFIRMED, Status.CONCLUDED)


def file_by(licence: Licence) -> Deadline | None:
    """The last day to file; None before the contract has effect. A holiday moves it to the next working day."""
    if licence.concluded_at is None:
        return None
    months = policy_of(licence.province, at=licence.concluded_at).contract_filing_months or LAW_MONTHS
    return add_months(timezone.localdate(licence.concluded_at), months)


@transaction.atomic
def enter(
    licence: Licence,
    *,
    by: Actor,
    stage: str,
    number: str = "",
    filed_on: date | None = None,
    body: str = "",
    reason: str = "",
) -> Filing:
    """Enter what became of the filing: handed in, returned with what is missing, or filed with number and date."""
    licence = locked(licence)
    last = licence.filings.last()
    if faults := _faults(licence, last, by, stage, number.strip(), filed_on, reason.strip()):
        raise Refused(*faults)
    filing = Filing.objects.create(
        licence=licence,
        stage=stage,
        number=number.strip() if stage == Stage.FILED else "",
        filed_on=filed_on if stage == Stage.FILED else None,
        body=body or policy_of(licence.province).contract_filing_body or "",
        reason=reason.strip(),
        effective_at=_moment(filed_on) if stage == Stage.FILED and filed_on else timezone.now(),
        entered_by=by.user.pk if by.user else None,
        entered_by_name=by.name,
    )
    payload = {"number": filing.number, "filed_on": filing.filed_on}
    record(f"licence.filing_{stage}", licence, by=by, reason=filing.reason, payload=payload)
    return filing


def _faults(
    licence: Licence, last: Filing | None, by: Actor, stage: str, number: str, filed_on: date | None, reason: str
) -> list[str]:
    found = []
    if not licence.sides_of(by) & {Side.LICENSOR, Side.LICENSEE, Side.OFFICE, Side.PLATFORM}:
        found.append(_("只有许可双方和所在地管理部门可以登记备案情况。"))
    if licence.status not in FILABLE:
        found.append(_("当前状态为“%s”，不能登记备案。") % licence.get_status_display())
    if last and last.stage == Stage.FILED:
        found.append(_("该合同已备案，备案号%s。") % last.number)
    if stage == Stage.RETURNED and not reason:
        found.append(_("请写明“补正事项”。"))
    if stage == Stage.FILED:
        found += _faults_of_certificate(licence, number, filed_on)
    return found


def _faults_of_certificate(licence: Licence, number: str, filed_on: date | None) -> list[str]:
    if not number or filed_on is None:
        return [_("请填写“备案号”和“备案日”。")]
    concluded = timezone.localdate(licence.concluded_at)
    if not concluded <= filed_on <= timezone.localdate():
        return [_("“备案日”须在许可达成日%s至今天之间。") % concluded]
    return []


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
