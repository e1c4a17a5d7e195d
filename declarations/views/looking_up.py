"""The officer's page for what no register told: type it from a copy, and see at once what the checks make of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from declarations.case import Case
from declarations.forms.register_copy import RegisterCopyForm
from declarations.services import looking_up as verbs
from declarations.views.bureau import case, for_returners


@require_http_methods(["GET", "POST"])
@for_returners
def register_copy(request: HttpRequest, pk: int) -> HttpResponse:
    declaration = case(request, pk)
    form = RegisterCopyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.carries(
        lambda **said: verbs.enter_copy(declaration, by=request.actor, **said)  # type: ignore[attr-defined]
    ):
        messages.success(request, _("已录入登记簿副本，核验结果已更新。"))
        return redirect("declarations:review", pk)
    context = {"declaration": declaration, "form": form, "case": Case(declaration, request.actor)}  # type: ignore[attr-defined]
    return render(request, "declarations/register_copy_bureau.html", context)
