"""What licences brought, as figures: told intervals and received sums, each with as many rows as it says (LN-55)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from licensing.models import Licence
from licensing.services import answers, follow_ups
from licensing.services.follow_ups import Told
from reporting import kept
from reporting.boards.facts import load_board
from reporting.evidence import line_of
from reporting.loading import load
from reporting.measures import MEASURES, figures
from reporting.periods import Instant, Month
from reporting.recount import recount
from reporting.rollup import roll_up
from tenancy.roles import Role
from tests.cast import LIAONING, region
from tests.factories.licensing import FollowUpFactory, ReceiptFactory, ResultFactory, owner
from tests.factories.reporting import officer, settled
from tests.factories.tenancy import platform

pytestmark = pytest.mark.django_db
LAST = Month.of(timezone.now()).previous()


def facts(**known):
    return load(LIAONING, Instant(timezone.now() + timedelta(seconds=1), **known))


@pytest.mark.requirement("LN-55")
def test_answers_feed_the_statistics(liaoning):
    ResultFactory(told=Told(used=True, sales=Decimal("1000000"), output_value=Decimal("1500000"), jobs=5))
    ResultFactory(told=Told(used=True, sales=Decimal(0)))
    told = figures(facts())
    assert (told["sales"], told["output_value"], told["jobs"]) == (100, 150, 5)
    assert told["patents_used"] == 2


def test_told_again_the_later_word_counts_and_the_earlier_time_still_knows_the_earlier(liaoning):
    first = ResultFactory(told=Told(used=True, sales=Decimal(10000)))
    known = first.recorded_at
    follow_ups.tell(first.follow_up, Told(used=True, sales=Decimal(30000)), by=platform())
    assert figures(facts())["sales"] == 3
    assert figures(facts(known_at=known))["sales"] == 1


def test_received_fees_are_those_that_the_owner_confirmed(liaoning):
    receipt = ReceiptFactory()
    assert figures(facts())["fees_received"] == receipt.amount / 10000


def test_each_figure_opens_as_many_rows_as_it_says(liaoning):
    ResultFactory()
    ReceiptFactory()
    for key in ("patents_used", "sales", "jobs", "fees_received"):
        rows = MEASURES[key].rows(facts())
        assert len(rows) == 1, key
        assert line_of(rows[0])[4].startswith("/licences/")


def test_a_task_that_nobody_answered_counts_nothing(liaoning):
    FollowUpFactory(over=True)
    assert figures(facts())["patents_used"] == 0


def test_what_was_told_of_a_licence_that_fell_through_is_counted_no_more(liaoning):
    """Else more patents are used than licensed; what was told upwards before is still what it was."""
    ResultFactory()
    result = ResultFactory()
    licence, known, whole = result.follow_up.licence, settled(), region("210000").path
    answers.object_to(licence, by=owner(), ground="right", reason="专利权已转移")
    answers.uphold(licence, by=officer(licence.region, Role.CITY_OFFICER), reason="查明属实")
    assert figures(facts(known_at=known))["patents_used"] == 2
    for now, used in ((known, 2), (settled(), 1)):
        instant = Instant(timezone.now() + timedelta(seconds=1), now)
        told = figures(load(LIAONING, instant).under(whole))
        assert (told["patents_used"], told["sales"], told["patents_implemented"]) == (used, used * 100, used)
        assert roll_up(LIAONING, [whole], instant)[whole] == told
        assert kept.figures_at(LIAONING, LAST, instant)[whole] == told
        apart = recount(LIAONING, whole, instant)
        assert {key: told[key] for key in apart} == apart
        assert len(load_board(LIAONING, instant).benefited) == used


def test_fees_of_a_licence_that_fell_through_are_received_no_more(liaoning):
    """They go back to who paid; what was told upwards before is still what it was."""
    kept_one, gone = ReceiptFactory(), ReceiptFactory()
    licence, known, whole = gone.payment.due.licence, settled(), region("210000").path
    kept.figures_at(LIAONING, LAST, Instant(timezone.now() + timedelta(seconds=1), known))
    Licence.objects.filter(pk=licence.pk).update(status="concluded")
    licence.refresh_from_db()
    answers.object_to(licence, by=owner(), ground="right", reason="专利权已转移")
    answers.uphold(licence, by=officer(licence.region, Role.CITY_OFFICER), reason="查明属实")
    for now, sums in ((known, kept_one.amount + gone.amount), (settled(), kept_one.amount)):
        instant = Instant(timezone.now() + timedelta(seconds=1), now)
        told = figures(load(LIAONING, instant).under(whole))
        assert told["fees_received"] == sums / 10000
        assert roll_up(LIAONING, [whole], instant)[whole] == told
        assert kept.figures_at(LIAONING, LAST, instant)[whole] == told
        apart = recount(LIAONING, whole, instant)
        assert {key: told[key] for key in apart} == apart
