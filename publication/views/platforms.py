"""Who takes the records over: the public list, and the register that the province keeps."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from publication import register_of_platforms
from publication.forms import PlatformForm
from publication.models import Consumer
from tenancy.guards import guard, public
from tenancy.roles import Role
from tenancy.signs import fitting

for_publishers = guard("publishers", frozenset({Role.PROVINCE_OFFICER}))


@public
@require_safe
def platforms(request):
    found = Consumer.objects.filter(ended_at=None).select_related("province")
    return render(request, "publication/platforms.html", {"platforms": found})


@require_http_methods(["GET", "POST"])
@for_publishers
def register(request):
    form = PlatformForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        platform, key = register_of_platforms.register_platform(by=request.actor, **form.cleaned_data)
        return show_key(request, platform, key)
    return render(request, "publication/platforms_bureau.html", {"form": form, "platforms": own(request)})


@require_POST
@for_publishers
def renew_key(request, key):
    return show_key(request, *register_of_platforms.renew_key(key, by=request.actor))


@require_POST
@for_publishers
def end(request, key):
    platform = register_of_platforms.end_platform(
        key, by=request.actor, reason=fitting(request.POST, "reason", _("理由"), 500)
    )
    messages.success(request, _("取用平台“%s”已停用。") % platform)
    return redirect("publication:register_platform")


def show_key(request, platform, key):
    """On this answer only: it is kept nowhere, not even in a message."""
    context = {"form": PlatformForm(), "platforms": own(request), "platform": platform, "key": key}
    answer = render(request, "publication/platforms_bureau.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def own(request):
    return Consumer.objects.filter(province=request.actor.province)
