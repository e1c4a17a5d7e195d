"""The official calendar, kept by the nation's staff for all provinces."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenancy.guards import for_nation
from tenancy.policy import workdays
from tenancy.policy.forms import YearForm


@require_http_methods(["GET", "POST"])
@for_nation
def add_year(request):
    form = YearForm(request.POST or None)
    if form.is_valid():
        count = workdays.add_year(by=request.actor, **form.cleaned_data)
        messages.success(request, _("已登记%s天") % count)
        return redirect("policy:workdays")
    return render(request, "policy/add_year_nation.html", {"form": form})
