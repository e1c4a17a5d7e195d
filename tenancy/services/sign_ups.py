"""From opening an account to acting for somebody: state, lodge, answer."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenancy.actors import Actor, newcomer
from tenancy.models import Membership, Organisation, SignUp, User
from tenancy.models.organisations import OwnerType, Standing
from tenancy.models.sign_ups import SignUpState
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.scope import acting
from tenancy.services import memberships
from tenancy.services.organisations import Particulars, holder_of, register

UNANSWERED = (Standing.REGISTERED, Standing.RETURNED)
MOST_UNANSWERED = 3  # of one person


def state(user: User, particulars: Particulars) -> SignUp:
    """填写。Kept until the address is confirmed; tells nobody whether the organisation is known already."""
    with acting(province=particulars.region.province_id, user=user.pk), transaction.atomic():
        return SignUp.objects.create(user=user, **vars(particulars))


def lodge(user: User) -> None:
    """提交。The address is confirmed: what was stated now becomes a registration, or a request to join."""
    with acting(province=None, user=user.pk), transaction.atomic():
        stated = list(SignUp.objects.filter(user=user, state=SignUpState.STATED).select_related("province", "region"))
    for sign_up in stated:
        with acting(province=sign_up.province_id, user=user.pk), transaction.atomic():
            _lodge(sign_up)


def state_another(user: User, particulars: Particulars) -> None:
    """再登记。Somebody with an account states for whom else they will act; it is lodged at once."""
    with acting(province=particulars.region.province_id, user=user.pk), transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        _refuse_another(user, particulars)
        _lodge(SignUp.objects.create(user=user, **vars(particulars)))


def _refuse_another(user: User, stated: Particulars) -> None:
    code, mine = stated.credit_code, Membership.objects.active().filter(user=user).select_related("organisation")
    own = [one.organisation for one in mine if one.organisation]
    if any(one.credit_code == code and (code or one.owner_type == OwnerType.INDIVIDUAL) for one in own):
        raise Refused(_("您已可以“%(name)s”的身份办理，无需再次登记。") % {"name": stated.name})
    if sum(one.is_open for one in told_to(user)) >= MOST_UNANSWERED:
        raise Refused(_("您已有%(most)s项登记尚未答复，答复后再登记。") % {"most": MOST_UNANSWERED})


@dataclass(frozen=True)
class Told:
    """What became of a statement."""

    name: str
    stands: str
    is_open: bool
    sign_up: SignUp


def told_to(user: User) -> list[Told]:
    """All that this person stated, in any province, the newest first."""
    with acting(province=None, user=user.pk), transaction.atomic():
        stated = list(SignUp.objects.filter(user=user))
    return [_told(sign_up) for sign_up in stated]


def _told(sign_up: SignUp) -> Told:
    """A registration stands as the office answered it."""
    if sign_up.state != SignUpState.REGISTERED:
        return Told(sign_up.name, sign_up.get_state_display(), sign_up.state == SignUpState.ASKED, sign_up)
    with acting(province=sign_up.province_id, user=sign_up.user_id), transaction.atomic():
        registered = Organisation.objects.get(sign_ups=sign_up)
    return Told(sign_up.name, registered.get_standing_display(), registered.standing in UNANSWERED, sign_up)


def lodge_again(refused: Organisation) -> None:
    """Who asked to join what was refused stated its code for themselves: the first registers it, others ask them."""
    waiting = SignUp.objects.filter(organisation=refused, state=SignUpState.ASKED).select_related("user", "region")
    for sign_up in waiting.select_related("province").select_for_update(of=("self",)).order_by("pk"):
        try:
            with transaction.atomic():
                _lodge(sign_up)
        except Refused:  # such as a place that is no more
            sign_up.state = SignUpState.REFUSED
            sign_up.save(update_fields=["state"])


def _lodge(sign_up: SignUp) -> None:
    code = sign_up.credit_code
    known = holder_of(code) if code else None
    if known:
        sign_up.organisation, sign_up.state = known, SignUpState.ASKED
    else:
        stated = Particulars(
            name=sign_up.name,
            region=sign_up.region,
            owner_type=sign_up.owner_type,
            credit_code=code,
            size=sign_up.size,
        )
        sign_up.organisation = register(stated, by=newcomer(sign_up.user, sign_up.province))
        sign_up.state = SignUpState.REGISTERED
    sign_up.save(update_fields=["organisation", "state"])


@transaction.atomic
def admit(sign_up: SignUp, *, by: Actor) -> Membership:
    """同意加入。Only the administrator of the organisation (U15); the person becomes a handler, if not in it by now."""
    sign_up = _asked(sign_up, by)
    _answer(sign_up, SignUpState.JOINED, by)
    assert sign_up.organisation
    if own := sign_up.organisation.memberships.active().filter(user=sign_up.user).first():
        return own
    return memberships.begin(sign_up.user, sign_up.organisation, Role.HANDLER, by=by, reason=_("申请加入，管理员同意"))


@transaction.atomic
def turn_away(sign_up: SignUp, *, by: Actor) -> None:
    """不同意加入。"""
    _answer(_asked(sign_up, by), SignUpState.REFUSED, by)


def _asked(sign_up: SignUp, by: Actor) -> SignUp:
    """Locked, still open, and theirs to answer."""
    locked = SignUp.objects.select_related("user", "organisation__region").select_for_update(of=("self",))
    sign_up = locked.get(pk=sign_up.pk)
    if sign_up.state != SignUpState.ASKED or sign_up.organisation is None:
        raise Refused(_("这项申请已经答复"))
    memberships.must_manage(sign_up.organisation, by)
    return sign_up


def _answer(sign_up: SignUp, answer: SignUpState, by: Actor) -> None:
    sign_up.state, sign_up.answered_by, sign_up.answered_at = answer, by.user.pk if by.user else None, timezone.now()
    sign_up.save(update_fields=["state", "answered_by", "answered_at"])
