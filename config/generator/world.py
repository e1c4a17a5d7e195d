"""Put the parts together: the national office, then each started province in its own scope and transaction."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from config.generator import history
from config.generator.declarations import Drafting
from config.generator.goals import Goals
from config.generator.money import Money
from config.generator.offices import Offices, open_national_office, open_offices
from config.generator.organisations import Register
from config.generator.past.duties import Duties
from config.generator.past.returns import Rounds, closed_months
from config.generator.past.sheaf import Sheaf
from config.generator.people import Staffing
from config.generator.words import Draw
from tenancy.actors import system_actor
from tenancy.models import Office, Organisation, Province
from tenancy.models.regions import NATION
from tenancy.refusals import Refused
from tenancy.scope import acting

Tell = Callable[[int], object]
DECLARATIONS_PER_ORGANISATION = 5
FEWEST_ORGANISATIONS = 12
MOST_BY_HAND = 40  # organisations of a province that register through the verbs where a past is made
MOST_ON_DESKS = 120  # declarations of the running month beside a past
# The city whose desk the demonstration shows, where it is not the first of the table.
HOME_CITIES = {"411500"}


@dataclass(frozen=True)
class Size:
    """How much to make; the same size and seed give the same world."""

    declarations: int
    seed: int
    months: int = 0  # of history before the running month; 0: everything is of today, made by the verbs

    def organisations(self, provinces: int) -> int:
        """Of each province. Where very much is declared, each declares more."""
        by_five = self.declarations // DECLARATIONS_PER_ORGANISATION
        return max(FEWEST_ORGANISATIONS, min(by_five, 4000 + self.declarations // 50) // provinces)

    def by_hand(self, provinces: int) -> int:
        """How many of them register through the verbs."""
        return min(self.organisations(provinces), MOST_BY_HAND) if self.months else self.organisations(provinces)

    @property
    def on_desks(self) -> int:
        """Declarations that people hand in and decide today."""
        return min(self.declarations, MOST_ON_DESKS) if self.months else self.declarations


def make(size: Size, slugs: Collection[str] = (), tell: Tell = print) -> int:
    """Fill every started province (or those named); people to sign in as only with DEMO.

    Returns the number of organisations. `tell` hears how far the past is, in declarations.
    """
    started = Province.objects.started().exclude(pk=NATION)
    provinces = [province for province in started if not slugs or {province.slug, str(province.pk)} & set(slugs)]
    _must_be_empty(provinces)
    hashed = _make_nation(size)
    draws = {province.pk: _make_province(province, size, len(provinces), hashed) for province in provinces}
    if size.months:
        _make_past(size, provinces, tell)
    return sum(_make_desks(province, size, len(provinces), draws[province.pk]) for province in provinces)


def _must_be_empty(provinces: list[Province]) -> None:
    for province in provinces:
        with acting(province=province.pk), transaction.atomic():
            if Office.objects.exists() or Organisation.objects.exists():
                raise Refused(f"{province}已有数据；生成器只写入空库，不会改动真实数据。")


def _make_nation(size: Size) -> str:
    with acting(province=NATION), transaction.atomic():
        by = system_actor(Province.objects.get(pk=NATION))
        office = open_national_office(by)
        if not settings.DEMO:
            return ""
        staffing = Staffing(by, _draw(size, by.province))
        staffing.nation(office)
        return staffing.hashed


def _make_province(province: Province, size: Size, provinces: int, hashed: str) -> Draw:
    with acting(province=province.pk), transaction.atomic():
        by, draw = system_actor(province), _draw(size, province)
        opened = open_offices(by, draw)
        register = Register(by, draw)
        if settings.DEMO:
            Staffing(by, draw, hashed).province(opened, register, _home(opened))
        register.fill(size.by_hand(provinces), [office.region for office in opened.cities])
        return draw


def _make_past(size: Size, provinces: list[Province], tell: Tell) -> None:
    more = size.organisations(len(provinces)) - size.by_hand(len(provinces))
    past = history.Past(size.declarations, size.months, size.seed, more)
    for done in history.play(past, provinces):
        tell(done)


def _make_desks(province: Province, size: Size, provinces: int, draw: Draw) -> int:
    with acting(province=province.pk), transaction.atomic():
        if settings.DEMO and size.months:
            months = list(closed_months(size.months, timezone.now()))
            Rounds(province, Sheaf()).play(months)
            Duties(province, Sheaf(), Random(f"{size.seed}/{province.slug}/duties")).play(months)  # noqa: S311 -- see _draw
        if settings.DEMO:
            Drafting(system_actor(province), draw).fill(size.on_desks // provinces)
            Money(system_actor(province), draw).fill()
            Goals(province).fill()
        return Organisation.objects.count()


def _home(opened: Offices) -> Office:
    return next((office for office in opened.cities if office.region.code in HOME_CITIES), opened.cities[0])


def _draw(size: Size, province: Province) -> Draw:
    return Draw(Random(f"{size.seed}/{province.slug}"))  # noqa: S311 -- believable, not secret
