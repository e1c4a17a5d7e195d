"""Who may act for an organisation: its administrator answers those who ask to join (U15)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from outbox.notices import notify
from tenancy.guards import for_organisation_admin
from tenancy.models import SignUp
from tenancy.models.sign_ups import SignUpState
from tenancy.services import sign_ups


@require_http_methods(["GET", "POST"])
@for_organisation_admin
def join(request, key):
    asking = SignUp.objects.visible_to(request.actor).select_related("user", "organisation")
    sign_up = get_object_or_404(asking, pk=key)
    if request.method == "POST":
        return answer(request, sign_up, admitted=request.POST.get("answer") == "admit")
    waits = sign_up.state == SignUpState.ASKED
    return render(request, "desk/join.html", {"sign_up": sign_up, "waits": waits})


def answer(request, sign_up, *, admitted):
    """The person is told either way."""
    (sign_ups.admit if admitted else sign_ups.turn_away)(sign_up, by=request.actor)
    said = _("同意您加入“%(name)s”") if admitted else _("未同意您加入“%(name)s”")
    notify(
        [sign_up.user],
        sentence=said % {"name": sign_up.organisation.name},
        link=reverse("accounts:places"),
        key=f"sign-up:{sign_up.pk}:answered",
        by=request.actor,
    )
    messages.success(request, _("已答复%(name)s。") % {"name": sign_up.user.name})
    return redirect("desk")
