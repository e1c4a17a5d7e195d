"""Produce, change a thousand records, produce again with the old knowledge: the same file."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from config.generator import bulk
from publication import announce
from publication.choices import AnnouncementKind, Op
from publication.models import Change
from reporting.loading import load
from reporting.periods import Instant, Month
from reporting.report import compose
from reporting.workbook import draw
from tests.cast import DALIAN, LIAONING, SHENYANG, region
from tests.factories.publication import ChannelFactory, OfferFactory, offers
from tests.factories.tenancy import platform

LAST = Month.of(timezone.now()).previous()
CHANGED = 500  # and as many more that come in late


def brought_in(count, city, day):
    """Published elsewhere in the month, told to us now."""
    at = LAST.starts + timedelta(days=day)
    batch = offers(count, region=region(city), original_at=at)
    announcement = announce.publish(
        batch, by=platform(), channels=[ChannelFactory()], at=at, kind=AnnouncementKind.IMPORT
    )
    return list(announcement.records.all())


def suspended_late(records):
    """Learned only now: they had been suspended in the middle of the month that was told."""
    at = LAST.starts + timedelta(days=20)
    words = {"op": Op.SUSPENDED, "version": 1, "ground": "register", "sentence": "质押登记", "effective_at": at}
    bulk.insert([Change(record=record, province_id=LIAONING, **words) for record in records])


def clock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        return cursor.fetchone()[0]


def produced(known_at):
    """Annex 1 and the whole file, as an office would have it with that knowledge."""
    report = compose(region("210000"), LAST, known_at=known_at, made_at=LAST.ends + timedelta(days=3))
    assert report.faults == []
    return report.plain_statistics.totals, draw(report.book())


def test_the_old_file_is_made_again_byte_for_byte(liaoning):
    before, known_at = brought_in(CHANGED, SHENYANG, 3), clock()
    told = produced(known_at)
    suspended_late(before)
    brought_in(CHANGED, DALIAN, 9)
    assert produced(known_at) == told
    assert produced(clock())[0] != told[0]


def test_a_record_that_has_another_title_now_stands_in_the_old_file_under_the_old_one(liaoning):
    """The rows behind a figure are those of its instant too."""
    [record], known_at = brought_in(1, SHENYANG, 3), clock()
    told = produced(known_at)
    changed = OfferFactory(patent_number=record.patent_number, region=region(SHENYANG), title="一种改名的装置")
    announce.supersede(record.number, changed, by=platform(), reason="名称更正")
    assert produced(known_at) == told
    [opening] = load(LIAONING, Instant(timezone.now())).openings
    assert opening.title == "一种改名的装置"
