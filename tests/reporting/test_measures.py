"""One definition for each figure; each counting rule with its clause."""

from datetime import timedelta
from decimal import Decimal

import pytest

from reporting.facts import Facts
from reporting.measures import MEASURES, figures
from tenancy.models.organisations import OwnerType, SizeClass
from tests.factories.reporting import (
    COUNTY,
    MARCH,
    AchievedFactory,
    ConcludedFactory,
    OpeningFactory,
    ParticipantFactory,
    ReachedFactory,
    ShownFactory,
)


def count(key, **rows):
    return MEASURES[key].of(Facts(**{name: tuple(group) for name, group in rows.items()}))


@pytest.mark.requirement("XY-40")
def test_an_owner_with_thirty_patents_counts_once():
    owner = [ParticipantFactory(identity="12410000123456789A") for _ in range(30)]
    assert count("owners_university_institute", participants=owner) == 1


def test_universities_and_institutes_stand_apart_from_enterprises():
    kinds = [OwnerType.UNIVERSITY, OwnerType.INSTITUTE, OwnerType.STATE_ENTERPRISE, OwnerType.PRIVATE_ENTERPRISE]
    owners = [ParticipantFactory(owner_type=kind) for kind in [*kinds, OwnerType.INDIVIDUAL]]
    assert count("owners_university_institute", participants=owners) == 2
    assert count("owners_enterprise", participants=owners) == 2
    assert count("bodies", participants=owners) == 3


def test_an_institute_that_became_an_enterprise_counts_as_what_it_is():
    before = ParticipantFactory(identity="A", owner_type=OwnerType.INSTITUTE)
    after = ParticipantFactory(identity="A", owner_type=OwnerType.STATE_ENTERPRISE, since=MARCH + timedelta(days=1))
    assert count("owners_university_institute", participants=[after, before]) == 0
    assert count("owners_enterprise", participants=[after, before]) == 1


def test_a_patent_that_was_withdrawn_stays_opened_and_is_not_in_force():
    openings = [OpeningFactory(), OpeningFactory(in_force=False)]
    assert count("patents_opened", openings=openings) == 2
    assert count("patents_in_force", openings=openings) == 1


def test_a_patent_published_again_counts_once_and_is_in_force_if_any_record_is():
    openings = [OpeningFactory(patent_number="A", in_force=False), OpeningFactory(patent_number="A")]
    assert count("patents_opened", openings=openings) == 1
    assert count("patents_in_force", openings=openings) == 1


def test_an_enterprise_reached_twice_benefits_once_and_a_large_one_does_not_count():
    reached = [ReachedFactory(credit_code="A"), ReachedFactory(credit_code="A"), ReachedFactory(size=SizeClass.LARGE)]
    assert count("smes_benefited", reached=reached) == 1


@pytest.mark.requirement("XY-52")
def test_a_package_of_three_is_one_contract_three_patents_and_three_implementations():
    package = [ConcludedFactory(patent_numbers=("A", "B", "C"))]
    assert count("licences", licences=package) == 1
    assert count("patents_implemented", licences=package) == 3
    assert count("implementations", licences=package) == 3


def test_a_patent_licensed_to_four_adds_four_implementations_and_one_patent():
    licences = [ConcludedFactory(patent_numbers=("A",)) for _ in range(4)]
    assert count("implementations", licences=licences) == 4
    assert count("patents_implemented", licences=licences) == 1


def test_the_amount_is_the_sum_of_what_annex_2_prints():
    amounts = [Decimal("10000.4"), Decimal("10000.4"), Decimal(0)]
    licences = [ConcludedFactory(amount=amount) for amount in amounts]
    assert count("paid_amount", licences=licences) == Decimal("2.0000")


@pytest.mark.requirement("XY-42")
def test_several_platforms_are_joined_in_their_order():
    shown = [ShownFactory(name="甲", url="https://a.cn/"), ShownFactory(name="乙", url="https://b.cn/")]
    assert count("platform_names", channels=[*shown, ShownFactory(name="甲", url="https://a.cn/")]) == "甲、乙"
    assert count("platform_urls", channels=shown) == "https://a.cn/\nhttps://b.cn/"


@pytest.mark.requirement("XY-43")
def test_an_address_that_two_platforms_share_is_told_once():
    shown = [ShownFactory(name="甲", url="https://a.cn/"), ShownFactory(name="乙", url="https://a.cn/")]
    assert count("platform_names", channels=shown) == "甲、乙"
    assert count("platform_urls", channels=shown) == "https://a.cn/"


def test_a_silent_place_has_zeros_and_no_platform():
    silent = figures(Facts())
    assert {value for key, value in silent.items() if not key.startswith("platform")} == {0}
    assert silent["platform_names"] == ""


def test_rows_of_a_place_are_those_of_its_subtree():
    facts = Facts(openings=(OpeningFactory(), OpeningFactory(region_path="100000.410000.410100.")))
    assert len(facts.under(COUNTY).openings) == 1
    assert len(facts.under("100000.410000.").openings) == 2
    assert facts.outside(["100000.410000."]).are_empty
    assert len(facts.outside([COUNTY]).openings) == 1


@pytest.mark.parametrize(
    "measure", [m for m in MEASURES.values() if m.unit not in ("", "万元", "人")], ids=lambda m: m.key
)
def test_each_number_is_the_number_of_its_rows(measure):
    facts = Facts(
        openings=(OpeningFactory(), OpeningFactory(in_force=False)),
        participants=(ParticipantFactory(), ParticipantFactory(owner_type=OwnerType.STATE_ENTERPRISE)),
        reached=(ReachedFactory(opened=True, accepted=True),),
        licences=(ConcludedFactory(), ConcludedFactory(is_free=True, amount=Decimal(0))),
        results=(AchievedFactory(), AchievedFactory(used=False, sales=None)),
    )
    assert measure.of(facts) == len(measure.rows(facts)) > 0
    assert measure.words
    assert measure.clause
