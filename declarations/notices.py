"""Who is told what of a declaration: its own people, and the desk it lies on."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from declarations.accredited import may_check
from declarations.models import Batch, Declaration
from declarations.workflow import CHECKER, CITY, DESKS, PROVINCE, Status
from outbox.notices import notify
from tenancy.actors import Actor, actor_of
from tenancy.models import Membership, User
from tenancy.roles import Role


def tell_declarant(declaration: Declaration, sentence: str, *, by: Actor, occasion: str = "") -> None:
    """Everyone who acts for the declarant: one notice a person and change (or `occasion`)."""
    _tell(declaration, _acting_for(declaration.organisation_id), sentence, by=by, occasion=occasion)


def tell_declarants(
    declarations: Iterable[Declaration], one: str, many: str, *, link: str, occasion: str, by: Actor
) -> None:
    """What happened to several at once: of a single one by itself (`one` % record), of more their number (`many`)."""
    theirs: dict[int, list[Declaration]] = {}
    for declaration in declarations:
        theirs.setdefault(declaration.organisation_id, []).append(declaration)
    for organisation, own in theirs.items():
        if len(own) == 1:
            tell_declarant(own[0], one % {"record": own[0].record_number}, by=by)
            continue
        told = many % {"count": len(own)}
        notify(_users(_acting_for(organisation)), sentence=told, link=link, key=f"{occasion}:{organisation}", by=by)


def tell_uploader(batch: Batch, sentence: str, *, by: Actor, occasion: str) -> None:
    """What is true of rows of a workbook: one notice for all of them, with the way to the account of each."""
    told, key = f"{batch.name[:80]}：{sentence}"[:300], f"batch:{batch.pk}:{occasion}"
    people = _users(_acting_for(batch.organisation_id))
    notify(people, sentence=told, link=batch.get_absolute_url(), key=key, by=by)


def tell_desk(declaration: Declaration, *, by: Actor, sentence: str = "", occasion: str = "") -> None:
    """The officers whose decision it waits for, in the offices above its region."""
    words = sentence or f"{declaration}：{declaration.get_status_display()}"
    _tell(declaration, _at_desk(declaration), words, by=by, occasion=occasion)


def tell_desk_of_many(batch: Batch, declaration: Declaration, *, by: Actor) -> None:
    """The first row of a workbook that comes to a desk announces all, once to each officer."""
    words = {"who": batch.organisation, "count": batch.taken, "state": declaration.get_status_display()}
    told, key = _("%(who)s一次提交%(count)s件声明：%(state)s") % words, f"batch:{batch.pk}:{declaration.status}"
    people = _users(_at_desk(declaration))
    notify(people, sentence=told, link=reverse("declarations:work"), key=key, by=by)


def tell_province(declaration: Declaration, sentence: str, *, by: Actor, occasion: str) -> None:
    """Whoever files and publishes for the province."""
    _tell(declaration, publishers(), sentence, by=by, occasion=occasion)


def publishers() -> QuerySet[Membership]:
    return Membership.objects.filter(role__in=PROVINCE, ended_at=None)


def officers(declaration: Declaration, roles: Iterable[Role]) -> QuerySet[Membership]:
    """Who works now in the offices above its region."""
    above = [declaration.region.path[:end] for end in _rungs(declaration.region.path)]
    return Membership.objects.filter(role__in=roles, office__region__path__in=above, ended_at=None)


def whoever(user: int | None, people: QuerySet[Membership]) -> QuerySet[User]:
    """The one of these who did it; once they have left it is not theirs to read, and the others must know."""
    own = people.filter(user=user)
    return _users(own if own.exists() else people)


def tell_offices(path: str, sentence: str, *, link: str, key: str, by: Actor) -> None:
    """The offices responsible for a place, from its city up to the province."""
    above = [path[:end] for end in _rungs(path)]
    people = Membership.objects.filter(role__in=CITY | PROVINCE, office__region__path__in=above, ended_at=None)
    notify(_users(people), sentence=sentence, link=link, key=key, by=by)


def _acting_for(organisation: int | None) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation=organisation, ended_at=None)


def _at_desk(declaration: Declaration) -> QuerySet[Membership]:
    """A body that may not check now sees no case, and hears of none (CN-23)."""
    hands = DESKS.get(Status(declaration.status), DESKS[Status.APPROVED])
    people = officers(declaration, hands)
    if hands != CHECKER:
        return people
    at, place, along = declaration.rules_at, declaration.region, ("user", "province", "office__region")
    able = [one.pk for one in people.select_related(*along) if may_check(actor_of(one), at=at, place=place)]
    return people.filter(pk__in=able)


def _users(people: QuerySet[Membership]) -> QuerySet[User]:
    return User.objects.filter(memberships__in=people).distinct()


def _rungs(path: str) -> list[int]:
    return [position + 1 for position, sign in enumerate(path) if sign == "."]


def _tell(
    declaration: Declaration, people: QuerySet[Membership], sentence: str, *, by: Actor, occasion: str = ""
) -> None:
    notify(
        _users(people),
        sentence=sentence,
        link=declaration.get_absolute_url(),
        key=f"declaration:{declaration.pk}:{occasion or f'{declaration.version}:{declaration.status}'}",
        by=by,
    )
