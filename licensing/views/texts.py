"""The words of a contract: negotiated by the two sides; and the official text that an administrator uploads."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from licensing import ledger as ledgers
from licensing import text_pages
from licensing.forms.texts import OfficialTextForm, ReadForm, ReasonForm, TextForm
from licensing.services import negotiation, texts
from licensing.services.papers import contract_for
from licensing.views.shared import for_licence_holders
from licensing.word_reading import clauses_of_word
from tenancy.guards import guard
from tenancy.refusals import refused_by
from tenancy.roles import Right, holders

for_text_keepers = guard("text_keepers", holders(Right.SET_POLICY))


def licence_of(request, pk):
    return get_object_or_404(ledgers.licences_for(request.actor), pk=pk)


@require_GET
@for_licence_holders
def text(request, pk):
    """What was changed against the model, and the boxes to change more."""
    return render(request, "licensing/text.html", text_pages.text_page(licence_of(request, pk), request.actor))


@require_POST
@for_licence_holders
def propose(request, pk):
    """From the boxes of the page."""
    licence = licence_of(request, pk)
    form = TextForm(contract_for(licence).clauses, request.POST)
    if not form.is_valid():
        return render(request, "licensing/text.html", text_pages.text_page(licence, request.actor, form))
    negotiation.propose(licence, form.stated(), by=request.actor, seen=form.cleaned_data["edition"])
    messages.success(request, _("修改稿已发给对方，等待答复。"))
    return redirect("licensing:text", pk)


@require_POST
@for_licence_holders
def propose_word(request, pk):
    """From a Word file: first what it would change, then, with the button beneath, to the other side."""
    licence, read = licence_of(request, pk), ReadForm(request.POST)
    if not read.is_valid():
        clauses = clauses_of_word(request.FILES.get("word"))
        return render(request, "licensing/text_read.html", text_pages.read_page(licence, clauses, request.actor))
    said = read.cleaned_data
    negotiation.propose(licence, said["clauses"], by=request.actor, seen=said["edition"])
    messages.success(request, _("修改稿已发给对方，等待答复。"))
    return redirect("licensing:text", pk)


@require_POST
@for_licence_holders
def answer(request, pk, key):
    """The other side agrees, or says why not."""
    proposal = get_object_or_404(licence_of(request, pk).proposals, pk=key)
    if "agree" in request.POST:
        negotiation.agree(proposal, by=request.actor)
        messages.success(request, _("已同意，合同生成新版本，请按顺序签署。"))
        return redirect("licensing:signing", pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise refused_by(form)
    negotiation.decline(proposal, by=request.actor, reason=form.cleaned_data["reason"])
    messages.success(request, _("已答复对方。"))
    return redirect("licensing:text", pk)


@for_text_keepers
def official(request):
    """The versions of the province's text, and a new one."""
    form = OfficialTextForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return render(request, "licensing/official_text.html", text_pages.official_page(form))
    said = form.cleaned_data
    upload = said.pop("word")
    kept = texts.install(upload, by=request.actor, **said)
    messages.success(
        request, _("“%(version)s”将自%(day)s起用于新接受的许可。") % {"version": kept, "day": kept.in_force_from}
    )
    return redirect("licensing:official_text")
