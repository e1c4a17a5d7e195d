"""The public register, filled only by its verbs. Call inside the scope of a province."""

from datetime import timedelta
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from publication import announce, corrections, releases
from publication.choices import Outcome, PatentType
from publication.models import (
    Announcement,
    Change,
    Channel,
    ChannelPresence,
    Consumer,
    Contact,
    Correction,
    DealFigure,
    FacetCount,
    NumberCounter,
    PlannedRelease,
    Push,
    Record,
    StatusNote,
    Version,
    ViewCount,
)
from publication.offers import Offer, Owner, Reach, place_of
from publication.terms import read_terms
from tenancy.models.organisations import OwnerType, SizeClass
from tests.factories.days import FIRST, LATEST
from tests.factories.tenancy import a_city, here, platform

WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
TYPE_DIGITS = {PatentType.INVENTION: "1", PatentType.UTILITY_MODEL: "2", PatentType.DESIGN: "3"}
FREE = {"kind": "free"}
LUMP_SUM = {"kind": "lump_sum", "amount": "50000"}


def patent_number(n: int, patent_type: str = PatentType.INVENTION) -> str:
    """A number whose check digit fits."""
    body = f"2019{TYPE_DIGITS[PatentType(patent_type)]}{n:07d}"
    rest = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11
    return f"{body}.{'0123456789X'[rest]}"


class OfferFactory(factory.Factory):
    """One university's invention for 50,000 yuan, for three years. `terms=` takes plain data, `region=` a unit."""

    class Meta:
        model = Offer

    class Params:
        n = factory.Sequence(lambda n: n + 1)
        region = factory.LazyFunction(a_city)

    patent_type = PatentType.INVENTION.value
    patent_number = factory.LazyAttribute(lambda made: patent_number(made.n, made.patent_type))
    title = factory.LazyAttribute(lambda made: f"一种永磁电机控制装置{made.n}")
    owners = (Owner("沈阳北方科技大学", OwnerType.UNIVERSITY.value, "12210000123456789A"),)
    place = factory.LazyAttribute(lambda made: place_of(made.region))
    terms = LUMP_SUM
    term_from = FIRST
    term_to = LATEST
    contact = Reach("技术转移中心", "024-80000000", is_person=False)
    publisher = "辽宁省知识产权局"
    ipc = "H02P21/00"
    industry = "C"

    @classmethod
    def _create(cls, model_class, *args, terms, **kwargs):
        return model_class(terms=read_terms(terms), **kwargs)


def offers(count: int, **given) -> list[Offer]:
    return OfferFactory.create_batch(count, **given)


class ChannelFactory(DjangoModelFactory):
    """The province's own main platform; the same one for all who ask by the same name."""

    class Meta:
        model = Channel
        django_get_or_create = ("province", "name")

    province = factory.LazyFunction(here)
    name = "知识产权一体化服务平台"
    url = "https://ip.example.cn/"


class AnnouncementFactory(DjangoModelFactory):
    """Two records in one batch; `offers=` others."""

    class Meta:
        model = Announcement

    offers = factory.LazyFunction(lambda: offers(2))

    @classmethod
    def _create(cls, model_class, offers, **more):
        return announce.publish(offers, by=platform(), **({"channels": [ChannelFactory()]} | more))


class RecordFactory(DjangoModelFactory):
    """One published record, of whatever an offer takes; `suspended=True`, `withdrawn=True` go on from there."""

    class Meta:
        model = Record

    @classmethod
    def _create(cls, model_class, suspended=False, withdrawn=False, **given):
        record = AnnouncementFactory(offers=[OfferFactory(**given)]).records.get()
        if suspended:
            announce.suspend(record.number, by=platform(), ground="gazette", sentence="专利权因未缴年费终止，待核实")
        if withdrawn:
            announce.withdraw(record.number, by=platform(), ground="transfer", sentence="专利权已转移")
        return Record.objects.get(pk=record.pk)


class VersionFactory(DjangoModelFactory):
    """The second version of a record."""

    class Meta:
        model = Version

    record = factory.SubFactory(RecordFactory)
    terms = FREE

    @classmethod
    def _create(cls, model_class, record, terms, **more):
        offer = OfferFactory(patent_number=record.patent_number, terms=terms)
        return announce.supersede(record.number, offer, by=platform(), reason="按市场行情调整")


