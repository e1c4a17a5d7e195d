"""What holds where and when, and where it comes from."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenancy.models import PolicyValue, Province, Region
from tenancy.models.policy import DocumentStatus
from tenancy.policy import policy_of
from tenancy.policy.ledger import reading_once, writing

NATION, LN, HA, HB, ZJ = 100, 21, 41, 42, 33
pytestmark = pytest.mark.django_db


@pytest.mark.requirement("CN-17")
def test_two_provinces_behave_differently_by_data_alone():
    assert policy_of(LN).min_term_months == 12
    assert policy_of(HB).min_term_months is None


def test_the_report_for_utility_models_is_required_in_liaoning_and_on_request_elsewhere():
    assert policy_of(LN).evaluation_report == "required"
    assert policy_of(HB).evaluation_report == "on_request"


@pytest.mark.requirement("HB-01")
def test_each_value_says_whether_it_is_own_or_from_448():
    territory, checks = policy_of(HB).explain("territory_required"), policy_of(HB).explain("checks")
    assert (territory.origin, territory.document.title) == ("own", "湖北省专利开放许可试点实施方案")
    assert (checks.origin, checks.level.name, checks.number) == ("inherited", "全国", "国知办函运字〔2022〕448号")


@pytest.mark.requirement("LN-01")
def test_a_rule_names_document_number_date_clause_and_words():
    rule = policy_of(LN).explain("min_term_months")
    assert rule.citation == "辽知办字〔2022〕4号 四（一）1"
    assert rule.document.issued_on == date(2022, 7, 15)
    assert rule.row.quote == "专利开放许可期限不少于1年。"
    assert rule.lines == ["12个月"]


@pytest.mark.requirement("XY-04")
def test_a_city_rule_shows_its_chain_up_to_the_nation():
    xinyang = Region.objects.get(code="411500")
    rule = policy_of(HA, region=xinyang).explain("channels")
    assert [part.level.name for part in (rule, *rule.chain)] == ["信阳市", "河南省"]
    filing = policy_of(HA, region=xinyang).explain("filing_levels")
    assert [part.level.name for part in (filing, *filing.chain)] == ["信阳市", "全国"]
    assert policy_of(HA).intention_intake is False
    assert policy_of(HA, region=xinyang).intention_intake is True


@pytest.mark.requirement("ZJ-01")
def test_rules_of_a_draft_are_shown_as_draft():
    assert policy_of(ZJ).is_draft
    assert policy_of(ZJ).explain("withdrawal_notice_working_days").status == DocumentStatus.DRAFT
    assert not policy_of(LN).is_draft


@pytest.mark.requirement("ZJ-75")
def test_before_a_document_applies_its_parameters_are_inactive():
    before, after = policy_of(ZJ, at=date(2022, 12, 31)), policy_of(ZJ, at=date(2023, 1, 1))
    assert (before.withdrawal_notice_working_days, after.withdrawal_notice_working_days) == (0, 7)
    assert (before.scheme_name, after.scheme_name) == ("专利开放许可（试点）", "专利公开实施")


@pytest.mark.requirement("CN-59")
def test_a_change_from_a_date_leaves_the_past_as_it_was():
    PolicyValue.objects.create(
        province_id=LN,
        key="min_term_months",
        value=24,
        document="ln/plan",
        clause="二版",
        effective_from=date(2024, 1, 1),
    )
    assert policy_of(LN, at=date(2023, 12, 31)).min_term_months == 12
    assert policy_of(LN, at=datetime(2024, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))).min_term_months == 24


def test_what_was_recorded_later_is_left_out_when_asked_as_known_then():
    before = PolicyValue.objects.get(province_id=LN, key="min_term_months").recorded_at
    known = policy_of(LN, known_at=before.replace(year=before.year - 1))
    assert known.min_term_months is None


def test_an_ended_value_gives_way_to_the_level_above():
    PolicyValue.objects.create(
        province_id=HB,
        key="fee_high_factor",
        value="3",
        effective_from=date(2023, 1, 1),
        effective_to=date(2023, 6, 30),
    )
    assert policy_of(HB, at=date(2023, 6, 30)).fee_high_factor == Decimal(3)
    assert policy_of(HB, at=date(2023, 7, 1)).fee_high_factor == Decimal(5)


def test_a_province_can_return_to_what_the_nation_says():
    PolicyValue.objects.create(province_id=LN, key="evaluation_report", inherits=True, effective_from=date(2024, 1, 1))
    assert policy_of(LN, at=date(2024, 1, 1)).explain("evaluation_report").origin == "inherited"


def test_a_value_cannot_be_set_in_passing():
    with pytest.raises(AttributeError):
        policy_of(LN).min_term_months = 1


def test_a_change_is_seen_by_the_next_reader():
    assert policy_of(HB).min_term_months is None
    PolicyValue.objects.create(province_id=HB, key="min_term_months", value=6, effective_from=date(2022, 6, 1))
    assert policy_of(HB).min_term_months == 6


def test_reading_all_provinces_again_costs_one_query_each():
    provinces = list(Province.objects.all())
    for province in provinces:
        policy_of(province)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for province in provinces:
            assert policy_of(province).scheme == "pilot"
    assert len(queries) == len(provinces)


def test_one_request_asks_once_and_reads_what_it_has_changed_itself():
    with reading_once():
        assert policy_of(HB).min_term_months is None
        with CaptureQueriesContext(connection) as again:
            policy_of(HB)
        with writing():
            rule = {"province_id": HB, "key": "min_term_months", "value": 6}
            PolicyValue.objects.create(**rule, effective_from=date(2022, 6, 1))
        assert policy_of(HB).min_term_months == 6
    assert len(again) == 0


def test_once_all_is_known_the_rules_are_not_resolved_again_for_each_later_instant():
    """Every report asks as of its own second."""
    later = timezone.now()
    assert policy_of(LN, known_at=later) is policy_of(LN, known_at=later + timedelta(minutes=1)) is policy_of(LN)


def test_an_unknown_attribute_is_a_mistake_of_the_programmer():
    with pytest.raises(AttributeError):
        policy_of(LN).minimum_tern  # noqa: B018


def test_where_nobody_lays_anything_down_the_neutral_default_holds():
    rule = policy_of(LN).explain("idle_logout_minutes")
    assert (rule.origin, rule.value, rule.citation) == ("default", 30, "")


def test_the_end_of_the_programme_closes_new_declarations():
    assert policy_of(LN).accepts_declarations
    PolicyValue.objects.create(
        province_id=LN, key="programme_end", value="2023-12-31", effective_from=date(2023, 12, 1)
    )
    assert policy_of(LN, at=date(2023, 12, 31)).accepts_declarations
    assert not policy_of(LN, at=date(2024, 1, 1)).accepts_declarations
