"""Invite a person to a role, accept, take back. The secret is in the mail alone; the database keeps its digest."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenancy.actors import Actor, newcomer
from tenancy.models import Invitation, Membership, Organisation, Province, User
from tenancy.models.invitations import LIFETIME
from tenancy.numerals import read_numeral
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.scope import acting
from tenancy.services import memberships

MOST_INVITED, MOST_LETTERS = 20, 3  # by one organisation in a day; to one address


@dataclass(frozen=True)
class Sent:
    """An invitation with the token of its link, which cannot be had a second time."""

    invitation: Invitation
    token: str  # "21.<secret>": the province lets the reader enter its scope, the secret opens the invitation


@transaction.atomic
def invite(place: memberships.Place, email: str, role: Role, *, by: Actor) -> Sent:
    """邀请。Valid for seven days, for one person, once; an earlier open one to the same role is taken back."""
    email = email.strip().lower()
    memberships.must_manage(place, by)
    _check(place, email, role, by)
    where = {"organisation": place} if isinstance(place, Organisation) else {"office": place}
    if isinstance(place, Organisation):
        _refuse_more_letters(place, email)
    Invitation.objects.open().filter(email=email, role=role, **where).update(cancelled_at=timezone.now())
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        role=role,
        digest=_digest(secret),
        invited_by=by.user,
        expires_at=timezone.now() + LIFETIME,
        **where,
    )
    return Sent(invitation, f"{by.province.pk}.{secret}")


def _check(place: memberships.Place, email: str, role: Role, by: Actor) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(_("请填写有效的电子邮箱")) from error
    if role not in memberships.roles_at(place):
        raise Refused(_("“%(place)s”没有“%(role)s”这一角色") % {"place": place, "role": Role(role).label})
    if by.is_staff and isinstance(place, Organisation) and role != Role.ORGANISATION_ADMIN:
        raise Refused(_("管理部门只能为单位邀请管理员，经办人由单位管理员邀请"))
    if place.memberships.active().filter(user__email=email, role=role).exists():
        raise Refused(
            _("%(email)s 已是“%(place)s”的%(role)s") % {"email": email, "place": place, "role": Role(role).label}
        )


def _refuse_more_letters(organisation: Organisation, email: str) -> None:
    """Anybody may sign an organisation up: our letters must not become a means to pester strangers."""
    today = organisation.invitations.filter(invited_at__gt=timezone.now() - timedelta(days=1))
    if today.count() >= MOST_INVITED or today.filter(email=email).count() >= MOST_LETTERS:
        raise Refused(
            _("一天内最多邀请%(people)s人次，同一邮箱最多%(letters)s次，请明天再发。")
            % {"people": MOST_INVITED, "letters": MOST_LETTERS}
        )


def find(token: str) -> Invitation | None:
    """The open invitation behind a link, or nothing. Enters the province that the token names."""
    key, _dot, secret = token.partition(".")
    province = Province.objects.filter(pk=read_numeral(key) or 0).first()
    if province is None:
        return None
    with acting(province=province.pk), transaction.atomic():
        related = Invitation.objects.select_related("province", "office__region", "organisation__region", "invited_by")
        return related.open().filter(digest=_digest(secret)).first()


def accept(token: str, user: User) -> Membership:
    """接受邀请。The signed-in person must own the invited address. Returns their new membership."""
    invitation = find(token)
    if invitation is None:
        raise Refused(_("邀请不存在、已使用或已过期（有效期7天），请联系邀请人重新发送"))
    return take(invitation, user)


def take(invitation: Invitation, user: User) -> Membership:
    """The same for somebody who found it on their desk: their confirmed address is the proof."""
    if user.email.lower() != invitation.email:
        raise Refused(_("邀请发给 %(email)s，请用该邮箱的账号登录后接受") % {"email": invitation.email})
    with acting(province=invitation.province_id, user=user.pk), transaction.atomic():
        _use(invitation, user)
        return memberships.begin(
            user,
            invitation.place,
            Role(invitation.role),
            by=newcomer(user, invitation.province),
            reason=_("接受%(name)s的邀请") % {"name": invitation.invited_by or _("平台")},
        )


def _use(invitation: Invitation, user: User) -> None:
    """Two clicks at once: the second finds it used."""
    used = Invitation.objects.open().filter(pk=invitation.pk).update(accepted_by=user, accepted_at=timezone.now())
    if not used:
        raise Refused(_("邀请已使用"))


@transaction.atomic
def cancel(invitation: Invitation, *, by: Actor) -> None:
    """撤销邀请。"""
    memberships.must_manage(invitation.place, by)
    if not Invitation.objects.open().filter(pk=invitation.pk).update(cancelled_at=timezone.now()):
        raise Refused(_("邀请已使用、已撤销或已过期"))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
