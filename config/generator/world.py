"""Put the parts together: the national office, then each started province in its own scope and transaction."""

from dataclasses import dataclass
from random import Random

from django.conf import settings
from django.db import transaction

from config.generator.declarations import Drafting
from config.generator.offices import Offices, open_national_office, open_offices
from config.generator.organisations import Register
from config.generator.people import Staffing
from config.generator.words import Draw
from tenancy.actors import system_actor
from tenancy.models import Office, Organisation, Province
from tenancy.models.regions import NATION
from tenancy.refusals import Refused
from tenancy.scope import acting

DECLARATIONS_PER_ORGANISATION = 5
FEWEST_ORGANISATIONS = 12
# The city whose desk the demonstration shows, where it is not the first of the table.
HOME_CITIES = {"411500"}


@dataclass(frozen=True)
class Size:
    """How much to make; the same size and seed give the same world."""

    declarations: int
    seed: int

    def organisations(self, provinces: int) -> int:
        """Of each province."""
        return max(FEWEST_ORGANISATIONS, self.declarations // DECLARATIONS_PER_ORGANISATION // provinces)


def make(size: Size) -> int:
    """Fill every started province; people to sign in as only with DEMO. Returns the number of organisations."""
    provinces = list(Province.objects.started().exclude(pk=NATION))
    _must_be_empty(provinces)
    hashed = _make_nation(size)
    return sum(_make_province(province, size, len(provinces), hashed) for province in provinces)


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


def _make_province(province: Province, size: Size, provinces: int, hashed: str) -> int:
    with acting(province=province.pk), transaction.atomic():
        by, draw = system_actor(province), _draw(size, province)
        opened = open_offices(by, draw)
        register = Register(by, draw)
        if settings.DEMO:
            Staffing(by, draw, hashed).province(opened, register, _home(opened))
        cities = [office.region for office in opened.cities]
        register.fill(size.organisations(provinces), cities)
        if settings.DEMO:
            Drafting(by, draw).fill(size.declarations // provinces)
        return Organisation.objects.count()


def _home(opened: Offices) -> Office:
    return next((office for office in opened.cities if office.region.code in HOME_CITIES), opened.cities[0])


def _draw(size: Size, province: Province) -> Draw:
    return Draw(Random(f"{size.seed}/{province.slug}"))  # noqa: S311 -- believable, not secret
