"""Facts by hand for figures, and the returns of offices. Plain facts need no database."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from reporting.boards.key_patents import Weights
from reporting.facts import Achieved, Concluded, Matter, Opening, Participant, Reached, Shown
from reporting.kept import figures_at
from reporting.models import (
    Dispatch,
    Edition,
    EditionPackage,
    Experience,
    Focus,
    KeptFigures,
    KeyPatentList,
    Package,
    Quota,
    Return,
    ReturnTurn,
    StatedFigure,
    Summary,
    SummaryEdition,
    SummaryTurn,
    Supplement,
)
from reporting.periods import Instant, Month
from reporting.quota_book import draw_template
from reporting.services import filing as filing_verbs
from reporting.services import packages as package_verbs
from reporting.services import packing, rounds
from reporting.services import summaries as summary_verbs
from reporting.services import targets as target_verbs
from reporting.workflow import Status
from tenancy.actors import actor_of
from tenancy.clock import database_now
from tenancy.models import Office
from tenancy.models.organisations import OwnerType, SizeClass
from tenancy.roles import Role
from tests.factories.licensing import LicenceFactory
from tests.factories.tenancy import MembershipFactory, OfficeFactory, a_city, here, platform, the_province

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


class AchievedFactory(factory.Factory):
    """An interval with sales of a million yuan."""

    class Meta:
        model = Achieved

    number = factory.Sequence(lambda n: f"HA-XK-2023-{n:05d}")
    licensee = "光山茶业有限公司"
    patent_numbers = factory.Sequence(lambda n: (f"2019200{n:05d}.0",))
    period = "第1期"
    used = True
    output_value = None
    sales = Decimal("1000000")
    jobs = 5
    region_path = COUNTY
    told_for = MARCH


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


class MatterFactory(factory.Factory):
    class Meta:
        model = Matter

    number = factory.Sequence(lambda n: f"LN-SM-2023-{n:05d}")
    name = "一种永磁电机控制装置"
    words = "信阳师范大学"
    region_path = COUNTY
    at = MARCH


class QuotaFactory(DjangoModelFactory):
    """The first city's quota of implemented patents, laid down by the platform from a filled-in template."""

    class Meta:
        model = Quota

    region = factory.LazyFunction(a_city)
    target = "implemented_patents"
    number = 20

    @classmethod
    def _create(cls, model_class, region, target, number):
        by = officer(the_province(), Role.PROVINCE_OFFICER)
        content = quota_book({(region.name, target): number}, by.region)
        return target_verbs.import_quotas(content, source="绩效指标表备注", by=by)[0]


def quota_book(numbers, place) -> bytes:
    """The template of a place with numbers by unit name and target."""
    units, targets = target_verbs.units_of(place), target_verbs.targets_of(place)
    held = {
        (key, unit.pk): numbers[unit.name, key]
        for unit in units
        for key in {t.name for t in targets}
        if (unit.name, key) in numbers
    }
    return draw_template(units, targets, held)


class StatedFigureFactory(DjangoModelFactory):
    """How many valid patents the subjects of a province hold."""

    class Meta:
        model = StatedFigure

    name = "valid_patents"
    number = 200
    counted_on = date(2026, 6, 30)
    source = "省统计年报"

    @classmethod
    def _create(cls, model_class, **stated):
        return target_verbs.state_figure(**stated, by=officer(the_province(), Role.PROVINCE_OFFICER))


class FocusFactory(DjangoModelFactory):
    """A city chooses."""

    class Meta:
        model = Focus

    classes = ("university", "institute")
    note = "高校集中"

    @classmethod
    def _create(cls, model_class, classes, note):
        return target_verbs.choose_focus(classes, note, by=officer(a_city(), Role.CITY_OFFICER))


class EditionPackageFactory(DjangoModelFactory):
    """The package of a filed return of a Liaoning city."""

    class Meta:
        model = EditionPackage

    @classmethod
    def _create(cls, model_class, **more):
        return packing.make_package(EditionFactory())


