"""The fields of the fee kinds: what a person may write into each, and what is said when it is not that.

A field is told once, in the metadata of a dataclass field; form, check, schema and page read it from there.
"""

import dataclasses
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publication.money import MOST, plain

Label = str | Promise
CLEAR_FEE = "国知办函运字〔2022〕448号 三（一）3：许可使用费支付方式和标准须公开"
FARTHEST = MOST * 10
NEGOTIABLE = ("面议", "协商", "洽谈", "待定")


class Sort(StrEnum):
    MONEY = "money"
    RATE = "rate"
    COUNT = "count"
    CHOICE = "choice"


@dataclass(frozen=True)
class FeeField:
    """One blank of the clause. `low` and `high` bound it, both included; `unit` is printed beside it."""

    label: Label
    sort: Sort
    unit: Label = ""
    low: Decimal = Decimal(0)
    high: Decimal = MOST
    decimals: int = 0
    required: bool = True
    choices: tuple[tuple[str, Label], ...] = ()
    help: Label = ""

    def read(self, raw: Any) -> Decimal | int | str | None:
        """The value of what was written. Raises ValueError with the sentence to show."""
        said = "" if raw is None else str(raw)
        text = (said if said.isascii() else unicodedata.normalize("NFKC", said)).strip()
        if not text:
            if self.required:
                raise ValueError(_("请填写“%(field)s”（%(clause)s）") % {"field": self.label, "clause": CLEAR_FEE})
            return None
        return self._chosen(text) if self.sort is Sort.CHOICE else self._number(text)

    def _chosen(self, text: str) -> str:
        if text not in dict(self.choices):
            raise ValueError(_("“%(field)s”请从列出的选项中选择") % {"field": self.label})
        return text

    def _number(self, text: str) -> Decimal | int:
        number = self._decimal(text)
        if not self.low <= number <= self.high:
            raise ValueError(
                _("“%(field)s”须在%(low)s至%(high)s%(unit)s之间")
                % {"field": self.label, "low": plain(self.low), "high": plain(self.high), "unit": self.unit}
            )
        return number if self.sort in (Sort.MONEY, Sort.RATE) else int(number)

    def _decimal(self, text: str) -> Decimal:
        try:
            number = Decimal(text.replace(",", ""))
        except InvalidOperation:
            if any(word in text for word in NEGOTIABLE):
                raise ValueError(
                    _("“%(field)s”须为明确的数字，不能写“%(text)s”（%(clause)s）")
                    % {"field": self.label, "text": text[:20], "clause": CLEAR_FEE}
                ) from None
            number = Decimal("NaN")
        if not number.is_finite() or number.copy_abs() > FARTHEST:  # abs() would overflow
            raise ValueError(
                _("“%(field)s”须为数字，现为“%(text)s”") % {"field": self.label, "text": text[:20]}
            ) from None
        if number != round(number, self.decimals):
            raise ValueError(
                _("“%(field)s”最多%(decimals)s位小数") % {"field": self.label, "decimals": self.decimals}
                if self.decimals
                else _("“%(field)s”须为整数") % {"field": self.label}
            )
        return number


def _blank(fee_field: FeeField, default: Any) -> Any:
    if default is dataclasses.MISSING and not fee_field.required:
        default = None
    return dataclasses.field(default=default, metadata={"fee": fee_field})


def money(label: Label, *, required: bool = True, help: Label = "") -> Any:
    """Yuan, more than nothing, to the fen."""
    shape = FeeField(label, Sort.MONEY, _yuan, Decimal("0.01"), MOST, 2, required, help=help)
    return _blank(shape, dataclasses.MISSING)


def rate(label: Label, *, required: bool = True, help: Label = "") -> Any:
    """Per cent of a base, more than nothing, four decimals."""
    shape = FeeField(label, Sort.RATE, "%", Decimal("0.0001"), Decimal(100), 4, required, help=help)
    return _blank(shape, dataclasses.MISSING)


def count(label: Label, unit: Label, low: int, high: int, *, default: Any = dataclasses.MISSING) -> Any:
    """A whole number of days, months, payments."""
    return _blank(FeeField(label, Sort.COUNT, unit, Decimal(low), Decimal(high)), default)


def choice(label: Label, choices: Any, default: str | None, *, required: bool = True) -> Any:
    return _blank(FeeField(label, Sort.CHOICE, choices=tuple(choices), required=required), default)


_yuan = gettext_lazy("元")


@cache
def fee_fields(kind: type) -> Mapping[str, FeeField]:
    """Name and description of each blank of a fee kind, in the order of the clause."""
    return MappingProxyType({each.name: each.metadata["fee"] for each in dataclasses.fields(kind)})
