"""Staying signed in, and coming back to what was typed."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tenancy.accounts.kept_answers import kept_for
from tenancy.accounts.places import places_of
from tenancy.guards import signed_in


@require_POST
@signed_in
def stay(request):
    """A sign of life from the page; the middleware has noted it."""
    return HttpResponse(status=204)


@require_GET
@signed_in
def resume(request):
    kept = kept_for(request)
    if kept is None:
        return redirect("desk")
    place = next((place for place in places_of(request.user) if str(place.membership_id) == kept.acting_as), None)
    return render(request, "accounts/resume.html", {"kept": kept, "place": place})
