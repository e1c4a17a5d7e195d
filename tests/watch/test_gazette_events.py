"""An announcement comes in: page, notices, duty and resumption follow by themselves, each once."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from declarations import gazette
from declarations.gazette import FOLLOW, follow_everywhere
from declarations.models import Declaration, RegisterAct, WithdrawalRequest
from declarations.models.watch import Taken
from declarations.workflow import Status
from outbox.models import Notice
from outbox.queue import enqueue
from outbox.runner import work
from publication import announce
from publication.choices import State
from publication.models import Record
from tests.factories.declarations import DeclarationFactory
from tests.factories.publication import RecordFactory
from tests.factories.tenancy import platform
from tests.factories.verification import GazetteNoticeFactory, RegisterRecordFactory
from verification.events import EVENT_TYPES, Action, EventKind

K = EventKind
EXCLUSIVE = (("备案号", "X2026210000001"), ("许可种类", "独占许可"), ("被许可人", "甲公司"))
TAKEN = {
    Action.SUSPEND: Taken.SUSPENDED,
    Action.WITHDRAW: Taken.DUTY,
    Action.FLAG: Taken.FLAGGED,
    Action.RESUME: Taken.NOTHING,  # nothing was suspended
    Action.NONE: Taken.NOTHING,
}


@pytest.fixture
def record(zhang) -> Record:
    """A published offer of 张."""
    declaration = DeclarationFactory(by=zhang, status=Status.PUBLISHED)
    return Record.objects.get(number=declaration.record_number)


def announced(record, kind, **more):
    more = {"announced_on": timezone.localdate()} | more
    return GazetteNoticeFactory(number=record.patent_number, kind=kind, **more)


def told(person, record):
    return list(Notice.objects.filter(user=person.user, sentence__contains=record.number))


def state_of(record) -> str:
    return Record.objects.get(pk=record.pk).state


def page_of(record) -> str:
    return Client().get(record.get_absolute_url()).content.decode()


@pytest.mark.parametrize("row", EVENT_TYPES, ids=lambda row: row.kind)
def test_each_kind_of_announcement_has_its_answer_and_its_words_on_the_page(record, row):
    announced(record, row.kind)
    assert follow_everywhere() == 1
    act = RegisterAct.objects.get()
    assert (act.taken, act.clause) == (TAKEN[row.action], row.clause)
    if act.taken != Taken.NOTHING:
        note = record.notes.get()
        assert (note.event_code, note.sentence) == (row.code, row.sentence)
        assert row.sentence in page_of(record)


@pytest.mark.requirement("LN-40")
def test_a_lapse_takes_the_offer_down_and_tells_owner_and_offices_once(record, zhang, li, zhao):
    announced(record, K.LAPSE)
    for _each in range(2):
        follow_everywhere()
    assert state_of(record) == State.SUSPENDED
    assert [len(told(person, record)) for person in (zhang, li, zhao)] == [
        2,
        1,
        1,
    ]  # 张 was told of the publication too
    assert record.changes.filter(op="suspended").count() == 1


def test_another_city_is_not_told(record, wang):
    announced(record, K.LAPSE)
    follow_everywhere()
    assert told(wang, record) == []


def test_the_restoration_puts_it_back_on_offer(record, zhang):
    announced(record, K.LAPSE)
    follow_everywhere()
    announced(record, K.RESTORATION, announced_on=timezone.localdate() + timedelta(days=1), effective_on=today())
    follow_everywhere()
    assert state_of(record) == State.ACTIVE
    assert len(told(zhang, record)) == 2 + len(told_of_publication(zhang, record))


def told_of_publication(person, record):
    return [notice for notice in told(person, record) if "已发布" in notice.sentence]


def today():
    return timezone.localdate()


def test_it_stays_down_while_another_bar_stands(record):
    announced(record, K.LAPSE)
    announced(record, K.PRESERVATION)
    follow_everywhere()
    announced(record, K.RESTORATION, announced_on=today() + timedelta(days=1), effective_on=today())
    follow_everywhere()
    assert state_of(record) == State.SUSPENDED
    assert RegisterAct.objects.get(kind=K.RESTORATION).taken == Taken.FLAGGED


def test_what_an_office_suspended_no_announcement_resumes(record):
    announce.suspend(record.number, by=platform(), ground="office", sentence="举报待查")
    announced(record, K.RESTORATION)
    follow_everywhere()
    assert state_of(record) == State.SUSPENDED


def test_a_fee_looked_up_before_the_restoration_does_not_keep_it_down(record):
    RegisterRecordFactory(number=record.patent_number, facts={"filing_date": "2019-05-06", "paid_years": 3})
    announced(record, K.LAPSE)
    follow_everywhere()
    announced(record, K.RESTORATION, announced_on=today() + timedelta(days=1), effective_on=today())
    follow_everywhere()
    assert state_of(record) == State.ACTIVE


def test_a_transfer_makes_withdrawal_a_duty_with_the_form_prefilled(record, zhang):
    announced(record, K.TRANSFER)
    for _each in range(2):
        follow_everywhere()
    request = WithdrawalRequest.objects.get()
    assert (request.outcome, request.declaration.record_number) == ("prepared", record.number)
    assert state_of(record) == State.ACTIVE
    assert Notice.objects.filter(user=zhang.user, sentence__contains="撤回表已预填").count() == 1


def test_an_announcement_that_waited_while_the_offer_was_withdrawn_says_nothing_of_it(record, monkeypatch):
    """Found on offer, then the lock was another's, who withdrew it."""
    notice = announced(record, K.TRANSFER)
    monkeypatch.setattr(gazette, "_number_on_offer", lambda *_asked: record.number)
    announce.withdraw(record.number, by=platform(), ground="market", sentence="市场变化")
    assert not gazette.follow(notice.event, by=platform())
    assert not record.notes.filter(event_code="TR01").exists()


