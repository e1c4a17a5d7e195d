"""Records, one record, and changes. Rows go from the database to JSON without models or serializers between."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db.transaction import non_atomic_requests
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from publication import standard
from publication.api import cursors, described
from publication.api.allowance import Allowance
from publication.api.questions import Question
from publication.limits import Standing
from publication.models import Change, Record, Version
from publication.offers import BESIDE
from publication.query import Query, read_query
from publication.search import count, matching_ids
from tenancy.database.prepared import prepared

PAGE, MOST = 50, 200


@method_decorator(non_atomic_requests, name="dispatch")
class Open(APIView):
    """Anyone, reading only; every answer tells the caller's allowance, and knows what they already have.

    Reads public tables only, so it needs no transaction around it.
    """

    authentication_classes = ()
    permission_classes = ()
    renderer_classes = (JSONRenderer,)
    throttle_classes = (Allowance,)
    standing: Standing | None = None

    def handle_exception(self, exc: Exception) -> Response:
        """In words, as the framework says it; but there is nothing to undo."""
        fault = NotFound() if isinstance(exc, Http404) else exc
        if not isinstance(fault, APIException):
            raise exc
        told = fault.detail if isinstance(fault.detail, list | dict) else {"detail": fault.detail}
        return Response(told, status=fault.status_code)

    def finalize_response(
        self, request: Any, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Access-Control-Allow-Origin"] = "*"
        for name, value in self.standing.headers().items() if self.standing else ():
            answer[name] = value
        return answer


def told(request: HttpRequest, content: dict[str, Any], *, changed: float | None = None) -> HttpResponse:
    """The answer as JSON with its tag; 304 for a caller who has it (RFC 9110)."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    etag = quote_etag(hashlib.blake2b(body, digest_size=16).hexdigest())
    answer = HttpResponse(body, content_type="application/json", headers={"ETag": etag, "Cache-Control": "no-cache"})
    if changed is not None:
        answer["Last-Modified"] = http_date(changed)
    return get_conditional_response(request, etag, int(changed) if changed else None, answer)  # type: ignore[return-value]


def size_of(request: HttpRequest) -> int:
    asked = request.GET.get("limit", "")
    return min(MOST, max(1, int(asked))) if asked.isascii() and asked.isdigit() and len(asked) < 9 else PAGE


class Records(Open):
    @extend_schema(**described.RECORDS)
    def get(self, request: Any) -> HttpResponse:
        query, size = read_query(request.GET), size_of(request)
        rows, following = page_of(query, request.GET.get("cursor", ""), size)
        content = {
            "scheme": "pilot",
            "total": None if request.GET.get("cursor") else total_of(query),
            "next": address(request, following) if following else None,
            "notes": list(query.notes),
            "results": [standard.full_items(row) for row in rows],
        }
        return told(request, content)


def total_of(query: Query) -> dict[str, Any]:
    """How many there are: exact to a thousand, and then `at_least`."""
    total = count(query)
    return {"count": total.n, "at_least": total.more}


def page_of(query: Query, word: str, size: int) -> tuple[list[tuple[Any, ...]], str]:
    """A page of rows and the cursor of the next; one row more is read, to know whether there is one."""
    try:
        place = cursors.read(query, word) if word else None
    except cursors.CursorError:
        raise ValidationError({"cursor": _("cursor 须是上一页 next 中给出的值，并且排序方式不变")}) from None
    rows = standard.rows_by_key(matching_ids(query, size + 1, after=cursors.after(query, place) if place else None))
    if len(rows) <= size:
        return rows, ""
    last = dict(zip((*standard.COLUMNS, *standard.EXTRA), rows[size - 1], strict=True))
    return rows[:size], cursors.write(query, last)


def address(request: HttpRequest, cursor: str) -> str:
    params = request.GET.copy()
    params["cursor"] = cursor
    return f"{settings.SITE_URL.rstrip('/')}{request.path}?{params.urlencode()}"


CHANGE = (
    "id", "op", "record__number", "province__slug", "version", "effective_at", "recorded_at", "announcement__number",
    "ground", "sentence", "notice_rule",
)  # fmt: skip
VERSION = (
    "number", "effective_at", "recorded_at", "fee_sentence", "terms", "term_from", "term_to", "digest", *BESIDE,
)  # fmt: skip
RECORD = Question(
    lambda number: Record.objects.filter(number=number).order_by().values_list(*standard.COLUMNS, *standard.EXTRA), ""
)
VERSIONS = Question(lambda key: Version.objects.filter(record=key).order_by("number").values_list(*VERSION), 0)
# Number and province of the record are known.
CHANGES = Question(
    lambda key: Change.objects.filter(record=key).order_by("id").values_list(*CHANGE[:2], *CHANGE[4:]), 0
)


class OneRecord(Open):
    @extend_schema(**described.RECORD)
    @prepared()
    def get(self, request: Any, number: str) -> HttpResponse:
        row = record_row(number)
        item, key = standard.full_items(row), row[-1]
        changes = changes_of(key, item["number"], item["origin"])
        content = item | {"versions": versions_of(key), "changes": changes}
        return told(request, content, changed=last_word_on(row) if item["state"] == row[standard.STATE] else None)


def last_word_on(row: tuple[Any, ...]) -> float:
    """When it last changed, or the registers were last looked at: that is told too."""
    moments = (row[standard.COLUMNS.index(name)] for name in ("changed_at", "checked_at"))
    return float(max(moment.timestamp() for moment in moments if moment))


def record_row(number: str) -> tuple[Any, ...]:
    """COLUMNS and EXTRA of one record."""
    rows = RECORD.ask(number)
    if not rows:
        raise NotFound
    return standard.parsed(rows[0])


def versions_of(record: int) -> list[dict[str, Any]]:
    rows = [dict(zip(VERSION, row, strict=True)) for row in VERSIONS.ask(record)]
    return [{n: standard.as_plain(v) for n, v in row.items()} | {"terms": json.loads(row["terms"])} for row in rows]


def changes_of(record: int, number: str, origin: str) -> list[dict[str, Any]]:
    return [change_of((key, op, number, origin, *rest)) for key, op, *rest in CHANGES.ask(record)]


def change_of(row: tuple[Any, ...]) -> dict[str, Any]:
    names = ("cursor", "op", "number", "origin", "version", "effective_at", "recorded_at", "announcement")
    names += ("ground", "sentence", "notice_rule")
    change = {name: standard.as_plain(value) for name, value in zip(names, row, strict=True)}
    return change | {
        "cursor": str(row[0]),
        "scheme": "pilot",
        "url": f"{settings.SITE_URL.rstrip('/')}/records/{row[2]}/",
    }


class Changes(Open):
    @extend_schema(**described.CHANGES)
    def get(self, request: Any) -> HttpResponse:
        since, size = request.GET.get("since") or "0", size_of(request)
        if not (since.isascii() and since.isdigit() and len(since) < 19):
            raise ValidationError({"since": _("since 须是 next_since 中给出的值；从头开始用 0")})
        query = read_query({"province": request.GET.get("province", "")})
        changes = Change.objects.filter(id__gt=int(since)).order_by("id")
        if province := query.filters.get("province"):
            changes = changes.filter(province=province)
        rows = list(changes.values_list(*CHANGE)[: size + 1])
        results = [change_of(row) for row in rows[:size]]
        content = {
            "next_since": results[-1]["cursor"] if results else since,
            "more": len(rows) > size,
            "notes": list(query.notes),
            "results": results,
        }
        return told(request, content)
