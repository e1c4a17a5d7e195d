"""Invite a person by letter: an administrator to their own organisation, the province's to an office (U15)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.invitation_letters import send
from tenancy.forms import InviteForm
from tenancy.guards import for_organisation_admin, for_province_admin
from tenancy.models import Office, Organisation
from tenancy.services import invitations
from tenancy.views.register import for_confirmers


@require_http_methods(["GET", "POST"])
@for_organisation_admin
def colleague(request):
    return invite(request, request.actor.organisation, redirect("tenancy:own"))


@require_http_methods(["GET", "POST"])
@for_province_admin
def officer(request, number):
    office = get_object_or_404(Office.objects.visible_to(request.actor).select_related("region"), pk=number)
    return invite(request, office, redirect("tenancy:office", number))


@require_http_methods(["GET", "POST"])
@for_confirmers
def administrator(request, number):
    """For an organisation that has lost its administrator."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.actor).select_related("region"), pk=number)
    return invite(request, organisation, redirect("tenancy:organisation", number))


def invite(request, place, done):
    form = InviteForm(request.POST or None, place=place)
    if not form.is_valid():
        return render(
            request, "tenancy/form.html", {"form": form, "title": _("邀请人员：%(place)s") % {"place": place}}
        )
    sent = invitations.invite(place, by=request.actor, **form.cleaned_data)
    send(sent, request.actor)
    messages.success(request, _("邀请已发往%(email)s") % {"email": sent.invitation.email})
    return done
