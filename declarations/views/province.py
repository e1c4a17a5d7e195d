"""The province: file and publish in batches, at once or at a set hour; planned releases; the register of channels."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from declarations.forms.publishing import BatchForm, ChannelForm, WhyForm, to_file
from declarations.models import Declaration
from declarations.offering import offer_of
from declarations.planned import waiting_releases
from declarations.services import publishing as verbs
from declarations.workflow import PROVINCE
from publication import register_of_channels, releases
from publication.models import Announcement, Channel, PlannedRelease
from tenancy.guards import guard
from tenancy.refusals import Refused
from tenancy.signs import fitting

for_publishers = guard("publishers", PROVINCE)


@require_GET
@for_publishers
def filing(request):
    return filing_page(request, BatchForm(by=request.actor), request.GET.getlist("pick"))


def filing_page(request: HttpRequest, form: BatchForm, picked: list[str]) -> HttpResponse:
    """待备案: everything that was approved, to be ticked."""
    rows = list(to_file(request.actor))  # type: ignore[attr-defined]
    picked = [str(row.pk) for row in rows] if "all" in request.GET else picked
    planned = waiting_releases(rows)
    lines = [{"declaration": each, "planned": planned.get(each.patent_number)} for each in rows]
    context = {"form": form, "lines": lines, "picked": picked, "has_errors": bool(form.errors)}
    return render(request, "declarations/filing_province.html", context)


@require_GET
@for_publishers
def preview(request):
    """What, where, when, before anything becomes public (U29)."""
    form = BatchForm(request.GET, by=request.actor)
    if not form.is_valid():
        return filing_page(request, form, request.GET.getlist("pick"))
    batch = list(form.cleaned_data["pick"])
    context = {
        "form": form,
        "offers": [(declaration, offer_of(declaration)) for declaration in batch],
        "waits": verbs.faults_of(batch, by=request.actor),
        "batch": form.cleaned_data,
    }
    return render(request, "declarations/preview_province.html", context)


@require_POST
@for_publishers
def publish(request):
    form = BatchForm(request.POST, by=request.actor)
    if not form.is_valid():
        return filing_page(request, form, request.POST.getlist("pick"))
    try:
        return _published(request, dict(form.cleaned_data))
    except Refused as refused:  # said on the same page, with what was picked
        form.add_error(None, refused.reasons)
        return filing_page(request, form, request.POST.getlist("pick"))


def _published(request, told):
    """At once or at its hour."""
    batch, at = list(told.pop("pick")), told.pop("at")
    if at:
        release = verbs.plan(batch, by=request.actor, at=at, **titled(told))
        messages.success(request, _("已列入定时发布，到时自动公告；此前可以取消。"))
        return redirect("declarations:release", release.pk)
    announcement = verbs.publish(batch, by=request.actor, **told)
    return redirect("declarations:filed", announcement.number)


def titled(told: dict[str, object]) -> dict[str, object]:
    return told | {"title": told["title"] or _("专利开放许可（试点）信息公告")}


@require_GET
@for_publishers
def filed(request, number):
    """What was just published, with its permanent addresses."""
    found = get_object_or_404(Announcement.objects.filter(province=request.actor.province), number=number)
    context = {"announcement": found, "records": found.records.order_by("number")[:500]}
    return render(request, "declarations/filed_province.html", context | {"left": to_file(request.actor).count()})


@require_GET
@for_publishers
def release_list(request):
    return render(request, "declarations/releases_province.html", {"releases": PlannedRelease.objects.all()[:200]})


@require_http_methods(["GET", "POST"])
@for_publishers
def release(request, key):
    """A batch that waits for its hour, and calling it off."""
    found = get_object_or_404(PlannedRelease, pk=key)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        releases.cancel(found, by=request.actor, reason=form.cleaned_data["reason"])
        messages.success(request, _("已取消定时发布，声明回到待备案。"))
        return redirect("declarations:filing")
    numbers = [offer["patent_number"] for offer in found.offers]
    batch = Declaration.objects.visible_to(request.actor).filter(patent_number__in=numbers)
    context = {
        "release": found,
        "form": form,
        "batch": batch,
        "channels": Channel.objects.filter(pk__in=found.channels),
    }
    return render(request, "declarations/release_province.html", context)


@require_http_methods(["GET", "POST"])
@for_publishers
def channels(request):
    """信息发布平台: own ones and third parties', main ones and branches."""
    form = ChannelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        channel = register_of_channels.open_channel(by=request.actor, **form.cleaned_data)
        messages.success(request, _("已登记平台“%s”。") % channel)
        return redirect("declarations:channels")
    rows = Channel.objects.filter(province=request.actor.province)
    return render(request, "declarations/channels_province.html", {"form": form, "channels": rows, "why": WhyForm()})


@require_POST
@for_publishers
def end_channel(request, key):
    channel = get_object_or_404(Channel.objects.filter(province=request.actor.province), pk=key)
    register_of_channels.end_channel(channel, by=request.actor, reason=fitting(request.POST, "reason", _("理由"), 500))
    messages.success(request, _("平台“%s”已停用，原有展示记录保留。") % channel)
    return redirect("declarations:channels")
