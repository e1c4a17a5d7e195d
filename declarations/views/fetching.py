"""The fetch lines of the declarant's pages: a stranger gets 404, what is no longer a draft leads to its own page."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from declarations.local_rules import rules_when_begun
from declarations.models import Declaration
from tenancy.actors import Actor
from tenancy.policy import Policy
from tenancy.refusals import Refused


def own(request: HttpRequest, pk: int) -> Declaration:
    """A declaration of the actor's own organisation."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = Declaration.objects.select_related("organisation", "province", "region")
    return get_object_or_404(found.visible_to(actor), pk=pk, organisation=actor.organisation)


def chosen_file(request: HttpRequest) -> UploadedFile:
    """The one file that was sent. Raises Refused where none was chosen."""
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        raise Refused(_("请先选择文件。"))
    return upload


def rules_of_draft(declaration: Declaration) -> Policy:
    """Those in force when it was begun."""
    return rules_when_begun(declaration)


def refuse_unless_editable(declaration: Declaration) -> None:
    """For what is sent; a page that is only opened leads to the declaration instead."""
    if not declaration.is_editable:
        raise Refused(f"当前状态为“{declaration.get_status_display()}”，不能再修改。")
