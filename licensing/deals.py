"""Statistics of concluded licences: what others really agreed, by industry and way of paying (F053, ZJ-21).

Plain values in, figures out. A group with fewer licences than the province's least is not shown at all, and no total
stands beside the groups, so that a hidden one cannot be worked out from them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import quantiles

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Deal:
    """One patent of one concluded licence; `rate` in per cent where the fee is a share."""

    licence: int
    industry: str
    fee_kind: str
    amount: Decimal
    rate: Decimal | None = None


@dataclass(frozen=True)
class Group:
    """What is shown of a group; half of it lies between `low` and `high`."""

    industry: str
    fee_kind: str
    licences: int
    low: Decimal | None
    middle: Decimal | None
    high: Decimal | None
    is_rate: bool


def groups_of(deals: Iterable[Deal], least: int) -> list[Group]:
    """Each group that is large enough. A licence counts once a group, with the mean of its patents."""
    found: dict[tuple[str, str], dict[int, list[Deal]]] = defaultdict(lambda: defaultdict(list))
    for deal in deals:
        if deal.industry:
            found[deal.industry, deal.fee_kind][deal.licence].append(deal)
    return [
        _group(industry, kind, list(licences.values()))
        for (industry, kind), licences in sorted(found.items())
        if len(licences) >= least
    ]


def _group(industry: str, kind: str, licences: list[list[Deal]]) -> Group:
    is_rate = all(deal.rate is not None and not deal.amount for deals in licences for deal in deals)
    figures = [_figure(deals, is_rate) for deals in licences]
    if not any(figures):
        return Group(industry, kind, len(licences), None, None, None, is_rate=False)
    low, middle, high = (figure.quantize(CENT) for figure in quantiles(figures, n=4, method="inclusive"))
    return Group(industry, kind, len(licences), low, middle, high, is_rate)


def _figure(deals: list[Deal], is_rate: bool) -> Decimal:
    parts = [(deal.rate or Decimal(0)) if is_rate else deal.amount for deal in deals]
    return sum(parts, Decimal(0)) / len(parts)
