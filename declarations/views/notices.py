"""The province's list of announcements that wait for a person, and one of them to decide."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from declarations.forms.notices import SettleForm
from declarations.services import unread as verbs
from tenancy.guards import for_province
from verification.models import UnreadNotice

PAGE = 20


@require_GET
@for_province
def unread(request: HttpRequest) -> HttpResponse:
    waiting = UnreadNotice.objects.filter(settled_at=None).order_by("recorded_at", "pk")
    page = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    return render(request, "declarations/unread_province.html", {"page": page})


@require_http_methods(["GET", "POST"])
@for_province
def settle(request: HttpRequest, key: int) -> HttpResponse:
    notice = get_object_or_404(UnreadNotice, pk=key)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = form.cleaned_data["outcome"]
        verbs.settle(notice, by=request.actor, outcome=outcome, event=form.event_for(notice))
        messages.success(request, _("已处理，登记的公告随即生效。"))
        return redirect("declarations:unread")
    return render(request, "declarations/unread_one_province.html", {"notice": notice, "form": form})
