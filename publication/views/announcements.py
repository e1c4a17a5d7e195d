"""Announcements, and the check whether a print is genuine."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from publication.genuine import verify
from publication.models import Announcement
from publication.pages import page_number
from publication.query import FILTERS
from publication.search import PAGE
from tenancy.guards import public


@public
@require_safe
def announcements(request: HttpRequest) -> HttpResponse:
    every = Announcement.objects.select_related("province")
    if province := request.GET.get("province", ""):
        every = every.filter(province__slug=province)
    shown = Paginator(every, PAGE).get_page(page_number(request.GET.get("page")))
    return render(request, "publication/announcements.html", {"page": shown, "label": FILTERS["province"].label})


@public
@require_safe
def announcement(request: HttpRequest, number: str) -> HttpResponse:
    found = get_object_or_404(Announcement.objects.select_related("province"), number=number)
    request.window = found.province  # type: ignore[attr-defined]
    changes = found.changes.select_related("record").order_by("id")
    shown = Paginator(changes, 100).get_page(page_number(request.GET.get("page")))
    return render(request, "publication/announcement.html", {"announcement": found, "page": shown})


@public
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    number, code = request.GET.get("number", ""), request.GET.get("code", "")
    verdict = verify(number, code) if number.strip() else None
    return render(request, "publication/verify.html", {"number": number, "code": code, "verdict": verdict})
