"""Both sides are asked what came of the licence, by the province's interval; the late are in sight (LN-55, CN-35)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from config import desk
from config.desk import Tab
from licensing.models import FollowUp, Licence, Result
from licensing.services import acceptance, follow_ups, scheduling
from licensing.services.follow_ups import Told
from outbox.models import Notice
from tenancy.policy.workdays import corresponding_day
from tenancy.refusals import Refused
from tests.cast import client_of
from tests.factories.licensing import FollowUpFactory, a_voucher, acceptance_of, ended_yesterday
from tests.factories.tenancy import platform
from tests.licensing.conftest import offered_by

pytestmark = pytest.mark.django_db
USED = Told(used=True, sales=Decimal("1200000"), output_value=Decimal("1500000"), jobs=12)


@pytest.fixture
def follow_up(zhang, sun):
    licence = acceptance.accept(acceptance_of(offered_by(zhang)), by=sun)
    scheduling.schedule(licence, by=platform())
    follow_ups.plan_portion(by=platform())
    return licence.follow_ups.get()


@pytest.fixture
def over(follow_up):
    return ended_yesterday(follow_up)


@pytest.mark.requirement("LN-55")
def test_each_licence_gets_a_task_by_the_interval_of_its_province(follow_up):
    today = timezone.localdate()
    assert follow_up.period_from == today
    assert follow_up.period_to == corresponding_day(today, 6) - timedelta(days=1)
    assert follow_up.due_on >= follow_up.period_to + timedelta(days=30)
    assert follow_ups.plan_portion(by=platform()) == 0


def test_when_an_interval_is_over_the_next_one_opens(follow_up):
    begun = timezone.now() - timedelta(days=190)
    Licence.objects.update(concluded_at=begun)
    ended_yesterday(follow_up)
    assert follow_ups.plan_portion(by=platform()) == 1
    assert [each.number for each in FollowUp.objects.all()] == [1, 2]


@pytest.mark.requirement("LN-55")
def test_both_sides_are_asked_once_and_the_late_are_told_to_the_city(over, zhang, sun, li):
    for _ in range(2):
        follow_ups.ask_portion(by=platform())
    for side in (zhang, sun):
        assert Notice.objects.filter(user=side.user, sentence__contains="请填报").count() == 1
    FollowUp.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    for _ in range(2):
        follow_ups.ask_portion(by=platform())
    assert Notice.objects.filter(user=li.user, sentence__contains="尚未填报").count() == 1


@pytest.mark.requirement("F073")
def test_what_is_told_is_kept_with_its_proof_and_two_times(over, sun):
    told = follow_ups.tell(over, USED, by=sun, voucher=a_voucher())
    over.refresh_from_db()
    assert over.answered_at
    assert timezone.localdate(told.effective_at) == over.period_to
    assert told.recorded_at > told.effective_at
    assert told.evidence
    assert Event.objects.get(verb="licence.result").payload["sales"] == "1200000"


def test_the_owner_tells_beside_the_licensee_and_does_not_answer_for_them(over, zhang):
    follow_ups.tell(over, Told(used=True, sales=Decimal(0), fee_paid=Decimal("50000")), by=zhang)
    over.refresh_from_db()
    assert (over.answered_at, over.owner_at is not None) == (None, True)


def test_the_office_may_tell_what_it_heard_by_telephone(over, li):
    follow_ups.tell(over, USED, by=li, note="电话了解")
    assert Result.objects.get().side == "office"


@pytest.mark.parametrize(
    ("told", "note", "fault"),
    [
        (Told(used=True), "", "至少填写"),
        (Told(used=False), " ", "写明原因"),
        (Told(used=False, sales=Decimal(5)), "试产", "选择“已实施”"),
        (Told(used=True, output_quantity=Decimal(5)), "", "产量单位"),
        (Told(used=True, sales=Decimal(-1)), "", "负数"),
    ],
)
def test_what_does_not_fit_together_is_named(over, sun, told, note, fault):
    with pytest.raises(Refused, match=fault):
        follow_ups.tell(over, told, by=sun, note=note)
    assert not Result.objects.exists()


def test_an_interval_that_runs_still_cannot_be_told(follow_up, sun):
    with pytest.raises(Refused, match="届满后"):
        follow_ups.tell(follow_up, USED, by=sun)


def test_a_stranger_tells_nothing(over, wang):
    with pytest.raises(Refused, match="另一方"):
        follow_ups.tell(over, USED, by=wang)


@pytest.mark.requirement("LN-55", "CN-35", "F073")
def test_it_is_told_on_the_page_and_the_late_are_listed(over, sun, li, wang):
    FollowUp.objects.update(due_on=timezone.localdate() - timedelta(days=2))
    listed = client_of(li).get(reverse("licensing:follow_ups")).content.decode()
    assert "超期2天" in listed
    assert "没有这样的跟踪期" in client_of(wang).get(reverse("licensing:follow_ups")).content.decode()
    address = reverse("licensing:follow_up", args=[over.licence_id])
    said = {"period": over.pk, "used": "1", "sales": "1200000", "jobs": "12", "note": ""}
    shown = client_of(sun).post(address, said, follow=True).content.decode()
    assert "1200000" in shown
    assert "没有这样的跟踪期" in client_of(li).get(reverse("licensing:follow_ups")).content.decode()
    assert client_of(wang).get(address).status_code == 404


def test_it_lies_on_the_desks_of_both_sides_and_late_on_the_citys(over, zhang, sun, li):
    for side in (zhang, sun):
        assert "follow-ups" in [line.queue.name for line in desk.lines(Tab.TODO, side)[:9]]
    FollowUp.objects.update(due_on=timezone.localdate() - timedelta(days=2))
    assert "late-follow-ups" in [line.queue.name for line in desk.lines(Tab.OVERDUE, li)[:9]]
    follow_ups.tell(over, USED, by=sun)
    assert "late-follow-ups" not in [line.queue.name for line in desk.lines(Tab.TODO, li)[:9]]


def test_the_list_asks_the_same_number_of_questions_for_any_length(zhao, django_assert_max_num_queries):
    for _ in range(4):
        FollowUpFactory()
    browser = client_of(zhao)
    browser.get(reverse("licensing:follow_ups") + "?show=all")
    with django_assert_max_num_queries(24):
        browser.get(reverse("licensing:follow_ups") + "?show=all")
