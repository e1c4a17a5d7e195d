"""使用费: the schedule of one licence with its statements, receipts and vouchers, and the list of what is late."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from licensing import ledger as ledgers
from licensing import money_pages
from licensing.filing_package import vouchers_for
from licensing.forms.money import FORMS
from licensing.models import Receipt
from licensing.views.shared import PAGE, for_licence_holders
from tenancy.uploads import handed_out


@require_GET
@for_licence_holders
def money(request, pk):
    licence = get_object_or_404(ledgers.licences_for(request.actor), pk=pk)
    return render(request, "licensing/money.html", money_pages.money_page(licence, request.actor))


@require_POST
@for_licence_holders
def money_act(request, pk, act):
    """One of the statements; the verb refuses what is not this person's."""
    licence = get_object_or_404(ledgers.licences_for(request.actor), pk=pk)
    if act not in FORMS:
        raise Http404
    form = FORMS[act][0](licence, request.POST, request.FILES, auto_id=f"{act}_%s")
    if not form.is_valid():
        return render(request, "licensing/money.html", money_pages.money_page(licence, request.actor, form))
    form.say(request.actor)
    messages.success(request, _("已登记。"))
    return redirect("licensing:money", pk)


@require_GET
@for_licence_holders
def receipt(request, pk, key):
    """收款回执, to be printed."""
    licence = get_object_or_404(ledgers.licences_for(request.actor), pk=pk)
    found = get_object_or_404(Receipt.objects.select_related("payment__due"), pk=key, payment__due__licence=licence)
    return render(request, "licensing/receipt.html", money_pages.receipt_page(licence, found))


@require_GET
@for_licence_holders
def voucher(request, pk, key):
    """The file itself, for both sides and the offices that see the licence: never run, never guessed at."""
    licence = get_object_or_404(ledgers.licences_for(request.actor), pk=pk)
    found = get_object_or_404(vouchers_for(licence, request.actor), pk=key)
    return handed_out(found.file.open(), found.name, found.media_type)


@require_GET
@for_licence_holders
def dues(request):
    """What falls due over all licences this person may see; the late first."""
    show = request.GET.get("show", "overdue")
    show = show if show in money_pages.LISTS else "overdue"
    page = Paginator(money_pages.dues_for(request.actor, show), PAGE).get_page(request.GET.get("page"))
    tabs = [
        {"word": word, "href": f"?show={name}", "current": name == show} for name, word in money_pages.LISTS.items()
    ]
    return render(request, "licensing/dues.html", money_pages.dues_table(page) | {"page": page, "tabs": tabs})
