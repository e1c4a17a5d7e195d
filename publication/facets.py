"""The column beside a list: per facet its values with counts, each a link that keeps the rest of the search."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publication import search
from publication.choices import FeeKind, PatentType
from publication.classes import INDUSTRIES, IPC_SECTIONS
from publication.query import FILTERS, Query
from tenancy.models import Province, Region
from tenancy.models.organisations import OwnerType

SHOWN = 8  # values before "more"


@dataclass(frozen=True)
class Option:
    label: str
    count: int
    href: str
    chosen: bool = False


@dataclass(frozen=True)
class Group:
    name: str
    label: str | Promise
    options: list[Option]

    @property
    def first(self) -> list[Option]:
        return self.options[:SHOWN]

    @property
    def rest(self) -> list[Option]:
        return self.options[SHOWN:]


@dataclass(frozen=True)
class Column:
    groups: list[Group]
    partial: bool


def column(query: Query, params: QueryDict) -> Column:
    """Groups in the order of the table of filters; a chosen value links to the list without it."""
    counted = search.facets(query)
    labels = _labels(set(counted.counts["city"]))
    groups = [
        Group(name, FILTERS[name].label, _options(name, counts, labels[name], query, params))
        for name, counts in counted.counts.items()
        if counts
    ]
    return Column(groups, counted.partial)


def _options(
    name: str, counts: dict[str, int], label: Callable[[str], str], query: Query, params: QueryDict
) -> list[Option]:
    chosen = str(query.filters.get(name, ""))
    ordered = sorted(counts.items(), key=lambda item: (int(item[0]) if name == "term_min" else -item[1], item[0]))
    return [
        Option(label(value), n, _href(params, name, "" if value == chosen else value), value == chosen)
        for value, n in ordered
    ]


def _href(params: QueryDict, name: str, value: str) -> str:
    """The same search with one value changed, from its first page."""
    changed = params.copy()
    changed.pop("page", None)
    changed.pop(name, None)
    if value:
        changed[name] = value
    return f"?{changed.urlencode()}"


def _labels(cities: set[str]) -> dict[str, Callable[[str], str]]:
    places = Region.objects.filter(code__in=cities)
    names = {place.code: (get_language() == "en" and place.name_en) or place.name for place in places}
    provinces = {str(each.pk): each for each in Province.objects.all()}
    return {
        "province": lambda value: str(provinces[value].name_en if get_language() == "en" else provinces[value].name),
        "city": lambda value: names.get(value, value),
        "patent_type": lambda value: str(PatentType(value).label),
        "owner_type": lambda value: str(OwnerType(value).label),
        "fee_kind": lambda value: str(FeeKind(value).label),
        "ipc": lambda value: f"{value} {IPC_SECTIONS.get(value, '')}",
        "industry": lambda value: f"{value} {INDUSTRIES.get(value, '')}",
        "term_min": lambda value: _("%(years)s年及以上") % {"years": int(value) // 12},
    }
