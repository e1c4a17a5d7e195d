"""更正请求: the public page of a record's requests, and the offices' list and answer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from publication import corrections as verbs
from publication.forms import CorrectionForm, VerdictForm
from publication.limits import address_of
from publication.models import Record
from publication.pages import page_number
from tenancy.guards import guard, public

PAGE = 20
for_answerers = guard("answerers", verbs.ANSWERERS)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def corrections(request: HttpRequest, number: str) -> HttpResponse:
    record = get_object_or_404(Record.objects.select_related("province", "current"), number=number)
    request.window = record.province  # type: ignore[attr-defined]
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = verbs.ask(record, address=address_of(request), **form.cleaned_data)
        messages.success(request, _("已收到更正请求，将在%s前答复，答复在本页公开。") % f"{asked.due_at:%Y-%m-%d}")
        return redirect("publication:corrections", number)
    context = {"record": record, "form": form, "asked": verbs.of_record(record)}
    return render(request, "publication/corrections.html", context)


@public
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Where each published item comes from, how often it is looked at again, and who puts it right."""
    return render(request, "publication/sources.html")


@require_GET
@for_answerers
def waiting(request: HttpRequest) -> HttpResponse:
    page = Paginator(verbs.within(request.actor), PAGE).get_page(page_number(request.GET.get("page")))
    return render(request, "publication/corrections_bureau.html", {"page": page})


@require_http_methods(["GET", "POST"])
@for_answerers
def answer(request: HttpRequest, key: int) -> HttpResponse:
    asked = get_object_or_404(verbs.within(request.actor), pk=key)
    form = VerdictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verbs.answer(asked, by=request.actor, **form.cleaned_data)
        messages.success(request, _("已答复，并在公开页面显示。"))
        return redirect("publication:corrections_waiting")
    return render(request, "publication/correction_bureau.html", {"asked": asked, "form": form})
