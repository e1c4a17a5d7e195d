"""Pages that the declarant and the offices share."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from declarations import statutory
from declarations.models import Declaration
from declarations.workflow import CHECKER
from tenancy.guards import BUREAUS, for_members

CASE_READERS = BUREAUS | CHECKER


@for_members
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One declaration with its state, its history and what can be done now."""
    if request.actor.is_applicant:
        return redirect("declarations:one", pk)
    if request.actor.role in CASE_READERS:
        return redirect("declarations:review", pk)
    declaration = get_object_or_404(Declaration.objects.visible_to(request.actor), pk=pk)
    return render(request, "declarations/show.html", {"declaration": declaration})


@require_GET
@for_members
def forecast(request: HttpRequest, pk: int) -> HttpResponse:
    """Would it pass the statutory procedure: for its people and the offices that see it (F013)."""
    declaration = get_object_or_404(Declaration.objects.visible_to(request.actor), pk=pk)
    context = {
        "declaration": declaration,
        "forecast": statutory.forecast_today(declaration),
        "earlier": statutory.earlier_forecasts(declaration),
    }
    return render(request, "declarations/forecast.html", context)
