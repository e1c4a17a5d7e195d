"""Rules, documents, comparison and calendar, for anyone."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tenancy.guards import public
from tenancy.models import Province, WorkdayOverride
from tenancy.models.regions import NATION
from tenancy.policy import pages, policy_of
from tenancy.policy.forms import PlaceForm, RewardForm
from tenancy.policy.ledger import load, read_cursor
from tenancy.policy.parameters import PARAMETERS


@require_GET
@public
def overview(request):
    form = RewardForm(request.GET)
    chosen = form.cleaned_data["reward"] if form.is_valid() else ""
    return render(request, "policy/overview_public.html", {"form": form, "standings": pages.standings(chosen)})


@require_GET
@public
def rules(request, slug):
    province = get_province(request, slug)
    form = PlaceForm(province, request.GET or None)
    policy = policy_of(province, **form.place())
    context = {"groups": pages.rules_by_group(policy), "documents": pages.documents_of(province)}
    context |= {"province": province, "policy": policy, "form": form, "drafts": pages.drafts_of(policy)}
    context |= {"calendar": pages.calendar_of(policy), "others": others(province)}
    return render(request, "policy/rules_public.html", context)


@require_GET
@public
def rule(request, slug, key):
    province = get_province(request, slug)
    if key not in PARAMETERS:
        raise Http404
    form = PlaceForm(province, request.GET or None)
    found = policy_of(province, **form.place()).explain(key)
    context = {"province": province, "rule": found, "form": form, "history": pages.history_of(province, key)}
    return render(request, "policy/rule_public.html", context)


@require_GET
@public
def compare(request, slug, other):
    province, second = get_province(request, slug), get_object_or_404(Province, slug=other)
    everything = request.GET.get("all") == "1"
    groups = pages.pairs_by_group(policy_of(province), policy_of(second), everything=everything)
    context = {"province": province, "second": second, "groups": groups, "everything": everything}
    return render(request, "policy/compare_public.html", context | {"others": others(province)})


@require_GET
@public
def document(request, slug, key):
    """A document that is not public opens for the staff of its own province only."""
    province = get_province(request, slug)
    found = load(read_cursor()).document(f"{slug}/{key}")
    if not found or not (found.public or is_colleague(request.actor, province)):
        raise Http404
    return render(request, "policy/document_public.html", {"province": province, "document": found})


@require_GET
@public
def workdays(request):
    days = WorkdayOverride.objects.order_by("-day", "-id")
    return render(request, "policy/workdays_public.html", {"days": days})


def get_province(request, slug):
    province = get_object_or_404(Province, slug=slug)
    if province.started_on and province.pk != NATION:
        request.window = province
    return province


def others(province):
    return Province.objects.started().exclude(pk=province.pk)


def is_colleague(actor, province):
    return actor is not None and actor.is_staff and actor.province == province
