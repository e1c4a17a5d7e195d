"""Whoever holds a licence hears what the registers say of the patent: once, and only while the licence stands."""

from datetime import timedelta

import pytest
from django.utils import timezone

from declarations.gazette import follow_everywhere
from declarations.rechecks import recheck_now
from licensing.models import Licence
from licensing.services import acceptance
from outbox.models import Notice
from outbox.runner import work
from publication import announce
from publication.choices import State
from publication.models import Record
from tests.factories.licensing import LicenceFactory, acceptance_of
from tests.factories.publication import RecordFactory
from tests.factories.tenancy import here, platform
from tests.factories.verification import GazetteNoticeFactory, RegisterRecordFactory
from verification.events import EventKind

K = EventKind


@pytest.fixture
def record(sun) -> Record:
    """A record that 孙 has accepted."""
    record = RecordFactory()
    acceptance.accept(acceptance_of(record), by=sun)
    work(21)
    return record


def announced(record, kind, days=0, **more):
    day = timezone.localdate() + timedelta(days=days)
    more = {"announced_on": day, "effective_on": timezone.localdate()} | more
    GazetteNoticeFactory(number=record.patent_number, kind=kind, **more)
    follow_everywhere()
    work(21)


def told(person, words):
    return Notice.objects.filter(user=person.user, sentence__contains=words).count()


def state_of(record) -> str:
    return Record.objects.get(pk=record.pk).state


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (K.LAPSE, "未缴年费终止"),
        (K.TRANSFER, "专利权已转移"),
        (K.PLEDGE_REGISTERED, "专利权已质押"),
    ],
)
def test_the_licensee_is_told_of_an_event_once(record, sun, kind, words):
    announced(record, kind)
    follow_everywhere()
    work(21)
    assert told(sun, words) == 1


def test_lapse_and_restoration_are_two_pieces_of_news(record, sun):
    announced(record, K.LAPSE)
    announced(record, K.RESTORATION, days=1)
    assert (told(sun, "未缴年费终止"), told(sun, "权利已恢复")) == (1, 1)
    assert state_of(record) == State.ACTIVE


def test_a_bar_that_a_recheck_finds_is_told_too(record, sun):
    RegisterRecordFactory(number=record.patent_number, facts={"status": "invalid", "ended_on": "2026-01-01"})
    for _each in range(2):
        recheck_now(here(), everything=True)
    work(21)
    assert told(sun, "专利权全部无效") == 1


def test_whoever_has_no_standing_licence_hears_nothing(record, sun):
    Licence.objects.update(status="cancelled", concluded_at=None)
    announced(record, K.LAPSE)
    assert told(sun, "未缴年费终止") == 0


def test_the_licensee_of_another_record_hears_nothing(record, zhang):
    other = LicenceFactory()
    announced(record, K.LAPSE)
    assert not Notice.objects.filter(sentence__contains=other.number, key__contains="gazette").exists()


def in_notice(record, days=10) -> Record:
    then = timezone.now() + timedelta(days=days)
    announce.withdraw(record.number, by=platform(), ground="transfer", sentence="专利权已转移", effective_at=then)
    return Record.objects.get(pk=record.pk)


def test_a_lapse_in_the_days_of_notice_stops_acceptances_and_the_withdrawal_stands(record):
    in_notice(record)
    announced(record, K.LAPSE)
    assert state_of(record) == State.SUSPENDED
    announce.settle(by=platform(), now=timezone.now() + timedelta(days=11))
    assert state_of(record) == State.WITHDRAWN


def test_a_restoration_in_the_days_of_notice_gives_back_the_days_that_are_left(record):
    in_notice(record)
    announced(record, K.LAPSE)
    announced(record, K.RESTORATION, days=1)
    assert state_of(record) == State.NOTICE
