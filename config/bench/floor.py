"""The floor: what a lean Django does for the same rows. No sessions, languages, policies, limits, frames or logs."""

import json
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from publication import standard
from publication.models import Change, Record, Version
from publication.search import ROW

ROWS = 20
MOST = 1001


def chosen(request: HttpRequest) -> Any:
    """By the same columns and the same indexes as ours."""
    wanted = {name: request.GET[given] for given, name in NAMES.items() if given in request.GET}
    return Record.objects.filter(listed=True, **wanted).order_by("-published_at", "-id")


NAMES = {"city": "city_code", "fee_kind": "fee_kind", "owner_type": "owner_type"}


def html(request: HttpRequest) -> HttpResponse:
    """ORM objects of the columns shown, a template, the total counted to a thousand."""
    found = chosen(request)
    start = (int(request.GET.get("page", 1)) - 1) * ROWS
    rows = list(found.only(*ROW)[start : start + ROWS])
    return render(request, "bench/floor.html", {"rows": rows, "total": found.order_by()[:MOST].count()})


def records(request: HttpRequest) -> HttpResponse:
    """The query of the interface, dictionaries, json.dumps."""
    found = chosen(request)
    names = (*standard.COLUMNS, *standard.EXTRA)
    rows = [dict(zip(names, row, strict=True)) for row in found.values_list(*names)[:ROWS]]
    return answer({"total": found.order_by()[:MOST].count(), "results": rows})


def record(request: HttpRequest, number: str) -> HttpResponse:
    names = (*standard.COLUMNS, *standard.EXTRA)
    row = dict(zip(names, Record.objects.values_list(*names).get(number=number), strict=True))
    versions = list(Version.objects.filter(record=row["id"]).order_by("number").values())
    changes = list(Change.objects.filter(record=row["id"]).order_by("id").values())
    return answer({"record": row, "versions": versions, "changes": changes})


def statement(request: HttpRequest) -> HttpResponse:
    """The driver alone, for scale."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return answer({"one": cursor.fetchone()[0]})


def answer(content: Any) -> HttpResponse:
    return HttpResponse(json.dumps(content, ensure_ascii=False, default=str), content_type="application/json")


urlpatterns = [
    path("html/", html),
    path("records/", records),
    path("records/<slug:number>/", record),
    path("one/", statement),
]
