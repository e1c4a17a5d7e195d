"""The register of organisations, for the bureaus that answer for them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tenancy import forms, tables
from tenancy.guards import for_bureaus, guard
from tenancy.models import DirectoryEntry, Organisation
from tenancy.models.directories import Directory
from tenancy.profiles import profile_of
from tenancy.roles import Right, holders
from tenancy.services import directories, organisations

PAGE = 20
for_confirmers = guard("confirmers", holders(Right.CONFIRM_ORGANISATIONS))


def of_register(request: HttpRequest, number: int) -> Organisation:
    """One that this officer answers for; a stranger is told that there is none."""
    seen = Organisation.objects.visible_to(request.actor).select_related("region", "province")  # type: ignore[attr-defined]
    return get_object_or_404(seen, pk=number)


@require_safe
@for_bureaus
def register(request):
    form = forms.RegisterFilter(request.GET, region=request.actor.region)
    found = form.narrow(Organisation.objects.visible_to(request.actor).select_related("region__parent"))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = {"form": form, "page": page, "columns": tables.REGISTER, "rows": tables.register_rows(page)}
    return render(request, "tenancy/register.html", shown)


@require_safe
@for_bureaus
def organisation(request, number):
    one = of_register(request, number)
    now = timezone.now()
    return render(
        request,
        "tenancy/organisation.html",
        {
            "organisation": one,
            "answers": tables.answers(one),
            "profile": profile_of(one.pk, now),
            "events": tables.events(one),
            "people": one.memberships.active().select_related("user"),
            "directories": [
                Directory(entry.directory).label
                for each in Directory
                for entry in DirectoryEntry.objects.standing(each, now).filter(organisation=one)
            ],
            "may_keep": request.actor.may(Right.CONFIRM_ORGANISATIONS),
        },
    )


def ask(request: HttpRequest, one: Organisation, form, title: str, effect: str) -> HttpResponse:  # type: ignore[no-untyped-def]
    shown = {"organisation": one, "form": form, "title": title, "effect": effect}
    return render(request, "tenancy/organisation_form.html", shown)


@require_http_methods(["GET", "POST"])
@for_confirmers
def change(request, number):
    one = of_register(request, number)
    form = forms.ChangeForm(request.POST or None, organisation=one)
    if not form.is_valid():
        return ask(
            request, one, form, _("变更登记"), _("变更自现在起生效，以前的统计和合同不受影响，原内容保留在历史中。")
        )
    at, reason = timezone.now(), form.cleaned_data["reason"]
    for aspect, value in form.changes().items():
        organisations.change(one, aspect, value, by=request.actor, effective_at=at, reason=reason)
    messages.success(request, _("“%(name)s”的登记已更新") % {"name": one.name})
    return redirect("tenancy:organisation", number)


@require_http_methods(["GET", "POST"])
@for_confirmers
def award(request, number):
    one = of_register(request, number)
    form = forms.AwardForm(request.POST or None)
    if not form.is_valid():
        return ask(request, one, form, _("加标签"), _("标签自有效期起始日计入统计；同一标签再次添加即为续期或调整。"))
    organisations.award(one, form.award(), by=request.actor)
    messages.success(request, _("已加标签"))
    return redirect("tenancy:organisation", number)


@require_http_methods(["GET", "POST"])
@for_confirmers
def revoke(request, number):
    one = of_register(request, number)
    form = forms.RevokeForm(request.POST or None)
    if not form.is_valid():
        return ask(request, one, form, _("取消标签"), _("标签自现在起不再计入统计，以前的统计不变。"))
    organisations.revoke(one, form.cleaned_data["tag"], by=request.actor, reason=form.cleaned_data["reason"])
    messages.success(request, _("已取消标签"))
    return redirect("tenancy:organisation", number)


@require_http_methods(["GET", "POST"])
@for_confirmers
def enter(request, number):
    one = of_register(request, number)
    form = forms.EnterForm(request.POST or None)
    if not form.is_valid():
        return ask(request, one, form, _("列入名录"), _("自现在起计入名录统计。"))
    directories.enter(one, by=request.actor, **form.cleaned_data)
    messages.success(request, _("已列入名录"))
    return redirect("tenancy:organisation", number)


@require_http_methods(["GET", "POST"])
@for_confirmers
def leave(request, number):
    one = of_register(request, number)
    form = forms.LeaveForm(request.POST or None)
    if not form.is_valid():
        return ask(request, one, form, _("移出名录"), _("自现在起不再计入名录统计；进出记录和以前的统计保留。"))
    directories.leave(one, by=request.actor, **form.cleaned_data)
    messages.success(request, _("已移出名录"))
    return redirect("tenancy:organisation", number)
