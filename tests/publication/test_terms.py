"""The one fee model: what can be written, what is said, what is counted."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from publication.fee_fields import fee_fields
from publication.money import DIGITS, in_wan, uppercase
from publication.offers import whole_months
from publication.terms import KINDS, FaultyTerms, FeeKind, read_terms
from tenancy.refusals import Refused
from verification.terms import last_day_of_term

# One complete example of each kind, as a form would send it.
EXAMPLES = {
    "free": {"kind": "free"},
    "lump_sum": {"kind": "lump_sum", "amount": "50000", "pay_days": "30"},
    "instalments": {
        "kind": "instalments",
        "total_amount": "100000",
        "first_amount": "40000",
        "parts": "3",
        "part_amount": "20000",
        "year_end_days": "60",
    },
    "royalty": {"kind": "royalty", "rate": "3.5", "base": "net_sales", "cap": "200000"},
    "entry_fee_royalty": {"kind": "entry_fee_royalty", "entry_fee": "12000", "rate": "2", "base": "profit"},
    "staged_free": {"kind": "staged_free", "free_months": "12", "yearly_amount": "10000"},
    "trial_then_pay": {"kind": "trial_then_pay", "trial_months": "6", "amount": "80000"},
}
examples = pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)


def change(kind: str, **blanks: object) -> dict[str, object]:
    return EXAMPLES[kind] | blanks


def faults(data: dict[str, object]) -> dict[str, str]:
    with pytest.raises(FaultyTerms) as refusal:
        read_terms(data)
    return refusal.value.faults


def test_every_kind_can_be_said():
    assert set(EXAMPLES) == set(KINDS) == set(FeeKind.values)


@examples
def test_it_survives_json_unchanged(example):
    terms = read_terms(example)
    assert read_terms(terms.as_data()) == terms


@pytest.mark.requirement("HB-32")
@examples
def test_its_sentence_is_complete(example):
    sentence = read_terms(example).sentence()
    assert sentence.endswith("。")
    assert not any(gap in sentence for gap in ("None", "__", "%(", "  "))


def test_a_lump_sum_reads_as_on_the_provincial_portals():
    assert read_terms(EXAMPLES["lump_sum"]).sentence() == (
        "采用一次总付的方式，在合同生效后30日内一次性全额支付所有使用费50000元（人民币伍万元整）。"
    )


def test_an_entry_fee_with_royalty_reads_as_on_the_provincial_portals():
    assert read_terms(EXAMPLES["entry_fee_royalty"]).sentence() == (
        "采用入门费和提成费相结合的方式，其中入门费为12000元（人民币壹万贰仟元整），在合同生效后30日内支付；"
        "提成费按当年度合同产品利润的2%提取，于每个结算期结束后30日内支付。"
    )


@pytest.mark.requirement("LN-58")
def test_a_staged_free_licence_names_both_periods():
    sentence = read_terms(EXAMPLES["staged_free"]).sentence()
    assert "12个月内免费" in sentence
    assert "每年支付使用费10000元" in sentence


def test_what_is_kept_is_chinese_whoever_reads():
    with translation.override("en"):
        assert read_terms(EXAMPLES["free"]).published_sentence() == "免费许可，被许可人无需支付许可使用费。"


@pytest.mark.requirement("XY-53", "XY-54", "XY-55")
@pytest.mark.parametrize(
    ("kind", "amount", "remark"),
    [
        ("free", 0, ""),
        ("lump_sum", 50000, ""),
        ("instalments", 100000, ""),
        ("royalty", 0, "提成"),
        ("entry_fee_royalty", 12000, "入门费+提成"),
    ],
)
def test_annex_two_gets_amount_and_remark(kind, amount, remark):
    terms = read_terms(EXAMPLES[kind])
    assert (terms.annex_amount(36), terms.annex_remark()) == (amount, remark)


def test_a_yearly_fee_after_a_free_year_is_worked_out_over_the_term():
    assert read_terms(EXAMPLES["staged_free"]).annex_amount(36) == 20000


def test_only_free_is_free():
    assert [kind for kind, example in EXAMPLES.items() if read_terms(example).is_free] == ["free"]


@pytest.mark.parametrize("word", ["面议", "协商确定", "价格待定"])
@pytest.mark.requirement("CN-28")
def test_it_refuses_a_fee_to_be_negotiated(word):
    assert "明确的数字" in faults(change("lump_sum", amount=word))["amount"]


@pytest.mark.parametrize(
    ("blanks", "said"),
    [
        ({"amount": ""}, "请填写“使用费总额”"),
        ({"amount": "0"}, "须在0.01至"),
        ({"amount": "-1"}, "须在0.01至"),
        ({"amount": "1.234"}, "最多2位小数"),
        ({"amount": "一百"}, "须为数字"),
        ({"amount": "1e999999"}, "须为数字"),
        ({"amount": "NaN"}, "须为数字"),
        ({"amount": "9" * 65536}, "须为数字"),
        ({"amount": "1", "pay_days": "2.5"}, "须为整数"),
        ({"amount": "1", "day_kind": "days"}, "请从列出的选项中选择"),
    ],
)
def test_it_names_field_and_rule(blanks, said):
    assert said in " ".join(faults(change("lump_sum", **blanks)).values())


def test_it_names_all_faults_at_once():
    assert set(faults({"kind": "royalty", "rate": "200", "cap": "x"})) == {"rate", "cap"}


def test_it_refuses_a_royalty_over_the_whole():
    assert "100%" in faults(change("royalty", rate="100.5"))["rate"]


def test_instalments_must_add_up():
    assert "40000元+3×20000元=100000元" in faults(change("instalments", total_amount="99999"))["total_amount"]


def test_after_the_free_period_there_is_one_way_to_pay():
    assert faults(change("staged_free", rate="2"))
    assert faults(change("staged_free", yearly_amount=""))


def test_an_unknown_kind_is_refused_in_words():
    assert "支付方式" in faults({"kind": "auction"})["kind"]
    assert issubclass(FaultyTerms, Refused)


def test_full_width_figures_and_separators_are_read():
    assert read_terms(change("lump_sum", amount="１２，０００．５０")).amount == Decimal("12000.50")


def test_fields_of_another_kind_are_passed_over():
    assert read_terms(change("free", amount="面议")).is_free


def test_each_kind_has_only_its_own_fields():
    assert list(fee_fields(KINDS["entry_fee_royalty"]))[:2] == ["entry_fee", "entry_days"]
    assert not fee_fields(KINDS["free"])


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_a_capped_royalty_never_exceeds_its_cap(base):
    assert read_terms(EXAMPLES["royalty"]).total(120, base) <= 200000


@pytest.mark.parametrize(
    ("kind", "costs"),
    [
        ("lump_sum", [50000, 0, 0]),
        ("instalments", [60000, 20000, 20000]),
        ("royalty", [35000, 35000, 35000]),
        ("entry_fee_royalty", [32000, 20000, 20000]),
        ("staged_free", [0, 10000, 10000]),
        ("trial_then_pay", [80000, 0, 0]),
    ],
)
def test_the_simulator_spreads_the_cost_over_the_years(kind, costs):
    terms = read_terms(EXAMPLES[kind])
    assert [terms.in_year(year, Decimal(1_000_000)) for year in (1, 2, 3)] == costs


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("12000", "壹万贰仟元整"),
        ("10", "壹拾元整"),
        ("1001", "壹仟零壹元整"),
        ("100000", "壹拾万元整"),
        ("100100", "壹拾万零壹佰元整"),
        ("100000001", "壹亿零壹元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("0.05", "伍分"),
    ],
)
def test_uppercase_amounts(amount, words):
    assert uppercase(Decimal(amount)) == words


@given(st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2))
def test_uppercase_can_be_read_back(amount):
    assert read_back(uppercase(amount)) == amount


def read_back(words: str) -> Decimal:
    """An independent reader of 大写金额."""
    total = group = digit = Decimal(0)
    worth = {"拾": 10, "佰": 100, "仟": 1000}
    for word in words:
        if word in DIGITS:
            digit = Decimal(DIGITS.index(word))
        elif word in worth:
            group, digit = group + digit * worth[word], Decimal(0)
        elif word in "万亿元":
            scale = {"万": 10**4, "亿": 10**8, "元": 1}[word]
            total, group, digit = total + (group + digit) * scale, Decimal(0), Decimal(0)
        elif word in "角分":
            total, digit = total + digit / {"角": 10, "分": 100}[word], Decimal(0)
    return total


@pytest.mark.requirement("A8")
def test_ten_thousands_are_rounded_half_up_to_the_yuan():
    assert in_wan(Decimal("12345.50")) == Decimal("1.2346")
    assert in_wan(Decimal("12344.49")) == Decimal("1.2344")


def test_a_royalty_with_a_minimum_says_so_and_never_falls_below_it():
    terms = read_terms({"kind": "royalty", "rate": "3", "settlement": "half_year", "minimum": "1000", "cap": "9000"})
    assert "每个结算期不低于1000元，累计不超过9000元" in terms.published_sentence()
    assert terms.in_year(1, Decimal(0)) == 2000
    assert terms.in_year(1, Decimal(100_000)) == 3000
    assert terms.total(120, Decimal(0)) == 9000
    assert "minimum" in faults({"kind": "royalty", "rate": "3", "minimum": "9001", "cap": "9000"})


def test_what_silence_after_a_trial_means_stands_in_the_sentence_where_it_was_laid_down():
    told = {silence: read_terms(change("trial_then_pay", silence=silence)).published_sentence() for silence in SILENT}
    assert all(words in told[silence] for silence, words in SILENT.items())
    assert "未答复" not in read_terms(EXAMPLES["trial_then_pay"]).published_sentence()


SILENT = {"ends": "试用期满未答复的，视为不继续实施。", "continues": "试用期满未答复的，视为继续实施。"}


@pytest.mark.requirement("LN-38")
def test_a_term_that_is_long_enough_by_the_rule_counts_as_many_months_in_every_list():
    """Also from the 29th of February or the end of a month, where the last month has no such day."""
    assert whole_months(date(2024, 2, 29), date(2025, 2, 27)) == 12
    for start in (date(2023, 12, 1) + timedelta(days=n) for n in range(460)):
        for months in (1, 6, 12, 13):
            last = last_day_of_term(start, months)
            assert (whole_months(start, last), whole_months(start, last - timedelta(days=1))) == (months, months - 1)
