"""办事指南: every service says everything a person must know before they start."""

import pytest

from config.guides import GUIDES
from config.guides.elements import Ruled
from tenancy.models import Province
from tenancy.policy import policy_of

pytestmark = pytest.mark.django_db
HEADINGS = [
    "依据",
    "受理条件",
    "申请材料",
    "办理流程",
    "法定时限",
    "承诺时限",
    "收费",
    "咨询与监督",
    "常见问题",
    "法律效果",
]


@pytest.mark.requirement("U01")
@pytest.mark.parametrize("key", GUIDES)
def test_a_guide_has_every_element_of_the_standard(client, key):
    page = client.get(f"/guides/{key}/").content.decode()
    assert not [heading for heading in HEADINGS if heading not in page]


@pytest.mark.requirement("U01")
@pytest.mark.parametrize("key", GUIDES)
def test_a_guide_leads_to_the_words_of_the_documents_it_rests_on(client, key):
    page = client.get(f"/guides/{key}/").content.decode()
    addresses = [basis.address for basis in GUIDES[key].basis if basis.address]
    assert addresses
    for address in addresses:
        assert f'<a href="{address}">' in page
        assert client.get(address).status_code == 200


@pytest.mark.requirement("U01")
@pytest.mark.parametrize(
    ("key", "words", "place", "clause"),
    [
        ("declare", "许可期限不短于所在省的最低年限。", "辽宁省", "/ln/policy/min_term_months/"),
        ("declare", "提交：平台核验", "浙江省", "/zj/policy/checks/"),
        ("withdraw", "公告：撤回在公告中", "全国", "/cn/policy/withdrawal_notice_working_days/"),
        ("accept", "接受：看清法律效果", "全国", "/cn/policy/may_refuse/"),
    ],
)
def test_a_line_that_a_rule_governs_names_the_clause_of_each_place(client, key, words, place, clause):
    line = client.get(f"/guides/{key}/").content.decode().partition(f"<li>{words}")[2].partition("</details>")[0]
    assert f'{place}：<a lang="zh-Hans" href="{clause}">' in line
    rule = policy_of(Province.objects.get(name=place)).explain(clause.strip("/").rpartition("/")[2])
    assert rule.citation in line
    assert f"自{rule.effective_from}起" in line
    assert rule.clause in client.get(clause).content.decode()


@pytest.mark.parametrize("guide", GUIDES.values(), ids=GUIDES)
def test_every_rule_that_a_guide_names_is_one_and_somebody_laid_it_down(guide):
    named = [line.rule for line in (*guide.conditions, *guide.steps) if isinstance(line, Ruled)]
    assert all(any(policy_of(place).explain(rule).document for place in Province.objects.started()) for rule in named)
    assert named or guide.key == "apply"


@pytest.mark.requirement("U01")
def test_the_six_services_have_their_guides():
    assert set(GUIDES) == {"declare", "accept", "file-contract", "withdraw", "monthly", "apply"}


@pytest.mark.requirement("CN-12")
def test_whoever_comes_for_the_first_time_learns_in_two_clicks_how_to_declare(client):
    start = client.get("/").content.decode()
    assert 'href="/guides/declare/"' in start  # the door “我要发布”
    assert 'href="/guides/"' in start
    assert 'href="/guides/declare/"' in client.get("/guides/").content.decode()
    assert "办理流程" in client.get("/guides/declare/").content.decode()
    assert "专利开放许可" in client.get("/glossary/").content.decode()


def test_an_unknown_guide_is_not_found(client):
    assert client.get("/guides/nothing/").status_code == 404
