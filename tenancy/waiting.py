"""What of this room waits on desks: registrations to confirm, invitations to answer, second factors to set up."""

from collections.abc import Iterable
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db.models import CharField, DateTimeField, Exists, ExpressionWrapper, F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenancy.actors import Actor
from tenancy.models import Invitation, Membership, Office, Organisation, OrganisationFact, SignUp, User
from tenancy.models.offices import OfficeKind
from tenancy.models.organisations import Aspect, OrganisationFactQuerySet, Standing
from tenancy.models.regions import Level
from tenancy.models.sign_ups import SignUpState
from tenancy.policy import policy_of
from tenancy.queues import Queue, Task
from tenancy.roles import Right, Role, holders

PROVINCE_ROLES = frozenset({Role.PROVINCE_ADMIN, Role.PROVINCE_OFFICER})


def waiting_registrations(actor: Actor) -> QuerySet[Organisation]:
    """A registration waits at the city's office; where a city has none, at the province's."""
    waiting = _unconfirmed(actor)
    return waiting.exclude(_city_office()) if actor.role in PROVINCE_ROLES else waiting


def registrations_at_cities(actor: Actor) -> QuerySet[Organisation]:
    """What the province may urge."""
    return _unconfirmed(actor).filter(_city_office())


def confirmed_registrations(actor: Actor) -> QuerySet[Organisation]:
    assert actor.user
    own = _standing(Standing.CONFIRMED).filter(recorded_by=actor.user.pk)
    confirmed = Organisation.objects.visible_to(actor).filter(Exists(own))
    return confirmed.annotate(finished_at=Subquery(own.values("recorded_at")[:1])).select_related("region")


def registration_task(organisation: Organisation) -> Task:
    return Task(
        title=organisation.name,
        url=reverse("registration", args=[organisation.pk]),
        since=getattr(organisation, "since", None),
        due_at=getattr(organisation, "due_at", None),
        note=organisation.region.name,
    )


def registration_holders(organisation: Organisation) -> Iterable[User]:
    """The officers of the offices that answer for the place."""
    at_work = Membership.objects.active().filter(role=Role.CITY_OFFICER).select_related("user", "office__region")
    return [one.user for one in at_work if one.office and organisation.region.path.startswith(one.office.region.path)]


def _unconfirmed(actor: Actor) -> QuerySet[Organisation]:
    """Handed in again after it was sent back, it waits from then on; a change of place begins nothing anew."""
    days = timedelta(days=policy_of(actor.province).registration_days or 0)
    waiting = Organisation.objects.visible_to(actor).filter(standing=Standing.REGISTERED).select_related("region")
    since = Subquery(_standing(Standing.REGISTERED).newest_first().values("effective_at")[:1])
    due = ExpressionWrapper(F("since") + days, output_field=DateTimeField())
    return waiting.annotate(since=since).annotate(due_at=due)


def _standing(value: Standing) -> OrganisationFactQuerySet:
    return OrganisationFact.objects.filter(organisation=OuterRef("pk"), aspect=Aspect.STANDING, value=value)


def _city_office() -> Exists:
    offices = Office.objects.filter(kind=OfficeKind.BUREAU, region__level=Level.CITY)
    place = ExpressionWrapper(OuterRef("region__path"), output_field=CharField())
    return Exists(offices.annotate(place=place).filter(place__startswith=F("region__path")))


REGISTRATIONS = Queue(
    name="registrations",
    title=gettext_lazy("单位登记确认"),
    roles=holders(Right.CONFIRM_ORGANISATIONS),
    pending=waiting_registrations,
    task=registration_task,
    due="due_at",
    since="since",
    done=confirmed_registrations,
    finished="finished_at",
    watched=registrations_at_cities,
    watchers=PROVINCE_ROLES,
    holders=registration_holders,
)


def open_invitations(actor: Actor) -> QuerySet[Invitation]:
    """To this person, in the province where they act now."""
    assert actor.user
    to_me = Invitation.objects.open().filter(email=actor.user.email.lower())
    return to_me.select_related("office", "organisation", "invited_by")


def answered_invitations(actor: Actor) -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_by=actor.user).select_related("office", "organisation", "invited_by")


def invitation_task(invitation: Invitation) -> Task:
    words = {"place": invitation.place.name, "role": invitation.get_role_display()}
    return Task(
        title=_("邀请您担任“%(place)s”%(role)s") % words,
        url=reverse("accounts:invited", args=[invitation.province_id, invitation.pk]),
        since=invitation.invited_at,
        due_at=invitation.expires_at,
        note=invitation.invited_by.name if invitation.invited_by else "",
    )


INVITATIONS = Queue(
    name="invitations",
    title=gettext_lazy("收到的邀请"),
    roles=frozenset(Role),
    pending=open_invitations,
    task=invitation_task,
    due="expires_at",
    since="invited_at",
    done=answered_invitations,
    finished="accepted_at",
)


def asking_to_join(actor: Actor) -> QuerySet[SignUp]:
    return SignUp.objects.visible_to(actor).filter(state=SignUpState.ASKED).select_related("user", "organisation")


def answered_to_join(actor: Actor) -> QuerySet[SignUp]:
    assert actor.user
    answered = SignUp.objects.visible_to(actor).filter(answered_by=actor.user.pk)
    return answered.select_related("user", "organisation")


def join_task(sign_up: SignUp) -> Task:
    return Task(
        title=_("%(name)s申请加入本单位") % {"name": sign_up.user.name},
        url=reverse("join", args=[sign_up.pk]),
        since=sign_up.stated_at,
        note=sign_up.user.email,
    )


JOINS = Queue(
    name="joins",
    title=gettext_lazy("加入申请"),
    roles=frozenset({Role.ORGANISATION_ADMIN}),
    pending=asking_to_join,
    task=join_task,
    since="stated_at",
    done=answered_to_join,
    finished="answered_at",
)


def without_second_factor(actor: Actor) -> QuerySet[Membership]:
    """People whose role needs a second factor and who have none yet."""
    factor = Authenticator.objects.filter(user=OuterRef("user"), type=Authenticator.Type.TOTP)
    needed = policy_of(actor.province).second_factor_roles
    people = Membership.objects.visible_to(actor).active().filter(role__in=needed).exclude(user=actor.user)
    return people.exclude(Exists(factor)).select_related("user", "office", "organisation")


def factor_task(membership: Membership) -> Task:
    return Task(
        title=_("%(name)s尚未设置第二重验证") % {"name": membership.user.name},
        url="",
        since=membership.started_at,
        note=membership.place.name,
    )


def factor_holder(membership: Membership) -> Iterable[User]:
    return [membership.user]


SECOND_FACTORS = Queue(
    name="second-factors",
    title=gettext_lazy("第二重验证"),
    roles=frozenset(),
    pending=lambda actor: Membership.objects.none(),
    task=factor_task,
    since="started_at",
    watched=without_second_factor,
    watchers=frozenset({Role.PROVINCE_ADMIN}),
    holders=factor_holder,
)
