"""The live preview of the fee: the very sentence that will be published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from declarations import fee_examples, prices
from declarations.forms.fee import FeeForm
from declarations.models import Declaration
from tenancy.guards import for_applicants
from tenancy.policy import policy_of


@require_POST
@for_applicants
def preview(request: HttpRequest) -> HttpResponse:
    """A fragment for the page of the fee; nothing is saved."""
    policy = policy_of(request.actor.province, region=request.actor.region)
    form = FeeForm(request.POST, declaration=Declaration(), policy=policy)
    compared = prices.prices_of(request.POST.get("industry", ""), request.POST.dict(), policy)
    return render(request, "declarations/fee_preview.html", {"fee": fee_examples.preview(form), "prices": compared})
