"""Where the texts leave the counting open, the province's policy decides (G6 to G8), and both counts follow it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reporting.checks import Evidence, examine
from reporting.facts import Counting, Facts
from reporting.loading import load
from reporting.measures import MEASURES, figures
from reporting.periods import Instant
from reporting.recount import recount
from reporting.rollup import roll_up
from reporting.tables import projects, statistics
from tests.cast import LIAONING
from tests.factories.licensing import LicenceFactory, member_of
from tests.factories.policy import PolicyValueFactory
from tests.factories.publication import FREE, PushFactory, RecordFactory
from tests.factories.reporting import ConcludedFactory, OpeningFactory, ReachedFactory
from tests.factories.tenancy import OrganisationFactory
from tests.reporting.test_checks import FRAME, GUANGSHAN

LATER = timedelta(days=2)


def count(key, counting, **rows):
    return MEASURES[key].of(Facts(counting=counting, **rows))


@pytest.mark.parametrize(("rule", "benefited"), [("delivered", 3), ("opened", 2), ("accepted", 1)])
def test_an_enterprise_benefits_when_what_the_policy_asks_for_has_happened(rule, benefited):
    reached = (ReachedFactory(), ReachedFactory(opened=True), ReachedFactory(opened=True, accepted=True))
    assert count("smes_benefited", Counting(sme=rule), reached=reached) == benefited


@pytest.mark.parametrize("rule", ["delivered", "opened", "accepted"])
def test_the_stricter_readings_stand_beside_whatever_the_policy_asks_for(rule):
    reached = (ReachedFactory(), ReachedFactory(opened=True), ReachedFactory(opened=True, accepted=True))
    found = figures(Facts(counting=Counting(sme=rule), reached=reached))
    assert (found["smes_opened"], found["smes_accepted"]) == (2, 1)


@pytest.mark.parametrize(("rule", "opened"), [(True, 3), (False, 2)])
def test_a_withdrawn_patent_stays_or_leaves_the_count_and_an_expired_one_stays(rule, opened):
    openings = (OpeningFactory(), OpeningFactory(in_force=False), OpeningFactory(in_force=False, is_withdrawn=True))
    assert count("patents_opened", Counting(withdrawn=rule), openings=openings) == opened


@pytest.mark.requirement("A5")
@pytest.mark.parametrize(
    ("rule", "unit", "counted"), [("contracts", "份", 2), ("patents", "件", 3), ("pairs", "件次", 4)]
)
def test_licences_are_contracts_patents_or_pairs_each_with_its_unit(rule, unit, counted):
    licences = (ConcludedFactory(patent_numbers=("A", "B", "C")), ConcludedFactory(patent_numbers=("A",)))
    counting = Counting(licences=rule)
    assert count("licences", counting, licences=licences) == counted
    assert MEASURES["licences"].under(counting).unit == unit


@pytest.mark.parametrize("rule", ["contracts", "patents", "pairs"])
def test_the_tables_agree_with_each_other_under_each_rule(rule):
    free = {"is_free": True, "amount": 0, "fee_kinds": ("free",)}
    first, second = "201810012345.0", "201810012346.5"
    licences = (ConcludedFactory(patent_numbers=(first, second)), ConcludedFactory(patent_numbers=(first,), **free))
    facts = Facts(licences=licences, counting=Counting(licences=rule))
    told = Evidence(statistics("xy-annex1", FRAME, facts, []), projects(FRAME, facts), facts, recount=figures(facts))
    assert [finding for _rule, found in examine(told) for finding in found] == []
    assert GUANGSHAN.path


@pytest.fixture
def busy(liaoning):
    """A withdrawn patent, three pushes of which one was opened and taken, a package and a free licence."""
    RecordFactory(withdrawn=True)
    record, now = RecordFactory(), timezone.now()
    taker = OrganisationFactory()
    PushFactory(record=record, delivered_at=now)
    PushFactory(record=record, delivered_at=now, opened_at=now, recipient_code=taker.credit_code)
    LicenceFactory(records=[record], by=member_of(taker))
    LicenceFactory(records=[record, RecordFactory()])
    LicenceFactory(records=[RecordFactory(terms=FREE)])


@pytest.mark.parametrize(
    ("key", "value", "figure", "expected"),
    [
        ("sme_counted", "delivered", "smes_benefited", 2),
        ("sme_counted", "opened", "smes_benefited", 1),
        ("sme_counted", "accepted", "smes_benefited", 1),
        ("sme_counted", "delivered", "smes_opened", 1),
        ("sme_counted", "delivered", "smes_accepted", 1),
        ("withdrawn_counted", False, "patents_opened", 3),
        ("withdrawn_counted", True, "patents_opened", 4),
        ("licences_counted", "contracts", "licences", 3),
        ("licences_counted", "patents", "licences", 3),
        ("licences_counted", "pairs", "licences", 4),
        ("licences_counted", "pairs", "licences_paid", 3),
    ],
)
def test_a_rule_of_the_province_moves_the_figure_and_the_recount_alike(busy, key, value, figure, expected):
    PolicyValueFactory(key=key, raw=value)
    instant = Instant(timezone.now() + LATER)
    facts = load(LIAONING, instant)
    assert MEASURES[figure].of(facts) == len(MEASURES[figure].rows(facts)) == expected
    apart = recount(LIAONING, "100000.", instant)
    assert {name: value for name, value in figures(facts).items() if name in apart} == apart
    assert roll_up(LIAONING, ["100000."], instant) == {"100000.": figures(facts)}
