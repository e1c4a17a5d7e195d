"""What others pay, and what an offer would bring: comparison tables, prompts, and the one-to-many simulator.

No figures are shipped: an administrator imports the official table. A comparison prompts; it never refuses.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from verification.dossier import AskedFee, Reference
from verification.findings import Evidence

MOST_LICENSEES = 20


@dataclass(frozen=True)
class Comparison:
    """One figure of the offer beside the average of a table. `low` and `high` are factors of the average."""

    what: str
    asked: Decimal
    usual: Decimal
    unit: str
    reference: Reference
    low: Decimal
    high: Decimal

    @property
    def factor(self) -> Decimal:
        return (self.asked / self.usual).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

    @property
    def is_out_of_line(self) -> bool:
        return not self.usual * self.low <= self.asked <= self.usual * self.high

    @property
    def sentence(self) -> str:
        return (
            f"{self.what}{_figure(self.asked)}{self.unit}，是{self.reference.name}平均{_figure(self.usual)}{self.unit}的"
            f"{_figure(self.factor)}倍（{self.reference.source}，{self.reference.year}）"
        )

    @property
    def evidence(self) -> Evidence:
        return Evidence(f"{self.reference.name}平均", f"{_figure(self.usual)}{self.unit}", self.reference.source)


def compare(fee: AskedFee, reference: Reference, *, low: Decimal, high: Decimal) -> Iterator[Comparison]:
    """The comparable figures of an offer. A free offer, and a table without the figure, compare with nothing.

    What is paid beside a royalty is not all that is paid: it can be out of line upwards only.
    """
    if fee.free:
        return
    if fee.fixed is not None and reference.amount:
        what, least = ("入门费", Decimal(0)) if fee.has_royalty else ("固定费用", low)
        yield Comparison(what, fee.fixed, reference.amount, "元", reference, least, high)
    if fee.royalty_of_sales is not None and reference.rate:
        yield Comparison("提成率", fee.royalty_of_sales, reference.rate, "%", reference, low, high)


YearlyFee = Callable[[int, Decimal], Decimal]
"""What falls due in licence year 1, 2, … when the base of a royalty is so many yuan a year; the fee model has it."""


@dataclass(frozen=True)
class Income:
    """What an owner earns with so many licensees."""

    licensees: int
    total: Decimal
    in_first_year: Decimal


def costs(in_year: YearlyFee, years: int, base: Decimal = Decimal(0)) -> tuple[Decimal, ...]:
    """What one licensee pays, year by year over the term."""
    if years < 1:
        raise ValueError("许可年数须不少于1")
    return tuple(in_year(year, base) for year in range(1, years + 1))


def incomes(
    in_year: YearlyFee, years: int, base: Decimal = Decimal(0), most: int = MOST_LICENSEES
) -> tuple[Income, ...]:
    """What the owner earns with 1, 2, … licensees on the same terms: one to many (湖北: 充分考虑“一对多”特点)."""
    each = costs(in_year, years, base)
    return tuple(Income(count, sum(each, Decimal(0)) * count, each[0] * count) for count in range(1, most + 1))


def fee_for_same_income(once: Decimal, licensees: int) -> Decimal:
    """How much lower a fee may be if so many take it, for the income of one (rounded up to the yuan)."""
    if licensees < 1:
        raise ValueError("被许可人数须不少于1")
    return (once / licensees).to_integral_value(ROUND_CEILING)


@dataclass(frozen=True)
class Guide:
    """An advisory range for one fee figure, with every input it was made from (浙江: “一对一”定价指导参考)."""

    low: Decimal
    high: Decimal
    unit: str
    inputs: tuple[Reference, ...]
    licensees: int
    method: str = "同行业统计法：各参考表平均值中的最低与最高，按预期被许可人数折减"


def guide_amount(references: tuple[Reference, ...], licensees: int = 1) -> Guide | None:
    """A range for a fixed fee from what the tables say; None when no table has an amount."""
    usable = tuple(reference for reference in references if reference.amount)
    if not usable:
        return None
    amounts = [fee_for_same_income(reference.amount, licensees) for reference in usable if reference.amount]
    return Guide(min(amounts), max(amounts), "元", usable, licensees)


def _figure(value: Decimal) -> str:
    return f"{value.normalize():f}"
