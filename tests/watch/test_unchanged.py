"""A look that rests on the same facts is noted without thinking; whatever could change it is thought about again."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from declarations import rechecks, unchanged, watching
from declarations.models import Declaration, LastLook
from declarations.rechecks import begin, recheck_now, recheck_portion, rules_mark
from publication.choices import Outcome, State
from publication.models import Record, StatusNote
from tests.factories.declarations import DeclarationFactory
from tests.factories.publication import AnnouncementFactory, RecordFactory, VersionFactory, offers
from tests.factories.tenancy import here, platform
from tests.factories.verification import GazetteNoticeFactory, RegisterRecordFactory
from tests.verification.clean_patent import clean_dossier, clean_facts, known
from verification.dossier import Burden, LicenceKind, RecordedLicence, Status
from verification.events import EventKind
from verification.rules import Rules
from verification.until import holds_until

CLEAN = {"status": "in_force", "filing_date": "2019-05-06", "paid_years": 9, "licences": [], "pledges": []}
CLEAN |= {"preservations": [], "ownership_disputes": []}


def on_file(record, **facts):
    told = {"title": record.title, "owners": record.owner_names.split("、")}
    RegisterRecordFactory(number=record.patent_number, facts=CLEAN | told | facts, fetched_at=timezone.now())


@pytest.fixture
def thought_about(monkeypatch):
    """Which records were judged anew."""
    numbers, judged = [], watching.standings

    def counted(records, *, by):
        numbers.extend(record.number for record in records)
        return judged(records, by=by)

    monkeypatch.setattr(watching, "standings", counted)
    return numbers


@pytest.fixture
def record(liaoning, thought_about) -> Record:
    """Clean, and looked at once."""
    record = RecordFactory()
    on_file(record)
    recheck_now(here(), everything=True)
    thought_about.clear()
    return record


def test_the_second_round_thinks_of_nothing_and_notes_everything(record, thought_about):
    assert recheck_now(here(), everything=True) == 1
    assert thought_about == []
    newest, oldest = record.notes.all()
    assert (newest.outcome, newest.source) == (oldest.outcome, oldest.source) == (Outcome.FINE, "登记簿导出文件")
    assert Record.objects.get(pk=record.pk).checked_at == newest.effective_at


def another_answer(record):
    on_file(record, paid_years=3)


def another_announcement(record):
    GazetteNoticeFactory(number=record.patent_number, kind=EventKind.PLEDGE_REGISTERED)


def another_version(record):
    VersionFactory(record=record)


def another_word_of_the_owner(record):
    DeclarationFactory()
    given = {"submitted_at": timezone.now(), "submitted_by": 1}
    Declaration.objects.update(record_number=record.number, pledgee_consents=True, **given)


def another_day(record):
    LastLook.objects.update(holds_until=timezone.localdate() - timedelta(days=1))


def another_rule(record):
    LastLook.objects.update(rules="those of last year")


@pytest.mark.parametrize(
    "change",
    [
        another_answer,
        another_announcement,
        another_version,
        another_word_of_the_owner,
        another_day,
        another_rule,
    ],
)
def test_whatever_changes_is_thought_about_again(record, thought_about, change):
    change(record)
    recheck_now(here(), everything=True)
    assert thought_about == [record.number]


def test_what_has_something_against_it_is_never_passed_over(liaoning, thought_about):
    record = RecordFactory()
    on_file(record, status="lapsed", ended_on="2026-01-01")
    for _each in range(2):
        recheck_now(here(), everything=True)
    assert thought_about == [record.number] * 2


def test_a_lapse_among_many_is_found_where_it_stands(liaoning, thought_about, monkeypatch):
    monkeypatch.setattr(rechecks, "PORTION", 2)
    monkeypatch.setattr(unchanged, "STRETCH", 3)
    records = list(AnnouncementFactory(offers=offers(7)).records.order_by("pk"))
    for record in records:
        on_file(record)
    assert recheck_now(here(), everything=True) == 7
    thought_about.clear()
    on_file(records[4], status="lapsed", ended_on="2026-01-01")
    assert recheck_now(here(), everything=True) == 7
    assert thought_about == [records[4].number]
    assert [record.notes.count() for record in records] == [2] * 7
    records[4].refresh_from_db()
    assert records[4].state == State.SUSPENDED


def test_a_stretch_ends_where_enough_must_be_thought_about(liaoning, record, monkeypatch):
    monkeypatch.setattr(rechecks, "PORTION", 2)
    new = list(AnnouncementFactory(offers=offers(3)).records.order_by("pk"))
    first = recheck_portion(begin(here(), everything=True), by=platform())
    assert (first.after, first.done) == (new[1].pk, 3)


def test_a_portion_that_is_done_twice_notes_once(record):
    this = begin(here(), everything=True)
    recheck_portion(this, by=platform())
    assert recheck_portion(this, by=platform()) is None
    assert StatusNote.objects.filter(record=record).count() == 2


def test_the_mark_of_the_rules_is_the_same_for_the_same_rules(liaoning):
    assert rules_mark(here()) == rules_mark(here())


DAYS = [
    ({}, date(2027, 5, 10)),  # the fee of the tenth year falls due
    ({"paid_years": None}, date(2038, 5, 9)),  # the term
    ({"licences": known((RecordedLicence("X1", LicenceKind.SOLE, until=date(2026, 12, 31)),))}, date(2026, 12, 31)),
    ({"pledges": known((Burden("Y1", "银行", date(2026, 12, 1)),))}, date(2026, 11, 30)),
    ({"preservations": known((Burden("B1", "", date(2026, 1, 1), date(2027, 1, 1)),))}, date(2026, 12, 31)),
    ({"status": known(Status.EXPIRED)}, date(2027, 5, 10)),
]


@pytest.mark.parametrize(("facts", "last"), DAYS)
def test_an_answer_holds_until_the_next_day_on_which_something_turns(facts, last):
    assert holds_until(clean_dossier(clean_facts(**facts)), Rules()) == last


def test_in_the_months_of_grace_the_words_change_with_the_surcharge():
    day = date(2026, 8, 1)
    assert holds_until(clean_dossier(clean_facts(paid_years=known(8)), checked_on=day), Rules()) == day


def test_an_announcement_of_a_later_day_ends_it_and_so_does_age():
    assert holds_until(clean_dossier(), Rules(), [date(2026, 12, 2)]) == date(2026, 12, 1)
    assert holds_until(clean_dossier(), Rules(facts_fresh_days=30)) == date(2026, 12, 20)
