"""The one fee model. Form, published sentence, contract, both annexes, search and API read it; nobody else has another.

Sums are Decimal yuan, rates per cent, periods whole months, days as the clause says. The wordings are those of the
pilot provinces' published lists.
"""

# ruff: noqa: RUF009 -- the blanks of a clause are described where they stand; each call makes a dataclass field

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publication.choices import DayKind, FeeKind, RoyaltyBase, Settlement, Silence
from publication.fee_fields import choice, count, fee_fields, money, rate
from publication.money import plain, sum_of, yuan
from tenancy.refusals import Refused

NOTHING = Decimal(0)
CENT = Decimal("0.01")
PERIODS = {Settlement.YEAR: 1, Settlement.HALF_YEAR: 2, Settlement.QUARTER: 4, Settlement.MONTH: 12}  # in a year


class FaultyTerms(Refused):
    """The fee cannot be read. `faults` names the field of each sentence, so that a form can show it there."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(*faults.values())
        self.faults = dict(faults)


@dataclass(frozen=True, kw_only=True)
class Terms(ABC):
    """How and how much a licensee pays. One subclass per kind; each has only its own fields."""

    kind: ClassVar[FeeKind]

    @abstractmethod
    def sentence(self) -> str:
        """The clause as it is published, in the active language."""

    @abstractmethod
    def in_year(self, year: int, base: Decimal) -> Decimal:
        """What falls due in licence year `year` (1, 2, ...) if the base of the royalty is `base` yuan that year."""

    @property
    def is_free(self) -> bool:
        """免费许可 of the monthly tables: nothing is ever due (XY-48)."""
        return False

    @property
    def headline(self) -> Decimal | None:
        """The sum a list sorts by: what is fixed. None where nothing is fixed; zero is free (A8)."""
        return None

    @property
    def royalty(self) -> tuple[Decimal, str] | None:
        """Rate in per cent and its base, where there is one."""
        return None

    def annex_amount(self, months: int) -> Decimal:
        """使用费金额 of annex 2 in yuan for a licence of so many months; royalties count 0 (XY-53 to XY-55)."""
        return self.headline or NOTHING

    def annex_remark(self) -> str:
        """备注 of annex 2: the way of payment where the amount alone would mislead (XY-54, XY-55)."""
        return ""

    def total(self, months: int, base: Decimal) -> Decimal:
        """What a licensee pays over the whole term with the same base each year; both sides' simulator (F054)."""
        years = -(-months // 12)
        return sum((self.in_year(year, base) for year in range(1, years + 1)), NOTHING)

    def published_sentence(self) -> str:
        """The clause in Chinese, whatever language the reader has: this is what is kept and binds."""
        with translation.override("zh-hans"):
            return self.sentence()

    def as_data(self) -> dict[str, Any]:
        """Plain data for JSON; sums as text, so that no float ever touches them. `read_terms` is the way back."""
        values = {name: getattr(self, name) for name in fee_fields(type(self))}
        plain_values = {k: plain(v) if isinstance(v, Decimal) else v for k, v in values.items() if v is not None}
        return {"kind": str(self.kind.value), **plain_values}

    def faults(self) -> dict[str, str]:
        """What is wrong between fields that are right each for itself."""
        return {}


@dataclass(frozen=True, kw_only=True)
class Free(Terms):
    kind = FeeKind.FREE

    is_free = True  # type: ignore[assignment]
    headline = NOTHING  # type: ignore[assignment]

    def sentence(self) -> str:
        return _("免费许可，被许可人无需支付许可使用费。")

    def in_year(self, year: int, base: Decimal) -> Decimal:
        return NOTHING


@dataclass(frozen=True, kw_only=True)
class LumpSum(Terms):
    kind = FeeKind.LUMP_SUM

    amount: Decimal = money(gettext_lazy("使用费总额"))
    pay_days: int = count(gettext_lazy("付款期限"), gettext_lazy("日"), 1, 365, default=30)
    day_kind: str = choice(gettext_lazy("期限单位"), DayKind.choices, DayKind.CALENDAR.value)

    @property
    def headline(self) -> Decimal:
        return self.amount

    def sentence(self) -> str:
        return _("采用一次总付的方式，在合同生效后%(within)s内一次性全额支付所有使用费%(amount)s。") % {
            "within": within(self.pay_days, self.day_kind),
            "amount": sum_of(self.amount),
        }

    def in_year(self, year: int, base: Decimal) -> Decimal:
        return self.amount if year == 1 else NOTHING


@dataclass(frozen=True, kw_only=True)
class Instalments(Terms):
    """A fixed total: a first part soon after the contract, the rest in equal parts, one before each year ends."""

    kind = FeeKind.INSTALMENTS

    total_amount: Decimal = money(gettext_lazy("使用费总额"))
    first_amount: Decimal = money(gettext_lazy("首批金额"))
    pay_days: int = count(gettext_lazy("首批付款期限"), gettext_lazy("日"), 1, 365, default=30)
    parts: int = count(gettext_lazy("其余批次"), gettext_lazy("次"), 1, 60)
    part_amount: Decimal = money(gettext_lazy("其余每次金额"))
    year_end_days: int = count(gettext_lazy("会计年度截止前"), gettext_lazy("日"), 1, 365, default=30)

    @property
    def headline(self) -> Decimal:
        return self.total_amount

    def sentence(self) -> str:
        return _(
            "采用总付额内分期支付的方式，在合同生效后%(within)s内支付第一批次%(first)s，"
            "后在每个会计年度截止前的%(year_end)s日内，分%(parts)s批次支付，每次支付%(part)s，总额%(total)s。"
        ) % {
            "within": within(self.pay_days, DayKind.CALENDAR),
            "first": yuan(self.first_amount),
            "year_end": self.year_end_days,
            "parts": self.parts,
            "part": yuan(self.part_amount),
            "total": sum_of(self.total_amount),
        }

    def in_year(self, year: int, base: Decimal) -> Decimal:
        part = self.part_amount if year <= self.parts else NOTHING
        return part + (self.first_amount if year == 1 else NOTHING)

    def faults(self) -> dict[str, str]:
        said = self.first_amount + self.parts * self.part_amount
        if said == self.total_amount:
            return {}
        return {
            "total_amount": _("“使用费总额”须等于各批次之和：%(first)s元+%(parts)s×%(part)s元=%(said)s元")
            % {
                "first": plain(self.first_amount),
                "parts": self.parts,
                "part": plain(self.part_amount),
                "said": plain(said),
            }
        }


@dataclass(frozen=True, kw_only=True)
class Royalty(Terms):
    kind = FeeKind.ROYALTY

    rate: Decimal = rate(gettext_lazy("提成比例"))
    base: str = choice(gettext_lazy("提成基数"), RoyaltyBase.choices, RoyaltyBase.NET_SALES.value)
    settlement: str = choice(gettext_lazy("结算周期"), Settlement.choices, Settlement.YEAR.value)
    pay_days: int = count(gettext_lazy("结算后付款期限"), gettext_lazy("日"), 1, 365, default=30)
    cap: Decimal | None = money(gettext_lazy("累计提成上限"), required=False)
    minimum: Decimal | None = money(gettext_lazy("每个结算期的提成下限"), required=False)

    @property
    def royalty(self) -> tuple[Decimal, str]:
        return self.rate, self.base

    def sentence(self) -> str:
        return _("采用提成支付的方式，%(royalty)s。") % {"royalty": self.royalty_clause()}

    def royalty_clause(self) -> str:
        clause = _("提成费按当%(period)s%(base)s的%(rate)s%%提取，于每个结算期结束后%(days)s日内支付") % {
            "period": Settlement(self.settlement).label,
            "base": RoyaltyBase(self.base).label,
            "rate": plain(self.rate),
            "days": self.pay_days,
        }
        least = _("，每个结算期不低于%(least)s") % {"least": yuan(self.minimum)} if self.minimum else ""
        return clause + least + (_("，累计不超过%(cap)s") % {"cap": yuan(self.cap)} if self.cap else "")

    def faults(self) -> dict[str, str]:
        if self.cap is not None and self.minimum is not None and self.minimum > self.cap:
            return {"minimum": _("“每个结算期的提成下限”不得高于“累计提成上限”")}
        return {}

    def royalty_in(self, year: int, base: Decimal) -> Decimal:
        """The share of one year; with the same base each year the cap cuts off the rest."""
        least = (self.minimum or NOTHING) * PERIODS[Settlement(self.settlement)]
        each = max(least, (base * self.rate / 100).quantize(CENT, ROUND_HALF_UP))
        if self.cap is None:
            return each
        return max(NOTHING, min(each, self.cap - each * (year - 1)))

    def in_year(self, year: int, base: Decimal) -> Decimal:
        return self.royalty_in(year, base)

    def annex_remark(self) -> str:
        return _("提成")


@dataclass(frozen=True, kw_only=True)
class _EntryFee:
    entry_fee: Decimal = money(gettext_lazy("入门费"))
    entry_days: int = count(gettext_lazy("入门费付款期限"), gettext_lazy("日"), 1, 365, default=30)


@dataclass(frozen=True, kw_only=True)
class EntryFeeRoyalty(Royalty, _EntryFee):
    """The blanks of the entry fee come first, as in the clause."""

    kind = FeeKind.ENTRY_FEE_ROYALTY

    @property
    def headline(self) -> Decimal:
        return self.entry_fee

    def sentence(self) -> str:
        return _("采用入门费和提成费相结合的方式，其中入门费为%(fee)s，在合同生效后%(within)s内支付；%(royalty)s。") % {
            "fee": sum_of(self.entry_fee),
            "within": within(self.entry_days, DayKind.CALENDAR),
            "royalty": self.royalty_clause(),
        }

    def in_year(self, year: int, base: Decimal) -> Decimal:
        return self.royalty_in(year, base) + (self.entry_fee if year == 1 else NOTHING)

    def annex_remark(self) -> str:
        return _("入门费+提成")


@dataclass(frozen=True, kw_only=True)
class StagedFree(Terms):
    """Free for some months, then a yearly fee or a royalty (LN-58)."""

    kind = FeeKind.STAGED_FREE

    free_months: int = count(gettext_lazy("免费期"), gettext_lazy("个月"), 1, 240)
    yearly_amount: Decimal | None = money(gettext_lazy("免费期满后每年使用费"), required=False)
    rate: Decimal | None = rate(gettext_lazy("免费期满后提成比例"), required=False)
    base: str = choice(gettext_lazy("提成基数"), RoyaltyBase.choices, RoyaltyBase.NET_SALES.value)

    @property
    def royalty(self) -> tuple[Decimal, str] | None:
        return (self.rate, self.base) if self.rate is not None else None

    @property
    def headline(self) -> Decimal | None:
        return self.yearly_amount

    def sentence(self) -> str:
        return _("采用阶段性免费的方式，自合同生效之日起%(months)s个月内免费，期满后%(then)s。") % {
            "months": self.free_months,
            "then": self._then(),
        }

    def _then(self) -> str:
        if self.yearly_amount is not None:
            return _("每年支付使用费%(amount)s") % {"amount": sum_of(self.yearly_amount)}
        return _("提成费按当年度%(base)s的%(rate)s%%提取") % {
            "base": RoyaltyBase(self.base).label,
            "rate": plain(self.rate or NOTHING),
        }

    def in_year(self, year: int, base: Decimal) -> Decimal:
        """A year that is free in part costs the part that is not; a started year of the fee costs it whole."""
        if self.yearly_amount is not None:
            started = -(-max(0, year * 12 - self.free_months) // 12)
            before = -(-max(0, (year - 1) * 12 - self.free_months) // 12)
            return self.yearly_amount * (started - before)
        paid = min(12, max(0, year * 12 - self.free_months))
        return (base * (self.rate or NOTHING) / 100 * paid / 12).quantize(CENT, ROUND_HALF_UP)

    def annex_amount(self, months: int) -> Decimal:
        """The fixed yearly fee can be worked out over the term (可折算金额); a royalty cannot."""
        started = -(-max(0, months - self.free_months) // 12)
        return (self.yearly_amount or NOTHING) * started

    def annex_remark(self) -> str:
        return _("前%(months)s个月免费，期满后%(then)s") % {"months": self.free_months, "then": self._then()}

    def faults(self) -> dict[str, str]:
        if (self.yearly_amount is None) == (self.rate is None):
            return {"yearly_amount": _("免费期满后的使用费须填写“每年使用费”或“提成比例”之一，且只填一项")}
        return {}


@dataclass(frozen=True, kw_only=True)
class TrialThenPay(Terms):
    """Use first; by the end of the trial the licensee decides, and then pays a fixed sum (LN-58)."""

    kind = FeeKind.TRIAL_THEN_PAY

    trial_months: int = count(gettext_lazy("试用期"), gettext_lazy("个月"), 1, 60)
    decide_days: int = count(gettext_lazy("试用期满前答复期限"), gettext_lazy("日"), 1, 180, default=30)
    amount: Decimal = money(gettext_lazy("继续实施的使用费"))
    pay_days: int = count(gettext_lazy("付款期限"), gettext_lazy("日"), 1, 365, default=30)
    silence: str | None = choice(gettext_lazy("试用期满未答复的"), Silence.choices, None, required=False)

    @property
    def headline(self) -> Decimal:
        return self.amount

    def sentence(self) -> str:
        told = _(
            "采用先试用后付费的方式，自合同生效之日起试用%(months)s个月；被许可人应在试用期满前%(decide)s日书面答复是否继续实施，"
            "继续实施的，在试用期满后%(pay)s日内一次性支付使用费%(amount)s；不继续实施的，许可于试用期满时终止。"
        ) % {
            "months": self.trial_months,
            "decide": self.decide_days,
            "pay": self.pay_days,
            "amount": sum_of(self.amount),
        }
        if self.silence is None:
            return told
        return told + _("试用期满未答复的，%(silence)s。") % {"silence": Silence(self.silence).label}

    def in_year(self, year: int, base: Decimal) -> Decimal:
        return self.amount if year == self.trial_months // 12 + 1 else NOTHING

    def annex_remark(self) -> str:
        return _("先试用%(months)s个月后付费") % {"months": self.trial_months}


KINDS: dict[str, type[Terms]] = {
    str(each.kind.value): each
    for each in (Free, LumpSum, Instalments, Royalty, EntryFeeRoyalty, StagedFree, TrialThenPay)
}


def read_terms(data: Mapping[str, Any]) -> Terms:
    """Terms from plain data, as a form, a workbook or JSON gives them; other fields are passed over.

    Raises FaultyTerms, which names field and rule of everything that is wrong at once.
    """
    kind = KINDS.get(str(data.get("kind", "")))
    if kind is None:
        raise FaultyTerms({"kind": _("请选择许可使用费支付方式；须为明确的标准，不能为“面议”")})
    values, faults = {}, {}
    usual = usual_values(kind)
    for name, fee_field in fee_fields(kind).items():
        try:
            values[name] = usual[name] if name in usual and name not in data else fee_field.read(data.get(name))
        except ValueError as fault:
            faults[name] = str(fault)
    terms = None if faults else kind(**values)
    if faults or (faults := terms.faults() if terms else {}):
        raise FaultyTerms(faults)
    assert terms is not None  # without faults there are terms
    return terms


@cache
def usual_values(kind: type[Terms]) -> Mapping[str, Any]:
    """The values of the blanks that may be left as they start, read already."""
    usual = {name: default_of(kind, name) for name in fee_fields(kind)}
    return MappingProxyType({name: fee_fields(kind)[name].read(raw) for name, raw in usual.items() if raw is not None})


def default_of(kind: type[Terms], name: str) -> Any:
    """What a blank starts with in a form; None where the patentee must say it."""
    default = next(each.default for each in dataclasses.fields(kind) if each.name == name)
    return None if default is dataclasses.MISSING else default


def within(days: int, kind: str) -> str:
    return f"{days}{DayKind(kind).label}"
