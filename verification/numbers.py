"""Patent and application numbers, in every way people write them.

A number is a text of 8 or 12 digits (two- or four-digit year, type, serial), a dot and a check digit
(ZC 0006-2003; before 2003-10-01 eight digits). It is normalised once, here; the type is never asked for, it is
read from the number. A number that cannot be right is answered with a sentence that names the digit that would fit.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property, lru_cache
from operator import mul

WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
CHECK_DIGITS = "0123456789X"


class Kind(StrEnum):
    """What the law distinguishes; the labels are those of the certificates."""

    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"

    @property
    def label(self) -> str:
        return {"invention": "发明专利", "utility_model": "实用新型专利", "design": "外观设计专利"}[self.value]


KIND_OF_DIGIT = {
    "1": Kind.INVENTION,
    "8": Kind.INVENTION,
    "2": Kind.UTILITY_MODEL,
    "9": Kind.UTILITY_MODEL,
    "3": Kind.DESIGN,
}
INTERNATIONAL = "89"  # type digits of applications that came in through the PCT


@lru_cache(maxsize=8192)  # reading a number asks again and again: which digit would fit, and whether this one does
def check_digit(body: str) -> str:
    """The digit that belongs behind 8 or 12 digits: weighted sum modulo 11, ten written X."""
    return CHECK_DIGITS[sum(map(mul, map(int, body), WEIGHTS)) % 11]


@dataclass(frozen=True, order=True)
class PatentNumber:
    """A number whose check digit fits. Made by `parse_number` and `read_cell`; equal if the normal forms are."""

    normal: str
    """`201711193877.7`: what is stored, compared and used as a key."""

    def __post_init__(self) -> None:
        body, _, digit = self.normal.partition(".")
        if fault := _fault(body, digit):
            raise NumberError(fault)

    @cached_property
    def body(self) -> str:
        return self.normal.partition(".")[0]

    @property
    def compact(self) -> str:
        """Without the dot, as on many lists."""
        return self.normal.replace(".", "")

    @property
    def display(self) -> str:
        """As on the certificate of a granted patent: `ZL201711193877.7`."""
        return f"ZL{self.normal}"

    @property
    def as_application(self) -> str:
        """As on the filing receipt of a pending application: `CN201711193877.7`."""
        return f"CN{self.normal}"

    @cached_property
    def kind(self) -> Kind:
        return KIND_OF_DIGIT[_type_digit(self.body)]

    @property
    def is_international(self) -> bool:
        """Came into the national phase from a PCT application."""
        return _type_digit(self.body) in INTERNATIONAL

    @cached_property
    def filing_year(self) -> int:
        return _filing_year(self.body)

    @property
    def spellings(self) -> tuple[str, ...]:
        """The ways in which a searcher may type it, without spaces, in capitals."""
        forms = (self.normal, self.compact, self.body)
        return tuple(prefix + form for form in forms for prefix in ("", "ZL", "CN"))

    def __str__(self) -> str:
        return self.display


class Status(StrEnum):
    """What became of one number in a cell."""

    VALID = "valid"
    RECOVERED = "recovered"
    CHECK_DIGIT_MISSING = "check_digit_missing"
    CHECK_DIGIT_WRONG = "check_digit_wrong"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Reading:
    """One number found in a text. `number` is set when it may be used as it is; otherwise `sentence` says what to do.

    `suggestion` is the number that would fit: shown, never taken over without a person's yes.
    """

    raw: str
    status: Status
    as_read: str = ""
    number: PatentNumber | None = None
    suggestion: PatentNumber | None = None
    sentence: str = ""


class NumberError(ValueError):
    """The text is not one usable number; the message is a sentence for the person who typed it."""

    def __init__(self, sentence: str, readings: tuple[Reading, ...] = ()) -> None:
        super().__init__(sentence)
        self.sentence, self.readings = sentence, readings

    @property
    def suggestion(self) -> PatentNumber | None:
        return self.readings[0].suggestion if len(self.readings) == 1 else None


def parse_number(text: object) -> PatentNumber:
    """The one number in a form field. Raises NumberError when there is none, several, or one that does not fit."""
    return _parse_text(text) if isinstance(text, str) and len(text) <= SHORT else _parse(text)


def _parse(text: object) -> PatentNumber:
    if isinstance(text, str) and NORMAL.fullmatch(text) and not _fault(*text.split(".")):
        return PatentNumber(text)
    readings = read_cell(text)
    if not readings:
        raise NumberError("请填写专利号或专利申请号，例如 ZL201711193877.7")
    if len(readings) > 1:
        raise NumberError(f"这里只能填一个号码，读到{len(readings)}个", readings)
    if readings[0].number is None:
        raise NumberError(readings[0].sentence, readings)
    return readings[0].number


_parse_text = lru_cache(maxsize=8192)(_parse)  # a declaration's own number is asked for again and again


def read_cell(value: object) -> tuple[Reading, ...]:
    """All numbers in a spreadsheet cell or a pasted text, in their order; empty for an empty cell."""
    if isinstance(value, str) and len(value) > MAX_TEXT:
        sentence = f"内容共{len(value)}字，超过{MAX_TEXT}字，请分开填写"
        return (Reading(value[:40], Status.UNREADABLE, sentence=sentence),)
    text = _plain(value)
    if not text:
        return ()
    if found := WHOLE.fullmatch(text):
        return (_compare(text, *found.groups()),)
    readings = tuple(_scan(text))
    return readings or (Reading(str(value).strip(), Status.UNREADABLE, sentence=_unreadable(str(value))),)


def number_fragment(text: str) -> str | None:
    """What someone types into a search box, as digits of a number without prefix, dot and spaces.

    `zl 2017 1119` gives `20171119`; None when the text is not part of a number.
    """
    found = FRAGMENT.fullmatch(_plain(text[:64]))
    return re.sub(r"[\s.]", "", found["digits"]) if found else None


# Reading ------------------------------------------------------------------------------------------------------

MAX_TEXT = 32_767  # what one cell of a workbook can hold
SHORT = 40  # a text that can be one number
NORMAL = re.compile(r"(?:\d{12}|\d{8})\.[\dX]", re.ASCII)
WHOLE = re.compile(r"(?:ZL|CN)?(\d{12}|\d{8})\.([\dX])", re.ASCII)  # as it ought to be written
STAND_INS = str.maketrans({"。": ".", "·": ".", "•": ".", "×": "X", "Χ": "X", "Х": "X", "﹒": "."})
PREFIX = r"(?:(?:ZL|CN)[\s.:]*){0,4}"  # bounded, or a text of nothing but prefixes takes minutes
NUMBER = re.compile(
    PREFIX + r"(?:(?P<long>\d{4}\s*\d\s*\d{7})|(?P<short>\d{2}\s*\d\s*\d{5}))"
    r"(?:\s*[.\-]\s*(?P<fraction>\d{2,8}(?!\d)|[\dX](?!\d)|[\dX](?=\d{12}))|(?P<glued>[\dX])(?![\dX.])|(?![\d]))"
    r"(?![A-BD-WY])"
)
PUBLICATION = re.compile(r"(?:CN\s*)(?:\d{9}|\d{7})\s*[ABCSUY]\d?(?![\dLN])")
SCIENTIFIC = re.compile(r"\d\.\d+E\+?\d{1,2}")
ORDINAL = re.compile(r"(?:(?<=^)|(?<=[\s,;、]))[(]?\d{1,2}[.、):]\s*(?=ZL|CN)")
LEFTOVER = re.compile(r"[0-9A-Z.]*\d[0-9A-Z.]*")
WORD = re.compile(r"[0-9A-Z.]*")
FRAGMENT = re.compile(PREFIX + r"(?P<digits>\d[\d\s]*(?:\.\s*[\dX]?)?|\d{8,12}X)\s*")
DAMAGE = Decimal("0.0005")  # a double of this size is off by less; anything farther was typed, not computed


def _plain(value: object) -> str:
    """Half width, capitals, no invisible characters; a number cell without exponent and needless zeros."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int | float | Decimal):
        return _from_number_cell(value)
    if (said := str(value)).isascii() and said.isprintable():
        return said.upper().strip()
    text = unicodedata.normalize("NFKC", said).translate(STAND_INS).upper()
    return "".join(sign for sign in text if sign.isspace() or unicodedata.category(sign)[0] != "C").strip()


