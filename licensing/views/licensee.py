"""From a record to a licence in three screens: terms and place, legal effect and button, the licence."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from licensing import pages
from licensing.forms.acceptance import AcceptanceForm
from licensing.services import acceptance
from licensing.services.acceptance import others_of
from publication.models import Record
from tenancy.accounts import places
from tenancy.database.prepared import prepared
from tenancy.guards import guard
from tenancy.middleware import actor_in_province
from tenancy.roles import Right, holders
from tenancy.services import organisations

for_accepters = guard("accepters", holders(Right.ACCEPT))


@for_accepters
@prepared()
def accept(request, number):
    """Screen 1 states, screen 2 says what follows in law, and only its button accepts."""
    form = AcceptanceForm(number, request.actor.province, request.POST or None)
    if "accept" not in request.POST or "back" in request.POST or not form.is_valid():
        return _screen(request, number, form)
    licence = acceptance.accept(form.acceptance(), by=request.actor)
    messages.success(request, pages.done_sentence(licence))
    return redirect(licence)


def _screen(request, number, form):
    """The first screen until it is filled in, then the second."""
    record = get_object_or_404(Record.objects.select_related("current", "province"), number=number)
    if record.province_id != request.actor.province.pk:
        return render(request, "licensing/enter_licensee.html", {"record": record})
    form.show(record, others_of(record))
    if not form.is_valid() or "back" in request.POST:
        return render(request, "licensing/accept_licensee.html", pages.terms_page(record, form, request.actor))
    return render(request, "licensing/review_licensee.html", pages.review_page(record, form, request.actor))


@require_POST
@for_accepters
def enter(request, number):
    """An organisation of another province gets its row where the record stands, and its person acts there."""
    record = get_object_or_404(Record.objects.select_related("province"), number=number)
    membership = organisations.admit(request.actor.organisation, record.province, by=request.actor)
    places.choose(request, actor_in_province(membership))
    messages.info(request, _("您现在以%s登记的身份办理。") % record.province.name)
    return redirect("licensing:accept", number)
