"""Look at a licence when it is concluded, filed, told unused or ended; what the rules see becomes a flag (LN-72)."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.flags import holding_of, raise_flags
from audit.models import Flag
from licensing.models import FollowUp, Licence, Party, Result
from licensing.models.endings import EndingGround, EndingStage
from licensing.models.licences import LicenceQuerySet
from licensing.suspicion import Body, Facts, Row, signs_of
from licensing.workflow import FELL_THROUGH, Side
from tenancy.actors import Actor
from tenancy.masking import masked_phone
from tenancy.models import Membership
from tenancy.models.organisations import OwnerType
from tenancy.policy import Policy, policy_of
from tenancy.policy.rows import SuspicionSign

MOST_ROWS = 50  # of evidence
BY_LAW = (EndingGround.INVALIDATED, EndingGround.LAPSED)


def look(licence: Licence, *, by: Actor, at: datetime | None = None) -> list[Flag]:
    """Raise what is new; safe to call again. A request that was never concluded is not looked at.

    `at`: as things stood then, now if not told. A job looks as of the conclusion: late or twice, it sees the same.
    """
    if licence.concluded_at is None or licence.status in FELL_THROUGH:
        return []
    policy = policy_of(licence.province)
    signs = signs_of(_facts(licence, policy, at or timezone.now()), policy.suspicion_signs, clause_of(policy))
    return raise_flags(licence, signs, region=licence.region, by=by)


def clause_of(policy: Policy) -> str:
    """The order of the province and the source of the method."""
    return "；".join(filter(None, [policy.cite("suspicion_holds"), policy.cite("suspicion_signs")]))


def why_held_back(licence: Licence) -> list[str]:
    """Why no incentive can be claimed for it now (CN-44, LN-72); empty means nothing stands in the way here."""
    if licence.concluded_at is None or licence.status in FELL_THROUGH:
        return [_("许可尚未达成")]
    holds = policy_of(licence.province).suspicion_holds
    return holding_of([licence]).get(licence.pk, []) if holds else []


def _facts(licence: Licence, policy: Policy, at: datetime) -> Facts:
    limits = {sign.name: sign for sign in policy.suspicion_signs}
    parties = list(licence.parties.all())
    licensors = [party for party in parties if party.side == Side.LICENSOR]
    [licensee] = [party for party in parties if party.side == Side.LICENSEE]
    bodies = _bodies(parties)
    last = licence.endings.filter(stage=EndingStage.TOOK_EFFECT).last() or licence.endings.last()
    return Facts(
        licensors=tuple(bodies[party.pk] for party in licensors),
        licensee=bodies[licensee.pk],
        concluded_on=timezone.localdate(licence.concluded_at),
        ended_on=timezone.localdate(licence.ended_at) if licence.ended_at else None,
        end_words=str(last.get_ground_display()) if last else "",
        is_ended_by_law=bool(last and last.ground in BY_LAW),
        taken=_taken(licence, licensors, limits.get("many_taken"), at),
        reverse=_reverse(licence, licensors, at),
        idle=_idle(licence, limits.get("free_unused"), at),
    )


def _bodies(parties: list[Party]) -> dict[int, Body]:
    """Each side with whoever acts for it today, in one query."""
    organisations = [party.organisation_id for party in parties if party.organisation_id]
    members = list(Membership.objects.active().filter(organisation__in=organisations).select_related("user"))
    found = {}
    for party in parties:
        own = [one.user for one in members if one.organisation_id == party.organisation_id]
        found[party.pk] = Body(
            name=party.name,
            is_individual=party.owner_type == OwnerType.INDIVIDUAL,
            people=frozenset((user.pk, user.name) for user in own),
            phones=frozenset((user.phone, masked_phone(user.phone)) for user in own if user.phone),
        )
    return found


def _concluded(limit: SuspicionSign, at: datetime) -> LicenceQuerySet:
    """In the days before that moment."""
    return Licence.objects.concluded().filter(concluded_at__gte=at - timedelta(days=limit.days), concluded_at__lte=at)


def _taken(licence: Licence, licensors: list[Party], limit: SuspicionSign | None, at: datetime) -> tuple[Row, ...]:
    """By the same licensee from an owner of the same name and code."""
    if limit is None:
        return ()
    same = Q(name__in=[party.name for party in licensors], credit_code__in=[party.credit_code for party in licensors])
    owners = Party.objects.filter(same, licence=OuterRef("pk"), side=Side.LICENSOR)
    return _rows(_concluded(limit, at).filter(Exists(owners), licensee=licence.licensee_id))


def _reverse(licence: Licence, licensors: list[Party], at: datetime) -> tuple[Row, ...]:
    owners = [party.organisation_id for party in licensors if party.organisation_id]
    given = Licence.objects.concluded().given_by(licence.licensee) if owners else Licence.objects.none()
    return _rows(given.filter(licensee__in=owners, concluded_at__lte=at))


def _idle(licence: Licence, limit: SuspicionSign | None, at: datetime) -> tuple[Row, ...]:
    if limit is None or not licence.is_free:
        return ()
    told = FollowUp.objects.filter(licence=OuterRef("pk"), answered_at__lte=at)
    used = Result.objects.filter(follow_up__licence=OuterRef("pk"), used=True)
    free = _concluded(limit, at).filter(licensee=licence.licensee_id, is_free=True)
    return _rows(free.filter(Exists(told), ~Exists(used)))


def _rows(licences: LicenceQuerySet) -> tuple[Row, ...]:
    found = licences.order_by("-id")[:MOST_ROWS]
    return tuple(Row(each.number, _words(each), each.get_absolute_url()) for each in found)


def _words(licence: Licence) -> str:
    assert licence.concluded_at
    return f"{timezone.localdate(licence.concluded_at)} {licence.get_status_display()}"
