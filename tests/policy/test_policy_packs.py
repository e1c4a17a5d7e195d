"""The packs as files: faults named in sentences, words that stand in the documents, nothing written twice."""

import re
import tomllib
from pathlib import Path

import pytest

from tenancy.models import PolicyDocument, PolicyValue
from tenancy.policy import policy_of
from tenancy.policy.install import install, install_all
from tenancy.policy.packfile import PACKS, PackError, read_pack
from tenancy.policy.parameters import GROUPS, PARAMETERS

PACK = """
[province]
key = 77
slug = "nn"
name = "新省"
name_en = "Newland"

[documents.plan]
issuer = "新省知识产权局"
number = "新知〔2024〕1号"
title = "新省方案"
issued_on = 2024-01-02
status = "in_force"

[rules.min_term_months]
value = 24
document = "plan"
clause = "一"
"""


NATION = {f"cn/{key}": document.text for key, document in read_pack(PACKS / "cn.toml").documents.items()}


def write(folder: Path, text: str) -> Path:
    file = folder / "nn.toml"
    file.write_text(text, encoding="utf-8")
    return file


def problems_of(folder: Path, text: str) -> str:
    with pytest.raises(PackError) as caught:
        read_pack(write(folder, text))
    return "\n".join(caught.value.problems)


@pytest.mark.parametrize("file", sorted(PACKS.glob("*.toml")), ids=lambda file: file.stem)
def test_every_quoted_clause_stands_in_its_document(file):
    pack = read_pack(file)
    texts = {f"{pack.slug}/{key}": document.text for key, document in pack.documents.items()} | NATION
    squeezed = {key: re.sub(r"\s", "", text) for key, text in texts.items()}
    elsewhere = "".join(squeezed.values())
    missing = {
        f"{rule.key}: {part}"
        for rule in pack.rules
        for part in re.split("……", re.sub(r"\s", "", rule.quote))
        if part not in (squeezed[rule.document] or elsewhere)
    }
    assert not missing


@pytest.mark.parametrize("file", sorted(PACKS.glob("*.toml")), ids=lambda file: file.stem)
def test_every_value_quotes_its_clause_or_notes_why(file):
    assert not [rule.key for rule in read_pack(file).rules if not rule.quote and not rule.note]


def test_the_nation_lays_down_what_the_licence_law_needs_everywhere():
    nation = {rule.key for rule in read_pack(PACKS / "cn.toml").rules}
    assert {
        "scheme", "public_items", "promises", "checks", "stages", "evaluation_report", "fee_kinds", "change_rule",
        "acceptance_region", "may_refuse", "withdrawal_grounds", "withdrawal_notice_working_days", "modes",
        "answer_working_days", "recheck_days", "follow_up_months", "term_within_patent", "targets",
    } <= nation  # fmt: skip


def test_every_parameter_has_a_title_and_names_its_source():
    assert not [key for key, parameter in PARAMETERS.items() if not str(parameter) or not parameter.about.source]
    assert all(group.title for group in GROUPS)


@pytest.mark.django_db
def test_installing_again_writes_nothing():
    assert PolicyValue.objects.count() > 100  # migrate has installed them
    again = install_all()
    assert {(done.documents, done.values) for done in again.values()} == {(0, 0)}


@pytest.mark.requirement("CN-59")
@pytest.mark.django_db
def test_a_changed_value_is_a_new_row_and_the_old_one_stays(tmp_path):
    install(read_pack(write(tmp_path, PACK)))
    done = install(read_pack(write(tmp_path, PACK.replace("value = 24", "value = 36"))))
    assert done.values == 1
    assert [row.value for row in PolicyValue.objects.filter(province_id=77)] == [24, 36]
    assert policy_of(77).min_term_months == 36


@pytest.mark.django_db
def test_a_rule_that_left_the_pack_no_longer_holds_but_is_remembered(tmp_path):
    install(read_pack(write(tmp_path, PACK)))
    install(read_pack(write(tmp_path, PACK.split("[rules")[0])))
    assert policy_of(77).min_term_months is None
    assert PolicyValue.objects.filter(province_id=77, value=24).exists()


@pytest.mark.requirement("ZJ-01")
@pytest.mark.django_db
def test_a_draft_that_is_issued_becomes_a_new_row_of_the_document(tmp_path):
    install(read_pack(write(tmp_path, PACK.replace("in_force", "draft"))))
    assert policy_of(77).is_draft
    install(read_pack(write(tmp_path, PACK)))
    assert not policy_of(77).is_draft
    assert PolicyDocument.objects.filter(province_id=77).count() == 2


@pytest.mark.requirement("LN-29")
def test_a_province_cannot_drop_a_national_minimum_item(tmp_path):
    dropped = PACK + '\n[rules.public_items]\nvalue = ["patent_number", "owner_name", "title", "fee", "contact"]\n'
    said = problems_of(tmp_path, dropped + 'document = "plan"\nclause = "二"\n')
    assert "nn.toml rules.public_items" in said
    assert "不得减少国家规定的最低事项：许可期限" in said


@pytest.mark.parametrize(
    ("key", "value", "word"),
    [
        ("promises", '[{ name = "keep_in_force", text = "保证维持专利权有效" }]', "no_exclusive_licence"),
        ("checks", '["validity"]', "质押"),
    ],
)
def test_promises_and_checks_of_the_nation_cannot_be_dropped(tmp_path, key, value, word):
    said = problems_of(tmp_path, f'{PACK}\n[rules.{key}]\nvalue = {value}\ndocument = "plan"\nclause = "二"\n')
    assert word in said


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("value = 24", 'value = "两年"', "最低年限须为整数"),
        ("value = 24", "value = true", "最低年限须为整数"),
        ("value = 24", "value = 999", "须在1至240之间"),
        ("min_term_months", "shortest_term", "没有这个参数"),
        ('document = "plan"', 'document = "law"', "document须为本包列出的文件之一"),
        ('document = "plan"', 'document = "cn/plan"', "须写明生效日"),
        ('clause = "一"', "", "缺少clause"),
        ("key = 77", "key = 7", "须为行政区划代码前两位"),
        ('slug = "nn"', 'slug = "../x"', "须为2至8个小写字母或数字"),
        ('status = "in_force"', 'status = "maybe"', "status须为"),
        ("issued_on = 2024-01-02", "", "适用起始日"),
        ("[province]", "[provinz]", "不认识的项目provinz"),
        ("key = 77", "key == 77", "无法读取"),
    ],
)
def test_a_fault_is_named_with_file_key_and_rule(tmp_path, old, new, sentence):
    said = problems_of(tmp_path, PACK.replace(old, new))
    assert "nn.toml" in said
    assert sentence in said


def test_a_faulty_pack_installs_nothing(tmp_path, django_assert_num_queries):
    problems_of(tmp_path, PACK.replace("24", "-1"))


@pytest.mark.parametrize("file", sorted(PACKS.glob("*.toml")), ids=lambda file: file.stem)
def test_a_province_says_only_what_differs(file):
    if file.stem == "cn":
        return  # the nation is what the others differ from
    raw, nation = tomllib.loads(file.read_text()), tomllib.loads((PACKS / "cn.toml").read_text())
    same = {key for key, rule in raw["rules"].items() if nation["rules"].get(key, {}).get("value") == rule["value"]}
    # these repeat the nation's value because the province's own document says it too
    assert same <= {
        "change_rule", "may_refuse", "withdrawal_through", "transfer_requires_withdrawal", "recheck_days",
        "withdrawal_affects_earlier", "contract_template", "monthly_filing", "filing_levels",
        "suspicion_holds",
    }  # fmt: skip
