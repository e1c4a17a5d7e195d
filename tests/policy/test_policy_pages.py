"""The rules as anyone reads them, and as those who keep them change them."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tenancy.models import PolicyDocument, PolicyProposal, PolicyValue, Province
from tenancy.policy import policy_of
from tenancy.policy.forms import ValueForm, YearForm
from tenancy.policy.parameters import PARAMETERS
from tests.cast import client_of
from tests.factories.policy import PolicyDocumentFactory, PolicyProposalFactory, PolicyValueFactory

pytestmark = pytest.mark.django_db


def read(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize("slug", ["cn", "ln", "hb", "ha", "zj", "bj"])
def test_anyone_opens_the_rules_of_a_province(client, slug):
    page = read(client, f"/{slug}/policy/")
    assert "国知办函运字〔2022〕448号" in page
    assert all(str(parameter.title) in page for parameter in PARAMETERS.values())


@pytest.mark.requirement("LN-01")
def test_any_rule_shows_number_date_and_clause_and_opens_its_document(client):
    page = read(client, "/ln/policy/min_term_months/")
    for said in ("12个月", "辽知办字〔2022〕4号", "2022-07-15", "四（一）1", "专利开放许可期限不少于1年。"):
        assert said in page
    assert "/ln/policy/documents/plan/" in page
    assert "专利开放许可期限不少于1年。" in read(client, "/ln/policy/documents/plan/")


@pytest.mark.parametrize("key", ["phases", "targets", "withdrawal_grounds", "fee_low_factor", "programme_end"])
def test_rules_of_every_kind_open(client, key):
    assert str(PARAMETERS[key].title) in read(client, f"/zj/policy/{key}/")


@pytest.mark.requirement("HB-01")
def test_hubeis_page_marks_each_value_own_or_from_448(client):
    page = read(client, "/hb/policy/")
    assert page.count("本级规定") > 15
    assert "沿用全国规定" in page


@pytest.mark.requirement("XY-04")
def test_a_city_rule_shows_the_chain_nation_province_city(client):
    page = read(client, "/ha/policy/channels/?region=411500")
    assert "信阳市监" not in page
    for said in ("信市监〔2023〕56号", "上级规定", "河南省"):
        assert said in page


@pytest.mark.requirement("XY-36")
def test_a_document_for_public_release_opens_for_anyone(client):
    assert "（此件公开发布）" in read(client, "/ha/policy/documents/xinyang/")


def test_a_document_that_is_not_public_opens_for_colleagues_only(client, zhao, chen):
    PolicyDocumentFactory(key="internal", public=False)
    address = "/ln/policy/documents/internal/"
    assert client.get(address).status_code == 404
    assert client_of(chen).get(address).status_code == 404
    assert client_of(zhao).get(address).status_code == 200


@pytest.mark.requirement("ZJ-01")
def test_a_page_on_draft_documents_says_so(client):
    assert "部分规则依据征求意见稿" in read(client, "/zj/policy/")
    assert "部分规则依据征求意见稿" not in read(client, "/ln/policy/")


@pytest.mark.requirement("ZJ-75")
def test_the_page_of_an_earlier_day_shows_what_held_then(client):
    assert "沿用全国规定" in read(client, "/zj/policy/withdrawal_notice_working_days/?at=2022-12-31")
    assert "7个工作日" in read(client, "/zj/policy/withdrawal_notice_working_days/")


def test_a_wrong_day_or_place_is_said_beside_the_rules_of_today(client):
    page = read(client, "/ha/policy/?at=2023-13-45&region=999")
    assert "error" in page
    assert "豫知〔2023〕18号" in page


def test_two_provinces_stand_side_by_side_with_only_what_differs(client):
    page = read(client, "/ln/policy/compare/hb/")
    assert "许可期限最低年限" in page
    assert "许可期限不超过专利权期限" not in page
    assert "许可期限不超过专利权期限" in read(client, "/ln/policy/compare/hb/?all=1")
    assert "两处规则相同" in read(client, "/ln/policy/compare/ln/")


@pytest.mark.requirement("LN-03", "CN-16")
def test_the_overview_filters_by_reward_province_and_shows_missing_plans(client):
    page = read(client, "/policy/?reward=first_batch")
    assert "湖北省" in page
    assert "辽宁省" not in page
    assert "应制定，尚未登记" in page  # 北京
    assert "2022年新确定的重点支持省份（2022）" in read(client, "/policy/?reward=new_2022")
    assert ["首批重点支持省份" in read(client, f"/{slug}/policy/") for slug in ("hb", "ln")] == [True, False]


@pytest.mark.requirement("CN-01")
def test_the_overview_lists_every_provincial_unit_and_says_of_those_without_a_pilot_that_they_have_not_started(client):
    rows = read(client, "/policy/").split("<tbody>")[1].split("<tr>")[1:]
    waits = {re.search(r"/policy/\">([^<]+)</a>", row)[1]: "尚未启动" in row for row in rows}
    assert len(waits) == 34  # with the nation itself
    assert waits["新疆生产建设兵团"]
    assert waits["四川省知识产权服务促进中心"]
    assert {name for name, still in waits.items() if not still} == {"全国", "辽宁省", "湖北省", "河南省", "浙江省"}


@pytest.mark.requirement("LN-17", "HB-64", "HB-66", "CN-54")
@pytest.mark.parametrize(
    ("slug", "first", "last"),
    [
        ("ln", "2022-05-01 — 2022-06-30", "2023-01-01 — 制度全面实施"),
        ("hb", "2022-05-01 — 2022-06-30", "2022-07-01 — 制度全面实施"),
        ("cn", "2022-05-01 — 2022-05-31", "2022-07-01 — 制度全面实施"),
    ],
)
def test_the_calendar_shows_four_phases_and_which_one_runs_until_the_programme_ends(client, slug, first, last):
    calendar = read(client, f"/{slug}/policy/").split('id="calendar"')[1].split("</section>")[0]
    assert calendar.count('<th scope="row">') == 4
    [current] = [row for row in calendar.split("<tr") if 'aria-current="step"' in row]
    assert (first in calendar, last in current) == (True, True)
    end = {"key": "programme_end", "value": "2023-12-31", "effective_from": date(2023, 12, 1)}
    PolicyValue.objects.create(province=Province.objects.get(slug=slug), **end)
    ended = read(client, f"/{slug}/policy/").split('id="calendar"')[1].split("</section>")[0]
    assert "不再受理新的声明" in ended
    assert "现阶段" not in ended


@pytest.mark.parametrize("address", ["/xx/policy/", "/ln/policy/nothing/", "/ln/policy/documents/none/"])
def test_what_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_reading_the_rules_costs_few_queries(client, django_assert_max_num_queries):
    read(client, "/ln/policy/")
    with django_assert_max_num_queries(12):
        read(client, "/ln/policy/")


def answers(**changed):
    tomorrow = timezone.localdate() + timedelta(days=1)
    return {
        "ways": "own", "value": "24", "region": "", "document": "ln/plan", "clause": "四（一）1",
        "note": "一年期许可多数未能实施", "effective_from": tomorrow.isoformat(), "effective_to": "",
    } | changed  # fmt: skip


def test_the_administrator_enters_and_a_colleague_approves(zhao_admin, zhao):
    entered = client_of(zhao_admin).post(reverse("policy:set_value", args=["min_term_months"]), answers(), follow=True)
    assert "已录入，待另一人批准后生效" in entered.content.decode()
    assert "等待另一人批准" in entered.content.decode()
    proposal = PolicyProposal.objects.get()
    approved = client_of(zhao).post(reverse("policy:approve", args=[proposal.pk]), follow=True)
    assert "已批准" in approved.content.decode()
    assert policy_of(21, at=timezone.localdate() + timedelta(days=1)).min_term_months == 24
    assert "一年期许可多数未能实施" in read(client_of(zhao), "/ln/policy/min_term_months/")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"effective_from": "2022-01-01"}, "已经适用的规则不能改写"),
        ({"value": "999"}, "须在1至240之间"),
        ({"note": ""}, "调整所依据的分析"),
        ({"document": "zj/measures"}, "依据文件"),
    ],
)
def test_a_faulty_entry_is_said_at_its_question(zhao_admin, changed, sentence):
    page = client_of(zhao_admin).post(reverse("policy:set_value", args=["min_term_months"]), answers(**changed))
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not PolicyProposal.objects.exists()


def test_the_present_value_is_a_valid_answer_of_every_form(liaoning):
    for key, parameter in PARAMETERS.items():
        rule = policy_of(liaoning).explain(key)
        value = ValueForm(rule, liaoning).fields["value"].initial
        form = ValueForm(rule, liaoning, answers(value="" if value is None else value))
        assert form.is_valid(), (key, form.errors)
        assert parameter.plain(form.change()["raw"]) == parameter.plain(rule.value), key


def test_a_change_waits_on_the_desk_of_a_colleague_and_not_on_the_own(zhao_admin, zhao):
    client_of(zhao_admin).post(reverse("policy:set_value", args=["min_term_months"]), answers())
    change = reverse("policy:change", args=[PolicyProposal.objects.get().pk])
    assert change in read(client_of(zhao), "/desk/")
    assert change not in read(client_of(zhao_admin), "/desk/")


def test_a_declined_change_keeps_its_reason(zhao, liaoning):
    proposal = PolicyProposalFactory()
    client_of(zhao).post(reverse("policy:decline", args=[proposal.pk]), {"reason": "先征求各市意见"})
    assert "先征求各市意见" in read(client_of(zhao), reverse("policy:change", args=[proposal.pk]))
    assert read(client_of(zhao), reverse("policy:changes"))


def test_a_city_officer_may_not_and_a_stranger_signs_in(client, li):
    assert client_of(li).get(reverse("policy:changes")).status_code == 403
    assert client.get(reverse("policy:changes")).status_code == 302


def test_another_provinces_change_is_not_found(chen, zhao):
    proposal = PolicyProposalFactory()
    assert client_of(chen).get(reverse("policy:change", args=[proposal.pk])).status_code == 404


def test_an_administrator_registers_a_document(zhao_admin):
    document = {
        "key": "notice-2024", "issuer": "辽宁省知识产权局", "number": "辽知办字〔2024〕9号", "title": "补充通知",
        "issued_on": "2024-03-01", "applies_from": "2024-03-01", "status": "in_force", "public": "on",
    }  # fmt: skip
    page = client_of(zhao_admin).post(reverse("policy:add_document"), document, follow=True)
    assert "已登记补充通知（辽知办字〔2024〕9号）" in page.content.decode()
    faulty = client_of(zhao_admin).post(reverse("policy:add_document"), document | {"status": "platform"})
    assert "不是一省文件的状态" in faulty.content.decode()
    assert PolicyDocument.objects.filter(key="notice-2024").get().entered_name == "赵刚"


def test_the_history_of_a_rule_keeps_every_step(liaoning, client):
    PolicyValueFactory()
    page = read(client, "/ln/policy/min_term_months/")
    assert "36个月" in page
    assert "随参数包载入" in page


def test_the_calendar_is_public(client):
    assert "国务院办公厅关于2026年部分节假日安排的通知" in read(client, reverse("policy:workdays"))


def test_the_forms_of_the_calendar_name_the_line(liaoning):
    form = YearForm({"year": 2027, "source": "通知", "days": "2027-01-01 放假 元旦\n2027-01-02 睡觉 元旦"})
    assert "第2行须为“日期 放假或上班 节日名称”" in str(form.errors)
    good = YearForm({"year": 2027, "source": "通知", "days": "2027-01-01 放假 元旦"})
    assert good.is_valid()
    assert good.cleaned_data["days"] == [(date(2027, 1, 1), "rest", "元旦")]


@pytest.mark.parametrize(("key", "told"), [("mediation_bodies", True), ("recheck_days", False)])
def test_a_page_says_when_the_platform_does_nothing_by_a_rule(client, zhao_admin, key, told):
    words = "平台不据此自动办理"
    assert (words in read(client, f"/ln/policy/{key}/")) is told
    assert (words in read(client_of(zhao_admin), reverse("policy:set_value", args=[key]))) is told