class ExperienceFactory(DjangoModelFactory):
    """A city tells a rule; `confirmed=True` by the province."""

    class Meta:
        model = Experience

    kind = "rule"
    body = factory.Sequence(lambda n: f"大连知识产权交易中心{n}")
    title = "开放许可定价规则"
    text = "以评估价为基准，按年递减。"

    @classmethod
    def _create(cls, model_class, confirmed=False, **told):
        experience = target_verbs.tell_experience(model_class(**told), by=officer(a_city(), Role.CITY_OFFICER))
        if confirmed:
            target_verbs.confirm_experience(experience, by=officer(the_province(), Role.PROVINCE_OFFICER))
            experience.refresh_from_db()
        return experience


class PackageFactory(DjangoModelFactory):
    """The province's package of last month."""

    class Meta:
        model = Package

    @classmethod
    def _create(cls, model_class, **more):
        by = officer(the_province(), Role.PROVINCE_OFFICER)
        return package_verbs.make_package(Month.of(timezone.now()).previous(), by=by)


class DispatchFactory(DjangoModelFactory):
    """Sent by the platform of the nation."""

    class Meta:
        model = Dispatch

    @classmethod
    def _create(cls, model_class, **more):
        sent = {"sent_on": timezone.localdate(), "recipient": "国家知识产权局", "means": "专网"}
        by = officer(the_province(), Role.PROVINCE_OFFICER)
        return package_verbs.note_dispatch(PackageFactory(), by=by, **sent)


SECTIONS = ("试点情况", "典型经验", "存在问题", "下一步安排")


class SummaryFactory(DjangoModelFactory):
    """The report of a Liaoning city; `status=` carries it on."""

    class Meta:
        model = Summary

    region = factory.LazyFunction(a_city)
    status = Status.PREPARED

    @classmethod
    def _create(cls, model_class, region, status):
        summary_verbs.prepare_summaries(by=platform())
        summary = model_class.objects.get(region=region, serial=1)
        if status != Status.PREPARED:
            writer = officer(region, Role.CITY_OFFICER)
            summary_verbs.write(summary, {heading: f"{heading}正常。" for heading in SECTIONS}, by=writer)
            summary_verbs.submit(summary, by=writer)
        if status == Status.ACCEPTED:
            summary_verbs.accept(summary, by=officer(summary.collector, Role.PROVINCE_OFFICER))
        summary.refresh_from_db()
        return summary


class SummaryTurnFactory(DjangoModelFactory):
    class Meta:
        model = SummaryTurn

    @classmethod
    def _create(cls, model_class, **more):
        return SummaryFactory(status=Status.SUBMITTED).turns.get()


class SummaryEditionFactory(DjangoModelFactory):
    class Meta:
        model = SummaryEdition

    @classmethod
    def _create(cls, model_class, **more):
        return SummaryFactory(status=Status.SUBMITTED).told.get()


class SupplementFactory(DjangoModelFactory):
    """A city adds a case."""

    class Meta:
        model = Supplement

    part = "case"
    text = "一所高校一项专利许可五家企业。"

    @classmethod
    def _create(cls, model_class, part, text):
        return summary_verbs.add_supplement(part, text, by=officer(a_city(), Role.CITY_OFFICER))


class KeyPatentListFactory(DjangoModelFactory):
    """The province keeps the ranking of one licence."""

    class Meta:
        model = KeyPatentList

    @classmethod
    def _create(cls, model_class, **more):
        LicenceFactory()
        return target_verbs.keep_key_patents("名录", Weights(), by=officer(the_province(), Role.PROVINCE_OFFICER))


def settled() -> datetime:
    """The database's clock: all that was recorded so far is known then."""
    return database_now()


class KeptFiguresFactory(DjangoModelFactory):
    """Those of the month that ended last."""

    class Meta:
        model = KeptFigures

    @classmethod
    def _create(cls, model_class, **more):
        month = Month.of(timezone.now()).previous()
        figures_at(here().pk, month, Instant.end_of(month, settled()))
        return KeptFigures.objects.get(month=month.starts.date())
