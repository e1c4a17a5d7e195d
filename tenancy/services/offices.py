"""Open offices, say who answers for them, accredit checking bodies, keep the province's contact card."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenancy.actors import Actor
from tenancy.models import Accreditation, ContactCard, Duty, Office, Province, Region
from tenancy.models.offices import DutyKind, OfficeKind
from tenancy.policy import policy_of
from tenancy.policy.rows import ReportDue
from tenancy.refusals import Refused
from tenancy.roles import Right

CONTACTS = "contacts"  # the row of the policy's `reports_due`


@transaction.atomic
def open_office(name: str, region: Region, kind: OfficeKind, *, by: Actor, name_en: str = "") -> Office:
    """开通机构。"""
    by.must(Right.OPEN_OFFICES)
    if region.province_id != by.province.pk:
        raise Refused(_("所在地须为本省行政区划或上报单位"))
    if Office.objects.filter(name=name).exists():
        raise Refused(_("本省已有名为“%(name)s”的机构") % {"name": name})
    return Office.objects.create(name=name, region=region, kind=kind, name_en=name_en)


@transaction.atomic
def assign(office: Office, duty: Duty, *, by: Actor) -> Duty:
    """责任到人：name who leads, answers or is the contact (XY-06). `duty` is unsaved; it ends the one before it."""
    if by.office != office:
        by.must(Right.OPEN_OFFICES)
    duty.office, duty.effective_at = office, timezone.now()
    duty.recorded_by = by.user.pk if by.user else None
    duty.full_clean(exclude=["province", "office"])
    duty.save()
    return duty


@transaction.atomic
def import_contacts(duties: Iterable[Duty], *, by: Actor) -> int:
    """导入联系人表 (XY-57): a row of somebody known keeps their duty, any other names the contact."""
    told = list(duties)
    held = list(Duty.objects.filter(office__in=[duty.office_id for duty in told]).current())
    kinds = {(duty.office_id, duty.name): duty.kind for duty in held}
    for duty in told:
        duty.kind = kinds.get((duty.office_id, duty.name), duty.kind)
    known = {_row(duty) for duty in held}
    changed = [duty for duty in told if _row(duty) not in known]
    for duty in changed:
        assign(duty.office, duty, by=by)
    return len(changed)


def _row(duty: Duty) -> tuple[str | int, ...]:
    return (duty.office_id, duty.kind, duty.name, duty.title, duty.office_phone, duty.mobile, duty.email)


def missing_duties(office: Office) -> list[str]:
    """Which of leader, responsible person and contact nobody holds; empty means complete (XY-06)."""
    held = {duty.kind for duty in Duty.objects.filter(office=office).current() if duty.name}
    return [str(kind.label) for kind in DutyKind if kind not in held]


@dataclass(frozen=True)
class Lacking:
    """A bureau that has not yet named everybody who answers for it."""

    office: Office
    who: str


@dataclass(frozen=True)
class Gathering:
    """The contact table while it is gathered: by when it is due, and who is missing (XY-33)."""

    due: ReportDue | None
    lacking: list[Lacking]

    @property
    def is_late(self) -> bool:
        return bool(self.lacking and self.due and self.due.due and self.due.due < timezone.localdate())


def gathering_of_contacts(duties: Iterable[Duty], *, by: Actor) -> Gathering:
    """Of the bureaus that `by` sees; `duties` are those that hold there now."""
    held = defaultdict(set)
    for duty in duties:
        held[duty.office_id].add(duty.kind if duty.name else "")
    seen = Office.objects.visible_to(by).filter(kind=OfficeKind.BUREAU).order_by("region__path", "id")
    missing = [(one, [str(kind.label) for kind in DutyKind if kind not in held[one.pk]]) for one in seen]
    rows = policy_of(by.province, region=by.region).reports_due
    due = next((row for row in rows if row.name == CONTACTS and row.due), None)
    return Gathering(due, [Lacking(one, "、".join(kinds)) for one, kinds in missing if kinds])


@transaction.atomic
def accredit(
    office: Office, *, starts_on: date, document: str, by: Actor, ends_on: date | None = None
) -> Accreditation:
    """认可核查机构 for a period; ends inclusive, open without (CN-23)."""
    by.must(Right.OPEN_OFFICES)
    if office.kind not in {OfficeKind.CHECKING_BODY, OfficeKind.CENTRE}:
        raise Refused(_("只有核查机构和保护中心需要认可（国知办函运字〔2022〕448号）"))
    if ends_on and ends_on < starts_on:
        raise Refused(_("认可截止日不得早于起始日"))
    if not document.strip():
        raise Refused(_("请填写认可文件"))
    return Accreditation.objects.create(
        office=office, starts_on=starts_on, ends_on=ends_on, document=document, recorded_by=_by(by), effective_at=_now()
    )


@transaction.atomic
def withdraw_accreditation(office: Office, *, starts_on: date, document: str, by: Actor) -> Accreditation:
    """撤销认可 from a day on; what was checked before stays checked."""
    by.must(Right.OPEN_OFFICES)
    if not office.accredited_on(starts_on):
        raise Refused(_("该机构在 %(day)s 没有有效的认可") % {"day": starts_on})
    return Accreditation.objects.create(
        office=office,
        starts_on=starts_on,
        document=document,
        is_withdrawal=True,
        recorded_by=_by(by),
        effective_at=_now(),
    )


def must_be_accredited(office: Office, day: date) -> None:
    """Refuse a check by a body whose accreditation has expired (CN-23)."""
    if not office.accredited_on(day):
        raise Refused(
            _("“%(name)s”在 %(day)s 不在认可期内，不能核查（国知办函运字〔2022〕448号）")
            % {"name": office.name, "day": day}
        )


@transaction.atomic
def publish_card(card: ContactCard, *, by: Actor) -> ContactCard:
    """更新联系方式 (LN-05). `card` is unsaved; earlier ones stay as history."""
    by.must(Right.OPEN_OFFICES)
    card.province, card.effective_at, card.recorded_by = by.province, _now(), _by(by)
    card.full_clean()
    card.save()
    return card


def card_of(province: Province, at: datetime | None = None) -> ContactCard | None:
    """What the province's pages say at an instant (now)."""
    return ContactCard.objects.filter(province=province, effective_at__lte=at or _now()).first()


def _now() -> datetime:
    return timezone.now()


def _by(actor: Actor) -> int | None:
    return actor.user.pk if actor.user else None
