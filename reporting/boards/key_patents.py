"""重点专利 (ZJ-41): licensed patents ranked by implementations, amount and industrialisation, weighted and comparable.

Each dimension is put in relation to its greatest value, so that one yuan and one contract can be weighed together.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Sum

from licensing.models import LicensedPatent
from licensing.models.follow_ups import Result
from licensing.workflow import Side
from publication.money import in_wan
from reporting.loading import held, load
from reporting.periods import Instant

MOST = 100
HEADS = ("名次", "专利号", "发明名称", "实施次数（件次）", "成交金额（万元）", "产业化：销售额（万元）", "得分")
KINDS = ("serial", "text", "text", "count", "wan", "wan", "text")


@dataclass(frozen=True)
class Weights:
    """Whole percent of each dimension; together any number above zero."""

    implementations: int = 40
    amount: int = 30
    sales: int = 30

    def plain(self) -> dict[str, int]:
        """By the word of each dimension."""
        return {"实施次数": self.implementations, "成交金额": self.amount, "产业化": self.sales}


@dataclass(frozen=True)
class KeyPatent:
    """One line of the list; sums in 万元."""

    rank: int
    number: str
    title: str
    implementations: int
    amount: Decimal
    sales: Decimal
    score: Decimal

    def plain(self) -> list[Any]:
        values = (self.rank, self.number, self.title, self.implementations, self.amount, self.sales, self.score)
        return [str(value) if isinstance(value, Decimal) else value for value in values]


def values_of(row: Sequence[Any]) -> tuple[Any, ...]:
    """A line that was kept as plain data, its sums numbers again."""
    return tuple(Decimal(value) if kind == "wan" else value for kind, value in zip(KINDS, row, strict=True))


@dataclass
class _Sums:
    title: str = ""
    implementations: int = 0
    amount: Decimal = Decimal(0)
    sales: Decimal = Decimal(0)


def ranking(province: int, path: str, instant: Instant, weights: Weights) -> list[KeyPatent]:
    """The licensed patents of a place, the weightiest first. Call inside the scope of the province."""
    sums = _sums(province, path, instant)
    most = _Sums(
        "",
        max((one.implementations for one in sums.values()), default=0),
        max((one.amount for one in sums.values()), default=Decimal(0)),
        max((one.sales for one in sums.values()), default=Decimal(0)),
    )
    scored = sorted(((-_score(one, most, weights), number) for number, one in sums.items()))[:MOST]
    return [
        KeyPatent(
            rank,
            number,
            (one := sums[number]).title,
            one.implementations,
            in_wan(one.amount),
            in_wan(one.sales),
            -score,
        )
        for rank, (score, number) in enumerate(scored, start=1)
    ]


def _sums(province: int, path: str, instant: Instant) -> dict[str, _Sums]:
    licences = [one.key for one in load(province, instant).under(path).licences]
    sales = _sales(licences, instant)
    sums: dict[str, _Sums] = defaultdict(_Sums)
    rows = LicensedPatent.objects.filter(licence__in=licences).order_by("id")
    for licence, number, title, amount in rows.values_list("licence_id", "patent_number", "title", "amount"):
        one = sums[number]
        one.title, one.implementations = title, one.implementations + 1
        one.amount, one.sales = one.amount + amount, one.sales + sales.get(licence, Decimal(0))
    return dict(sums)


def _sales(licences: list[int], instant: Instant) -> dict[int, Decimal]:
    """What the licensees, or the office for them, told last of each interval, together."""
    told = held(Result.objects.filter(follow_up__licence__in=licences).exclude(side=Side.LICENSOR), instant)
    newest = told.order_by("follow_up_id", "-id").distinct("follow_up_id")
    rows = Result.objects.filter(pk__in=newest.values("pk")).values("follow_up__licence_id").annotate(all=Sum("sales"))
    return {row["follow_up__licence_id"]: row["all"] or Decimal(0) for row in rows}


def _score(one: _Sums, most: _Sums, weights: Weights) -> Decimal:
    """Up to 100, with one decimal."""
    parts = [
        (weights.implementations, Decimal(one.implementations), Decimal(most.implementations)),
        (weights.amount, one.amount, most.amount),
        (weights.sales, one.sales, most.sales),
    ]
    whole = sum(weight for weight, _value, _most in parts) or 1
    score = sum((weight * value / greatest * 100 / whole for weight, value, greatest in parts if greatest), Decimal(0))
    return score.quantize(Decimal("0.1"), ROUND_HALF_UP)
