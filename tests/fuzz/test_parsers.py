"""B4: whatever stands in a cell or a field, a reader answers in its own words, at once; and rereads what it wrote."""

import random
import string
import time

import pytest

from config.plain_text import UNFIT
from declarations.batch.fees import UnclearFee, read_fee
from declarations.batch.rows import months_in, split_owners
from publication.query import read_query
from publication.terms import KINDS, read_terms
from tenancy.numerals import read_numeral
from tenancy.refusals import Refused
from tenancy.sheets import as_text, harmless
from tenancy.uploads import safe_name
from tests.fuzz import nasty
from tests.fuzz.tally import Tally, volume
from tests.publication.test_terms import EXAMPLES
from verification.gazette import read_day, read_gazette
from verification.numbers import NumberError, check_digit, number_fragment, parse_number, read_cell
from verification.tables import BadTable, read_table

SEARCHED = ("q", "province", "city", "term_min", "ipc", "sort")
TRIES = volume(whole=100_000, share=400)
SLOWEST_SECONDS = 1.0
SIGNS = (
    string.printable
    + "ＺＬ０１２９．Ｘ专利号万元年月日%％至、；;，,。（）()零一二三十百千万亿￥¥$€\u200b\u3000\u202e\x00𠮷"
)
PIECES = (
    "ZL201910000001.8",
    "2019100000018",
    "CN112345678A",
    "2.0191e12",
    "一次总付5万元",
    "提成3%",
    "入门费1万元，按净销售额2%提成",
    "免费",
    "3年",
    "2026-01-01至2028-12-31",
    "二〇二六年三月",
    "26.1.1",
    "辽宁大学、东北大学",
    '{"a":[',
    "申请号：",
    "主分类号:H02P",
    "\t",
    "\n",
)
PARSERS = {
    "patent number": (parse_number, NumberError),
    "cell of numbers": (read_cell, ()),
    "number in a search": (number_fragment, ()),
    "fee": (lambda said: read_fee(said, said), UnclearFee),
    "fee in parts": (lambda said: read_fee("提成", said, said, unit="万元"), UnclearFee),
    "term in months": (months_in, ()),
    "owners": (split_owners, ()),
    "figure": (read_numeral, ()),
    "day of a gazette": (read_day, ()),
    "gazette": (lambda said: list(read_gazette(said)), ()),
    "name of a file": (lambda said: safe_name(said, "pdf"), ()),
    "cell as text": (as_text, ()),
    "search": (lambda said: read_query(dict.fromkeys(SEARCHED, UNFIT.sub("", said))), ()),
    "csv": (lambda said: read_table(said.encode("utf-8", "replace"), "a.csv"), BadTable),
    "json": (lambda said: read_table(said.encode("utf-8", "replace"), "a.json"), BadTable),
}


def typed(chance: random.Random) -> str:
    """Something nasty, something usual with a sign or two changed, or any signs at all."""
    kind = chance.random()
    if kind < 0.2:
        return nasty.pick(chance)
    if kind < 0.4:
        return "".join(chance.choices(SIGNS, k=chance.randrange(40)))
    said = list("".join(chance.choices(PIECES, k=chance.randrange(1, 4))))
    for _each in range(chance.randrange(4)):
        said[chance.randrange(len(said))] = chance.choice(SIGNS)
    return "".join(said)


@pytest.mark.parametrize("parser", PARSERS)
def test_no_reader_breaks_or_hangs(db, parser):
    read, own_words = PARSERS[parser]
    chance, tally = random.Random(parser), Tally(f"B4 {parser}")
    for _each in range(TRIES):
        said, began = typed(chance), time.process_time()
        try:
            tally.timed(lambda: read(said))  # noqa: B023
        except own_words:
            pass
        except Exception as error:
            tally.bad.append(f"{said[:80]!r}: {error!r}"[:300])
        if time.process_time() - began > SLOWEST_SECONDS:
            tally.bad.append(f"{said[:80]!r}: slow")
    tally.close()


def test_any_answer_about_the_fee_is_read_or_refused_field_by_field():
    chance, tally = random.Random(3), Tally("B4 terms of a fee")
    for _each in range(TRIES):
        said = {
            name: typed(chance) if chance.random() < 0.4 else value for name, value in EXAMPLES[some(chance)].items()
        }
        try:
            terms = tally.timed(lambda: read_terms(said))  # noqa: B023
        except Refused:
            continue
        except Exception as error:
            tally.bad.append(f"{said!r}: {error!r}"[:300])
            continue
        if read_terms(terms.as_data()) != terms:
            tally.bad.append(f"{said!r}: not what was written")
    tally.close()


def some(chance: random.Random) -> str:
    return chance.choice(sorted(KINDS))


def test_a_number_that_was_read_reads_the_same_again():
    chance, read = random.Random(4), 0
    for _each in range(TRIES):
        year, kind, serial = chance.randrange(1990, 2027), chance.randrange(1, 4), chance.randrange(10**7)
        body = f"{year}{kind}{serial:07}"
        try:
            number = parse_number(f"{chance.choice(('ZL', 'CN', ' ', ''))}{body}.{check_digit(body)}")
        except NumberError:
            continue
        read += 1
        assert parse_number(str(number)) == number
    assert read > TRIES // 2


def test_no_text_leaves_as_a_formula_and_no_name_as_a_path():
    chance = random.Random(5)
    for _each in range(TRIES):
        said = typed(chance)
        assert (
            not str(harmless(said))
            .lstrip("\u00a0\u3000 \t\r\n")
            .startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
        )
        assert not set(safe_name(said, "pdf")) & set('/\\:*?"<>|\x00\u202e\u200b\r\n')


def test_a_number_beyond_all_numbers_is_no_number():
    with pytest.raises(Refused, match="须为数字"):
        read_terms({"kind": "lump_sum", "amount": "2.0191e122019100000018"})
