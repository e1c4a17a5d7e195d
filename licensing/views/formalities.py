"""手续: the steps that a way of implementing needs, and their closing."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from licensing import formality_pages
from licensing import ledger as ledgers
from licensing.forms.formalities import FormalityForm
from licensing.services import formalities as verbs
from licensing.views.shared import for_licence_holders


@require_http_methods(["GET", "POST"])
@for_licence_holders
def formalities(request, pk):
    licence = get_object_or_404(ledgers.licences_for(request.actor), pk=pk)
    form = FormalityForm(licence, request.POST, request.FILES) if request.method == "POST" else None
    if form is None or not form.is_valid():
        context = formality_pages.formality_page(licence, request.actor, form)
        return render(request, "licensing/formalities.html", context)
    form.say(licence, request.actor)
    messages.success(request, _("已登记手续。"))
    return redirect("licensing:formalities", pk)


@require_POST
@for_licence_holders
def close(request, pk):
    """Refused with everything that is missing."""
    licence = get_object_or_404(ledgers.licences_for(request.actor), pk=pk)
    verbs.close(licence, by=request.actor)
    messages.success(request, _("手续已办结。"))
    return redirect("licensing:formalities", pk)
