"""How a licence ends: by term, by both sides, by notice, after a trial, or with its patent; earlier rights stay."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from config import desk, lost_patents
from config.desk import Tab
from licensing.models import Due, Ending, Licence, Turn
from licensing.models.money import DueState
from licensing.services import acceptance, endings, royalties, scheduling
from licensing.workflow import Status
from outbox.models import Notice
from publication import announce
from publication.choices import Mode
from tenancy.refusals import Refused
from tests.cast import client_of
from tests.factories.licensing import TRIAL, acceptance_of, lost
from tests.factories.policy import PolicyValueFactory
from tests.factories.tenancy import platform
from tests.factories.verification import RegisterRecordFactory
from tests.licensing.conftest import offered_by
from verification.events import EventKind, GazetteEvent
from verification.models import GazetteNotice
from verification.numbers import PatentNumber

pytestmark = pytest.mark.django_db


def taken(zhang, sun, *records, **more):
    licence = acceptance.accept(acceptance_of(*(records or [offered_by(zhang, **more)])), by=sun)
    scheduling.schedule(licence, by=platform())
    return licence


@pytest.fixture
def licence(zhang, sun):
    return taken(zhang, sun)


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def propose(licence, by, ground="breach", days=60):
    return endings.propose(licence, ground=ground, reason="使用费经催告仍未支付", ends_on=today(days), by=by)


def status(licence):
    return Licence.objects.get(pk=licence.pk).status


def test_a_term_that_is_over_ends_the_licence_on_its_last_day(licence):
    Licence.objects.update(starts_on=today(-9), ends_on=today(-1), concluded_at=timezone.now() - timedelta(days=9))
    assert endings.end_portion(by=platform()) == 1
    assert endings.end_portion(by=platform()) == 0
    found = Licence.objects.get()
    assert found.status == Status.ENDED
    assert timezone.localdate(found.ended_at) == today()
    assert found.turns.last().action == "end"


@pytest.mark.parametrize("mode", [Mode.TRANSFER, Mode.CONTRIBUTION])
def test_a_right_that_passed_for_good_is_brought_back_by_no_term(licence, mode):
    Licence.objects.update(mode=mode, starts_on=today(-9), ends_on=today(-1))
    assert endings.end_portion(by=platform()) == 0
    assert endings.end_by_term(licence, by=platform()) == 0  # whoever asks for this very one
    assert status(licence) == Status.CONCLUDED
    assert not licence.endings.exists()


def test_both_agree_and_it_ends_at_once(licence, zhang, sun):
    propose(licence, sun, ground="agreement", days=0)
    endings.agree(licence, by=zhang)
    assert status(licence) == Status.ENDED
    assert licence.dues.get().state == DueState.VOID


def test_agreed_for_a_later_day_it_ends_when_that_day_is_over(licence, zhang, sun, monkeypatch):
    propose(licence, zhang)
    assert endings.agree(licence, by=sun).ends_on == today(60)
    for day, ended in ((today(60), 0), (today(61), 1)):
        monkeypatch.setattr(timezone, "localdate", lambda *_at, day=day: day)
        assert endings.end_portion(by=platform()) == ended
    assert status(licence) == Status.ENDED


def test_silence_until_the_notice_is_over_ends_it(licence, zhang, monkeypatch):
    propose(licence, zhang)
    afterwards = today(61)
    monkeypatch.setattr(timezone, "localdate", lambda *_at: afterwards)
    assert endings.end_portion(by=platform()) == 1
    assert status(licence) == Status.ENDED


def test_who_offers_to_agree_on_today_does_not_end_it_tomorrow_by_the_silence_of_the_other(licence, zhang, monkeypatch):
    propose(licence, zhang, ground="agreement", days=0)
    tomorrow = today(1)
    monkeypatch.setattr(timezone, "localdate", lambda *a: tomorrow)
    assert (endings.end_portion(by=platform()), status(licence)) == (0, Status.CONCLUDED)


def test_an_objection_keeps_it_and_tells_the_office(licence, zhang, sun, li):
    propose(licence, zhang)
    endings.object_to_ending(licence, reason="已按期支付，有回单", by=sun)
    assert status(licence) == Status.CONCLUDED
    assert Notice.objects.filter(user=li.user, sentence__contains="对方不同意").exists()
    assert endings.standing_proposal(licence) is None


def test_who_proposed_may_recall_and_nobody_answers_the_own_notice(licence, zhang, sun):
    propose(licence, zhang)
    with pytest.raises(Refused, match="没有待您答复"):
        endings.agree(licence, by=zhang)
    with pytest.raises(Refused, match="没有可以撤回"):
        endings.recall(licence, by=sun)
    endings.recall(licence, by=zhang)
    with pytest.raises(Refused, match="没有待您答复"):
        endings.agree(licence, by=sun)


@pytest.mark.parametrize(
    ("ground", "days", "reason", "fault"),
    [
        ("breach", 3, "违约", "终止日"),
        ("breach", 9999, "违约", "终止日"),
        ("term", 60, "违约", "终止事由"),
        ("breach", 60, " ", "理由"),
    ],
)
def test_a_notice_without_ground_reason_or_time_is_refused(licence, zhang, ground, days, reason, fault):
    with pytest.raises(Refused, match=fault):
        endings.propose(licence, ground=ground, reason=reason, ends_on=today(days), by=zhang)
    assert not Ending.objects.exists()


def test_the_database_itself_wants_a_reason(licence):
    with pytest.raises(IntegrityError, match="says_why"), transaction.atomic():
        Ending.objects.create(
            licence=licence, stage="proposed", ground="other", ends_on=today(), side="licensor",
            effective_at=timezone.now(),
        )  # fmt: skip


def test_a_stranger_proposes_nothing(licence, wang):
    with pytest.raises(Refused, match="另一方"):
        propose(licence, wang)


def test_after_a_trial_that_is_not_continued_it_ends(zhang, sun):
    licence = taken(zhang, sun, terms=TRIAL)
    decision = licence.dues.first()
    royalties.decide_trial(decision, False, by=sun)
    Due.objects.filter(pk=decision.pk).update(period_to=today(-1))
    assert endings.end_portion(by=platform()) == 1
    assert status(licence) == Status.ENDED
    assert endings.end_portion(by=platform()) == 0


@pytest.mark.requirement("LN-58")
@pytest.mark.parametrize(("silence", "ended", "after"), [("ends", True, "void"), ("continues", False, "open")])
def test_silence_at_the_end_of_a_trial_means_what_was_published(zhang, sun, silence, ended, after):
    licence = taken(zhang, sun, terms=TRIAL | {"silence": silence})
    decision, payment = licence.dues.all()
    Due.objects.filter(pk=decision.pk).update(period_to=today(-1))
    endings.end_portion(by=platform())
    payment.refresh_from_db()
    assert (status(licence) == Status.ENDED, payment.state) == (ended, after)
    assert "试用期满未答复" in decision.decisions.get().note


def test_silence_of_which_nothing_was_published_changes_nothing(zhang, sun):
    licence = taken(zhang, sun, terms=TRIAL)
    Due.objects.filter(kind="decision").update(period_to=today(-1))
    assert endings.end_portion(by=platform()) == 0
    assert status(licence) == Status.CONCLUDED


def test_the_last_patent_gone_ends_it_and_a_package_lives_on_with_the_other(zhang, sun):
    package = taken(zhang, sun, offered_by(zhang), offered_by(zhang))
    first, second = package.patents.all()
    assert lost(first.patent_number, "a") == 0
    assert lost(first.patent_number, "a") == 0
    assert status(package) == Status.CONCLUDED
    assert package.dues.filter(state=DueState.VOID).count() == 1
    assert lost(second.patent_number, "b") == 1
    assert status(package) == Status.ENDED


def test_the_gazette_ends_every_licence_of_an_invalidated_patent_once(zhang, sun, licence):
    number = PatentNumber(licence.patents.get().patent_number)
    event = GazetteEvent(number, EventKind.INVALIDATION_FULL, today(), today(), (), "专利权全部无效", "公报")
    GazetteNotice.of(event).save()
    assert [lost_patents.follow(by=platform()) for _ in range(2)] == [1, 0]
    assert status(licence) == Status.ENDED
    assert "无效" in Turn.objects.get(action="end").reason


def test_an_announcement_that_the_register_has_refuted_since_ends_no_licence(licence):
    """Of another patent, or taken back: the offer goes on by the later word, and so do its licences."""
    number = PatentNumber(licence.patents.get().patent_number)
    event = GazetteEvent(number, EventKind.INVALIDATION_FULL, today(), today(), (), "专利权全部无效", "公报")
    GazetteNotice.of(event).save()
    RegisterRecordFactory(number=number.normal, facts={"status": "in_force"}, fetched_at=timezone.now())
    assert lost_patents.follow(by=platform()) == 0
    assert status(licence) == Status.CONCLUDED


@pytest.mark.requirement("ZJ-70")
def test_the_withdrawal_of_the_offer_ends_no_licence(licence, zhang):
    number = licence.patents.get().record_number
    announce.withdraw(number, by=platform(), ground="transfer", sentence="专利权已转移")
    endings.end_portion(by=platform())
    assert status(licence) == Status.CONCLUDED


def test_it_walks_through_the_pages_and_the_desk(licence, zhang, sun, wang):
    address = reverse("licensing:ending", args=[licence.pk])
    said = {"ground": "agreement", "ends_on": today().isoformat(), "reason": "双方另行合作"}
    shown = client_of(sun).post(f"{address}propose/", said, follow=True).content.decode()
    assert "撤回终止通知" in shown
    assert "endings" in [line.queue.name for line in desk.lines(Tab.TODO, zhang)[:9]]
    shown = client_of(zhang).get(address).content.decode()
    assert "同意终止" in shown
    client_of(zhang).post(f"{address}agree/")
    assert status(licence) == Status.ENDED
    assert "同意终止" not in client_of(zhang).get(address).content.decode().split("经过")[0]
    assert client_of(wang).get(address).status_code == 404


def test_a_notice_without_a_reason_keeps_what_was_typed(licence, sun):
    address = reverse("licensing:ending_act", args=[licence.pk, "propose"])
    shown = client_of(sun).post(address, {"ground": "breach", "ends_on": "2027-06-01", "reason": ""}).content.decode()
    assert "2027-06-01" in shown
    assert not Ending.objects.exists()


def test_the_desk_gives_the_other_side_as_long_as_the_letter_does(licence, zhang, sun, monkeypatch):
    propose(licence, zhang, ground="agreement", days=0)
    tomorrow = today(1)
    monkeypatch.setattr(timezone, "now", lambda now=timezone.now: now() + timedelta(days=1))
    [line] = [line for line in desk.lines(Tab.TODO, sun) if line.queue.name == "endings"]
    until = timezone.localdate(line.task.due_at)
    assert until > tomorrow
    assert not line.overdue
    assert not [line for line in desk.lines(Tab.OVERDUE, sun) if line.queue.name == "endings"]
    assert Notice.objects.filter(user=sun.user, sentence__contains=f"请于{until}前答复").exists()


def test_days_of_notice_stay_as_many_as_were_told_when_the_rule_changes_meanwhile(licence, zhang, monkeypatch):
    propose(licence, zhang, ground="agreement", days=0)
    told = endings.notice_until(licence.province).day
    PolicyValueFactory(key="termination_notice_working_days", raw=1, effective_from=today(1))
    monkeypatch.setattr(timezone, "localdate", lambda *a: told)
    assert (endings.end_portion(by=platform()), status(licence)) == (0, Status.CONCLUDED)
