"""The record filing of a contract, entered by either side or the office; three months from the contract's effect."""

from datetime import date, datetime, time, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from licensing.filing_package import KINDS, missing_to_hand_over
from licensing.formalities import FILED_MODES
from licensing.models import Filing, FilingPaper, Licence
from licensing.models.filings import CLOSED, Stage
from licensing.notices import tell_both, tell_office
from licensing.services import evidence
from licensing.services.moves import keep_aside, locked
from licensing.services.suspicion import look
from licensing.workflow import Side, Status
from tenancy.actors import Actor, system_actor
from tenancy.policy import policy_of
from tenancy.policy.workdays import Deadline, add_months
from tenancy.refusals import Refused

LAW_MONTHS = 3  # 专利法实施细则 第十五条
REMIND_DAYS = (-1, 7, 30)  # before the last day; below zero it is over
FILABLE = (Status.CONFIRMED, Status.CONCLUDED)
TOLD_OF = (*FILABLE, Status.ENDED)  # what was filed before the end may be entered, and is announced, after it


def file_by(licence: Licence) -> Deadline | None:
    """The last day to file; None before the contract has effect, and where there is no licence to file.

    A holiday moves it to the next working day.
    """
    if licence.concluded_at is None or licence.mode not in FILED_MODES:
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
    keep_aside(licence, by)
    last = licence.filings.last()
    if faults := _faults(licence, last, by, stage, number.strip(), filed_on, reason.strip()):
        raise Refused(*faults)
    filing = Filing.objects.create(
        licence=licence,
        stage=stage,
        number=number.strip() if stage in CLOSED else "",
        filed_on=filed_on if stage in CLOSED else None,
        body=body or policy_of(licence.province).contract_filing_body or "",
        reason=reason.strip(),
        effective_at=_moment(filed_on) if stage in CLOSED and filed_on else timezone.now(),
        entered_by=by.user.pk if by.user else None,
        entered_by_name=by.name,
    )
    payload = {"number": filing.number, "filed_on": filing.filed_on}
    record(f"licence.filing_{stage}", licence, by=by, reason=filing.reason, payload=payload)
    if stage in CLOSED:
        look(licence, by=system_actor(licence.province))
    return filing


def _faults(
    licence: Licence, last: Filing | None, by: Actor, stage: str, number: str, filed_on: date | None, reason: str
) -> list[str]:
    found = []
    if not licence.sides_of(by) & {Side.LICENSOR, Side.LICENSEE, Side.OFFICE, Side.PLATFORM}:
        found.append(_("只有许可双方和所在地管理部门可以登记备案情况。"))
    if licence.status not in FILABLE and not (licence.status == Status.ENDED and stage in CLOSED):
        found.append(_("当前状态为“%s”，不能登记备案。") % licence.get_status_display())
    if licence.mode not in FILED_MODES:
        found.append(_("以“%s”方式实施的，不办理许可合同备案，请在“手续”中登记。") % licence.get_mode_display())
    found += _faults_of_order(licence, last, stage, reason)
    if stage == Stage.RETURNED and not reason:
        found.append(_("请写明“补正事项”。"))
    if stage in CLOSED:
        found += _faults_of_certificate(licence, number, filed_on)
    return found


def _faults_of_order(licence: Licence, last: Filing | None, stage: str, reason: str) -> list[str]:
    """送件, 受理, 完成 follow each other; a filed contract is only corrected, with a reason, or announced."""
    before = last.stage if last else None
    if before == Stage.ANNOUNCED:
        return [_("备案已由公报公告，备案号%s，不再登记。") % (last.number if last else "")]
    if before == Stage.FILED and stage != Stage.ANNOUNCED and not (stage == Stage.FILED and reason):
        return [_("该合同已备案，备案号%s；登记有误的，请写明更正理由重新登记。") % (last.number if last else "")]
    if stage == Stage.ACCEPTED and before != Stage.HANDED_IN:
        return [_("先登记“已送件”，再登记“已受理”。")]
    if stage == Stage.HANDED_IN and policy_of(licence.province).contract_filing == "green_channel":
        return missing_to_hand_over(licence)
    return []


def _faults_of_certificate(licence: Licence, number: str, filed_on: date | None) -> list[str]:
    if not number or filed_on is None:
        return [_("请填写“备案号”和“备案日”。")]
    concluded = timezone.localdate(licence.concluded_at)
    if not concluded <= filed_on <= timezone.localdate():
        return [_("“备案日”须在许可达成日%s至今天之间。") % concluded]
    if licence.ended_at and _moment(filed_on) >= licence.ended_at:
        return [_("许可已于%s终止，备案日须在终止之前，请核对证书。") % timezone.localdate(licence.ended_at)]
    if other := _other_with(licence, number):
        words = {"number": number, "other": other.number}
        return [_("“备案号”%(number)s已登记在许可%(other)s上；一份合同一个备案号，请核对证书。") % words]
    return []


