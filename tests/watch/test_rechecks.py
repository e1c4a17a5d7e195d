"""Everything on offer is looked at again at the province's interval, each record once a round."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from declarations import rechecks
from declarations.gazette import follow_everywhere
from declarations.models import Declaration, LastLook
from declarations.rechecks import begin, recheck_now, recheck_portion
from declarations.workflow import Status
from outbox.models import Job, Notice
from outbox.queue import enqueue
from outbox.runner import work
from publication.choices import Outcome, State
from publication.models import Record, StatusNote
from tenancy.policy import policy_of
from tests.factories.declarations import DeclarationFactory
from tests.factories.publication import AnnouncementFactory, RecordFactory, offers
from tests.factories.tenancy import here, platform
from tests.factories.verification import GazetteNoticeFactory, RegisterRecordFactory
from verification.events import EventKind

LAPSED = {"status": "lapsed", "ended_on": "2025-05-06"}


def on_file(record, **facts):
    told = {"title": record.title, "owners": record.owner_names.split("、"), "filing_date": "2019-05-06"}
    fine = {"status": "in_force", "licences": [], "pledges": [], "preservations": [], "ownership_disputes": []}
    now = timezone.now()
    RegisterRecordFactory(number=record.patent_number, facts=told | fine | facts, fetched_at=now)


def again(record):
    record.refresh_from_db()
    return record


def after_one_interval():
    return timezone.now() + timedelta(days=policy_of(here()).recheck_days)


@pytest.mark.requirement("HB-18")
def test_after_one_interval_every_published_record_has_a_new_check(liaoning):
    records = AnnouncementFactory(offers=offers(3)).records.all()
    for record in records:
        on_file(record)
    assert due_at(timezone.now()) == []
    recheck_portion(begin(here(), now=after_one_interval()), by=platform())
    assert [note.outcome for note in StatusNote.objects.all()] == [Outcome.FINE] * 3


def test_a_worker_whose_clock_runs_ahead_puts_no_look_off(liaoning, monkeypatch):
    record = AnnouncementFactory(offers=offers(1)).records.get()
    on_file(record)
    ahead = timezone.now() + timedelta(days=90)
    monkeypatch.setattr(timezone, "now", lambda: ahead)
    recheck_portion(begin(here(), everything=True), by=platform())
    assert again(record).checked_at < ahead - timedelta(days=89)


def due_at(now):
    return [record.pk for record in rechecks.due(begin(here(), now=now), here())]


@pytest.mark.parametrize("looked_at", [False, True], ids=["never looked at", "looked at before"])
def test_what_the_gazette_told_since_the_last_look_waits_for_no_interval(liaoning, looked_at):
    announced, quiet = AnnouncementFactory(offers=offers(2)).records.order_by("pk")
    recheck_now(here(), everything=looked_at)
    long_ago = timezone.localdate() - timedelta(days=400)
    GazetteNoticeFactory(number=announced.patent_number, kind=EventKind.LAPSE, announced_on=long_ago)
    assert follow_everywhere() == 0  # announced before it was published, delivered after
    assert due_at(timezone.now()) == [announced.pk]
    assert recheck_now(here()) == 1
    assert [again(record).state for record in (announced, quiet)] == [State.SUSPENDED, State.ACTIVE]
    assert (due_at(timezone.now()), recheck_now(here())) == ([], 0)


def test_a_flag_does_not_count_as_the_look_that_it_asks_for(liaoning):
    record = RecordFactory()
    GazetteNoticeFactory(
        number=record.patent_number, kind=EventKind.PLEDGE_REGISTERED, announced_on=timezone.localdate()
    )
    assert (follow_everywhere(), again(record).state) == (1, State.ACTIVE)
    assert (recheck_now(here()), again(record).state) == (1, State.SUSPENDED)


def test_the_public_page_tells_when_it_was_checked_last_and_where(liaoning):
    record = RecordFactory()
    on_file(record)
    recheck_now(here(), everything=True)
    page = Client().get(record.get_absolute_url()).content.decode()
    assert f"{timezone.localtime(again(record).checked_at):%Y-%m-%d %H:%M}" in page
    assert "登记簿导出文件" in page


def test_what_no_register_knows_is_said_to_be_unreached_and_stays(liaoning):
    record = RecordFactory()
    recheck_now(here(), everything=True)
    assert record.notes.get().outcome == Outcome.UNREACHABLE
    assert again(record).state == State.ACTIVE


@pytest.mark.requirement("LN-40")
def test_a_lapse_in_the_register_takes_it_off_the_offer_and_tells_the_owner_once(zhang):
    declaration = DeclarationFactory(by=zhang, status=Status.PUBLISHED)
    record = Record.objects.get(number=declaration.record_number)
    on_file(record, **LAPSED)
    for _each in range(2):
        recheck_now(here(), everything=True)
    assert again(record).state == State.SUSPENDED
    assert record.changes.filter(op="suspended").count() == 1
    assert Notice.objects.filter(user=zhang.user, sentence__contains="终止").count() >= 1


def test_another_owner_in_the_register_is_pointed_out_and_suspends_nothing(zhao):
    record = RecordFactory()
    on_file(record, owners=["另一家公司"])
    for _each in range(2):
        recheck_now(here(), everything=True)
    assert (again(record).state, record.notes.first().outcome) == (State.ACTIVE, Outcome.ATTENTION)
    assert Notice.objects.filter(user=zhao.user, sentence__contains=record.number).count() == 1


def test_a_pledge_whose_holder_agreed_suspends_nothing(zhang):
    declaration = DeclarationFactory(by=zhang, status=Status.PUBLISHED, pledgee_consents=True)
    record = Record.objects.get(number=declaration.record_number)
    on_file(record, pledges=[{"record": "Y1", "holder": "银行", "since": "2025-01-01"}])
    recheck_now(here(), everything=True)
    assert again(record).state == State.ACTIVE


def test_a_pledge_registered_after_the_word_was_given_has_a_holder_nobody_asked(zhang):
    declaration = DeclarationFactory(by=zhang, status=Status.PUBLISHED, pledgee_consents=True)
    record = Record.objects.get(number=declaration.record_number)
    on_file(record, pledges=[{"record": "Y2", "holder": "另一家银行", "since": "2025-01-01"}])
    Declaration.objects.filter(pk=declaration.pk).update(submitted_at="2024-12-31T12:00:00+08:00")
    recheck_now(here(), everything=True)
    assert again(record).state == State.SUSPENDED


def test_a_round_in_portions_looks_at_each_record_once(liaoning, monkeypatch):
    monkeypatch.setattr(rechecks, "PORTION", 2)
    records = AnnouncementFactory(offers=offers(5)).records.all()
    assert recheck_now(here(), everything=True) == 5
    assert [record.notes.count() for record in records] == [1] * 5


def test_a_round_goes_on_where_a_killed_worker_left_it(liaoning, monkeypatch):
    monkeypatch.setattr(rechecks, "PORTION", 2)
    records = AnnouncementFactory(offers=offers(5)).records.all()
    first = recheck_portion(begin(here(), everything=True), by=platform())
    enqueue(rechecks.RECHECK, key="slot", payload=first.as_payload(), by=platform())
    work(21)
    assert Job.objects.get(kind=rechecks.RECHECK).done_at
    assert [record.notes.count() for record in records] == [1] * 5


def test_a_second_round_of_the_same_day_finds_nothing_left(liaoning):
    AnnouncementFactory(offers=offers(2))
    later = begin(here(), now=after_one_interval())
    assert recheck_portion(later, by=platform()).done == 2
    assert due_at(after_one_interval()) == []


def test_a_portion_asks_no_more_for_many_records_than_for_one(liaoning):
    queries_of_a_round(AnnouncementFactory(offers=offers(1)))  # reads the policy, kept for the rounds that follow
    counts = [queries_of_a_round(AnnouncementFactory(offers=offers(n))) for n in (1, 12)]
    assert counts[0] == counts[1]


def queries_of_a_round(announcement):
    for record in announcement.records.all():
        on_file(record)
    LastLook.objects.all().delete()
    with CaptureQueriesContext(connection) as seen:
        recheck_portion(begin(here(), everything=True), by=platform())
    return len(seen)


def test_the_command_tells_how_many_it_looked_at(liaoning, capsys):
    RecordFactory()
    call_command("recheck", "--province", "ln", "--all")
    assert capsys.readouterr().out == "辽宁省：复核1件\n"
    with pytest.raises(CommandError, match="没有已开通的省份“xx”"):
        call_command("recheck", "--province", "xx")
