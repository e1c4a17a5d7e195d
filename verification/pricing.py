"""What others pay, and what an offer would bring: comparison tables, prompts, and the one-to-many simulator.

No figures are shipped: an administrator imports the official table. A comparison prompts; it never refuses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

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
    """The comparable figures of an offer. A free offer, and a table without the figure, compare with nothing."""
    if fee.free:
        return
    if fee.fixed is not None and reference.amount:
        yield Comparison("固定费用", fee.fixed, reference.amount, "元", reference, low, high)
    if fee.royalty_of_sales is not None and reference.rate:
        yield Comparison("提成率", fee.royalty_of_sales, reference.rate, "%", reference, low, high)


@dataclass(frozen=True)
class Offer:
    """An offer as the simulator needs it. Money in yuan; `royalty` is percent of net sales; years are whole.

    `once` is paid at the start, `yearly` in every year after the free ones.
    """

    once: Decimal = Decimal(0)
    yearly: Decimal = Decimal(0)
    royalty: Decimal = Decimal(0)
    years: int = 1
    free_years: int = 0

    def __post_init__(self) -> None:
        if self.years < 1 or not 0 <= self.free_years <= self.years:
            raise ValueError("许可年数须不少于1，免费年数不得超过许可年数")
        if min(self.once, self.yearly, self.royalty) < 0:
            raise ValueError("费用和提成率不得为负")

    def cost_in_year(self, year: int, sales: Decimal = Decimal(0)) -> Decimal:
        """What one licensee with these net sales a year pays in a year, counted from 1."""
        once = self.once if year == 1 else Decimal(0)
        if year <= self.free_years:
            return once
        return (once + self.yearly + sales * self.royalty / 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

    def cost(self, sales: Decimal = Decimal(0)) -> Decimal:
        """What one licensee pays over the whole term."""
        return sum((self.cost_in_year(year, sales) for year in range(1, self.years + 1)), Decimal(0))


@dataclass(frozen=True)
class Income:
    licensees: int
    total: Decimal
    in_first_year: Decimal


def incomes(offer: Offer, sales: Decimal = Decimal(0), most: int = MOST_LICENSEES) -> tuple[Income, ...]:
    """What the owner earns with 1, 2, … licensees on the same terms: one to many (湖北: 充分考虑“一对多”特点)."""
    total, first = offer.cost(sales), offer.cost_in_year(1, sales)
    return tuple(Income(count, total * count, first * count) for count in range(1, most + 1))


def fee_for_same_income(once: Decimal, licensees: int) -> Decimal:
    """How much lower a fee may be if so many take it, for the income of one (rounded up to the yuan)."""
    if licensees < 1:
        raise ValueError("被许可人数须不少于1")
    return -(-once // licensees)


def _figure(value: Decimal) -> str:
    return f"{value.normalize():f}"
