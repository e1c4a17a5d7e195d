"""Register, change and tag organisations. Each verb appends facts and keeps today's columns in step."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from tenancy import credit_codes, scope
from tenancy.actors import Actor, system_actor
from tenancy.models import Membership, Organisation, OrganisationFact, Province, Region
from tenancy.models.organisations import ENTERPRISES, Aspect, OwnerType, Standing, Tag, TagLevel
from tenancy.refusals import Refused
from tenancy.roles import Right, Role
from tenancy.services import memberships

SORT_KEY_LENGTH = 240
LOCK_CODE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True)
class Particulars:
    """What a registration states. `credit_code` may be written in any way people write it."""

    name: str
    region: Region
    owner_type: str
    credit_code: str = ""
    size: str = ""

    def faults(self, province: int) -> Iterable[str]:
        """What keeps it from being registered, in the reader's words."""
        if not self.name.strip():
            yield _("请填写名称")
        if self.region.province_id != province or self.region.valid_to:
            yield _("所在地须为本省现行行政区划或上报单位")
        yield from self._code_faults()
        yield from size_faults(self.owner_type, self.size)

    def _code_faults(self) -> Iterable[str]:
        if self.owner_type == OwnerType.INDIVIDUAL:
            if self.credit_code:
                yield _("个人没有统一社会信用代码，请留空")
        elif fault := credit_codes.fault(self.credit_code):
            yield fault


def size_faults(owner_type: str, size: str) -> Iterable[str]:
    """Enterprises state a size class, others have none (LN-11)."""
    if owner_type in ENTERPRISES and not size:
        yield _("企业须选择企业规模（大型、中型、小型、微型）")
    if owner_type not in ENTERPRISES and size:
        yield _("企业规模只适用于企业，请留空")


@transaction.atomic
def register(particulars: Particulars, *, by: Actor) -> Organisation:
    """登记单位或个人。A newcomer becomes its first administrator (an individual acts for themselves)."""
    clean = replace(
        particulars,
        name=" ".join(particulars.name.split()),
        credit_code=credit_codes.normalise(particulars.credit_code),
    )
    if by.role is not None:
        must_answer_for(clean.name, clean.region, by)
    if faults := list(clean.faults(by.province.pk)):
        raise Refused(*faults)
    organisation = _create(clean, by)
    if by.role is None and by.user:
        individual = clean.owner_type == OwnerType.INDIVIDUAL
        memberships.begin(by.user, organisation, Role.INDIVIDUAL if individual else Role.ORGANISATION_ADMIN, by=by)
    return organisation


@transaction.atomic
def admit(home: Organisation, province: Province, *, by: Actor) -> Membership:
    """异地办理: an organisation of another province gets its row in this one, where its person then acts.

    Who already acts for it there goes on doing so; where an administrator was first, they invite (Refused). The office
    at home says who it is, and no other could: whom it has not confirmed would take a code everywhere (Refused).
    """
    assert by.user
    assert by.role
    if not home.is_confirmed:
        words = {"name": home.name, "region": home.region.name}
        raise Refused(_("“%(name)s”的登记尚待%(region)s知识产权管理部门确认，确认后才能到其他省办理。") % words)
    with scope.acting(province=province.pk, user=by.user.pk):
        same = {"credit_code": home.credit_code} if home.credit_code else {"owner_type": OwnerType.INDIVIDUAL}
        mine = Membership.objects.active().filter(user=by.user, **{f"organisation__{k}": v for k, v in same.items()})
        if membership := mine.first():
            return membership
        stated = Particulars(home.name, home.region, home.owner_type, home.credit_code, home.size)
        platform = system_actor(province)
        if there := _left_alone(home):
            return memberships.begin(by.user, there, by.role, by=platform)
        return memberships.begin(by.user, _vouched_for(_create(stated, platform), home, platform), by.role, by=platform)


def _left_alone(home: Organisation) -> Organisation | None:
    """Its row here, made when a colleague came, in which nobody is left who could invite."""
    there = holder_of(home.credit_code) if home.credit_code else None
    if there is None or there.region.province_id != home.province_id:
        return None
    return None if there.memberships.active().filter(role=Role.ORGANISATION_ADMIN).exists() else there


