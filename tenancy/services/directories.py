"""Enter and leave the register of pilot units (LN-07) and the directory of subjects (ZJ-50, ZJ-51)."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenancy.actors import Actor
from tenancy.models import DirectoryEntry, Organisation
from tenancy.models.directories import Directory, Ground, PilotType, pilot_type
from tenancy.models.organisations import OwnerType
from tenancy.profiles import profiles_of
from tenancy.refusals import Refused
from tenancy.roles import Right

SUBJECTS = frozenset({OwnerType.UNIVERSITY, OwnerType.INSTITUTE, OwnerType.PUBLIC_INSTITUTION})


@transaction.atomic
def enter(
    organisation: Organisation,
    directory: Directory,
    *,
    by: Actor,
    ground: Ground | str = "",
    document: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> DirectoryEntry:
    """列入名录。"""
    _must_keep(organisation, by)
    at = at or timezone.now()
    if _holds(organisation, directory, at):
        raise Refused(_("“%(name)s”已在%(list)s中") % {"name": organisation, "list": Directory(directory).label})
    if directory == Directory.IMPLEMENTING_SUBJECTS and (faults := _subject_faults(organisation, ground, document)):
        raise Refused(*faults)
    return DirectoryEntry.objects.create(
        organisation=organisation,
        directory=directory,
        ground=ground,
        document=document,
        reason=reason,
        effective_at=at,
        recorded_by=by.user.pk if by.user else None,
    )


@transaction.atomic
def leave(
    organisation: Organisation, directory: Directory, *, by: Actor, reason: str, at: datetime | None = None
) -> DirectoryEntry:
    """移出名录。History and past reports stay as they are (ZJ-51)."""
    _must_keep(organisation, by)
    at = at or timezone.now()
    if not _holds(organisation, directory, at):
        raise Refused(_("“%(name)s”不在%(list)s中") % {"name": organisation, "list": Directory(directory).label})
    if not reason.strip():
        raise Refused(_("请写明移出名录的理由"))
    return DirectoryEntry.objects.create(
        organisation=organisation,
        directory=directory,
        is_exit=True,
        reason=reason,
        effective_at=at,
        recorded_by=by.user.pk if by.user else None,
    )


def pilot_units_by_type(at: datetime, known_at: datetime | None = None) -> dict[PilotType, int]:
    """How many pilot units of each type the province in scope had at an instant (家, LN-07)."""
    entries = DirectoryEntry.objects.standing(Directory.PILOT_UNITS, at, known_at)
    profiles = profiles_of(entries.values_list("organisation_id", flat=True), at, known_at)
    counted = Counter(pilot_type(profile.owner_type) for profile in profiles.values())
    return {kind: counted[kind] for kind in PilotType}


def _must_keep(organisation: Organisation, by: Actor) -> None:
    by.must(Right.KEEP_DIRECTORIES, Right.CONFIRM_ORGANISATIONS)
    if not by.answers_for(organisation.region):
        raise Refused(_("“%(name)s”不在您负责的区域内") % {"name": organisation.name})


def is_listed(organisation: Organisation, directory: Directory) -> bool:
    """Is it in the directory today?"""
    return _holds(organisation, directory, timezone.now())


def _holds(organisation: Organisation, directory: str, at: datetime) -> bool:
    return DirectoryEntry.objects.standing(directory, at).filter(organisation=organisation).exists()


def _subject_faults(organisation: Organisation, ground: str, document: str) -> list[str]:
    """Place is given by the province's own register; type and one of three grounds remain (ZJ-50)."""
    faults = []
    if organisation.owner_type not in SUBJECTS:
        faults.append(_("只有开展技术创新活动的事业单位（高等学校、科研机构等）可以列入名录"))
    if not ground:
        faults.append(_("请选择依据：教育部门审批设立、科技部门认定或行业主管部门业务指导，三项之一"))
    if not document.strip():
        faults.append(_("请填写批准、认定或指导文件"))
    return faults
