"""The facts as of an instant, as known at another, equal to a count written apart."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from licensing.services import follow_ups
from licensing.services.follow_ups import Told
from publication import announce
from publication.choices import AnnouncementKind
from reporting.loading import load
from reporting.measures import figures
from reporting.memory import reading_all
from reporting.periods import Instant, Month
from reporting.recount import recount
from reporting.units import arrangement
from tenancy.models import Region
from tests.cast import DALIAN, LIAONING, SHENYANG, region
from tests.factories.declarations import DeclarationFactory
from tests.factories.licensing import LicenceFactory, ReceiptFactory, ResultFactory
from tests.factories.publication import FREE, ChannelFactory, OfferFactory, PushFactory, RecordFactory
from tests.factories.tenancy import platform


def now():
    return Instant(timezone.now() + timedelta(seconds=1))


def counted(path, instant):
    return figures(load(LIAONING, instant).under(path))


def assert_equal_counts(instant):
    facts = load(LIAONING, instant)
    for unit in Region.objects.filter(province=LIAONING):
        apart = recount(LIAONING, unit.path, instant)
        assert {key: value for key, value in figures(facts.under(unit.path)).items() if key in apart} == apart, unit


@pytest.fixture
def busy(liaoning):
    """Two cities with records of all states, owners of several kinds, pushes and declarations."""
    shenyang, dalian = region(SHENYANG), region(DALIAN)
    RecordFactory(region=shenyang)
    RecordFactory(region=shenyang, suspended=True)
    RecordFactory(region=dalian, withdrawn=True)
    record = RecordFactory(region=region("210202"))
    PushFactory(record=record, delivered_at=timezone.now())
    PushFactory(record=record, delivered_at=timezone.now())
    PushFactory(record=record)
    DeclarationFactory(status="checking")
    DeclarationFactory(status="draft")
    LicenceFactory()
    LicenceFactory(records=[RecordFactory(terms=FREE), RecordFactory(terms=FREE)])
    LicenceFactory(status="objected")


def test_an_independent_count_in_plain_sql_agrees_for_every_office(busy):
    assert_equal_counts(now())
    assert_equal_counts(Instant(timezone.now() - timedelta(days=1)))


def test_it_agrees_on_what_was_told_and_received(liaoning):
    """The owner's word stands beside and is not counted; told again, the later word counts."""
    told = ResultFactory()
    follow_ups.tell(told.follow_up, Told(used=True, output_value=Decimal("2500.5"), jobs=3), by=platform())
    ResultFactory(records=[RecordFactory(region=region(DALIAN))])
    ReceiptFactory()
    assert_equal_counts(now())
    assert_equal_counts(Instant(timezone.now() - timedelta(days=1)))


def test_it_agrees_for_every_office_and_month_of_a_past_that_was_brought_in_later(busy):
    this, middle = Month.of(timezone.now()), timezone.now()
    for back, city in ((3, SHENYANG), (2, DALIAN), (1, SHENYANG)):
        at = this.shifted(-back).starts + timedelta(days=9)
        batch = [OfferFactory(region=region(city), original_at=at) for _ in range(back)]
        announce.publish(batch, by=platform(), channels=[ChannelFactory()], at=at, kind=AnnouncementKind.IMPORT)
    for back in range(4):
        assert_equal_counts(Instant.end_of(this.shifted(-back)))
        assert_equal_counts(Instant.end_of(this.shifted(-back), known_at=middle))
    whole = [counted("100000.", Instant.end_of(this.shifted(-back)))["patents_opened"] for back in (3, 2, 1)]
    assert whole == [3, 5, 6]


def test_the_figures_of_a_city_are_those_of_its_subtree(busy):
    dalian = counted(region(DALIAN).path, now())
    assert (dalian["patents_opened"], dalian["patents_in_force"]) == (2, 1)
    assert dalian["smes_benefited"] == 1


@pytest.mark.requirement("XY-47")
def test_licences_are_contracts_free_and_paid_with_the_amount_of_annex_2(busy):
    found = counted("100000.", now())
    assert (found["licences"], found["licences_free"], found["licences_paid"]) == (3, 1, 2)
    assert found["paid_amount"] == Decimal("10.0000")
    assert (found["patents_implemented"], found["implementations"]) == (4, 4)


def test_a_push_that_was_not_delivered_benefits_nobody(liaoning):
    PushFactory()
    assert counted("100000.", now())["smes_benefited"] == 0


def test_an_owner_takes_part_from_handing_in_not_from_drafting(liaoning):
    DeclarationFactory(status="draft")
    assert counted("100000.", now())["owners_university_institute"] == 0
    DeclarationFactory(status="checking")
    assert counted("100000.", now())["owners_university_institute"] == 1


@pytest.mark.requirement("XY-41")
def test_a_withdrawal_changes_only_what_is_in_force(liaoning):
    record = RecordFactory()
    announce.withdraw(record.number, by=platform(), ground="transfer", sentence="已转移")
    after = counted("100000.", Instant(timezone.now() + timedelta(seconds=2)))
    assert (after["patents_opened"], after["patents_in_force"]) == (1, 0)


def test_what_was_learned_later_is_left_out_of_what_was_known(liaoning):
    """An import tells today what was published in March: March counted today has it, as known in April it had not."""
    april = datetime(2023, 4, 1, tzinfo=UTC)
    offer = OfferFactory(original_at=datetime(2023, 3, 15, tzinfo=UTC))
    day = datetime(2023, 3, 20, tzinfo=UTC)
    announce.publish([offer], by=platform(), channels=[ChannelFactory()], at=day, kind=AnnouncementKind.IMPORT)
    march = Month(2023, 3)
    assert counted("100000.", Instant.end_of(march))["patents_opened"] == 1
    assert counted("100000.", Instant.end_of(march, known_at=april))["patents_opened"] == 0
    assert counted("100000.", Instant.end_of(march.previous()))["patents_opened"] == 0
    assert recount(LIAONING, "100000.", Instant.end_of(march, known_at=april))["patents_opened"] == 0


def test_a_province_is_read_with_as_many_queries_whatever_it_holds(busy, django_assert_max_num_queries):
    with django_assert_max_num_queries(14 + 2):  # two say how to read: with more memory, and as before
        load(LIAONING, now())


def shown(setting):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {setting}")
        return cursor.fetchone()[0]


def test_whoever_counts_everything_takes_no_processor_from_the_pages_besides_one(db):
    before = shown("max_parallel_workers_per_gather")
    with reading_all():
        assert shown("max_parallel_workers_per_gather") == "0"
    assert shown("max_parallel_workers_per_gather") == before


def test_liaoning_has_its_fifteen_cities_the_zone_too(liaoning):
    units = arrangement(region("210000"), Month(2023, 4)).units
    assert len(units) == 15
    assert [unit.name for unit in units][-1] == "沈抚示范区"


def test_a_city_of_liaoning_reports_for_itself(liaoning):
    assert arrangement(region(DALIAN), Month(2023, 4)).units == ()


def test_xinyang_collects_from_its_counties(db):
    found = arrangement(Region.objects.get(code="411500"), Month(2023, 4))
    assert "光山县" in [unit.name for unit in found.units]
    assert found.forms == ("county_statistics", "project_list", "contact_list")


def test_a_unit_that_has_ended_keeps_its_months(liaoning):
    Region.objects.filter(code=DALIAN).update(valid_to=date(2023, 4, 1))
    assert len(arrangement(region("210000"), Month(2023, 3)).units) == 15
    assert len(arrangement(region("210000"), Month(2023, 4)).units) == 14
