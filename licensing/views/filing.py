"""备案: the papers in one file, the stages, and what either side or the office enters."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from licensing import filing_pages
from licensing import ledger as ledgers
from licensing.filing_package import blank_power, may_see_persons, package_of
from licensing.forms.filings import FilingForm
from licensing.services import filings
from licensing.views.papers import as_file
from licensing.views.shared import for_licence_holders


def licence_of(request, pk):
    return get_object_or_404(ledgers.licences_for(request.actor), pk=pk)


@require_http_methods(["GET", "POST"])
@for_licence_holders
def file(request, pk):
    """Stage, number and date, entered by either side or the office."""
    licence = licence_of(request, pk)
    form = FilingForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        return render(request, "licensing/filing.html", filing_pages.filing_page(licence, request.actor, form))
    filings.enter(licence, by=request.actor, **form.cleaned_data)
    messages.success(request, _("已登记备案情况。"))
    return redirect("licensing:file", pk)


@require_POST
@for_licence_holders
def paper(request, pk):
    filings.add_paper(
        licence_of(request, pk), request.POST.get("kind", ""), request.FILES.get("file"), by=request.actor
    )
    messages.success(request, _("已加入备案材料。"))
    return redirect("licensing:file", pk)


@require_GET
@for_licence_holders
def package(request, pk):
    """The seven papers in their order as one file."""
    licence = licence_of(request, pk)
    if not may_see_persons(licence, request.actor):
        raise PermissionDenied
    return as_file(package_of(licence), "application/zip", f"{licence.number}-filing.zip")


@require_GET
@for_licence_holders
def power(request, pk):
    """委托书, to be sealed."""
    licence = licence_of(request, pk)
    return as_file(blank_power(licence), "application/pdf", f"{licence.number}-power.pdf")
