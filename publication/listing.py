"""The list page: its parts, each drawn by a stencil, and the page they are put into."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from publication import facets, files, pages, search
from publication.choices import State
from publication.frames import framed
from publication.query import EVERY_STATE, FILTERS, SORT_WORDS, Query
from publication.search import Found, find
from publication.standing import state_of
from publication.stencils import Stencil, mark

CURRENT = mark_safe(' aria-current="true"')
ROW = Stencil(
    "publication/record_row.html",
    *("number", "title", "patent", "owner_names", "city_name", "state", "fee_sentence", "term_from", "term_to"),
    *("territory", "published_on"),
)
PARTS = ("asked", "q", "kept", "notes", "column", "total", "when", "sorts", "rows", "pager", "downloads")
PAGE = Stencil("publication/records.html", *PARTS, "address")


def page(request: HttpRequest, query: Query) -> HttpResponse:
    return framed(request, PAGE, parts_of(request, query))


def parts_of(request: HttpRequest, query: Query) -> dict[str, Any]:
    params, number = request.GET, pages.page_number(request.GET.get("page"))
    if query.is_narrow:
        column, total = facets.column(query, params)
    else:  # the kept counters tell the total as well
        counted = search.facets(query)
        column, total = facets.drawn(counted, query, params), counted.total
    found = find(query, number, total=total)
    return {
        "asked": f"：{query.q}" if query.q else "",
        "q": query.q,
        "kept": kept(query, params),
        "notes": notes(query.notes),
        "column": column,
        "total": found.total,
        "when": f"{timezone.localtime():%Y-%m-%d %H:%M}",
        "sorts": sorts(query, params),
        "rows": rows(found.rows) or empty(get_language()),
        "pager": pager(get_language(), facets.without(params, "page"), found),
        "downloads": downloads(facets.without(params, "page")),
    }


def rows(found: Iterable[dict[str, Any]]) -> SafeString:
    drawn = ROW.fill_each(shown(row) for row in found)
    return drawn and mark_safe(f'<ol class="records">{drawn}</ol>')  # noqa: S308 -- drawn by a stencil


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """What a line says of a record."""
    state = state_of(row["state"], row["withdrawn_from"], row["term_to"], timezone.now(), timezone.localdate())
    return {
        "number": row["number"],
        "title": row["title"],
        "patent": ("CN" if row["is_application"] else "ZL") + row["patent_number"],
        "owner_names": row["owner_names"],
        "city_name": row["city_name"],
        "state": "" if state == State.ACTIVE else state_mark(get_language(), state.value),
        "fee_sentence": row["fee_sentence"],
        "term_from": row["term_from"].isoformat(),
        "term_to": row["term_to"].isoformat(),
        "territory": row["territory"],
        "published_on": timezone.localtime(row["published_at"]).date().isoformat(),
    }


@lru_cache(maxsize=20)
def state_mark(_language: str, state: str) -> SafeString:
    return mark_safe(" " + render_to_string("publication/state.html", {"state": state}).strip())  # noqa: S308


@lru_cache(maxsize=4)
def empty(_language: str) -> SafeString:
    return render_to_string("publication/none_found.html")


def notes(told: Iterable[str]) -> SafeString:
    drawn = [render_to_string("components/notice.html", {"tone": "due", "text": note}) for note in told]
    return mark_safe("".join(drawn))  # noqa: S308 -- drawn by a template


def kept(query: Query, params: QueryDict) -> SafeString:
    """The filters and the order, for the form that asks anew."""
    names = [name for name in query.filters if name in FILTERS] + (["sort"] if query.sort != "newest" else [])
    return HIDDEN.fill_each({"name": name, "value": params[name]} for name in names)


HIDDEN = Stencil("publication/hidden_field.html", "name", "value")


def sorts(query: Query, params: QueryDict) -> SafeString:
    every_state = query.filters.get("state") == EVERY_STATE
    order = SORTS_OF_ALL if every_state else SORTS
    current = {f"current_{key}": CURRENT if key == query.sort else "" for key in SORT_WORDS}
    rest, state = facets.without(params, "page", "sort"), facets.without(params, "page", "state")
    return order.fill(
        {"rest": rest and f"{rest}&", "state": state and (state if every_state else f"{state}&"), **current}
    )


def sorts_stencil(*, every_state: bool) -> Stencil:
    currents = {key: f"current_{key}" for key in SORT_WORDS}
    words = [(key, word, mark_safe(mark(currents[key]))) for key, word in SORT_WORDS.items()]  # noqa: S308
    return Stencil("publication/sorts.html", "rest", "state", *currents.values(), sorts=words, every_state=every_state)


SORTS, SORTS_OF_ALL = sorts_stencil(every_state=False), sorts_stencil(every_state=True)


def pager(language: str, rest: str, found: Found) -> SafeString:
    return _pager(language, rest, found.page, found.pages, str(found.total))


@lru_cache(maxsize=1000)
def _pager(_language: str, rest: str, number: int, last: int, total: str) -> SafeString:
    """components/pager.html asks a request for the rest of the search, and nothing else of it."""
    context = Context({"page": pages.Pages(number, last, total)})
    context.request = HttpRequest()  # type: ignore[attr-defined]
    context.request.GET = QueryDict(rest)  # type: ignore[attr-defined]
    return get_template("components/pager.html").template.render(context)  # type: ignore[attr-defined]


def downloads(rest: str) -> SafeString:
    return DOWNLOADS.fill({"rest": f"?{rest}" if rest else ""})


DOWNLOADS = Stencil("publication/downloads.html", "rest", formats=files.FORMATS)
