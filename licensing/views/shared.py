"""What both sides and the offices see: the ledger, its export, one licence, and the answers to it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from licensing import ledger as ledgers
from licensing import pages
from licensing.forms.answers import AnswerForm
from licensing.forms.filings import FilingForm
from licensing.services import filings
from licensing.services.answers import VERBS
from tenancy.guards import guard
from tenancy.refusals import Refused
from tenancy.roles import Right, holders

PAGE = 50
for_licence_holders = guard("licence_holders", holders(Right.ACCEPT, Right.READ_FIGURES))


@require_GET
@for_licence_holders
def ledger(request):
    """许可台账: each row opens the whole chain."""
    page = Paginator(ledgers.licences_for(request.actor), PAGE).get_page(request.GET.get("page"))
    return render(request, "licensing/ledger.html", ledgers.table_of(page.object_list) | {"page": page})


@require_GET
@for_licence_holders
def export(request):
    """The same rows and columns as the screen."""
    response = HttpResponse(ledgers.as_csv(request.actor), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="licences.csv"'
    return response


@require_GET
@for_licence_holders
def show(request, pk):
    licence = get_object_or_404(ledgers.licences_for(request.actor), pk=pk)
    return render(request, "licensing/show.html", pages.licence_page(licence, request.actor))


@require_POST
@for_licence_holders
def answer(request, pk):
    """One of the steps of the table; the verb refuses what is not this person's."""
    licence = get_object_or_404(ledgers.licences_for(request.actor), pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Refused(*(str(error) for errors in form.errors.values() for error in errors))
    VERBS[form.cleaned_data["action"]](licence, form.cleaned_data, request.actor)
    return redirect(licence)


@require_POST
@for_licence_holders
def file(request, pk):
    """备案: stage, number and date, entered by either side or the office."""
    licence = get_object_or_404(ledgers.licences_for(request.actor), pk=pk)
    form = FilingForm(request.POST)
    if not form.is_valid():
        raise Refused(*(str(error) for errors in form.errors.values() for error in errors))
    filings.enter(licence, by=request.actor, **form.cleaned_data)
    messages.success(request, _("已登记备案情况。"))
    return redirect(licence)
