"""许可成效证明: asked for by a unit, checked by anyone."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from licensing import certificate_pages as pages
from licensing.models import Certificate
from licensing.pdf import as_certificate, certificate_packet
from licensing.services import certificates as services
from licensing.verify_packet import sha256
from licensing.views.papers import CHECKS_PER_MINUTE, as_file
from licensing.views.shared import for_licence_holders
from publication.limits import address_of, slow_down, spend
from tenancy.guards import public
from tenancy.signs import fitting


def certificate_of(request, pk):
    rows = Certificate.objects.visible_to(request.actor).select_related("organisation__region")
    return get_object_or_404(rows, pk=pk)


@require_GET
@for_licence_holders
def certificates(request):
    return render(request, "licensing/certificates.html", pages.certificates_page(request.actor))


@require_POST
@for_licence_holders
def issue(request):
    form = pages.form_for(request.actor, request.POST)
    if form is None or not form.is_valid():
        return render(request, "licensing/certificates.html", pages.certificates_page(request.actor, form))
    made = services.issue(by=request.actor, **form.cleaned_data)
    messages.success(request, _("已出具证明%s。") % made.number)
    return redirect("licensing:certificate", made.pk)


@require_GET
@for_licence_holders
def certificate(request, pk):
    page = pages.certificate_page(certificate_of(request, pk), request.actor)
    return render(request, "licensing/certificate.html", page)


@require_POST
@for_licence_holders
def revoke(request, pk):
    services.revoke(
        certificate_of(request, pk),
        by=request.actor,
        reason=fitting(request.POST, "reason", _("撤销理由"), 300),
    )
    messages.success(request, _("证明已撤销，公开查验页随即显示。"))
    return redirect("licensing:certificate", pk)


@require_GET
@for_licence_holders
def certificate_pdf(request, pk):
    one = certificate_of(request, pk)
    return as_file(as_certificate(one.content, one.digest), "application/pdf", f"{one.number}.pdf")


@require_GET
@for_licence_holders
def certificate_zip(request, pk):
    """The certificate with its data and the program that checks them without the platform."""
    one = certificate_of(request, pk)
    packet = certificate_packet(one.content, one.digest)
    response = as_file(packet, "application/zip", f"{one.number}.zip")
    response["X-Packet-SHA256"] = sha256(packet)
    return response


@require_http_methods(["GET", "HEAD"])
@public
def check(request):
    """Where the square code of a certificate leads."""
    allowance = spend("contract-check", address_of(request), limit=CHECKS_PER_MINUTE, seconds=60)
    if allowance.is_over:
        return slow_down(request, allowance)
    number, code = request.GET.get("number", "").strip(), request.GET.get("code", "").strip()
    found = pages.checked(number, code) if number and code else None
    context = {"number": number, "code": code, "asked": bool(number and code), "found": found}
    return render(request, "licensing/certificate_check.html", context)
