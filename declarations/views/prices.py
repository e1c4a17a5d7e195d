"""Published fee tables taken in by an administrator, and the simulator for anyone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from declarations.forms.prices import PriceTableForm
from declarations.services.prices import take_table
from declarations.simulation import SimulatorForm, simulate
from tenancy.guards import for_province_admin, public
from verification.models import ReferenceTable


@require_http_methods(["GET", "POST"])
@for_province_admin
def tables(request: HttpRequest) -> HttpResponse:
    """Every table that was taken in, with its rows, and the form for another."""
    form = PriceTableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.carries(lambda **said: take_table(by=request.actor, **said)):  # type: ignore[attr-defined]
        messages.success(request, _("已导入“%s”，填报和审核页面从现在起显示。") % form.cleaned_data["name"])
        return redirect("declarations:price_tables")
    rows = ReferenceTable.objects.prefetch_related("figures").order_by("-year", "-pk")
    return render(request, "declarations/prices_province.html", {"form": form, "tables": rows})


@require_GET
@public
def simulator(request: HttpRequest) -> HttpResponse:
    form = SimulatorForm(request.GET.dict())
    return render(request, "declarations/simulator_public.html", {"form": form, "result": simulate(form)})
