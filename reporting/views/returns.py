"""The board of the round, one return as it will be printed, the rows behind its figures, its files, its steps."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from reporting import pages
from reporting.models import Edition, EditionPackage, Return
from reporting.pdf import as_pdf
from reporting.services import packing
from reporting.services.filing import VERBS
from reporting.waiting import REPORTERS
from reporting.workflow import Action
from tenancy.guards import guard
from tenancy.signs import fitting

for_reporters = guard("reporters", REPORTERS)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _visible(request, pk):
    found = Return.objects.visible_to(request.actor).select_related("region", "organisation", "province")
    return get_object_or_404(found, pk=pk)


def _edition(request, pk, number):
    return get_object_or_404(Edition, filing=_visible(request, pk), number=number)


@require_GET
@for_reporters
def board(request):
    if kept := pages.edition_asked(request.actor, request.GET):
        return redirect(kept)
    return render(request, "reporting/board.html", pages.board_page(request.actor, request.GET.get("month", "")))


@require_GET
@for_reporters
def show(request, pk):
    return render(request, "reporting/show.html", pages.return_page(_visible(request, pk), request.actor))


@require_GET
@for_reporters
def rows(request, pk, measure):
    """As many rows as the figure says."""
    page = pages.rows_page(_visible(request, pk), measure, request.GET.get("unit", ""))
    if page is None:
        raise Http404
    return render(request, "reporting/rows.html", page)


@require_POST
@for_reporters
def act(request, pk):
    filing, action = _visible(request, pk), request.POST.get("action", "")
    if action not in VERBS:
        raise Http404
    VERBS[Action(action)](filing, by=request.actor, notes=fitting(request.POST, "notes", _("理由"), 1000))
    messages.success(request, _("已办理：%(action)s %(what)s") % {"action": Action(action).label, "what": filing})
    return redirect(filing)


@require_GET
@for_reporters
def workbook(request, pk, number):
    edition = _edition(request, pk, number)
    return as_file(bytes(edition.workbook), edition.name, XLSX)


@require_GET
@for_reporters
def printed(request, pk, number):
    edition = _edition(request, pk, number)
    return as_file(as_pdf(edition), edition.name.replace(".xlsx", ".pdf"), "application/pdf")


@require_GET
@for_reporters
def package(request, pk, number):
    """How far it is, and the way to it."""
    return render(request, "reporting/package.html", pages.package_page(_edition(request, pk, number)))


@require_POST
@for_reporters
def pack(request, pk, number):
    packing.ask_for_package(_edition(request, pk, number), by=request.actor)
    return redirect("reporting:package", pk, number)


@require_GET
@for_reporters
def package_zip(request, pk, number):
    made = get_object_or_404(EditionPackage.objects.select_related("edition"), edition=_edition(request, pk, number))
    return as_file(bytes(made.content), str(made), "application/zip")


def as_file(content, name, media_type):
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(content, content_type=media_type, headers=headers)
