"""For whom do I act?"""

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tenancy.accounts.places import choose as choose_place
from tenancy.accounts.places import places_of
from tenancy.guards import signed_in
from tenancy.services import sign_ups


@require_GET
@signed_in
def places(request):
    own = places_of(request.user)
    context = {"places": own, "stated": sign_ups.told_to(request.user), "next": request.GET.get("next", "")}
    return render(request, "accounts/places.html", context)


@require_POST
@signed_in
def choose(request):
    wanted = request.POST.get("place", "")
    place = next((place for place in places_of(request.user) if str(place.membership_id) == wanted), None)
    if place is None:
        raise Http404
    choose_place(request, place)
    words = {"place": place.place_name, "role": place.role.label if place.role else ""}
    messages.success(request, _("现在以“%(place)s”%(role)s的身份办理。") % words)
    return redirect(own_path(request) or "desk")


def own_path(request: HttpRequest) -> str:
    """Where to go next, if that is a page of ours; what has no slash would be taken for the name of one."""
    path = request.POST.get("next", "")
    return path if path.startswith("/") and url_has_allowed_host_and_scheme(path, None, request.is_secure()) else ""
