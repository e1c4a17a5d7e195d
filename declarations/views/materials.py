"""附件材料: the list with its slots, taking a file in, showing it, taking it off."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST

from declarations import sections
from declarations.clauses import clause_of
from declarations.marks import marks_of
from declarations.materials import SEALED, materials_of
from declarations.models import Attachment, Declaration
from declarations.sealed import as_of_now
from declarations.services import answers, attachments
from declarations.views.fetching import chosen_file, own, rules_of_draft
from tenancy.guards import for_applicants, for_members
from tenancy.uploads import ACCEPT, FORMATS, handed_out


@require_http_methods(["GET", "POST"])
@for_applicants
def materials(request: HttpRequest, pk: int) -> HttpResponse:
    """All papers of this declaration: what must come, what is there."""
    declaration = own(request, pk)
    answers.look(declaration, "materials", by=request.actor)
    if request.method == "POST":
        return take(request, declaration, "declarations:materials")
    context = {
        "declaration": declaration,
        "slots": slots(declaration),
        "formats": FORMATS,
        "accept": ACCEPT,
        "marks": [mark for mark in marks_of(declaration) if mark.field == "attachments"],
        "steps": sections.steps(declaration, "write"),
        "removed": declaration.attachments.exclude(removed_at=None),
    }
    return render(request, "declarations/materials_patentee.html", context)


def slots(declaration: Declaration, *, only: str = "") -> list[dict[str, object]]:
    """Each material with its clause and the files that are there."""
    policy = rules_of_draft(declaration)
    present = as_of_now(declaration.attachments.filter(removed_at=None), declaration)
    return [
        {
            "material": material,
            "clause": clause_of(policy, material.kind),
            "files": [each for each in present if each.kind == material.kind],
        }
        for material in materials_of(declaration, policy)
        if not only or material.kind == only
    ]


def take(request: HttpRequest, declaration: Declaration, to: str) -> HttpResponse:
    """Keep what was chosen, and say so."""
    kind, upload = request.POST.get("kind", SEALED), chosen_file(request)
    kept = attachments.attach(declaration, kind, upload, by=request.actor)
    messages.success(request, _("已上传“%s”。") % kept.name)
    return redirect(to, declaration.pk)


@require_POST
@for_applicants
def detach(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Take a paper off the list; its line stays."""
    found = get_object_or_404(own(request, pk).attachments, pk=key)
    attachments.remove(found, by=request.actor)
    messages.success(request, _("已移除“%s”。") % found.name)
    return redirect("declarations:materials", pk)


@xframe_options_sameorigin
@for_members
def paper(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """The file itself, for its people and the offices that see the declaration: never run, never guessed at."""
    declaration = get_object_or_404(Declaration.objects.visible_to(request.actor), pk=pk)
    found: Attachment = get_object_or_404(declaration.attachments, pk=key)
    if not found.file:
        raise Http404
    as_file = request.GET.get("download") == "1"
    return handed_out(found.file.open(), found.name, found.media_type, as_attachment=as_file)
