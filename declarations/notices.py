"""Who is told what of a declaration: its own people, and the desk it lies on."""

from django.db.models import QuerySet

from declarations.models import Declaration
from declarations.workflow import CITY, DESKS, PROVINCE, Status
from outbox.notices import notify
from tenancy.actors import Actor
from tenancy.models import Membership, User


def tell_declarant(declaration: Declaration, sentence: str, *, by: Actor, occasion: str = "") -> None:
    """Everyone who acts for the declarant: one notice a person and change (or `occasion`)."""
    people = Membership.objects.filter(organisation=declaration.organisation, ended_at=None)
    _tell(declaration, people, sentence, by=by, occasion=occasion)


def tell_desk(declaration: Declaration, *, by: Actor, sentence: str = "", occasion: str = "") -> None:
    """The officers whose decision it waits for, in the offices above its region."""
    hands = DESKS.get(Status(declaration.status), DESKS[Status.APPROVED])
    above = [declaration.region.path[:end] for end in _rungs(declaration.region.path)]
    people = Membership.objects.filter(role__in=hands, office__region__path__in=above, ended_at=None)
    words = sentence or f"{declaration}：{declaration.get_status_display()}"
    _tell(declaration, people, words, by=by, occasion=occasion)


def tell_province(declaration: Declaration, sentence: str, *, by: Actor, occasion: str) -> None:
    """Whoever files and publishes for the province."""
    people = Membership.objects.filter(role__in=PROVINCE, ended_at=None)
    _tell(declaration, people, sentence, by=by, occasion=occasion)


def tell_offices(path: str, sentence: str, *, link: str, key: str, by: Actor) -> None:
    """The offices responsible for a place, from its city up to the province."""
    above = [path[:end] for end in _rungs(path)]
    people = Membership.objects.filter(role__in=CITY | PROVINCE, office__region__path__in=above, ended_at=None)
    notify(User.objects.filter(memberships__in=people).distinct(), sentence=sentence, link=link, key=key, by=by)


def _rungs(path: str) -> list[int]:
    return [position + 1 for position, sign in enumerate(path) if sign == "."]


def _tell(
    declaration: Declaration, people: QuerySet[Membership], sentence: str, *, by: Actor, occasion: str = ""
) -> None:
    notify(
        User.objects.filter(memberships__in=people).distinct(),
        sentence=sentence,
        link=declaration.get_absolute_url(),
        key=f"declaration:{declaration.pk}:{occasion or f'{declaration.version}:{declaration.status}'}",
        by=by,
    )
