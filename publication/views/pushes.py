"""An officer sends a record to enterprises and sees who got and opened it; the enterprise opens it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from publication import pushes
from publication.models import Push, Record
from tenancy.guards import for_applicants, guard
from tenancy.models import Organisation
from tenancy.numerals import read_numeral
from tenancy.roles import holders
from tenancy.signs import fitting

for_senders = guard("senders", holders(*pushes.SENDERS))
MOST_SHOWN = 100


@require_http_methods(["GET", "POST"])
@for_senders
def board(request):
    """Choose a record and words, tick enterprises, send; beneath it what was sent in this place."""
    number, words = request.GET.get("number", "").strip(), request.GET.get("q", "")
    record = Record.objects.filter(number=number, province=request.actor.province).first()
    if request.method == "POST":
        return send(request)
    sent = Push.objects.filter(recipient_region__startswith=request.actor.region.path).select_related("record")
    found = pushes.candidates(words, by=request.actor) if record else []
    context = {"number": number, "words": words, "record": record, "found": found, "sent": sent[:MOST_SHOWN]}
    return render(request, "publication/pushes_bureau.html", context)


def send(request):
    record = get_object_or_404(Record, number=request.POST.get("number", ""), province=request.actor.province)
    ticked = [read_numeral(key) for key in request.POST.getlist("to")[: pushes.MOST + 1]]
    chosen = Organisation.objects.visible_to(request.actor).filter(pk__in=ticked).select_related("region")
    made = pushes.push(record, list(chosen), fitting(request.POST, "reason", _("推送理由"), 300), by=request.actor)
    messages.success(request, ngettext("已推送给%d家企业", "已推送给%d家企业", len(made)) % len(made))
    return redirect("publication:pushes")


@require_safe
@for_applicants
def open_push(request, key):
    """From the notice to the record."""
    sent = pushes.opened(key, by=request.actor)
    if sent is None:
        raise Http404
    return redirect(sent.record)
