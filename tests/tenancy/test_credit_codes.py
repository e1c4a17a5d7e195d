"""Unified social credit codes: both check characters, letters, and a message that says which check failed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenancy import credit_codes

REAL = ["12100000400000624D", "12100000400002259P", "12100000470095016Q", "91330100799655058B", "91110000600037341L"]


@pytest.mark.parametrize("code", REAL)
def test_real_codes_are_right(code):
    assert not credit_codes.fault(code)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("9133010079965505", "应为18位，现为16位"),
        ("91330100799655058I", "不使用字符“I”"),
        ("9133A100799655058B", "第3至8位"),
        ("91330100799655059B", "第17位"),
        ("91330100799655058C", "第18位"),
        ("19330100799655058B", "第18位"),
    ],
)
def test_the_message_names_the_check_that_failed(code, says):
    assert says in credit_codes.fault(code)


def test_codes_of_rural_collectives_and_others_begin_with_letters():
    for beginning in ("N1", "Y1"):
        assert not credit_codes.fault(credit_codes.complete(beginning, "330100", "MA2CB12A"))


def test_people_write_codes_in_many_ways():
    assert credit_codes.normalise(" ９１33 0100-7996 5505 8ｂ ") == "91330100799655058B"


free_part = st.text(alphabet=credit_codes.ALPHABET, min_size=8, max_size=8)


@given(organisation=free_part)
def test_a_completed_code_is_right(organisation):
    assert not credit_codes.fault(credit_codes.complete("91", "210100", organisation))


@given(organisation=free_part, place=st.integers(0, 17), sign=st.sampled_from(credit_codes.ALPHABET))
def test_one_wrong_character_is_always_found(organisation, place, sign):
    code = credit_codes.complete("91", "210100", organisation)
    wrong = code[:place] + sign + code[place + 1 :]
    assert bool(credit_codes.fault(wrong)) == (wrong != code)
