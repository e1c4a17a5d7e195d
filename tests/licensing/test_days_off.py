"""The holidays of a year are announced when days that fall on them have been worked out long since (A7)."""

from datetime import date

import pytest
from django.utils import timezone

from licensing.models import Due, FollowUp, Licence
from licensing.services import acceptance, days_off, follow_ups, scheduling
from outbox.models import Notice
from outbox.queue import enqueue
from tests.factories.licensing import TRIAL, acceptance_of
from tests.factories.policy import WorkdayOverrideFactory
from tests.factories.tenancy import platform
from tests.licensing.conftest import offered_by, work
from tests.publication.test_terms import EXAMPLES

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY, WEDNESDAY = (date(2090, 1, day) for day in (2, 3, 4))


def taken(zhang, sun, terms):
    licence = acceptance.accept(acceptance_of(offered_by(zhang, terms=terms)), by=sun)
    scheduling.schedule(licence, by=platform())
    follow_ups.plan_portion(by=platform())
    return licence


def announce_days_off(*days):
    for day in days:
        WorkdayOverrideFactory(day=day)


@pytest.fixture
def owing(zhang, sun):
    licence = taken(zhang, sun, EXAMPLES["lump_sum"])
    Due.objects.update(due_on=MONDAY)
    FollowUp.objects.update(due_on=MONDAY)
    Licence.objects.update(formalities_by=MONDAY)
    announce_days_off(MONDAY, TUESDAY)
    return licence


def test_a_last_day_that_became_a_day_off_moves_on_and_says_so(owing):
    enqueue(scheduling.SCHEDULE, key="clock", by=platform())
    work(scheduling.SCHEDULE)
    for row in (Due.objects.get(), FollowUp.objects.get()):
        assert row.due_on == WEDNESDAY
        assert "2090-01-02经公布为休假日，顺延至2090-01-04" in row.rule
    assert Licence.objects.get().formalities_by == WEDNESDAY
    assert days_off.move_on(by=platform()) == 0


def test_whoever_was_told_the_day_hears_of_the_later_one_once(owing, zhang, sun):
    days_off.move_on(by=platform())
    assert not Notice.objects.filter(sentence__contains="顺延至").exists()
    Due.objects.update(due_on=MONDAY, announced_at=timezone.now())
    days_off.move_on(by=platform())
    for side in (zhang, sun):
        assert Notice.objects.filter(user=side.user, sentence__contains="顺延至2090-01-04").count() == 1


@pytest.mark.parametrize(
    ("terms", "number", "day"),
    [(TRIAL, 0, MONDAY), (EXAMPLES["staged_free"], 0, MONDAY), (EXAMPLES["instalments"], 1, date(2092, 12, 31))],
)
def test_a_day_that_is_no_period_stays(zhang, sun, terms, number, day):
    """The answer before the end of a trial, the day from which it costs, the end of a year of account."""
    due = taken(zhang, sun, terms).dues.all()[number]
    opens_on = due.opens_on and day.replace(day=1)
    Due.objects.filter(pk=due.pk).update(due_on=day, opens_on=opens_on)
    announce_days_off(day)
    days_off.move_on(by=platform())
    assert Due.objects.get(pk=due.pk).due_on == day
