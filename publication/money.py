"""How a sum is written: in 万元, with separators, and in the uppercase of contracts and receipts."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

WAN = Decimal(10_000)
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("仟", "佰", "拾", "")
GROUPS = ("", "万", "亿", "兆")
MOST = Decimal("999999999999.99")  # yuan; what a field takes


def in_wan(yuan: Decimal) -> Decimal:
    """万元 to four decimals, rounded half up, that is to the yuan (A8)."""
    return (yuan / WAN).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """No exponent and no idle zeros: 1.20 is 1.2, 50000.00 is 50000."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def uppercase(yuan: Decimal) -> str:
    """12000 is 壹万贰仟元整, 0.05 is 伍分 (支付结算办法 附一). To the fen; not negative."""
    cents = int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP))
    whole, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    words = f"{_whole(whole)}元" if whole or not cents else ""
    if not jiao and not fen:
        return words + "整"
    if jiao:
        words += DIGITS[jiao] + "角"
    elif words:
        words += "零"
    return words + (f"{DIGITS[fen]}分" if fen else "整")


def _whole(number: int) -> str:
    """Groups of four digits; a gap between digits that are said is said once as 零."""
    if not number:
        return "零"
    words, gap = "", False
    for power in range((len(str(number)) - 1) // 4, -1, -1):
        group = number // 10_000**power % 10_000
        if not group:
            gap = bool(words)
            continue
        words += ("零" if words and (gap or group < 1000) else "") + _group(group) + GROUPS[power]
        gap = False
    return words


def _group(number: int) -> str:
    words, gap = "", False
    for place, digit in zip(PLACES, f"{number:04d}", strict=True):
        if digit == "0":
            gap = bool(words)
            continue
        words += ("零" if gap else "") + DIGITS[int(digit)] + place
        gap = False
    return words


def yuan(amount: Decimal) -> str:
    return _("%(amount)s元") % {"amount": plain(amount)}


def sum_of(amount: Decimal) -> str:
    """A sum as contracts write it, with its uppercase."""
    return _("%(amount)s元（人民币%(words)s）") % {"amount": plain(amount), "words": uppercase(amount)}


def wan(amount: Decimal) -> str:
    """For people: 1.2万元."""
    return _("%(amount)s万元") % {"amount": plain(in_wan(amount))}
