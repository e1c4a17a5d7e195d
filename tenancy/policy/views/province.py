"""Those who keep a province's rules: enter a change, approve or decline it, register a document."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenancy.guards import for_province, for_province_admin
from tenancy.models import PolicyProposal
from tenancy.policy import changes as verbs
from tenancy.policy import policy_of
from tenancy.policy.forms import DeclineForm, DocumentForm, ValueForm
from tenancy.policy.parameters import PARAMETERS
from tenancy.signs import fitting


@require_GET
@for_province
def changes(request):
    proposals = PolicyProposal.objects.all()[:200]
    rows = [(proposal, PARAMETERS[proposal.key]) for proposal in proposals]
    return render(
        request, "policy/changes_province.html", {"rows": rows, "rules": policy_of(request.actor.province).rules}
    )


@require_GET
@for_province
def change(request, pk):
    proposal = get_object_or_404(PolicyProposal, pk=pk)
    parameter = PARAMETERS[proposal.key]
    lines = [] if proposal.inherits else parameter.show(parameter.read(proposal.value))
    now = policy_of(request.actor.province).explain(proposal.key)
    context = {"proposal": proposal, "parameter": parameter, "lines": lines, "now": now, "form": DeclineForm()}
    return render(request, "policy/change_province.html", context)


@require_http_methods(["GET", "POST"])
@for_province_admin
def set_value(request, key):
    if key not in PARAMETERS:
        raise Http404
    rule = policy_of(request.actor.province).explain(key)
    form = ValueForm(rule, request.actor.province, request.POST or None)
    if form.is_valid():
        proposal = verbs.set_value(key, by=request.actor, **form.change())
        messages.success(request, _("已录入，待另一人批准后生效"))
        return redirect("policy:change", proposal.pk)
    return render(request, "policy/set_value_province.html", {"rule": rule, "form": form})


@require_POST
@for_province
def approve(request, pk):
    proposal = get_object_or_404(PolicyProposal, pk=pk)
    value = verbs.approve_value(proposal, by=request.actor)
    messages.success(request, _("已批准，自%s起生效") % value.effective_from)
    return redirect("policy:change", pk)


@require_POST
@for_province
def decline(request, pk):
    proposal = get_object_or_404(PolicyProposal, pk=pk)
    verbs.decline_value(proposal, fitting(request.POST, "reason", _("理由"), 1000), by=request.actor)
    messages.success(request, _("已记为未批准"))
    return redirect("policy:change", pk)


@require_http_methods(["GET", "POST"])
@for_province_admin
def add_document(request):
    form = DocumentForm(request.POST or None)
    if form.is_valid():
        document = verbs.register_document(form.save(commit=False), by=request.actor)
        messages.success(request, _("已登记%s") % document)
        return redirect("policy:document", request.actor.province.slug, document.key)
    return render(request, "policy/add_document_province.html", {"form": form})
