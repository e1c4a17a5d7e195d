"""What has ended, or never came to be: nobody is asked for anything of it, and what was agreed stays."""

from datetime import date, timedelta

import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from licensing import follow_up_pages, ledger, money_pages, responses
from licensing.follow_up_pages import ending_page
from licensing.forms.ledger import LedgerForm
from licensing.forms.money import TrialForm
from licensing.models import Due, FollowUp, Licence
from licensing.models.money import DueState
from licensing.services import (
    acceptance,
    answers,
    endings,
    follow_ups,
    payments,
    reminders,
    royalties,
    scheduling,
    signing,
)
from licensing.services.endings import recall
from licensing.waiting_follow_ups import to_tell
from licensing.workflow import Status
from outbox.models import Notice
from tenancy.refusals import Refused
from tests.cast import DALIAN, client_of, region
from tests.factories.licensing import TRIAL, acceptance_of, ended_yesterday, lost, paid
from tests.factories.tenancy import platform
from tests.licensing.conftest import offered_by

pytestmark = pytest.mark.django_db


def today(days: int = 0) -> date:
    return timezone.localtime().date() + timedelta(days=days)


def status(licence):
    return Licence.objects.get(pk=licence.pk).status


def upheld(licence, owner, office):
    """The owner objected with right: there was no licence."""
    answers.object_to(licence, by=owner, ground="right", reason="专利权已转移")
    return answers.uphold(licence, by=office, reason="属实")


def test_nobody_is_urged_to_sign_the_contract_of_a_licence_that_has_ended(paper, sun, li):
    lost(paper.licence.patents.get().patent_number)
    assert status(paper.licence) == Status.ENDED
    assert sum(signing.remind(by=platform(), today=today(days)) for days in range(1, 40)) == 0
    assert not Notice.objects.filter(user__in=[sun.user, li.user], sentence__contains="已逾期").exists()


def at(monkeypatch, day):
    """The clock of the timetable comes round on that day."""
    monkeypatch.setattr(timezone, "localdate", lambda at=None: timezone.localtime(at).date() if at else day)


def with_dues(licence, **more):
    scheduling.schedule(licence, by=platform())
    Licence.objects.filter(pk=licence.pk).update(**more)
    return Licence.objects.get(pk=licence.pk)


def agreed_to_end(licence, one, other, days):
    endings.propose(licence, ground="agreement", reason="另行合作", ends_on=today(days), by=one)
    return endings.agree(licence, by=other)


def test_who_used_the_whole_term_still_owes_what_is_due_after_it(licence):
    licence = with_dues(licence, starts_on=today(-9), ends_on=today(-1))
    endings.end_portion(by=platform())
    assert status(licence) == Status.ENDED
    due = licence.dues.get()
    assert (due.due_on > today(), due.state) == (True, DueState.OPEN)


def test_the_fee_for_going_on_after_a_trial_stays_owed_when_the_licence_ends_before_its_day(zhang, sun, monkeypatch):
    licence = acceptance.accept(acceptance_of(offered_by(zhang, terms=TRIAL), starts_on=today()), by=sun)
    scheduling.schedule(licence, by=platform())
    decision, fee = licence.dues.all()
    royalties.decide_trial(decision, True, by=sun)
    at(monkeypatch, fee.opens_on)
    endings.propose(licence, ground="agreement", reason="另行合作", ends_on=fee.opens_on, by=sun)
    endings.agree(licence, by=zhang)
    fee.refresh_from_db()
    assert (status(licence), fee.due_on > fee.opens_on, fee.state) == (Status.ENDED, True, DueState.OPEN)


def test_nobody_is_asked_about_a_trial_that_has_ended_with_its_patent(zhang, sun, monkeypatch):
    licence = acceptance.accept(acceptance_of(offered_by(zhang, terms=TRIAL), starts_on=today()), by=sun)
    scheduling.schedule(licence, by=platform())
    lost(licence.patents.get().patent_number)
    assert {due.state for due in licence.dues.all()} == {DueState.VOID}
    at(monkeypatch, today(400))
    assert reminders.remind_portion(by=platform()) == 0


@pytest.mark.parametrize(("ends_on", "ground"), [(60, "agreement"), (66, "term")])
def test_what_came_first_ends_it_however_late_the_clock_comes_round(licence, zhang, sun, monkeypatch, ends_on, ground):
    licence = with_dues(licence, starts_on=today(), ends_on=today(66))
    agreed_to_end(licence, sun, zhang, ends_on)
    Licence.objects.filter(pk=licence.pk).update(ends_on=today(66 if ground == "agreement" else 59))
    at(monkeypatch, today(70))
    endings.end_portion(by=platform())
    [step] = licence.endings.filter(stage="took_effect")
    assert (step.ground, step.ends_on) == (ground, today(60 if ground == "agreement" else 59))


def test_whose_term_is_over_accepts_anew_also_before_the_clock_comes_round(licence, sun):
    record = licence.patents.get().record
    with pytest.raises(Refused, match="无需重复办理"):
        acceptance.accept(acceptance_of(record), by=sun)
    Licence.objects.update(starts_on=today(-9), ends_on=today(-1))
    assert acceptance.accept(acceptance_of(record), by=sun).pk != licence.pk


