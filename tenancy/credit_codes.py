"""Unified social credit codes (统一社会信用代码, GB 32100-2015): normalise, check, complete. Plain text in and out.

Eighteen characters: registering department, body type, six digits of division, nine of the organisation code with
its own check character (GB 11714), and a check character over all of it. Individuals have no code.
"""

from django.utils.translation import gettext as _

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
FULL_WIDTH = str.maketrans(
    "０１２３４５６７８９" + "".join(map(chr, range(0xFF21, 0xFF3B))), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)


def normalise(text: str) -> str:
    """Upper case, half width, without blanks and dashes."""
    return "".join(text.upper().translate(FULL_WIDTH).split()).replace("-", "")


def fault(code: str) -> str:
    """What is wrong with a normalised code, naming the check that failed; empty when it is right."""
    if len(code) != LENGTH:
        return _("统一社会信用代码应为18位，现为%(length)s位（GB 32100-2015）") % {"length": len(code)}
    if strange := sorted(set(code) - set(ALPHABET)):
        return _("统一社会信用代码不使用字符“%(strange)s”（GB 32100-2015）") % {"strange": "".join(strange)}
    if not code[2:8].isdigit():
        return _("统一社会信用代码第3至8位应为登记管理机关行政区划码（数字）（GB 32100-2015）")
    if code[16] != organisation_check(code[8:16]):
        return _("统一社会信用代码第17位（主体标识码校验位）不符，请核对第9至17位（GB 11714）")
    if code[17] != check_character(code[:17]):
        return _("统一社会信用代码第18位（总校验位）不符，请逐位核对（GB 32100-2015）")
    return ""


def organisation_check(body: str) -> str:
    """The check character of an eight-character organisation code."""
    total = sum(
        ORGANISATION_ALPHABET.index(sign) * weight for sign, weight in zip(body, ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def check_character(body: str) -> str:
    """The eighteenth character over the first seventeen."""
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(body, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def complete(department_and_type: str, division: str, organisation: str) -> str:
    """A whole code from its free parts ("91", "210102", eight characters)."""
    body = department_and_type + division + organisation + organisation_check(organisation)
    return body + check_character(body)
