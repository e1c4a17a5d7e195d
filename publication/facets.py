"""The column beside a list: per facet its values with counts, each a link that keeps the rest of the search."""

import hashlib
import time
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote_plus

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publication import places, search, territories
from publication.choices import FeeKind, PatentType
from publication.classes import INDUSTRIES, IPC_SECTIONS
from publication.kept import reading
from publication.query import FILTERS, Query
from publication.stencils import Stencil
from tenancy.models.organisations import OwnerType

SHOWN = 8  # values before "more"
NAMED_SECONDS = 60  # names of places are read again
KEPT_SECONDS = 30  # a counted column; the kept counters are read each time
LABELS: dict[str, Callable[[str], str]] = {
    "province": places.province_name,
    "city": places.city_name,
    "patent_type": lambda value: str(PatentType(value).label),
    "owner_type": lambda value: str(OwnerType(value).label),
    "fee_kind": lambda value: str(FeeKind(value).label),
    "ipc": lambda value: f"{value} {IPC_SECTIONS.get(value, '')}",
    "industry": lambda value: f"{value} {INDUSTRIES.get(value, '')}",
    "term_min": lambda value: _("%(years)s年及以上") % {"years": int(value) // 12},
    "territory": territories.label,
}
OPTION = Stencil("publication/facet_option.html", "href", "label", "count", chosen=False)
CHOSEN = Stencil("publication/facet_option.html", "href", "label", "count", chosen=True)
GROUP = Stencil("publication/facet.html", "label", "first", rest="")
LONG_GROUP = Stencil("publication/facet.html", "label", "first", "rest")


def column(query: Query, params: QueryDict) -> tuple[SafeString, search.Total | None]:
    """The column of a narrow search, counted at most half a minute ago; with the total when it was counted now."""
    asked = f"{get_language()} {params.urlencode()}"
    key = f"facets:{hashlib.blake2b(asked.encode(), digest_size=16).hexdigest()}"
    if kept := reading.get(key):
        return mark_safe(kept), None  # noqa: S308 -- as it was drawn
    counted = search.facets(query)
    column = drawn(counted, query, params)
    reading.set(key, str(column), KEPT_SECONDS)
    return column, counted.total


def drawn(counted: search.Facets, query: Query, params: QueryDict) -> SafeString:
    """In the order of the table of filters; a chosen value links to the list without it."""
    groups = tuple(
        Group(name, str(query.filters.get(name, "")), without(params, name, "page"), tuple(counts.items()))
        for name, counts in counted.counts.items()
        if counts
    )
    return _column(get_language() or "", int(time.time()) // NAMED_SECONDS, groups, counted.partial)


class Group(NamedTuple):
    """One facet as it is to be drawn: what is chosen of it, the rest of the search, value and number of records."""

    name: str
    chosen: str
    rest: str
    counts: tuple[tuple[str, int], ...]


@lru_cache(maxsize=500)
def _column(_language: str, _names: int, groups: tuple[Group, ...], partial: bool) -> SafeString:
    """The same counts of the same search are drawn once."""
    said = f'<p class="muted small">{_("结果很多，只统计了其中一部分。")}</p>' if partial else ""
    return mark_safe("".join([*map(_drawn, groups), said]))  # noqa: S308 -- drawn by stencils


def _drawn(group: Group) -> SafeString:
    label, kept = LABELS[group.name], f"{group.rest}&" if group.rest else ""
    by_term = group.name == "term_min"
    ordered = sorted(group.counts, key=lambda item: (int(item[0]) if by_term else -item[1], item[0]))
    options = [
        (CHOSEN if value == group.chosen else OPTION).fill(
            {
                "href": f"?{group.rest}" if value == group.chosen else f"?{kept}{group.name}={quote_plus(value)}",
                "label": label(value),
                "count": n,
            }
        )
        for value, n in ordered
    ]
    first, more = "".join(options[:SHOWN]), "".join(options[SHOWN:])
    shown = {"label": FILTERS[group.name].label, "first": mark_safe(first), "rest": mark_safe(more)}  # noqa: S308
    return (LONG_GROUP if more else GROUP).fill(shown)


def without(params: QueryDict, *names: str) -> str:
    """The rest of a search as it stands in an address."""
    if not any(name in params for name in names):
        return params.urlencode()
    changed = params.copy()
    for name in names:
        changed.pop(name, None)
    return changed.urlencode()
