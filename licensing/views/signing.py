"""Signing a contract: the page with order, buttons and log; what people do; the files."""

import io

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from licensing import ledger as ledgers
from licensing import signing_pages
from licensing.forms.signing import SigningForm
from licensing.models import Signature, SigningNote
from licensing.services import scans, signing
from licensing.signed_packet import signed_packet
from licensing.signing import SignAction
from licensing.views.papers import as_file
from licensing.views.shared import for_licence_holders
from tenancy.refusals import Refused, refused_by
from tenancy.uploads import handed_out

VERBS = {
    SignAction.SIGN: lambda one, said, by: signing.sign(one, by=by),
    SignAction.HAND_ON: lambda one, said, by: signing.hand_on(one, by=by, to=said["to"]),
    SignAction.REFUSE: lambda one, said, by: signing.refuse(one, by=by, reason=said["reason"]),
    SignAction.AGREE: lambda one, said, by: scans.agree(one, by=by, seen=said["seen"]),
    SignAction.RETURN: lambda one, said, by: scans.send_back(one, by=by, reason=said["reason"], seen=said["seen"]),
}


def licence_of(request, pk):
    return get_object_or_404(ledgers.licences_for(request.actor), pk=pk)


def signature_of(request, pk, key):
    rows = Signature.objects.select_related("paper__licence", "party")
    return get_object_or_404(rows, pk=key, paper__licence=licence_of(request, pk))


@require_GET
@for_licence_holders
def show(request, pk):
    return render(request, "licensing/signing.html", signing_pages.signing_page(licence_of(request, pk), request.actor))


@require_POST
@for_licence_holders
def act(request, pk, key):
    """One step of the table of signing; the verb refuses what is not this person's."""
    signature, action = signature_of(request, pk, key), request.POST.get("action", "")
    form = SigningForm(signature, action, request.POST)
    if not form.is_valid():
        raise refused_by(form)
    VERBS[SignAction(action)](signature, form.cleaned_data, request.actor)
    messages.success(request, _("已办理：%s。") % SignAction(action).label)
    return redirect("licensing:signing", pk)


@require_POST
@for_licence_holders
def scan(request, pk, key):
    scans.scan(signature_of(request, pk, key), request.FILES.get("scan"), by=request.actor)
    messages.success(request, _("已上传扫描件，待另一方核对。"))
    return redirect("licensing:signing", pk)


@require_GET
@for_licence_holders
def file(request, pk, key):
    """A file of the log, never run, never guessed at."""
    licence = licence_of(request, pk)
    note = get_object_or_404(SigningNote.objects.exclude(file=""), pk=key, paper__licence=licence)
    with note.file.open("rb") as kept:
        content = io.BytesIO(kept.read())
    return handed_out(content, note.name, note.media_type, as_attachment=True)


@require_GET
@for_licence_holders
def packet(request, pk):
    """Contract, signed file, scans and log, with what checks them without the platform."""
    licence = licence_of(request, pk)
    paper = licence.papers.last()
    if paper is None:
        raise Refused(_("合同正在生成，请稍后再下载。"))
    return as_file(signed_packet(paper), "application/zip", f"{licence.number}-signed.zip")
