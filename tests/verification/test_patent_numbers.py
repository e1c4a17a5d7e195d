"""People write patent numbers in many ways; each is read as meant, or answered with what would fit."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification.numbers import (
    Kind,
    NumberError,
    PatentNumber,
    Status,
    check_digit,
    number_fragment,
    parse_number,
    read_cell,
)

with (Path(__file__).parent / "number_samples.csv").open(encoding="utf-8") as file:
    SAMPLES = list(csv.DictReader(file))
KINDS = {"invention_pct": "invention"}

BODIES = st.one_of(
    st.builds("{}{}{:07}".format, st.integers(2003, 2030), st.sampled_from("12389"), st.integers(0, 9_999_999)),
    st.builds(
        "{:02}{}{:05}".format,
        st.sampled_from([*range(85, 100), 0, 1, 2, 3]),
        st.sampled_from("123"),
        st.integers(0, 99_999),
    ),
)
NUMBERS = BODIES.map(lambda body: PatentNumber(f"{body}.{check_digit(body)}"))


def test_there_are_188_samples_from_real_portals():
    assert len(SAMPLES) == 188


@pytest.mark.requirement("LN-42")
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample['raw_form']}-{sample['raw'][:24]}")
def test_each_way_a_portal_printed_a_number_is_read_as_meant(sample):
    readings = read_cell(sample["raw"])
    if sample["expected_status"] == "several":
        assert [reading.number.normal for reading in readings] == sample["normalised"].split(";")
        return
    (reading,) = readings
    assert reading.status == sample["expected_status"]
    read = reading.suggestion.normal if reading.status == Status.CHECK_DIGIT_MISSING else reading.as_read
    assert read == sample["normalised"]
    kind = (reading.number or reading.suggestion).kind
    assert kind == KINDS.get(sample["patent_type"], sample["patent_type"])


@pytest.mark.parametrize(
    "text",
    [
        "ZL201711193877.7",
        "ｚｌ２０１７１１１９３８７７．７",
        "cn 2017 1 1193877 . 7",
        "专利号：ZL 201711193877.7（发明）",
        "ZL201711193877。7",
        "ZL201711193877-7",
        "2017111938777",
        "\u200bZL\u00a0201711193877.7\ufeff",
        "1、ZL201711193877.7",
        "CN ZL201711193877.7",
        201711193877.7,
        2017111938777,
        2017111938777.0,
        Decimal("201711193877.7"),
        "2.017111938777E+12",
        201711193877.69999,
    ],
)
def test_one_number_in_many_dresses(text):
    assert parse_number(text) == PatentNumber("201711193877.7")


@pytest.mark.requirement("A9")
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "请填写专利号"),
        (None, "请填写专利号"),
        ("面议", "“面议”不是专利号"),
        ("ZL201610185879.1", "校验位是0（ZL201610185879.0）"),
        ("201711193877", "缺少校验位：与前12位相配的校验位是7"),
        (201711193877, "缺少校验位"),
        (201711193877.0, "缺少校验位"),
        ("201751193877.7", "第5位是5"),
        ("CN108251808A", "公布或公告号"),
        ("199911193877.7", "申请年份是1999"),
        ("50124786.5", "8位号码只用于1985年至2003年9月"),
        ("ZL201711193877.7 ZL201610185879.0", "只能填一个号码，读到2个"),
        ("2.01711E+11", "科学计数法，数字已丢失"),
        ("201711193877.35", "无法还原"),
        ("20171119387777", "不是专利号"),
        (float("nan"), "请填写专利号"),
        (True, "请填写专利号"),
    ],
)
def test_a_number_that_cannot_be_right_is_answered_with_a_sentence(text, sentence):
    with pytest.raises(NumberError, match=sentence.replace("（", "（?")) as refusal:
        parse_number(text)
    assert str(refusal.value) == refusal.value.sentence


def test_a_wrong_check_digit_brings_the_number_that_would_fit():
    with pytest.raises(NumberError) as refusal:
        parse_number("ZL201610185879.1")
    assert refusal.value.suggestion == PatentNumber("201610185879.0")


def test_a_lost_check_digit_is_proposed_but_never_filled_in():
    (reading,) = read_cell(202010290793.0)
    assert reading.number is None
    assert reading.suggestion == PatentNumber("202010290793.0")


def test_a_readable_number_next_to_an_unreadable_one_keeps_both():
    good, bad = read_cell("ZL201711193877.7、20171119")[:2]
    assert (good.status, bad.number) == (Status.VALID, None)


@pytest.mark.requirement("LN-42", "A9")
@pytest.mark.parametrize(
    ("text", "kind", "international"),
    [
        ("201711193877.7", Kind.INVENTION, False),
        ("201580000332.2", Kind.INVENTION, True),
        ("201721802854.7", Kind.UTILITY_MODEL, False),
        ("202030101593.7", Kind.DESIGN, False),
        ("03124786.5", Kind.INVENTION, False),
    ],
)
def test_the_number_itself_tells_the_type(text, kind, international):
    number = parse_number(text)
    assert (number.kind, number.is_international) == (kind, international)
    assert number.kind.label.endswith("专利")


def test_eight_digits_belong_to_the_last_century_or_the_years_to_2003():
    assert parse_number("97101765.4").filing_year == 1997
    assert parse_number("ZL03124786.5").filing_year == 2003


def test_a_number_is_shown_as_on_its_papers():
    number = parse_number("201711193877.7")
    assert str(number) == number.display == "ZL201711193877.7"
    assert number.as_application == "CN201711193877.7"
    assert {"2017111938777", "ZL2017111938777", "201711193877"} <= set(number.spellings)


@pytest.mark.parametrize(
    ("typed", "fragment"),
    [
        ("zl 2017 1119", "20171119"),
        ("201711193877.", "201711193877"),
        ("８０．x", "80X"),
        ("201X", None),
        ("电池", None),
        ("", None),
    ],
)
def test_a_searcher_may_type_part_of_a_number(typed, fragment):
    assert number_fragment(typed) == fragment


@pytest.mark.parametrize(
    "normal", ["", "x", "201711193877.77", "201711193877.8", "2017111938777", "２０１７11193877.7"]
)
def test_nobody_can_make_a_number_that_does_not_fit(normal):
    with pytest.raises(NumberError):
        PatentNumber(normal)


@given(NUMBERS)
def test_every_spelling_with_a_check_digit_leads_back_to_the_number(number):
    for spelling in number.spellings:
        if not spelling.endswith(number.body):
            assert parse_number(spelling) == number


@given(NUMBERS, st.integers(0, 12), st.integers(1, 9))
def test_a_changed_digit_is_never_taken_for_another_patent(number, place, shift):
    digits = list(number.body)
    place %= len(digits)
    digits[place] = str((int(digits[place]) + shift) % 10)
    typed = f"{''.join(digits)}.{number.normal[-1]}"
    assert all(reading.number is None for reading in read_cell(typed))


@given(st.lists(NUMBERS, min_size=1, max_size=6), st.sampled_from(["、", ",", "；", "\n", "  ", " / ", ""]))
def test_several_numbers_in_a_cell_come_back_in_order(numbers, separator):
    assert [reading.number for reading in read_cell(separator.join(map(str, numbers)))] == numbers


@given(NUMBERS)
def test_a_spreadsheet_float_keeps_its_number_or_asks(number):
    if not number.normal.endswith("X") and len(number.body) == 12:
        (reading,) = read_cell(float(number.normal))
        assert number in (reading.number, reading.suggestion)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text):
    for reading in read_cell(text):
        assert reading.number or reading.sentence


def test_a_full_cell_is_read_and_a_larger_paste_is_sent_back_with_a_sentence():
    assert len(read_cell("ZL201711193877.7 " * 1900)) == 1900
    (reading,) = read_cell("ZL201711193877.7 " * 4000)
    assert "请分开填写" in reading.sentence
