"""A past that was written set-wise stands as if people had made it with their verbs."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Count, Max
from django.utils import timezone

from audit import seals
from audit.models import Seal
from config.generator import world
from declarations.models import Declaration
from declarations.services.endings import end_expired
from licensing.models import Due, Filing, Licence, LicensedPatent, Receipt, Result
from licensing.services import endings, follow_ups, scheduling
from licensing.workflow import Status
from publication import announce
from publication.choices import ACCEPTING_STATES
from publication.models import Change, FacetCount, NumberCounter, Record
from publication.standing import state_at, version_at
from reporting.loading import load
from reporting.measures import figures
from reporting.periods import Instant, Month
from reporting.recount import recount
from reporting.rollup import roll_up
from tenancy.models import Province, Region
from tenancy.scope import acting
from tests.factories.tenancy import platform

LIAONING = 21
RECOUNT = """
SELECT count(*) FROM (
    (SELECT c.city, d.dimension, d.value, r.state || CASE d.dimension WHEN 'territory' THEN '+' ELSE '' END, count(*)
       FROM publication_record r,
            LATERAL (VALUES (''), (r.city_code)) AS c (city),
            LATERAL (VALUES ('all', ''), ('city', r.city_code), ('patent_type', r.patent_type),
                     ('owner_type', r.owner_type), ('fee_kind', r.fee_kind), ('ipc', r.ipc_section),
                     ('industry', r.industry), ('term_min', r.term_band::text),
                     ('territory', r.reach)) AS d (dimension, value)
      GROUP BY 1, 2, 3, 4)
    EXCEPT (SELECT city, dimension, value, state, n FROM publication_facetcount)
) AS differing
"""


@pytest.fixture(scope="module")
def past(django_db_setup, django_db_blocker):
    """A year of Liaoning, without people who can sign in; made once for all tests, which only look at it."""
    with django_db_blocker.unblock(), transaction.atomic(), acting(province=LIAONING):
        Province.objects.exclude(pk__in=[100, LIAONING]).update(started_on=None)
        world.make(world.Size(declarations=400, seed=3, months=12), tell=lambda done: None)
        yield
        transaction.set_rollback(True)


def test_it_is_as_large_as_asked_and_spread_over_the_months(past):
    assert Declaration.objects.count() == 400
    months = set(Record.objects.dates("published_at", "month"))
    assert len(months) >= 10
    assert {"published", "discarded", "withdrawn"} <= set(Declaration.objects.values_list("status", flat=True))


def test_what_was_recorded_lies_in_the_past_and_some_of_it_was_learned_late(past):
    assert not Change.objects.filter(recorded_at__gt=timezone.now()).exists()
    late = [c for c in Change.objects.all() if c.recorded_at - c.effective_at > timedelta(days=3)]
    assert late


def test_the_feed_runs_in_the_order_in_which_things_were_recorded(past):
    told = list(Change.objects.order_by("id").values_list("recorded_at", flat=True))
    assert told == sorted(told)


def test_the_state_of_each_record_is_the_one_its_history_tells(past):
    now = timezone.now()
    assert [r.number for r in Record.objects.all() if state_at(r, now) != r.state] == []


def test_the_kept_counts_are_those_of_a_recount(past):
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT)
        assert cursor.fetchone()[0] == 0
    assert FacetCount.objects.exists()


def test_the_timetable_finds_nothing_left_to_do(past):
    assert announce.settle(by=platform()) == 0
    assert end_expired(by=platform()) == 0


def test_numbers_run_without_gaps_and_the_counters_know_the_last(past):
    for counter in NumberCounter.objects.filter(series="record"):
        numbers = Record.objects.filter(number__startswith=f"LN{counter.year}").aggregate(
            last=Max("number"), n=Count("id")
        )
        assert int(numbers["last"][6:]) == numbers["n"] == counter.last


def test_the_log_can_be_sealed_and_verified(past):
    while seals.seal(timedelta(0)):
        pass
    assert Seal.objects.exists()
    assert list(seals.breaks()) == []


def test_licences_were_concluded_answered_and_filed_in_every_way(past):
    assert Licence.objects.concluded().count() > 25
    assert {Status.CONFIRMED, Status.DECLINED} <= set(Licence.objects.values_list("status", flat=True))
    assert len(set(LicensedPatent.objects.values_list("fee_kind", flat=True))) >= 5
    assert Filing.objects.filter(stage="filed").exists()


def test_nobody_accepted_what_was_not_on_offer(past):
    for patent in LicensedPatent.objects.select_related("licence", "record"):
        at = patent.licence.accepted_at
        assert state_at(patent.record, at) in ACCEPTING_STATES
        assert version_at(patent.record, at).number == patent.version
        assert patent.term_from <= patent.licence.starts_on <= patent.licence.ends_on <= patent.term_to


def test_each_licence_stands_where_its_last_step_left_it(past):
    for licence in Licence.objects.prefetch_related("turns"):
        assert list(licence.turns.all())[-1].status == licence.status
        assert licence.number.startswith("LN-XK-")


def test_what_followed_the_licences_leaves_the_timetable_nothing_to_make_up_for(past):
    assert scheduling.schedule_portion(by=platform()) == 0
    assert follow_ups.plan_portion(by=platform()) == 0
    assert endings.end_portion(by=platform()) == 0
    assert {"settled", "open"} <= set(Due.objects.values_list("state", flat=True))
    assert Receipt.objects.exists()
    assert Result.objects.filter(used=True).exists()


def test_measures_and_recount_agree_for_every_office_and_month(past):
    this = Month.of(timezone.now())
    for back in range(0, 13, 4):
        for known_at in (None, this.shifted(1 - back).starts + timedelta(days=4)):
            instant = Instant.end_of(this.shifted(-back), known_at)
            facts = load(LIAONING, instant)
            units = Region.objects.filter(province=LIAONING, level__in=("province", "city"))
            rolled = roll_up(LIAONING, [unit.path for unit in units], instant)
            for unit in units:
                apart = recount(LIAONING, unit.path, instant)
                told = figures(facts.under(unit.path))
                assert {key: told[key] for key in apart} == apart, (unit, instant)
                assert rolled[unit.path] == told, (unit, instant)
