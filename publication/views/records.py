"""The list, a record, its contact, its square code, and the list as a file."""

from django.conf import settings
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from publication import contacts, files, listing, pages, showing
from publication.limits import address_of, slow_down, spend_reading
from publication.models import Record
from publication.places import province_of
from publication.query import read_query
from tenancy.guards import public

EXPORTS_PER_MINUTE = 6


@public
@non_atomic_requests
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """Reads public tables only, so it needs no transaction around it."""
    query = read_query(request.GET)
    request.window = province_of(query.filters.get("province"))  # type: ignore[attr-defined]
    return listing.page(request, query)


@public
@require_safe
def export(request: HttpRequest, suffix: str) -> HttpResponse:
    allowance = spend_reading("export", address_of(request), limit=EXPORTS_PER_MINUTE, seconds=60)
    if allowance.is_over:
        return slow_down(request, allowance)
    answer, control = files.written(read_query(request.GET), suffix)
    name = f"records-{timezone.localtime(control.as_of):%Y%m%d-%H%M}.{suffix}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Row-Count"], answer["X-Rows-SHA256"] = str(control.rows), control.sha256
    return answer


@public
@non_atomic_requests
@require_safe
def record(request: HttpRequest, number: str) -> HttpResponse:
    """Reads public tables only, as the list does."""
    return showing.page(request, number)


@public
@never_cache
def contact(request: HttpRequest, number: str) -> HttpResponse:
    """Only the button shows it; who arrives by the address alone is led to the record."""
    page = pages.record_page(number)
    if request.method != "POST":
        return redirect(page.record)
    lines = contacts.reveal(page.record, address_of(request))
    context = {"page": page, "lines": lines}
    return TemplateResponse(request, "publication/contact.html", context, headers={"X-Robots-Tag": "noindex"})


@public
@require_safe
def qr(request: HttpRequest, number: str) -> HttpResponse:
    found = get_object_or_404(Record.objects.only("number"), number=number)
    svg = pages.qr_svg(settings.SITE_URL + found.get_absolute_url())
    return HttpResponse(svg, content_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


@public
@require_safe
def poster(request: HttpRequest, number: str) -> HttpResponse:
    """One sheet to be hung up; the square on it leads to the state of the day."""
    return render(request, "publication/poster.html", {"page": pages.record_page(number)})
