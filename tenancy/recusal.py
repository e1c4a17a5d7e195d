"""回避: nobody decides in an office what concerns their own house, whatever hand they have beside it (LN-71)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tenancy import scope
from tenancy.actors import Actor
from tenancy.models import Membership, Organisation, User
from tenancy.refusals import Refused


def concerned(by: Actor, organisations: Iterable[int], *, hands: Iterable[int | None] = ()) -> list[str]:
    """The sentence for somebody who belongs to one of these organisations, or is one of these people (keys)."""
    if by.is_platform:
        return []
    is_theirs = by.person.pk in hands or not houses_of(by).isdisjoint(organisations)
    return [sentence()] if is_theirs else []


def sentence() -> str:
    return _("您是当事人一方的人员，应当回避，须由另一人办理。")


def houses_of(by: Actor) -> frozenset[int]:
    """Keys of the organisations to which this person belongs, and of the rows that these have here (异地办理).

    The platform has none.
    """
    if by.is_platform:
        return frozenset()
    here = Membership.objects.active().filter(user=by.person).exclude(organisation=None)
    houses = frozenset(here.values_list("organisation", flat=True))
    codes = _codes_of(by.person)
    return houses | set(Organisation.objects.filter(credit_code__in=codes).values_list("pk", flat=True))


def _codes_of(person: User) -> set[str]:
    """Of the organisations of any province to which they belong."""
    provinces = {held.province_id for held in person.held or _held_by(person) if held.organisation_id}
    return {code for province in provinces for code in _codes_in(province, person) if code}


def _held_by(person: User) -> list[Membership]:
    with scope.acting(province=None, user=person.pk):
        return list(Membership.objects.active().filter(user=person))


def _codes_in(province: int | None, person: User) -> list[str]:
    with scope.acting(province=province, user=person.pk):
        theirs = Membership.objects.active().filter(user=person)
        return list(theirs.values_list("organisation__credit_code", flat=True))


def stand_aside(by: Actor, organisations: Iterable[int], *, hands: Iterable[int | None] = ()) -> None:
    """Refuses in an office whoever is concerned; at home they do what is theirs."""
    if by.office and (reasons := concerned(by, organisations, hands=hands)):
        raise Refused(*reasons)