def test_an_exclusive_licence_suspends_and_an_ordinary_one_does_not(record):
    announced(record, K.LICENCE_RECORDED, details=(("备案号", "X1"), ("许可种类", "普通许可")))
    follow_everywhere()
    assert state_of(record) == State.ACTIVE
    announced(record, K.LICENCE_RECORDED, details=EXCLUSIVE)
    follow_everywhere()
    assert state_of(record) == State.SUSPENDED


def test_what_was_announced_before_publication_is_left_to_the_checks(record):
    announced(record, K.LAPSE, announced_on=today() - timedelta(days=400))
    assert follow_everywhere() == 0


def test_what_holds_from_a_later_day_waits_for_it(record):
    announced(record, K.EXPIRY, effective_on=today() + timedelta(days=20))
    assert follow_everywhere() == 0
    assert state_of(record) == State.ACTIVE


def test_a_record_that_was_imported_as_public_is_watched_too(zhao):
    record = RecordFactory()
    announced(record, K.TRANSFER)
    follow_everywhere()
    assert RegisterAct.objects.get().taken == Taken.FLAGGED
    assert not Declaration.objects.filter(record_number=record.number).exists()
    assert len(told(zhao, record)) == 1


def test_the_command_takes_the_file_and_does_what_follows(record, tmp_path, capsys):
    issue = tmp_path / "issue.json"
    row = {"专利号": record.patent_number, "代码": "CF01", "公告日": f"{today():%Y-%m-%d}"}
    issue.write_text(json.dumps([row]))
    for _each in range(2):
        call_command("import_gazette", str(issue))
    assert "已按公告处理公开中的声明1件次" in capsys.readouterr().out
    assert state_of(record) == State.SUSPENDED
    assert RegisterAct.objects.count() == 1


def test_an_import_that_died_half_way_is_finished_by_the_timetable(record):
    from_the_import = announced(record, K.LAPSE)
    platform_job()
    work(21)
    assert RegisterAct.objects.get().event == from_the_import.key
    assert state_of(record) == State.SUSPENDED


def platform_job():
    enqueue(FOLLOW, key="slot", by=platform())
