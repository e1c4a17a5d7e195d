"""Fees as the portals word them, read into the one fee model; what is no clear standard is said so, never guessed.

The wordings are those counted on the pilot provinces' portals: 一次总付, 总付额内分期支付, 入门费和提成费相结合, 免费,
sums in 元 and 万元, days after the contract, rates of net sales.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from publication.choices import FeeKind
from publication.money import WAN, plain

NUMBER = r"(\d[\d,]{0,24}(?:\.\d{1,12})?)"  # bounded: figures only must not be read over and over
SUM = re.compile(NUMBER + r"\s*(万元|万|元)")
BARE = re.compile(r"[¥￥]?\s*" + NUMBER + r"\s*(万元|万|元|元整|万元整)?")
RATE = re.compile(NUMBER + r"\s*[%％]")
RANGE = re.compile(NUMBER + r"\s*[%％]?\s*[-—~～至到]\s*" + NUMBER + r"\s*[%％]")
WITHIN = re.compile(r"生效(?:之日起|后)?\s*(\d{1,3})\s*(个?工作日|日|天)")
ENTRY = re.compile(r"入门费?\D{0,6}?" + NUMBER + r"\s*(万元|万|元)")
INSTALMENT = re.compile(
    r"(\d{1,3})日内支付第?一?批次?"
    + NUMBER
    + r"(万元|元).*?前的?(\d{1,3})日内.*?分(\d{1,2})批次支付.*?每次支付"
    + NUMBER
    + r"(万元|元)"
)
UNCLEAR = ("面议", "协商", "洽谈", "待定", "合同约定", "另行约定", "商定", "咨询")
YEARLY = re.compile(r"(?:万元?|元)\s*[/／每]\s*年|每年支付|年费制|按年")
KINDS = (
    (FeeKind.TRIAL_THEN_PAY, ("先使用后付费", "先试用后付费", "先用后付", "先试用、后付费")),
    (FeeKind.STAGED_FREE, ("阶段性免费", "首年免费", "先免费后收费")),
    (FeeKind.ENTRY_FEE_ROYALTY, ("入门", "许可费+提成", "提成相结合", "附加提成")),
    (FeeKind.INSTALMENTS, ("分期", "分批")),
    (FeeKind.ROYALTY, ("提成",)),
    (FeeKind.LUMP_SUM, ("一次总付", "一次性", "总付", "一口价")),
    (FeeKind.FREE, ("免费", "无偿")),
)


class UnclearFee(ValueError):  # noqa: N818 -- reads as the sentence it is
    """The wording states no standard that anyone could accept; the message says what is missing."""


@dataclass(frozen=True)
class Reading:
    """The blanks of a fee, and what was concluded rather than read."""

    data: dict[str, Any]
    said: str = ""


def read_fee(mode: str, amount: str, detail: str = "", *, unit: str = "元", alone: str = "") -> Reading:
    """From the cells of a listing: way of paying, sum, clause. Raises UnclearFee.

    `unit` is that of sums without one (元, 万元); `alone` the kind that a sum without any words stands for.
    """
    words = _plain(f"{mode}；{detail}")
    if found := next((word for word in UNCLEAR if word in words), None):
        raise UnclearFee(_("“%s”不是明确的使用费标准") % found)
    total = _sum_in(_plain(amount), unit)
    kind = _kind_in(words)
    if kind is FeeKind.FREE or (kind is None and total == 0):
        return _free(kind, total, f"{words}；{_plain(amount)}")
    if YEARLY.search(words) or YEARLY.search(_plain(amount)):
        raise UnclearFee(_("按年付费没有写明总额和期数，请改写为总付额内分期支付"))
    return _with_sum(kind, words, total, alone)


def _free(kind: FeeKind | None, total: Decimal | None, words: str) -> Reading:
    """For nothing; but where a sum or a share stands beside the word, only a part of it is free."""
    if total:
        raise UnclearFee(_("写明免费，又有金额%s元，请核对") % plain(total))
    for said in (*SUM.finditer(words), *RATE.finditer(words)):
        if _yuan(said[1], ""):
            raise UnclearFee(_("一处是免费（0元），另一处写有“%s”，请核对") % said[0])
    return Reading({"kind": FeeKind.FREE.value}, "" if kind else _("金额为0，按免费许可"))


def _with_sum(kind: FeeKind | None, words: str, total: Decimal | None, alone: str) -> Reading:
    if kind is None:
        return _only_a_sum(words, total, alone)
    if kind is FeeKind.LUMP_SUM:
        return Reading({"kind": kind.value, "amount": _wanted(_one_sum(_stated(words), total)), **_days(words)})
    if kind in (FeeKind.ENTRY_FEE_ROYALTY, FeeKind.ROYALTY):
        return _royalty(kind, words, total)
    if kind is FeeKind.INSTALMENTS:
        return _instalments(words, total)
    raise UnclearFee(_("“%s”还须写明期限，请在平台中补充") % kind.label)


def _one_sum(stated: Decimal | None, total: Decimal | None) -> Decimal | None:
    """That of the clause, which has its unit; the column beside it may be in the other unit, but says the same."""
    if stated and total and stated not in (total, total * WAN, total / WAN):
        words = {"column": plain(total), "clause": plain(stated)}
        raise UnclearFee(_("金额一栏是%(column)s元，条款中是%(clause)s元，请核对") % words)
    return stated or total


def _only_a_sum(words: str, total: Decimal | None, alone: str) -> Reading:
    total = total if total is not None else _stated(words)
    if total is None:
        raise UnclearFee(_("没有写明许可使用费"))
    if alone != FeeKind.LUMP_SUM:
        raise UnclearFee(_("只有金额，没有支付方式"))
    return Reading({"kind": alone, "amount": plain(total)}, _("只有金额，按一次总付"))


def _royalty(kind: FeeKind, words: str, total: Decimal | None) -> Reading:
    if RANGE.search(words):
        raise UnclearFee(_("提成比例是区间，须为一个明确的比例"))
    rate = RATE.search(words)
    if rate is None:
        raise UnclearFee(_("“%s”没有写明提成比例") % kind.label)
    base = "profit" if "利润" in words else "sales" if "净" not in words and "销售额" in words else "net_sales"
    data = {"kind": kind.value, "rate": rate[1].replace(",", ""), "base": base}
    if kind is FeeKind.ROYALTY:
        return Reading(data)
    entry = ENTRY.search(words)
    fee = _yuan(entry[1], entry[2]) if entry else total
    return Reading(data | {"entry_fee": _wanted(fee)})


def _instalments(words: str, total: Decimal | None) -> Reading:
    found = INSTALMENT.search(words.replace("的", ""))
    if found is None:
        raise UnclearFee(_("分期支付没有写明首批金额、批次和每次金额"))
    first, each, parts = _yuan(found[2], found[3]), _yuan(found[6], found[7]), int(found[5])
    return Reading(
        {
            "kind": FeeKind.INSTALMENTS.value,
            "pay_days": found[1],
            "first_amount": plain(first),
            "year_end_days": found[4],
            "parts": found[5],
            "part_amount": plain(each),
            "total_amount": plain(_one_sum(first + parts * each, total) or Decimal(0)),
        }
    )


def _kind_in(words: str) -> FeeKind | None:
    return next((kind for kind, signs in KINDS if any(sign in words for sign in signs)), None)


def _days(words: str) -> dict[str, str]:
    found = WITHIN.search(words)
    if found is None:
        return {}
    return {"pay_days": found[1], "day_kind": "working" if "工作" in found[2] else "calendar"}


def _stated(words: str) -> Decimal | None:
    """The sum in a clause; the first that has its unit."""
    found = SUM.search(words)
    return _yuan(found[1], found[2]) if found else None


def _sum_in(text: str, unit: str) -> Decimal | None:
    """A cell that holds a sum and nothing else, with or without its unit."""
    found = BARE.fullmatch(text)
    return _yuan(found[1], found[2] or unit) if found else None


def _yuan(number: str, unit: str) -> Decimal:
    try:
        amount = Decimal(number.replace(",", ""))
    except InvalidOperation as error:
        raise UnclearFee(_("“%s”不是金额") % number[:20]) from error
    return amount * WAN if unit.startswith("万") else amount


def _wanted(amount: Decimal | None) -> str:
    if not amount:
        raise UnclearFee(_("没有写明金额"))
    return plain(amount.normalize())


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
