"""The column beside a list: per facet its values with counts, each a link that keeps the rest of the search."""

import hashlib
from collections.abc import Callable
from urllib.parse import quote_plus

from django.core.cache import cache
from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publication import places, search, territories
from publication.choices import FeeKind, PatentType
from publication.classes import INDUSTRIES, IPC_SECTIONS
from publication.query import FILTERS, Query
from publication.stencils import Stencil
from tenancy.models.organisations import OwnerType

SHOWN = 8  # values before "more"
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
    if kept := cache.get(key):
        return mark_safe(kept), None  # noqa: S308 -- as it was drawn
    counted = search.facets(query)
    column = drawn(counted, query, params)
    cache.set(key, str(column), KEPT_SECONDS)
    return column, counted.total


def drawn(counted: search.Facets, query: Query, params: QueryDict) -> SafeString:
    """In the order of the table of filters; a chosen value links to the list without it."""
    groups = [_group(name, counts, query, params) for name, counts in counted.counts.items() if counts]
    partial = f'<p class="muted small">{_("结果很多，只统计了其中一部分。")}</p>' if counted.partial else ""
    return mark_safe("".join([*groups, partial]))  # noqa: S308 -- drawn by stencils


def _group(name: str, counts: dict[str, int], query: Query, params: QueryDict) -> SafeString:
    chosen, rest, label = str(query.filters.get(name, "")), without(params, name, "page"), LABELS[name]
    ordered = sorted(counts.items(), key=lambda item: (int(item[0]) if name == "term_min" else -item[1], item[0]))
    drawn = [
        (CHOSEN if value == chosen else OPTION).fill(
            {
                "href": f"?{rest}" if value == chosen else f"?{rest}{'&' if rest else ''}{name}={quote_plus(value)}",
                "label": label(value),
                "count": n,
            }
        )
        for value, n in ordered
    ]
    first, more = "".join(drawn[:SHOWN]), "".join(drawn[SHOWN:])
    shown = {"label": FILTERS[name].label, "first": mark_safe(first), "rest": mark_safe(more)}  # noqa: S308
    return (LONG_GROUP if more else GROUP).fill(shown)


def without(params: QueryDict, *names: str) -> str:
    """The rest of a search as it stands in an address."""
    if not any(name in params for name in names):
        return params.urlencode()
    changed = params.copy()
    for name in names:
        changed.pop(name, None)
    return changed.urlencode()
