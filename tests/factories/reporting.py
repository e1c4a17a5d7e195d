"""Facts by hand for figures, and the returns of offices. Plain facts need no database."""

from datetime import UTC, datetime
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from reporting.facts import Concluded, Opening, Participant, Reached, Shown
from reporting.models import Edition, Return, ReturnTurn
from reporting.periods import Month
from reporting.services import filing as filing_verbs
from reporting.services import rounds
from reporting.workflow import Status
from tenancy.actors import actor_of
from tenancy.models import Office
from tenancy.models.organisations import OwnerType, SizeClass
from tenancy.roles import Role
from tests.factories.tenancy import MembershipFactory, OfficeFactory, a_city, platform

MARCH = datetime(2023, 3, 15, tzinfo=UTC)
COUNTY = "100000.410000.411500.411522."


class OpeningFactory(factory.Factory):
    class Meta:
        model = Opening

    patent_number = factory.Sequence(lambda n: f"2019100{n:05d}.0")
    record_number = factory.Sequence(lambda n: f"HA2023{n:06d}")
    title = "一种永磁电机控制装置"
    owner_names = "信阳师范大学"
    region_path = COUNTY
    opened_at = MARCH
    in_force = True


class ParticipantFactory(factory.Factory):
    class Meta:
        model = Participant

    identity = factory.Sequence(lambda n: f"12410000{n:010d}")
    name = factory.Sequence(lambda n: f"信阳学院{n}")
    owner_type = OwnerType.UNIVERSITY
    region_path = COUNTY
    since = MARCH


class ShownFactory(factory.Factory):
    class Meta:
        model = Shown

    name = "信阳市知识产权网"
    url = "https://ip.example.cn/"
    region_path = COUNTY


class ReachedFactory(factory.Factory):
    class Meta:
        model = Reached

    credit_code = factory.Sequence(lambda n: f"91410000{n:010d}")
    name = factory.Sequence(lambda n: f"光山茶业{n}")
    size = SizeClass.SMALL
    region_path = COUNTY
    record_number = "HA2023000001"
    delivered_at = MARCH
    opened = False


class ConcludedFactory(factory.Factory):
    """A contract over one patent for 50,000 yuan."""

    class Meta:
        model = Concluded

    number = factory.Sequence(lambda n: f"HA-XK-2023-{n:05d}")
    licensors = "信阳师范大学"
    licensee = "光山茶业有限公司"
    patent_numbers = factory.Sequence(lambda n: (f"2018100{n:05d}.0",))
    fee_kinds = ("lump_sum",)
    is_free = False
    amount = Decimal(50_000)
    remark = ""
    region_path = COUNTY
    concluded_at = MARCH


class ReturnFactory(DjangoModelFactory):
    """A city's table of last month; `status=` carries it on through the hands of city and province."""

    class Meta:
        model = Return

    month = factory.LazyFunction(lambda: Month.of(timezone.now()).previous())
    region = factory.LazyFunction(a_city)
    status = Status.PREPARED

    @classmethod
    def _create(cls, model_class, month, region, status):
        rounds.prepare_offices(month, by=platform())
        filing = model_class.objects.of(month).get(region=region, organisation=None)
        if status != Status.PREPARED:
            filing_verbs.submit(filing, by=officer(region, Role.CITY_OFFICER))
        if status in (Status.ACCEPTED, Status.REOPENED):
            filing_verbs.accept(filing, by=officer(filing.collector, Role.PROVINCE_OFFICER))
        if status == Status.RETURNED:
            filing_verbs.send_back(filing, by=officer(filing.collector, Role.PROVINCE_OFFICER), notes="漏报")
        if status == Status.REOPENED:
            filing_verbs.reopen(filing, by=officer(filing.collector, Role.PROVINCE_OFFICER), notes="补录")
        filing.refresh_from_db()
        return filing


class ReturnTurnFactory(DjangoModelFactory):
    """A city files."""

    class Meta:
        model = ReturnTurn

    @classmethod
    def _create(cls, model_class, **more):
        return ReturnFactory(status=Status.SUBMITTED).turns.get()


class EditionFactory(DjangoModelFactory):
    """What a city told."""

    class Meta:
        model = Edition

    @classmethod
    def _create(cls, model_class, **more):
        return ReturnFactory(status=Status.SUBMITTED).told.get()


def officer(region, role):
    office = Office.objects.filter(region=region).first() or OfficeFactory(region=region)
    return actor_of(MembershipFactory(place=office, role=role))
