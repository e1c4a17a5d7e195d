"""Begin, change and end roles; every change is kept with who did it and why (U15)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenancy import scope
from tenancy.actors import Actor
from tenancy.models import Invitation, Membership, Office, Organisation, Province, RoleChange, User
from tenancy.models.offices import OfficeKind
from tenancy.models.organisations import OwnerType
from tenancy.models.regions import Level
from tenancy.refusals import Refused
from tenancy.roles import Right, Role

Place = Office | Organisation
ADMINISTRATORS = frozenset({Role.ORGANISATION_ADMIN, Role.PROVINCE_ADMIN})
BUREAU_ROLES = {
    Level.NATION: (Role.NATION_STAFF, Role.READER),
    Level.PROVINCE: (Role.PROVINCE_OFFICER, Role.PROVINCE_ADMIN, Role.READER),
    Level.CITY: (Role.CITY_OFFICER, Role.READER),
    Level.COUNTY: (Role.COUNTY_OFFICER,),
}
BODY_ROLES = {
    OfficeKind.CENTRE: (Role.CENTRE_OFFICER,),
    OfficeKind.CHECKING_BODY: (Role.CHECKER,),
    OfficeKind.DEPARTMENT: (Role.READER,),
}


def roles_at(place: Place) -> tuple[Role, ...]:
    """The roles that exist at a place."""
    if isinstance(place, Organisation):
        individual = place.owner_type == OwnerType.INDIVIDUAL
        return (Role.INDIVIDUAL,) if individual else (Role.HANDLER, Role.ORGANISATION_ADMIN)
    kind = OfficeKind(place.kind)
    return BODY_ROLES.get(kind) or BUREAU_ROLES[Level(place.region.level)]


def must_manage(place: Place, by: Actor) -> None:
    """Only the administrator of an organisation manages its people; only the province's those of offices (U15).

    The office that answers for an organisation may help one that has no administrator.
    """
    if isinstance(place, Organisation) and not by.is_platform:
        _must_manage_organisation(place, by)
    else:
        by.must(Right.OPEN_OFFICES)


def _must_manage_organisation(organisation: Organisation, by: Actor) -> None:
    if by.is_applicant:
        by.must(Right.INVITE_COLLEAGUES)
        if by.organisation != organisation:
            raise Refused(_("只能管理本单位人员"))
        return
    by.must(Right.CONFIRM_ORGANISATIONS)
    if not by.answers_for(organisation.region):
        raise Refused(_("“%(name)s”不在您负责的区域内") % {"name": organisation.name})
    if organisation.memberships.active().filter(role=Role.ORGANISATION_ADMIN).exists():
        raise Refused(_("该单位已有管理员，人员由单位管理员管理"))


@transaction.atomic
def begin(user: User, place: Place, role: Role, *, by: Actor, reason: str = "") -> Membership:
    """任职。Registration, an accepted invitation or set-up gives a person a role at a place."""
    if role not in roles_at(place):
        raise Refused(_("“%(place)s”没有“%(role)s”这一角色") % {"place": place, "role": Role(role).label})
    _refuse_twice(user, place, role)
    where = {"organisation": place} if isinstance(place, Organisation) else {"office": place}
    membership = Membership.objects.create(user=user, role=role, **where)
    _log(membership, "", role, by, reason)
    return membership


def _refuse_twice(user: User, place: Place, role: Role) -> None:
    if place.memberships.active().filter(user=user, role=role).exists():
        raise Refused(
            _("%(name)s 已是“%(place)s”的%(role)s") % {"name": user, "place": place, "role": Role(role).label}
        )


@transaction.atomic
def change_role(membership: Membership, role: Role, *, by: Actor, reason: str) -> Membership:
    """调整角色。"""
    membership = _locked(membership)
    must_manage(membership.place, by)
    if role not in roles_at(membership.place):
        raise Refused(_("“%(place)s”没有“%(role)s”这一角色") % {"place": membership.place, "role": Role(role).label})
    if role == membership.role:
        raise Refused(_("角色没有变化"))
    _refuse_twice(membership.user, membership.place, role)
    _must_leave_an_administrator(membership)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    _take_back_invitations(membership)
    _log(membership, before, role, by, reason)
    if before == Role.ORGANISATION_ADMIN:
        _end_where_admitted(membership, by, reason)
    return membership


@transaction.atomic
def end(membership: Membership, *, by: Actor, reason: str) -> Membership:
    """停用。People may also leave by themselves; the last administrator may not."""
    membership = _locked(membership)
    if membership.pk != by.membership_id:
        must_manage(membership.place, by)
    _must_leave_an_administrator(membership)
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    _take_back_invitations(membership)
    _log(membership, membership.role, "", by, reason)
    _end_where_admitted(membership, by, reason)
    return membership


def _end_where_admitted(home: Membership, by: Actor, reason: str) -> None:
    """Who came to other provinces as one of its people (异地办理) acts for it there no longer."""
    code = home.organisation.credit_code if home.organisation else ""
    provinces = Province.objects.started().exclude(pk=home.province.pk) if code else Province.objects.none()
    for province in provinces:
        with scope.acting(province=province.pk, user=home.user_id):
            there = Membership.objects.active().filter(user=home.user_id, organisation__credit_code=code)
            for membership in there.select_related("user"):
                if _was_admitted(membership):
                    membership.ended_at = timezone.now()
                    membership.save(update_fields=["ended_at"])
                    _take_back_invitations(membership)
                    _log(membership, membership.role, "", by, reason)


def _was_admitted(membership: Membership) -> bool:
    """By the platform, for who they are at home; whom colleagues there invited is theirs to end."""
    first = RoleChange.objects.filter(membership=membership).order_by("pk").first()
    return first is not None and first.changed_by is None


def end_all(organisation: Organisation, *, by: Actor, reason: str) -> None:
    """Nobody acts for it any more, its administrator included; who was invited finds the door shut."""
    organisation.invitations.open().update(cancelled_at=timezone.now())
    for membership in organisation.memberships.active().select_related("user"):
        membership.ended_at = timezone.now()
        membership.save(update_fields=["ended_at"])
        _log(membership, membership.role, "", by, reason)


def _take_back_invitations(membership: Membership) -> None:
    """What somebody sent who may no longer send it, lest it be their own way back under another address."""
    sent = Invitation.objects.open().filter(invited_by=membership.user_id)
    if membership.organisation_id:
        sent = sent.filter(organisation=membership.organisation_id)
    sent.update(cancelled_at=timezone.now())


def _locked(membership: Membership) -> Membership:
    """The place is locked first, so that two administrators cannot leave at once."""
    of_place = Membership.objects.select_related("user", "office__region", "organisation__region")
    place = of_place.get(pk=membership.pk).place
    type(place).objects.select_for_update(of=("self",)).get(pk=place.pk)
    locked = of_place.select_for_update(of=("self",)).get(pk=membership.pk)
    if locked.ended_at:
        raise Refused(_("%(name)s 的角色已停用") % {"name": locked.user})
    return locked


def _must_leave_an_administrator(membership: Membership) -> None:
    if membership.role not in ADMINISTRATORS:
        return
    others = membership.place.memberships.active().filter(role=membership.role).exclude(pk=membership.pk)
    if not others.exists():
        raise Refused(_("“%(place)s”须至少保留一名管理员，请先指定另一名管理员") % {"place": membership.place})


def _log(membership: Membership, before: str, after: str, by: Actor, reason: str) -> None:
    RoleChange.objects.create(
        membership=membership,
        from_role=before,
        to_role=after,
        changed_by=by.user.pk if by.user else None,
        changed_by_name=by.name,
        reason=reason,
        effective_at=timezone.now(),
    )
