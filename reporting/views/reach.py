"""How far the published records reach: for their owners and for the offices."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reporting import reach_pages
from reporting.waiting import REACH
from tenancy.guards import guard

for_reach_readers = guard("reach_readers", REACH.roles)


@require_safe
@for_reach_readers
def board(request):
    return render(request, "reach/board.html", reach_pages.reach_page(request.actor, request.GET.get("page", "")))


@require_safe
@for_reach_readers
def export(request):
    answer = HttpResponse("\ufeff" + reach_pages.as_csv(request.actor), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="reach.csv"'
    return answer
