"""Invitations: by the link in the mail, or found on the desk."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenancy.accounts import places
from tenancy.accounts.forms import INVITED_AS
from tenancy.actors import actor_of
from tenancy.guards import public, signed_in
from tenancy.models import Invitation, Province
from tenancy.scope import acting
from tenancy.services import invitations


@require_http_methods(["GET", "POST"])
@public
def invitation(request, token):
    """The link of the mail. It proves the address, so a new account needs no second confirmation."""
    found = invitations.find(token)
    if found is None:
        return render(request, "accounts/invitation_gone.html", status=404)
    if request.method == "POST" and request.user.is_authenticated:
        return begin(request, invitations.accept(token, request.user))
    get_adapter().stash_verified_email(request, found.email)
    request.session[INVITED_AS] = found.role
    return render(request, "accounts/invitation.html", {"invitation": found, "token": token})


@require_http_methods(["GET", "POST"])
@signed_in
def invited(request, province, key):
    """One that waits on the desk."""
    where = get_object_or_404(Province, pk=province)
    with acting(province=where.pk, user=request.user.pk), transaction.atomic():
        own = Invitation.objects.open().filter(email=request.user.email.lower(), pk=key)
        found = own.select_related("province", "office__region", "organisation__region", "invited_by").first()
    if found is None:
        raise Http404
    if request.method == "POST":
        return begin(request, invitations.take(found, request.user))
    return render(request, "accounts/invitation.html", {"invitation": found})


def begin(request, membership):
    place = actor_of(membership)
    places.choose(request, place)
    messages.success(request, _("已加入“%(place)s”。") % {"place": place.place_name})
    return redirect("desk")