def _vouched_for(organisation: Organisation, home: Organisation, platform: Actor) -> Organisation:
    """Confirmed at home is confirmed here."""
    reason = _("已由%(region)s知识产权管理部门确认") % {"region": home.region.name}
    append(organisation, Aspect.STANDING, Standing.CONFIRMED, timezone.now(), platform, reason=reason)
    organisation.standing = Standing.CONFIRMED
    organisation.save(update_fields=["standing"])
    return organisation


def holder_of(code: str) -> Organisation | None:
    """Who has the code in this province. Until the transaction ends nobody else registers it."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_CODE, [f"credit code {scope.current().province}/{code}"])
    return Organisation.objects.known(code).first()


def _create(stated: Particulars, by: Actor) -> Organisation:
    organisation = Organisation(
        name=stated.name,
        region=stated.region,
        owner_type=stated.owner_type,
        credit_code=stated.credit_code,
        size=stated.size,
        sort_key=sort_key(stated.name),
    )
    code = stated.credit_code
    if code and holder_of(code):
        raise Refused(_("统一社会信用代码 %(code)s 已在本省登记，请联系贵单位管理员邀请您加入") % {"code": code})
    organisation.save()
    now = timezone.now()
    first = {
        Aspect.NAME: stated.name,
        Aspect.REGION: stated.region.code,
        Aspect.OWNER_TYPE: stated.owner_type,
        Aspect.SIZE: stated.size,
        Aspect.STANDING: Standing.REGISTERED,
    }
    OrganisationFact.objects.bulk_create(
        OrganisationFact(organisation=organisation, aspect=aspect, value=value, effective_at=now, recorded_by=_by(by))
        for aspect, value in first.items()
    )
    return organisation


@transaction.atomic
def change(
    organisation: Organisation,
    aspect: Aspect,
    value: str,
    *,
    by: Actor,
    effective_at: datetime,
    reason: str,
    is_correction: bool = False,
) -> Organisation:
    """Name, region (its code), owner type or size is different from an instant on. The past stays as it was told.

    A change must lie after the newest fact of its aspect; a correction replaces what was told from that same instant
    on, and both stay readable ("as known at").
    """
    organisation = locked(organisation)
    must_answer_for(organisation.name, organisation.region, by)
    _check_change(organisation, Aspect(aspect), value, effective_at, reason, is_correction)
    append(organisation, aspect, value, effective_at, by, reason=reason, is_correction=is_correction)
    keep_in_step(organisation, aspect, value, effective_at, by, reason)
    _change_elsewhere(organisation, effective_at, by, reason)
    return organisation


def _change_elsewhere(home: Organisation, at: datetime, by: Actor, reason: str) -> None:
    """Its rows of other provinces (异地办理) say of it what the office at home says: no office there could."""
    provinces = Province.objects.started().exclude(pk=home.province.pk) if home.credit_code else Province.objects.none()
    for province in provinces:
        with scope.acting(province=province.pk):
            rows = Organisation.objects.known(home.credit_code).filter(region__province=home.province_id)
            if there := rows.select_for_update(of=("self",)).first():
                _follow(there, home, at, by, reason)


def _follow(there: Organisation, home: Organisation, at: datetime, by: Actor, reason: str) -> None:
    """All that differs, the owner type first: the size depends on it."""
    said = {Aspect.OWNER_TYPE: home.owner_type, Aspect.SIZE: home.size, Aspect.NAME: home.name}
    for aspect, value in {**said, Aspect.REGION: home.region.code}.items():
        newest = OrganisationFact.objects.of(there, aspect).newest_first()[0]
        if newest.value != value:
            since = max(at, newest.effective_at)
            append(there, aspect, value, since, by, reason=reason)
            keep_in_step(there, aspect, value, since, by, reason)


def _check_change(
    organisation: Organisation, aspect: Aspect, value: str, at: datetime, reason: str, is_correction: bool
) -> None:
    newest = OrganisationFact.objects.of(organisation, aspect).newest_first()[0]
    if not reason.strip():
        raise Refused(_("请写明变更理由"))
    if at > timezone.now():
        raise Refused(_("变更生效时间不能晚于现在；请在生效当日办理"))
    if newest.value == value:
        raise Refused(_("新旧内容相同，无需变更"))
    if not is_correction and at <= newest.effective_at:
        since = timezone.localtime(newest.effective_at)
        raise Refused(
            _("历史不得改写：%(aspect)s自 %(since)s 起已有记载，变更须晚于此时；原记载有误请用“更正”")
            % {"aspect": newest.get_aspect_display(), "since": f"{since:%Y-%m-%d %H:%M}"}
        )
    if is_correction and at != newest.effective_at:
        raise Refused(_("更正须与被更正的记载同一生效时间"))
    check_value(organisation, aspect, value)


def check_value(organisation: Organisation, aspect: Aspect, value: str) -> None:
    faults: list[str] = []
    if aspect == Aspect.NAME and not value.strip():
        faults.append(_("请填写名称"))
    if aspect == Aspect.REGION and not Region.objects.current().filter(province=organisation.province, code=value):
        faults.append(_("所在地须为本省现行行政区划或上报单位"))
    if aspect == Aspect.OWNER_TYPE and (
        value not in OwnerType.values or OwnerType.INDIVIDUAL in (value, organisation.owner_type)
    ):
        faults.append(_("单位与个人之间不能变更，请另行登记"))
    if aspect == Aspect.SIZE:
        faults.extend(size_faults(organisation.owner_type, value))
    if aspect in {Aspect.TAG, Aspect.STANDING}:
        faults.append(_("标签和登记状态另有办理入口"))
    if faults:
        raise Refused(*faults)


def keep_in_step(organisation: Organisation, aspect: Aspect, value: str, at: datetime, by: Actor, reason: str) -> None:
    changed = [str(aspect)]
    if aspect == Aspect.REGION:
        organisation.region = Region.objects.get(code=value)
    else:
        setattr(organisation, aspect, value)
    if aspect == Aspect.NAME:
        organisation.sort_key = sort_key(value)
        changed.append("sort_key")
    if aspect == Aspect.OWNER_TYPE and organisation.size and value not in ENTERPRISES:
        append(organisation, Aspect.SIZE, "", at, by, reason=reason)
        organisation.size = ""
        changed.append("size")
    organisation.save(update_fields=changed)


@dataclass(frozen=True)
class Award:
    """A controlled tag with who awarded it, its certificate and validity (LN-23, LN-49). No end = open."""

    tag: Tag
    level: TagLevel
    certificate: str = ""
    effective_at: datetime | None = None
    expires_at: datetime | None = None


@transaction.atomic
def award(organisation: Organisation, given: Award, *, by: Actor, reason: str = "") -> OrganisationFact:
    """加标签。A second award of the same tag replaces level, certificate and validity from its own start."""
    organisation = locked(organisation)
    must_answer_for(organisation.name, organisation.region, by)
    start = given.effective_at or timezone.now()
    if given.expires_at and given.expires_at <= start:
        raise Refused(_("标签有效期截止时间须晚于起始时间"))
    return append(
        organisation,
        Aspect.TAG,
        given.tag,
        start,
        by,
        reason=reason,
        level=given.level,
        certificate=given.certificate,
        expires_at=given.expires_at,
    )


@transaction.atomic
def revoke(organisation: Organisation, tag: Tag, *, by: Actor, reason: str, at: datetime | None = None) -> None:
    """取消标签, from an instant on; what was counted before stays counted."""
    organisation = locked(organisation)
    must_answer_for(organisation.name, organisation.region, by)
    at = at or timezone.now()
    if not Organisation.objects.filter(pk=organisation.pk).tagged(tag, at).exists():
        raise Refused(_("该单位在所选时间没有“%(tag)s”标签") % {"tag": Tag(tag).label})
    if not reason.strip():
        raise Refused(_("请写明取消标签的理由"))
    append(organisation, Aspect.TAG, tag, at, by, reason=reason, expires_at=at)


def sort_key(name: str) -> str:
    """Pinyin, so that lists are in the order people expect on any PostgreSQL."""
    return " ".join(lazy_pinyin(name)).lower()[:SORT_KEY_LENGTH]


def locked(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(of=("self",)).select_related("region").get(pk=organisation.pk)


def must_answer_for(name: str, region: Region, by: Actor) -> None:
    by.must(Right.CONFIRM_ORGANISATIONS)
    if not by.answers_for(region):
        raise Refused(_("“%(name)s”不在您负责的区域内") % {"name": name})


def _by(actor: Actor) -> int | None:
    return actor.user.pk if actor.user else None


def append(
    organisation: Organisation, aspect: str, value: str, at: datetime, by: Actor, **more: object
) -> OrganisationFact:
    return OrganisationFact.objects.create(
        organisation=organisation, aspect=aspect, value=value, effective_at=at, recorded_by=_by(by), **more
    )
