"""What both sides and the offices see: the ledger, its export, one licence, and the answers to it."""

from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from licensing import ledger as ledgers
from licensing import ledger_files, pages
from licensing import responses as responses_of
from licensing.forms.answers import AnswerForm
from licensing.forms.ledger import LedgerForm
from licensing.services.answers import VERBS
from tenancy.guards import guard
from tenancy.refusals import refused_by
from tenancy.roles import Right, holders

PAGE = 50
for_licence_holders = guard("licence_holders", holders(Right.ACCEPT, Right.READ_FIGURES))


@require_GET
@for_licence_holders
def ledger(request):
    """许可台账: each row opens the whole chain."""
    form = LedgerForm(request.actor, request.GET or None)
    narrowed = form.is_valid() and form.has_changed()
    rows = ledgers.rows_for(request.actor, form.wanted())
    beside = {name: _key(request.GET.get(name, "")) for name in ("before", "after")}
    page = ledgers.page_of(rows, rows.count(), **beside)
    context = ledgers.table_of(page.rows, reverse("licence_chain", args=[0]))
    return render(request, "licensing/ledger.html", context | {"page": page, "filter": form, "narrowed": narrowed})


def _key(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@require_GET
@for_licence_holders
def export(request):
    """The same rows and columns as the screen, under the same filter."""
    form = LedgerForm(request.actor, request.GET or None)
    form.is_valid()
    name = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    made = ledger_files.written(request.actor, form.wanted(), form.said(), name)
    kind = ledger_files.FORMATS[name].content_type
    return FileResponse(made, as_attachment=True, filename=f"licences.{name}", content_type=kind)


@require_GET
@for_licence_holders
def responses(request):
    """How owners answered: refusal, silence, time."""
    found = responses_of.responses_for(request.actor)
    return render(request, "licensing/responses.html", responses_of.table_of(found))


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
        raise refused_by(form)
    VERBS[form.cleaned_data["action"]](licence, form.cleaned_data, request.actor)
    return redirect(licence)
