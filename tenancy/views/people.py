"""The people of an organisation or office, for whoever manages them (U15); and what each role may do."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenancy import forms, tables
from tenancy.actors import Actor
from tenancy.guards import for_applicants, guard, signed_in
from tenancy.models import Invitation, Membership, RoleChange
from tenancy.models.organisations import Standing
from tenancy.profiles import profile_of
from tenancy.roles import Right, holders
from tenancy.services import invitations, memberships, standings

for_own_administrators = guard("own_administrators", standings.OWN_ADMINISTRATORS)
for_managers = guard("managers", holders(Right.OPEN_OFFICES, Right.INVITE_COLLEAGUES))


@require_safe
@signed_in
def roles(request):
    return render(request, "tenancy/roles.html", {"charters": tables.charters()})


@require_safe
@for_applicants
def own(request):
    one = request.actor.organisation
    manages = request.actor.may(Right.INVITE_COLLEAGUES)
    return render(
        request,
        "tenancy/own.html",
        {
            "organisation": one,
            "answers": tables.answers(one),
            "returned": standings.reason_of(one) if one.standing == Standing.RETURNED else "",
            "profile": profile_of(one.pk, timezone.now()),
            "people": Membership.objects.visible_to(request.actor).active().select_related("user"),
            "invitations": Invitation.objects.visible_to(request.actor).open() if manages else [],
            "changes": RoleChange.objects.visible_to(request.actor).select_related("membership__user"),
            "manages": manages,
        },
    )


@require_http_methods(["GET", "POST"])
@for_own_administrators
def hand_in_again(request):
    one = request.actor.organisation
    form = forms.StatedForm(request.POST or None, organisation=one)
    if not form.is_valid():
        return render(request, "tenancy/form.html", {"form": form, "title": _("补正登记")})
    standings.hand_in_again(one, form.changes(), by=request.actor)
    messages.success(request, _("已重新提交登记，等待确认"))
    return redirect("tenancy:own")


def back(actor: Actor, membership: Membership | Invitation) -> HttpResponse:
    """To the page of the place."""
    return redirect("tenancy:own") if actor.is_applicant else redirect("tenancy:office", membership.office_id)


@require_http_methods(["GET", "POST"])
@for_managers
def change_role(request, number):
    one = get_object_or_404(Membership.objects.visible_to(request.actor).select_related("user"), pk=number)
    form = forms.RoleForm(request.POST or None, place=one.place)
    if not form.is_valid():
        return render(request, "tenancy/form.html", {"form": form, "title": _("调整角色：%(who)s") % {"who": one.user}})
    memberships.change_role(one, by=request.actor, **form.cleaned_data)
    messages.success(request, _("已调整%(who)s的角色") % {"who": one.user})
    return back(request.actor, one)


@require_http_methods(["GET", "POST"])
@for_managers
def end(request, number):
    one = get_object_or_404(Membership.objects.visible_to(request.actor).select_related("user"), pk=number)
    form = forms.ReasonForm(request.POST or None)
    if not form.is_valid():
        return render(request, "tenancy/form.html", {"form": form, "title": _("停用：%(who)s") % {"who": one.user}})
    memberships.end(one, by=request.actor, **form.cleaned_data)
    messages.success(request, _("已停用%(who)s") % {"who": one.user})
    return back(request.actor, one)


@require_POST
@for_managers
def cancel(request, number):
    one = get_object_or_404(Invitation.objects.visible_to(request.actor), pk=number)
    invitations.cancel(one, by=request.actor)
    messages.success(request, _("已撤销发给%(email)s的邀请") % {"email": one.email})
    return back(request.actor, one)
