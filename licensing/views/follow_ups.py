"""实施跟踪和终止: pages of one licence, and the list of who is late."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from licensing import follow_up_pages
from licensing import ledger as ledgers
from licensing.forms.follow_ups import ResultForm
from licensing.views.shared import PAGE, for_licence_holders


@require_http_methods(["GET", "POST"])
@for_licence_holders
def follow_up(request, pk):
    """The intervals of a licence, and what both sides told."""
    licence = get_object_or_404(ledgers.licences_for(request.actor), pk=pk)
    form = ResultForm(licence, request.POST, request.FILES) if request.method == "POST" else None
    if form is None or not form.is_valid():
        return render(request, "licensing/follow_up.html", follow_up_pages.follow_up_page(licence, request.actor, form))
    form.say(request.actor)
    messages.success(request, _("已填报实施成效。"))
    return redirect("licensing:follow_up", pk)


@require_GET
@for_licence_holders
def follow_ups(request):
    """Over all licences this person may see; the late first."""
    show = request.GET.get("show", "overdue")
    lists = follow_up_pages.LISTS
    show = show if show in lists else "overdue"
    page = Paginator(follow_up_pages.follow_ups_for(request.actor, show), PAGE).get_page(request.GET.get("page"))
    tabs = [{"word": word, "href": f"?show={name}", "current": name == show} for name, word in lists.items()]
    context = follow_up_pages.follow_ups_table(page) | {"page": page, "tabs": tabs}
    return render(request, "licensing/follow_ups.html", context)


@require_GET
@for_licence_holders
def ending(request, pk):
    """终止: what was proposed and answered."""
    licence = get_object_or_404(ledgers.licences_for(request.actor), pk=pk)
    return render(request, "licensing/ending.html", follow_up_pages.ending_page(licence, request.actor))


@require_POST
@for_licence_holders
def ending_act(request, pk, act):
    """One of the statements about the end; the verb refuses what is not this person's."""
    licence = get_object_or_404(ledgers.licences_for(request.actor), pk=pk)
    if act not in follow_up_pages.ENDING_FORMS:
        raise Http404
    form = follow_up_pages.ENDING_FORMS[act][0](request.POST, auto_id=f"{act}_%s")
    if not form.is_valid():
        return render(request, "licensing/ending.html", follow_up_pages.ending_page(licence, request.actor, form))
    form.say(licence, request.actor)
    messages.success(request, _("已办理。"))
    return redirect("licensing:ending", pk)