def _other_with(licence: Licence, number: str) -> Licence | None:
    """Another licence whose filing has this number now; one that was corrected away is free."""
    twins = Filing.objects.filter(number=number, stage__in=CLOSED).exclude(licence=licence)
    standing = (twin.licence for twin in twins.select_related("licence") if twin.licence.filings.last() == twin)
    return next(standing, None)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@transaction.atomic
def add_paper(licence: Licence, kind: str, upload: UploadedFile | None, *, by: Actor) -> FilingPaper:
    """补充备案材料: kept by its hash; it takes its place among the seven."""
    licence = locked(licence)
    if not by.organisation or not licence.sides_of(by):
        raise Refused(_("备案材料由许可双方提供。"))
    if kind not in KINDS:
        raise Refused(_("请从备案材料清单中选择材料。"))
    kept = evidence.keep(licence, upload, by=by)
    if kept is None:
        raise Refused(_("请选择“%s”的文件。") % KINDS[kind].title)
    if twin := licence.filing_papers.filter(kind=kind, evidence=kept).first():
        return twin
    paper = FilingPaper(licence=licence, kind=kind, evidence=kept, effective_at=timezone.now())
    paper.entered_by, paper.entered_by_name = by.person.pk, by.name
    paper.save()
    record("licence.filing_paper", licence, by=by, payload={"kind": kind, "sha256": kept.sha256})
    return paper


@transaction.atomic
def announce(licence: Licence, *, by: Actor, number: str, filed_on: date, source: str) -> Filing | None:
    """The gazette has announced the filing: it is closed, once, and a number that was entered otherwise is told."""
    licence = locked(licence)
    last = licence.filings.last()
    if last and last.stage == Stage.ANNOUNCED:
        return None
    filing = enter(licence, by=by, stage=Stage.ANNOUNCED, number=number, filed_on=filed_on, body=source)
    words = {"number": licence.number, "filing": number, "day": filed_on, "known": last.number if last else ""}
    sentence = _("许可%(number)s的合同备案已公告，备案号%(filing)s，备案日%(day)s") % words
    if last and last.number and last.number != number:
        sentence += _("；此前登记的备案号为%(known)s，以公报为准") % words
    tell_both(licence, by=by, sentence=sentence, about="filing-announced")
    return filing


def remind(*, by: Actor, today: date | None = None) -> int:
    """备案提醒: a month before the last day, a week before, and once it is over, then to the office too."""
    today, told = today or timezone.localdate(), 0
    for licence in _unfiled(by, today):
        due = file_by(licence)
        assert due
        days = (due.day - today).days
        mark = next((mark for mark in REMIND_DAYS if days <= mark), None)
        if mark is not None:
            told += _remind(licence, due.day, mark, by=by)
    return told


def _unfiled(by: Actor, today: date) -> QuerySet[Licence]:
    """Concluded about as long ago as the law gives, and neither filed nor told long since."""
    months = policy_of(by.province).contract_filing_months or LAW_MONTHS
    first, last = add_months(today, -months - 1).day, add_months(today, -months + 1).day + timedelta(days=7)
    closed = Filing.objects.filter(licence=OuterRef("pk"), stage__in=CLOSED)
    open_still = Licence.objects.filter(~Exists(closed), status__in=FILABLE, mode__in=FILED_MODES)
    return open_still.filter(concluded_at__gte=_moment(first), concluded_at__lt=_moment(last)).order_by("pk")


@transaction.atomic
def _remind(licence: Licence, day: date, mark: int, *, by: Actor) -> int:
    """Told once each: the notice carries the mark."""
    words = {"number": licence.number, "day": day}
    if mark >= 0:
        sentence = _("许可%(number)s的合同须于%(day)s前办理备案（《专利法实施细则》第十五条）") % words
        tell_both(licence, by=by, sentence=sentence, about=f"file:{day}:{mark}")
    else:
        sentence = _("许可%(number)s的合同应于%(day)s前备案，已逾期") % words
        tell_both(licence, by=by, sentence=sentence, about=f"file:{day}:{mark}")
        tell_office(licence, by=by, sentence=sentence, about=f"file:{day}:{mark}")
    return 1