class ChangeFactory(DjangoModelFactory):
    """A suspension."""

    class Meta:
        model = Change

    record = factory.SubFactory(RecordFactory)

    @classmethod
    def _create(cls, model_class, record, **more):
        return announce.suspend(record.number, by=platform(), ground="gazette", sentence="待核实")


class ContactFactory(DjangoModelFactory):
    """An inventor who agreed to be called."""

    class Meta:
        model = Contact

    name = "王小明"
    phone = "13812345678"

    @classmethod
    def _create(cls, model_class, name, phone):
        reach = Reach(name, phone, consented_at=timezone.now(), consent_text="2026-1")
        return RecordFactory(contact=reach).contact


class CorrectionFactory(DjangoModelFactory):
    """A visitor says that an owner is named wrongly."""

    class Meta:
        model = Correction

    record = factory.SubFactory(RecordFactory)
    address = factory.Sequence(lambda n: f"198.51.{n // 250 % 250}.{n % 250}")

    @classmethod
    def _create(cls, model_class, record, **more):
        said = {"item": "owners", "sentence": "专利权人已更名", "sender": "某律所", "reach": "010-12345678"}
        return corrections.ask(record, **said | more)


class StatusNoteFactory(DjangoModelFactory):
    class Meta:
        model = StatusNote

    record = factory.SubFactory(RecordFactory)

    @classmethod
    def _create(cls, model_class, record, **more):
        announce.note_check([record], outcome=Outcome.FINE, source="专利登记簿副本", **more)
        return record.notes.first()


class ChannelPresenceFactory(DjangoModelFactory):
    """A record on a second channel."""

    class Meta:
        model = ChannelPresence

    record = factory.SubFactory(RecordFactory)
    channel = factory.SubFactory(ChannelFactory, name="市知识产权网站")

    @classmethod
    def _create(cls, model_class, record, channel):
        return announce.show_on(record.number, channel, by=platform())


class ConsumerFactory(DjangoModelFactory):
    class Meta:
        model = Consumer

    name = factory.Sequence(lambda n: f"知识产权运营平台{n}")
    url = "https://market.example.cn/"


class NumberCounterFactory(DjangoModelFactory):
    """The counter of this year's records, moved by a publication."""

    class Meta:
        model = NumberCounter

    @classmethod
    def _create(cls, model_class, **more):
        record = RecordFactory()
        return model_class.objects.get(province=record.province, series="record", year=timezone.localdate().year)


class FacetCountFactory(DjangoModelFactory):
    """How many are published in this province, as the trigger counted."""

    class Meta:
        model = FacetCount

    @classmethod
    def _create(cls, model_class, **more):
        record = RecordFactory()
        return model_class.objects.get(province=record.province, city="", dimension="all", state=record.state)


class PlannedReleaseFactory(DjangoModelFactory):
    """A batch of two that waits an hour."""

    class Meta:
        model = PlannedRelease

    offers = factory.LazyFunction(lambda: offers(2))
    at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=1))
    title = "全国知识产权宣传周集中发布"

    @classmethod
    def _create(cls, model_class, offers, at, title):
        return releases.plan(offers, by=platform(), channels=[ChannelFactory()], at=at, title=title)


class PushFactory(DjangoModelFactory):
    """A small firm was told of a record."""

    class Meta:
        model = Push

    record = factory.SubFactory(RecordFactory)
    recipient_name = "大连海蓝精密制造有限公司"
    recipient_code = "91210200123456789B"
    recipient_size = SizeClass.SMALL
    channel = "in_app"
    reason = "主营产品与分类号H02P相符"
    effective_at = factory.LazyFunction(timezone.now)


class ViewCountFactory(DjangoModelFactory):
    """Three people came straight to it today."""

    class Meta:
        model = ViewCount

    record = factory.SubFactory(RecordFactory)
    day = factory.LazyFunction(timezone.localdate)
    source = "direct"
    epoch = "0123456789ab"
    n = 3


class DealFigureFactory(DjangoModelFactory):
    """Six concluded licences of manufacturing for a lump sum."""

    class Meta:
        model = DealFigure

    province = factory.LazyFunction(here)
    industry = "C"
    fee_kind = "lump_sum"
    licences = 6
    low, middle, high = Decimal(30000), Decimal(50000), Decimal(80000)
    counted_at = factory.LazyFunction(timezone.now)