def test_a_patent_lost_after_the_term_was_over_did_not_end_it(licence):
    licence = with_dues(licence, starts_on=today(-9), ends_on=today(-1))
    assert lost(licence.patents.get().patent_number) == 1
    assert [(step.ground, step.ends_on) for step in licence.endings.all()] == [("term", today(-1))]


@pytest.mark.parametrize("late", [0, 1])
def test_nobody_objects_or_recalls_when_the_days_of_notice_are_over(licence, zhang, sun, monkeypatch, late):
    proposal = endings.propose(licence, ground="breach", reason="未付", ends_on=today(60), by=zhang)
    at(monkeypatch, today(60 + late))
    shown = [bool(list(ending_page(licence, actor)["forms"])) for actor in (zhang, sun)]
    if not late:
        endings.object_to_ending(licence, reason="已付", by=sun)
        assert shown == [True, True]
        return
    for act in (lambda: endings.object_to_ending(licence, reason="已付", by=sun), lambda: recall(licence, by=zhang)):
        with pytest.raises(Refused, match="期限已于"):
            act()
    assert (shown, endings.standing_proposal(licence)) == ([False, False], proposal)


def test_what_both_agreed_is_not_undone_by_one_who_proposes_again_and_recalls(licence, zhang, sun, monkeypatch):
    agreed_to_end(licence, sun, zhang, 60)
    endings.propose(licence, ground="agreement", reason="改期", ends_on=today(90), by=sun)
    recall(licence, by=sun)
    at(monkeypatch, today(61))
    assert (endings.end_portion(by=platform()), status(licence)) == (1, Status.ENDED)


def test_of_what_never_was_a_licence_nobody_tells_results(licence, zhang, sun, li):
    licence = with_dues(licence)
    follow_ups.plan_portion(by=platform())
    late = ended_yesterday(licence.follow_ups.get())
    FollowUp.objects.update(due_on=today(-1))
    upheld(licence, zhang, li)
    assert follow_ups.ask_portion(by=platform()) == 0
    assert not Notice.objects.filter(sentence__contains="实施成效").exists()
    assert not [actor for actor in (sun, zhang) if to_tell(actor).exists()]
    assert [follow_up_pages.follow_ups_for(li, show).count() for show in ("overdue", "asked")] == [0, 0]
    assert follow_up_pages.status_of(FollowUp.objects.get(pk=late.pk))["text"] == "无需填报"


def test_what_never_was_a_licence_is_neither_unfiled_nor_concluded(licence, zhang, li):
    upheld(licence, zhang, li)
    for said in ({"open": "filing"}, {"first": today().isoformat()}, {"last": today().isoformat()}):
        form = LedgerForm(li, said)
        assert form.is_valid()
        assert not Licence.objects.filter(form.wanted()).exists(), said


def test_what_was_paid_before_the_end_is_the_same_sum_on_the_page_and_in_the_ledger(licence, zhang, sun, li):
    licence = with_dues(licence)
    payment = payments.state(licence.dues.get(), paid(30000), by=sun)
    payments.confirm(payment, paid(30000), by=zhang)
    agreed_to_end(licence, sun, zhang, 0)
    shown = [row["value"] for row in money_pages.money_page(Licence.objects.get(), sun)["totals"]]
    assert [value.partition("元")[0] for value in shown] == ["0", "30000", "30000"]
    [row] = ledger.rows_for(li, Q(pk=licence.pk))
    assert (row.due_sum, row.received_sum) == (0, 30000)
    page = client_of(li).get(reverse("licence_chain", args=[licence.pk])).content.decode()
    assert "0项，已结0项，超期0项；确认收到30000元" in page


def test_who_never_answered_has_not_confirmed_when_the_patent_is_lost(licence, zhang, zhao):
    assert responses.responses_for(zhao)[0].confirmed == 0
    lost(licence.patents.get().patent_number)
    assert responses.responses_for(zhao)[0].confirmed == 0


@pytest.mark.parametrize("over", [True, False])
def test_no_trial_is_answered_after_what_was_published_of_silence_has_answered_it(zhang, sun, over):
    record = offered_by(zhang, terms=TRIAL | {"silence": "ends"})
    licence = with_dues(acceptance.accept(acceptance_of(record), by=sun))
    decision = licence.dues.first()
    Due.objects.filter(pk=decision.pk).update(period_to=today(-1 if over else 0))
    assert TrialForm(licence).lines(licence).exists() is not over
    if over:
        with pytest.raises(Refused, match="公布的条件"):
            royalties.decide_trial(decision, True, by=sun)
    else:
        assert royalties.decide_trial(decision, True, by=sun).continues


def test_a_request_for_a_term_that_is_over_becomes_no_licence(zhang, sun):
    record = offered_by(zhang, territory="沈阳市")
    asked = acceptance.accept(acceptance_of(record, use_region=region(DALIAN), use_place="大连市"), by=sun)
    assert asked.status == Status.REQUESTED
    Licence.objects.update(starts_on=today(-9), ends_on=today(-1))
    with pytest.raises(Refused, match="请求的许可期限已于"):
        answers.confirm(asked, by=zhang)
    Licence.objects.update(ends_on=today())
    assert answers.confirm(asked, by=zhang).concluded_at