def _from_number_cell(value: int | float | Decimal) -> str:
    """A cell that the spreadsheet holds as a number. A whole number has lost its dot, and perhaps its check digit."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return ""
    return format(exact.to_integral_value() if exact == exact.to_integral_value() else exact, "f")


def _scan(text: str) -> Iterator[Reading]:
    text = ORDINAL.sub(" ", text)
    position = word_end = 0  # where a word without any digit ends: it is looked through once, not at each letter
    while position < len(text):
        if found := SCIENTIFIC.match(text, position):
            yield _from_scientific(found[0])
        elif found := PUBLICATION.match(text, position):
            sentence = f"{found[0]} 是公布或公告号，不是专利号。请填证书或受理通知书上的申请号，例如 ZL201711193877.7"
            yield Reading(found[0], Status.UNREADABLE, sentence=sentence)
        elif found := NUMBER.match(text, position):
            yield _judge(found)
        elif position >= word_end and (found := LEFTOVER.match(text, position)):
            yield Reading(found[0], Status.UNREADABLE, sentence=_unreadable(found[0]))
        elif position >= word_end and (word := WORD.match(text, position)):
            word_end = word.end()
        position = found.end() if found else position + 1


def _judge(found: re.Match[str]) -> Reading:
    body = re.sub(r"\s", "", found["long"] or found["short"])
    raw, fraction = found[0].strip(), found["fraction"]
    if fraction and len(fraction) > 1:
        return _repair(raw, body, fraction)
    return _compare(raw, body, fraction or found["glued"])


def _compare(raw: str, body: str, digit: str | None) -> Reading:
    """A body with the check digit that was printed, if any was."""
    if fault := _body_fault(body):
        return Reading(raw, Status.UNREADABLE, as_read=body, sentence=fault)
    fitting = PatentNumber(f"{body}.{check_digit(body)}")
    if digit is None:
        sentence = f"{body} 缺少校验位：与前{len(body)}位相配的校验位是{fitting.normal[-1]}，请核对后补全为 {fitting}"
        return Reading(raw, Status.CHECK_DIGIT_MISSING, body, suggestion=fitting, sentence=sentence)
    if digit != fitting.normal[-1]:
        fault = _fault(body, digit)
        return Reading(raw, Status.CHECK_DIGIT_WRONG, f"{body}.{digit}", suggestion=fitting, sentence=fault)
    return Reading(raw, Status.VALID, fitting.normal, number=fitting)


def _repair(raw: str, body: str, fraction: str) -> Reading:
    """A number that a spreadsheet kept as a binary fraction (`…712.29999`): mended only if the check digit agrees."""
    damaged = Decimal(f"{body}.{fraction}")
    rounded = damaged.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    body_again, _, digit = str(rounded).zfill(len(body) + 2).partition(".")
    if abs(damaged - rounded) <= DAMAGE and not _fault(body_again, digit):
        number = PatentNumber(f"{body_again}.{digit}")
        sentence = f"{raw} 被电子表格改成了小数，已按校验位还原为 {number}"
        return Reading(raw, Status.RECOVERED, number.normal, number=number, sentence=sentence)
    sentence = f"{raw} 在小数点后多出数字，且与校验位不符，无法还原。请按证书填写，号码单元格请设为文本格式"
    return Reading(raw, Status.UNREADABLE, sentence=sentence)


def _from_scientific(raw: str) -> Reading:
    """`2.017111938777E+12` still holds every digit; `2.01711E+11` does not."""
    whole = Decimal(raw)
    digits = format(whole.to_integral_value(), "f") if whole == whole.to_integral_value() else ""
    if len(digits) == 13 and not _fault(digits[:12], digits[12]):
        number = PatentNumber(f"{digits[:12]}.{digits[12]}")
        sentence = f"{raw} 被电子表格改成了科学计数法，已按校验位还原为 {number}"
        return Reading(raw, Status.RECOVERED, number.normal, number=number, sentence=sentence)
    sentence = f"{raw} 被电子表格改成了科学计数法，数字已丢失。请把单元格设为文本格式后重新填写"
    return Reading(raw, Status.UNREADABLE, sentence=sentence)


def _unreadable(text: str) -> str:
    shown = text.strip()[:40]
    return f"“{shown}”不是专利号：应为12位数字（2003年10月以前为8位）加一位校验位，例如 ZL201711193877.7"


# Judging ------------------------------------------------------------------------------------------------------


def _type_digit(body: str) -> str:
    return body[2 if len(body) == 8 else 4]


def _filing_year(body: str) -> int:
    if len(body) == 12:
        return int(body[:4])
    return int(body[:2]) + (1900 if int(body[:2]) >= 85 else 2000)


def _body_fault(body: str) -> str:
    """What is wrong with the digits before the dot, as a sentence; empty if nothing."""
    if not (body.isascii() and body.isdigit() and len(body) in (8, 12)):
        return _unreadable(body)
    if _type_digit(body) not in KIND_OF_DIGIT:
        place = 3 if len(body) == 8 else 5
        return (
            f"{body} 第{place}位是{_type_digit(body)}，表示专利类型的只有 1、8（发明）、2、9（实用新型）、3（外观设计）"
        )
    if len(body) == 12 and not 2003 <= _filing_year(body) <= 2099:
        return f"{body} 的申请年份是{body[:4]}，12位号码从2003年10月1日起使用"
    if len(body) == 8 and not 1985 <= _filing_year(body) <= 2003:
        return f"{body} 的申请年份不明：8位号码只用于1985年至2003年9月的申请"
    return ""


@lru_cache(maxsize=8192)  # as above
def _fault(body: str, digit: str) -> str:
    """What is wrong with body and check digit together, as a sentence; empty if they fit."""
    if fault := _body_fault(body):
        return fault
    if digit != (fitting := check_digit(body)):
        return (
            f"{body}.{digit} 的校验位不符：与前{len(body)}位相配的校验位是{fitting}（ZL{body}.{fitting}），"
            "请对照证书检查每一位"
        )
    return ""
