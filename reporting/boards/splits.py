"""The same count by kind: parts that add up to the number they divide (U46)."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from publication.choices import FeeKind
from publication.classes import INDUSTRIES
from reporting.boards.facts import BoardFacts, Sides, Traits
from reporting.boards.measures import percent
from reporting.measures import MEASURES
from tenancy.models.organisations import OwnerType, SizeClass

UNKNOWN, MIXED = _("未注明"), _("组合（多种方式）")
NONE = Traits("", "", "")


@dataclass(frozen=True)
class Split:
    """One measure divided by one trait: label, number, share in percent; the greatest first."""

    key: str
    title: str | Promise
    measure: str
    parts: tuple[tuple[str, int, Any], ...]

    @property
    def unit(self) -> str:
        return MEASURES[self.measure].unit


def splits(facts: BoardFacts) -> list[Split]:
    """Patents by owner type and industry, licences by fee kind and by who gives to whom (HB-04)."""
    patents = [facts.traits.get(one.record_number, NONE) for one in MEASURES["patents_opened"].rows(facts)]
    kinds = [_fee_kind(licence.fee_kinds) for licence in facts.licences]
    sides = [_sides(facts.sides.get(licence.key, Sides())) for licence in facts.licences]
    return [
        _split("owner_type", _("按权利主体类型"), "patents_opened", (t.owner_type for t in patents), _owner_type),
        _split("industry", _("按行业门类"), "patents_opened", (t.industry for t in patents), _industry),
        _split("fee_kind", _("按支付方式"), "licences", kinds, str),
        _split("sides", _("按许可人类型和被许可人规模"), "licences", sides, str),
    ]


def _split(
    key: str, title: str | Promise, measure: str, values: Iterable[str], name: Callable[[str], str | Promise]
) -> Split:
    counts = Counter(values)
    whole = counts.total()
    parts = ((str(name(value)), count, percent(count, whole)) for value, count in counts.most_common())
    return Split(key, title, measure, tuple(parts))


def _owner_type(value: str) -> str | Promise:
    return OwnerType(value).label if value in OwnerType.values else UNKNOWN


def _industry(value: str) -> str | Promise:
    return f"{value} {INDUSTRIES[value]}" if value in INDUSTRIES else UNKNOWN


def _sides(sides: Sides) -> str:
    """高等学校 → 小型企业; who is no enterprise has no size."""
    taker = _("%s企业") % SizeClass(sides.size).label if sides.size in SizeClass.values else _("其他单位或者个人")
    return f"{_owner_type(sides.owner_type)} → {taker}"


def _fee_kind(kinds: tuple[str, ...]) -> str:
    """A package of several kinds is one contract and stands once, under a name of its own."""
    return str(FeeKind(kinds[0]).label if len(set(kinds)) == 1 else MIXED)
