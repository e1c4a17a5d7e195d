"""From a record to a licence in three screens: terms and place, legal effect and button, the licence."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from licensing import pages
from licensing.forms.acceptance import AcceptanceForm, typed
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
STATED = "accepting"  # in the session: the record that somebody is about to accept, and what they stated


@for_accepters
@prepared()
def accept(request, number):
    """Screen 1 states, screen 2 says what follows in law, and only its button accepts."""
    if request.method != "POST":
        return _shown(request, number)
    form = AcceptanceForm(number, request.actor, request.POST)
    if not form.is_valid():
        return _screen(request, number, form)
    if "accept" not in request.POST or "back" in request.POST:
        return _on_to(request, number, form, "edit" if "back" in request.POST else "review")
    licence = acceptance.accept(form.acceptance(), by=request.actor)
    messages.success(request, pages.done_sentence(licence))
    return redirect(licence)


def _on_to(request, number, form, screen):
    """The next screen, or the one before, at an address of its own: paging back sends nothing again."""
    words = {name: form.data.getlist(name) for name in form.fields}
    request.session[STATED] = {"number": number, "words": words}
    return redirect(f"{reverse('licensing:accept', args=[number])}?{screen}=1")


def _shown(request, number):
    """Either screen with what was stated on the way to it; terms that changed since are read anew."""
    kept = request.session.get(STATED, {})
    is_theirs = kept.get("number") == number and not request.GET.keys().isdisjoint(("edit", "review"))
    words = MultiValueDict(kept["words"]) if is_theirs else MultiValueDict()
    form = AcceptanceForm(number, request.actor, words or None)
    if "review" not in request.GET or not form.is_valid() or _has_changed(request, form):
        form = AcceptanceForm(number, request.actor, initial=typed(words))
    return _screen(request, number, form)


def _has_changed(request, form):
    """Said once: whoever was refused for it at the button has read it already."""
    changed = acceptance.changed(form.acceptance())
    if changed and not len(messages.get_messages(request)):
        messages.warning(request, "".join(changed))
    return bool(changed)


def _screen(request, number, form):
    """The first screen as long as something is to be filled in, the second for what is stated in order."""
    record = get_object_or_404(Record.objects.select_related("current", "province"), number=number)
    if record.province_id != request.actor.province.pk:
        return render(request, "licensing/enter_licensee.html", {"record": record})
    form.show(record, others_of(record))
    if not form.is_valid():
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
