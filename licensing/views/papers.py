"""The contract as PDF and Word for those it concerns; and for everyone whether a printed one is genuine."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from licensing import ledger as ledgers
from licensing.checking import checked
from licensing.sealed_packet import sealed_packet_of
from licensing.services.papers import contract_for, packet_for, pdf_for
from licensing.views.shared import for_licence_holders
from licensing.word import as_word
from publication.limits import address_of, slow_down, spend
from tenancy.guards import public

CHECKS_PER_MINUTE = 30
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def as_file(content, kind, name):
    response = HttpResponse(content, content_type=kind, headers={"Cache-Control": "private, no-store"})
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@for_licence_holders
def contract_pdf(request, pk):
    licence = get_object_or_404(ledgers.licences_for(request.actor), pk=pk)
    return as_file(pdf_for(licence), "application/pdf", f"{licence.number}.pdf")


@require_GET
@for_licence_holders
def contract_word(request, pk):
    licence = get_object_or_404(ledgers.licences_for(request.actor), pk=pk)
    return as_file(as_word(contract_for(licence)), WORD, f"{licence.number}.docx")


@require_GET
@for_licence_holders
def evidence(request, pk):
    """What proves the acceptance; the verifier is inside and needs no platform."""
    licence = get_object_or_404(ledgers.licences_for(request.actor), pk=pk)
    packet, kept = packet_for(licence)
    response = as_file(packet, "application/zip", f"{licence.number}.zip")
    response["X-Packet-SHA256"] = kept
    return response


@require_GET
@for_licence_holders
def sealed_evidence(request, pk):
    """The same packet with its proof of inclusion and its stamp, as soon as the history over it is sealed."""
    licence = get_object_or_404(ledgers.licences_for(request.actor), pk=pk)
    return as_file(sealed_packet_of(licence), "application/zip", f"{licence.number}-sealed.zip")


@require_http_methods(["GET", "POST"])
@public
def check(request):
    """Where the square code of a contract leads; with a file, whether it is the one that was kept."""
    allowance = spend("contract-check", address_of(request), limit=CHECKS_PER_MINUTE, seconds=60)
    if allowance.is_over:
        return slow_down(request, allowance)
    asked = request.POST or request.GET
    number, code = asked.get("number", "").strip(), asked.get("code", "").strip()
    found = checked(number, code, request.FILES.get("file")) if number and code else None
    context = {"number": number, "code": code, "asked": bool(number and code), "found": found}
    return render(request, "licensing/check.html", context)
