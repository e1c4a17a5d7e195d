"""The course of one licence from its declaration to its end."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from config.chain import chain_page
from licensing.ledger import licences_for
from licensing.views.shared import for_licence_holders


@require_GET
@for_licence_holders
def chain(request, pk):
    licence = get_object_or_404(licences_for(request.actor), pk=pk)
    return render(request, "licensing/chain.html", chain_page(licence, request.actor))
