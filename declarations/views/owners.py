"""专利权人: the list of owners, and asking each for consent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from declarations import sections
from declarations.clauses import clause_of
from declarations.forms.owners import OwnerForm
from declarations.marks import marks_of
from declarations.origins import owners_told
from declarations.services import answers
from declarations.services import owners as verbs
from declarations.views.fetching import chosen_file, own, rules_of_draft
from tenancy.guards import for_applicants
from tenancy.signs import fitting
from tenancy.uploads import ACCEPT, FORMATS


@require_http_methods(["GET", "POST"])
@for_applicants
def owners(request: HttpRequest, pk: int) -> HttpResponse:
    """All owners with their answers; below, one more."""
    declaration = own(request, pk)
    answers.look(declaration, "owners", by=request.actor)
    form = OwnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verbs.add(declaration, by=request.actor, **form.cleaned_data)
        return redirect("declarations:owners", pk)
    context = {
        "declaration": declaration,
        "form": form,
        "accept": ACCEPT,
        "formats": FORMATS,
        "origins": owners_told(declaration),
        "clause": clause_of(rules_of_draft(declaration), "email"),
        "marks": [mark for mark in marks_of(declaration) if mark.field == "owners"],
        "steps": sections.steps(declaration, "write"),
        "after": sections.after(sections.BY_KEY["owners"], declaration),
    }
    return render(request, "declarations/owners_patentee.html", context)


@require_POST
@for_applicants
def ask(request: HttpRequest, pk: int, owner: int) -> HttpResponse:
    """Send the letter, or send it again."""
    found = get_object_or_404(own(request, pk).owners, pk=owner)
    verbs.ask(found, by=request.actor, email=request.POST.get("email", ""))
    messages.success(request, _("已向“%s”发出征询，对方答复后会通知您。") % found.name)
    return redirect("declarations:owners", pk)


@require_POST
@for_applicants
def paper(request: HttpRequest, pk: int, owner: int) -> HttpResponse:
    """A consent that came on paper, from a co-owner without an address."""
    found = get_object_or_404(own(request, pk).owners, pk=owner)
    verbs.enter_paper(
        found, chosen_file(request), by=request.actor, name=fitting(request.POST, "name", _("答复人"), 60)
    )
    messages.success(request, _("已登记“%s”的纸质同意书；受理审核时一并核对。") % found.name)
    return redirect("declarations:owners", pk)


@require_POST
@for_applicants
def remove(request: HttpRequest, pk: int, owner: int) -> HttpResponse:
    verbs.remove(get_object_or_404(own(request, pk).owners, pk=owner), by=request.actor)
    return redirect("declarations:owners", pk)
