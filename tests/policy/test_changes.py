"""A rule changes from a date, by two people, on a document, with its analysis; the past stays."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from tenancy.models import PolicyDocument, PolicyProposal, PolicyValue, Region
from tenancy.policy import policy_of
from tenancy.policy.changes import Basis, approve_value, decline_value, register_document, set_value
from tenancy.policy.workdays import add_year, official_calendar
from tenancy.refusals import Refused
from tenancy.scope import acting
from tests.factories.policy import PolicyDocumentFactory, PolicyProposalFactory, PolicyValueFactory, administrator

LN = 21
BASIS = Basis("ln/plan", "四（一）1", "半年分析：一年期许可多数未能实施")


@pytest.fixture
def tomorrow():
    return timezone.localdate() + timedelta(days=1)


@pytest.mark.requirement("CN-59", "ZJ-40")
def test_a_change_holds_from_its_day_and_shows_the_analysis_it_rests_on(zhao_admin, zhao, tomorrow):
    proposal = set_value("min_term_months", 24, BASIS, effective_from=tomorrow, by=zhao_admin)
    assert policy_of(LN, at=tomorrow).min_term_months == 12  # nobody has approved it
    approve_value(proposal, by=zhao)
    assert policy_of(LN).min_term_months == 12
    rule = policy_of(LN, at=tomorrow).explain("min_term_months")
    assert (rule.value, rule.row.note) == (24, BASIS.note)
    assert (rule.row.entered_name, rule.row.approved_name) == (zhao_admin.name, zhao.name)


def test_nobody_approves_the_own_entry(zhao_admin, tomorrow):
    proposal = set_value("min_term_months", 24, BASIS, effective_from=tomorrow, by=zhao_admin)
    with pytest.raises(Refused, match="录入和批准须为两人"):
        approve_value(proposal, by=zhao_admin)


def test_the_database_too_wants_two_people(liaoning):
    with pytest.raises(DatabaseError, match="two_people"), transaction.atomic():
        PolicyValue.objects.create(
            province=liaoning, key="scheme", effective_from=date(2030, 1, 1), entered_by=1, approved_by=1
        )


def test_the_database_refuses_to_rewrite_a_value(liaoning):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PolicyValue.objects.filter(key="min_term_months").update(value=1)


def test_a_decided_change_cannot_be_decided_again(zhao_admin, zhao, tomorrow):
    proposal = set_value("min_term_months", 24, BASIS, effective_from=tomorrow, by=zhao_admin)
    decline_value(proposal, "须先征求各市意见", by=zhao)
    with pytest.raises(Refused, match="已由赵敏办理"):
        approve_value(proposal, by=zhao)
    assert policy_of(LN, at=tomorrow).min_term_months == 12


def test_declining_needs_a_reason(zhao, liaoning):
    with pytest.raises(Refused, match="理由"):
        decline_value(PolicyProposalFactory(), " ", by=zhao)


@pytest.mark.parametrize(
    ("key", "raw", "sentence"),
    [
        ("min_term_months", "两年", "许可期限最低年限须为整数"),
        ("public_items", ["title"], "不得减少国家规定的最低事项"),
        ("no_such_rule", 1, "没有名为“no_such_rule”的参数"),
        ("min_term_months", 12, "已经是这一取值"),
        ("answer_working_days", "", "专利权人答复接受的时限须填写"),
        ("fee_low_factor", None, "费用偏低提示倍数须填写"),
        ("withdrawal_affects_earlier", "true", "撤回影响在先许可全国统一，各地不得另作规定：否"),
        ("term_within_patent", False, "许可期限不超过专利权期限全国统一，各地不得另作规定：是"),
    ],
)
def test_a_wrong_value_is_refused_in_words(zhao_admin, tomorrow, key, raw, sentence):
    with pytest.raises(Refused) as caught:
        set_value(key, raw, BASIS, effective_from=tomorrow, by=zhao_admin)
    assert sentence in "".join(caught.value.reasons)
    assert not PolicyProposal.objects.exists()


def test_every_missing_part_of_the_basis_is_named_at_once(zhao_admin):
    with pytest.raises(Refused) as caught:
        set_value("min_term_months", 24, Basis("ln/none", "", ""), effective_from=date(2022, 1, 1), by=zhao_admin)
    assert len(caught.value.reasons) == 4
    assert "已经适用的规则不能改写" in "".join(caught.value.reasons)


def test_one_change_of_a_rule_waits_at_a_time(zhao_admin, tomorrow):
    set_value("min_term_months", 24, BASIS, effective_from=tomorrow, by=zhao_admin)
    with pytest.raises(Refused, match="已有一项调整待批准"):
        set_value("min_term_months", 36, BASIS, effective_from=tomorrow, by=zhao_admin)


def test_a_change_approved_too_late_is_refused(zhao, liaoning):
    proposal = PolicyProposalFactory()
    PolicyProposal.objects.update(effective_from=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused, match="已过"):
        approve_value(proposal, by=zhao)


def test_a_province_can_give_a_rule_back_to_the_nation(zhao_admin, zhao, tomorrow):
    approve_value(
        set_value("evaluation_report", None, BASIS, effective_from=tomorrow, by=zhao_admin, inherits=True), by=zhao
    )
    assert policy_of(LN, at=tomorrow).explain("evaluation_report").origin == "inherited"


def test_a_city_can_have_its_own_value(zhao_admin, zhao, tomorrow):
    dalian = Region.objects.get(code="210200")
    change = set_value("min_term_months", 18, BASIS, effective_from=tomorrow, by=zhao_admin, region=dalian)
    approve_value(change, by=zhao)
    assert policy_of(LN, at=tomorrow, region=dalian).min_term_months == 18
    assert policy_of(LN, at=tomorrow).min_term_months == 12


def test_another_provinces_city_is_refused(zhao_admin, tomorrow):
    hangzhou = Region.objects.get(code="330100")
    with pytest.raises(Refused, match="须属于本省"):
        set_value("min_term_months", 18, BASIS, effective_from=tomorrow, by=zhao_admin, region=hangzhou)


def test_only_those_with_the_right_enter_and_approve(li, zhao, tomorrow):
    with pytest.raises(PermissionDenied):
        set_value("min_term_months", 24, BASIS, effective_from=tomorrow, by=zhao)
    with pytest.raises(PermissionDenied):
        approve_value(PolicyProposalFactory(), by=li)


def test_another_province_does_not_see_what_waits_here(zhao, chen):
    PolicyProposalFactory()
    with acting(province=33):
        assert not PolicyProposal.objects.exists()


def test_a_new_document_is_registered_and_can_be_cited(liaoning, tomorrow):
    document = PolicyDocumentFactory()
    value = PolicyValueFactory(document=f"ln/{document.key}")
    assert policy_of(LN, at=tomorrow).explain("min_term_months").document == document
    assert value.document == f"ln/{document.key}"


@pytest.mark.requirement("ZJ-01")
def test_issuing_a_draft_ends_the_mark_draft(chen):
    with acting(province=33):
        issued = PolicyDocument(
            key="measures", issuer="浙江省市场监督管理局", number="浙市监〔2024〕1号",
            title="浙江省专利公开实施有关工作办法（试行）",
            issued_on=date(2024, 1, 1), applies_from=date(2024, 1, 1), status="in_force",
        )  # fmt: skip
        register_document(issued, by=administrator())
    rule = policy_of(33).explain("withdrawal_notice_working_days")
    assert (rule.value, rule.is_draft, rule.number) == (7, False, "浙市监〔2024〕1号")


def test_the_nation_adds_a_year_to_the_calendar(liaoning):
    by = administrator()
    with pytest.raises(PermissionDenied):
        add_year(2027, [(date(2027, 1, 1), "rest", "元旦")], "通知", by=by)


def test_a_day_of_another_year_is_refused(db, liaoning):
    nation = nation_staff()
    with pytest.raises(Refused, match="不在2027年"):
        add_year(2027, [(date(2028, 1, 1), "rest", "元旦")], "通知", by=nation)
    assert add_year(2027, [(date(2027, 1, 1), "rest", "元旦")], "通知", by=nation) == 1
    assert 2027 in official_calendar().years


def nation_staff():
    by = administrator()
    return type(by)(user=by.user, province=by.province, role="nation_staff")
