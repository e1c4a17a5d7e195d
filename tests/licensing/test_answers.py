"""The owner answers within the clock; silence goes to the city; nobody declines without a ground."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from licensing import ledger, pages
from licensing.models import Licence, Turn
from licensing.services import acceptance, answers
from licensing.workflow import STEPS, Action, Side, Status, open_to, why_not
from outbox.models import Job, Notice
from publication import announce
from tenancy.refusals import Refused
from tests.cast import DALIAN, region
from tests.factories.licensing import acceptance_of
from tests.factories.tenancy import platform
from tests.licensing.conftest import offered_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_from_outside(zhang, sun):
    record = offered_by(zhang, territory="沈阳市")
    return acceptance.accept(acceptance_of(record, use_region=region(DALIAN), use_place="大连市"), by=sun)


def overdue(licence):
    Licence.objects.filter(pk=licence.pk).update(answer_by=timezone.localdate() - timedelta(days=1))
    return licence


def test_the_owner_confirms(licence, zhang):
    assert answers.confirm(licence, by=zhang).status == Status.CONFIRMED


def test_a_request_becomes_a_licence_when_the_owner_agrees(request_from_outside, zhang):
    licence = answers.confirm(request_from_outside, by=zhang)
    assert licence.concluded_at == licence.answered_at


def test_no_request_is_agreed_to_while_the_registers_speak_against_the_patent(request_from_outside, licence, zhang):
    numbers = [one.patents.get().record_number for one in (request_from_outside, licence)]
    for number in numbers:
        announce.suspend(number, by=platform(), ground="gazette", sentence="专利权被宣告全部无效，声明中止")
    with pytest.raises(Refused, match="因法律状态待核实已中止"):
        answers.confirm(request_from_outside, by=zhang)
    assert answers.confirm(licence, by=zhang).status == Status.CONFIRMED  # it was concluded before
    announce.resume(numbers[0], by=platform(), sentence="决定已撤销，声明恢复")
    assert answers.confirm(request_from_outside, by=zhang).concluded_at


@pytest.mark.requirement("CN-40", "LN-59")
def test_inside_the_region_the_owner_may_not_decline(licence, zhang):
    with pytest.raises(Refused, match="不能谢绝请求"):
        answers.decline(licence, by=zhang, ground="other", reason="不想许可")
    assert Action.DECLINE not in open_to(licence.sides_of(zhang), licence.status)


@pytest.mark.requirement("CN-40", "F063")
def test_outside_the_region_the_owner_may_decline_on_a_ground(request_from_outside, zhang):
    assert answers.decline(request_from_outside, by=zhang, ground="place", reason="地域不符").status == Status.DECLINED


@pytest.mark.requirement("LN-59", "F062")
@pytest.mark.parametrize(("ground", "reason"), [("", "不想许可"), ("other", " "), ("none of the list", "不想许可")])
def test_no_refusal_without_a_stated_ground(request_from_outside, zhang, ground, reason):
    with pytest.raises(Refused, match="理由"):
        answers.decline(request_from_outside, by=zhang, ground=ground, reason=reason)


def test_the_database_itself_refuses_a_refusal_without_a_ground(request_from_outside):
    with pytest.raises(IntegrityError, match="ground"), transaction.atomic():
        Turn.objects.create(
            licence=request_from_outside, action="decline", status="declined", effective_at=timezone.now()
        )


@pytest.mark.requirement("LN-59", "F062")
def test_silence_goes_to_the_city_and_is_counted_once(licence, li, zhang):
    for _ in range(2):
        answers.escalate(overdue(licence), by=platform())
    assert Turn.objects.filter(action=Action.ESCALATE).count() == 1
    assert Notice.objects.filter(user=li.user).count() == 1
    assert Licence.objects.visible_to(li).filter(escalated_at__isnull=False).exists()


def test_the_silence_is_read_when_the_day_is_over_on_every_clock(licence):
    job = Job.objects.get(kind=acceptance.ESCALATE)
    behind = job.due_at - timedelta(minutes=2)  # a worker whose clock is two minutes behind that of the database
    assert timezone.localdate(behind) == licence.answer_by + timedelta(days=1)


def test_an_answer_in_time_is_not_escalated(licence, zhang):
    answers.confirm(licence, by=zhang)
    assert answers.escalate(overdue(licence), by=platform()).escalated_at is None


def test_before_the_day_is_over_nothing_is_escalated(licence):
    assert answers.escalate(licence, by=platform()).escalated_at is None


def test_the_city_decides_on_an_objection(licence, zhang, li):
    answers.object_to(licence, by=zhang, ground="terms", reason="使用范围与公布的不一致")
    licence = answers.dismiss(licence, by=li, reason="与公布条件一致")
    assert (licence.status, licence.answered_at) == (Status.CONCLUDED, None)
    answers.object_to(licence, by=zhang, ground="right", reason="专利权已宣告无效")
    licence = answers.uphold(licence, by=li, reason="已核实")
    assert licence.status == Status.DECLINED
    assert {"term": "达成时间", "value": "未达成"} in pages.facts_of(licence)
    assert ledger.cells(ledger.rows_for(li, Q(pk=licence.pk)).get())[9] == "—"


def test_another_city_neither_sees_nor_decides(licence, zhang, wang):
    answers.object_to(licence, by=zhang, ground="right", reason="专利权已转移")
    assert not Licence.objects.visible_to(wang).exists()
    with pytest.raises(Refused):
        answers.uphold(licence, by=wang, reason="已核实")


def test_the_licensee_may_take_back_a_request_but_not_a_licence(request_from_outside, licence, sun):
    assert answers.cancel(request_from_outside, by=sun).status == Status.CANCELLED
    with pytest.raises(Refused):
        answers.cancel(licence, by=sun)


def test_a_stranger_sees_no_licence(licence, chen):
    assert not Licence.objects.visible_to(chen).exists()


@pytest.mark.parametrize("action", STEPS)
@pytest.mark.parametrize("status", Status)
def test_whoever_is_not_in_the_table_is_refused(action, status):
    for side in Side:
        allowed = STEPS[action].side == side and status in STEPS[action].start
        assert (why_not({side}, action, status) is None) == allowed
