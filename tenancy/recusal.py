"""回避: nobody decides in an office what concerns their own house, whatever hand they have beside it (LN-71)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tenancy.actors import Actor
from tenancy.models import Membership
from tenancy.refusals import Refused


def concerned(by: Actor, organisations: Iterable[int], *, hands: Iterable[int | None] = ()) -> list[str]:
    """The sentence for somebody who belongs to one of these organisations, or is one of these people (keys)."""
    if by.is_platform:
        return []
    mine = Membership.objects.active().filter(user=by.person, organisation__in=list(organisations))
    return [sentence()] if by.person.pk in hands or mine.exists() else []


def sentence() -> str:
    return _("您是当事人一方的人员，应当回避，须由另一人办理。")


def houses_of(by: Actor) -> frozenset[int]:
    """Keys of the organisations to which this person belongs, for many matters at once; the platform has none."""
    mine = Membership.objects.active().filter(user=by.user, user__isnull=False, organisation__isnull=False)
    return frozenset(mine.values_list("organisation_id", flat=True))  # type: ignore[arg-type]  # no null is left


def stand_aside(by: Actor, organisations: Iterable[int], *, hands: Iterable[int | None] = ()) -> None:
    """Refuses in an office whoever is concerned; at home they do what is theirs."""
    if by.office and (reasons := concerned(by, organisations, hands=hands)):
        raise Refused(*reasons)
