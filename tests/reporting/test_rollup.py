"""All units at once, as the database counts: the same figures as from the rows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reporting.loading import load
from reporting.measures import figures
from reporting.periods import Instant
from reporting.rollup import nothing, roll_up
from tenancy.models import Region
from tests.cast import DALIAN, LIAONING, SHENYANG, region
from tests.factories.declarations import DeclarationFactory
from tests.factories.licensing import LicenceFactory, ReceiptFactory, ResultFactory, member_of
from tests.factories.publication import FREE, ChannelFactory, ChannelPresenceFactory, PushFactory, RecordFactory
from tests.factories.tenancy import OrganisationFactory


@pytest.fixture
def busy(liaoning):
    RecordFactory(region=region(SHENYANG))
    RecordFactory(region=region(SHENYANG), suspended=True)
    RecordFactory(region=region(DALIAN), withdrawn=True)
    record = RecordFactory(region=region("210202"))
    ChannelPresenceFactory(record=record, channel=ChannelFactory(name="同址平台"))
    PushFactory(record=record, delivered_at=timezone.now())
    PushFactory(record=record, delivered_at=timezone.now())
    DeclarationFactory(status="checking")
    taker = OrganisationFactory()
    PushFactory(record=record, delivered_at=timezone.now(), recipient_code=taker.credit_code, opened_at=timezone.now())
    LicenceFactory(records=[record], by=member_of(taker))
    LicenceFactory(records=[RecordFactory(terms=FREE), RecordFactory(terms=FREE)])
    LicenceFactory(status="objected")
    ResultFactory()
    ReceiptFactory()


def assert_the_same(instant):
    paths = list(Region.objects.filter(province=LIAONING).values_list("path", flat=True))
    rolled, facts = roll_up(LIAONING, paths, instant), load(LIAONING, instant)
    assert rolled == {path: figures(facts.under(path)) for path in paths}


def test_it_counts_what_the_rows_count_for_every_unit(busy):
    assert_the_same(Instant(timezone.now() + timedelta(days=1)))


def test_before_anything_happened_there_is_nothing(busy):
    past = Instant(timezone.now() - timedelta(days=400))
    assert_the_same(past)
    assert roll_up(LIAONING, ["100000."], past) == {"100000.": nothing()}
