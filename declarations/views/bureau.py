"""The offices' desk: the work list, one case in two halves, pass or send back, and every past decision again."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from declarations import snapshot, worklist
from declarations.case import Case, Replay
from declarations.forms.review import FaultsForm, SheetForm
from declarations.models import Declaration, Review
from declarations.services import review as verbs
from declarations.workflow import CHECKER, CITY, PROVINCE
from tenancy.guards import BUREAUS, guard

PAGE = 20
for_case_readers = guard("case_readers", BUREAUS | CHECKER)
for_deciders = guard("deciders", CHECKER | CITY)
for_returners = guard("returners", CHECKER | CITY | PROVINCE)


def case(request: HttpRequest, pk: int) -> Declaration:
    """A declaration that reached this office; a stranger gets 404."""
    rows = Declaration.objects.visible_to(request.actor).select_related("organisation", "province", "region")  # type: ignore[attr-defined]
    return get_object_or_404(rows, pk=pk)


@require_GET
@for_case_readers
def work(request):
    wish = worklist.Wish.of(request.GET)
    counts = worklist.counts(request.actor, wish)
    tabs = [
        {"word": title, "href": f"?state={key}", "count": counts[key], "current": key == wish.group}
        for key, (title, _statuses) in worklist.GROUPS.items()
    ]
    page = Paginator(worklist.listed(request.actor, wish), PAGE).get_page(request.GET.get("page"))
    context = {"wish": wish, "tabs": tabs, "page": page, "places": worklist.places(request.actor)}
    return render(request, "declarations/work_bureau.html", context | {"sorts": worklist.SORTS})


@require_GET
@for_case_readers
def review(request, pk):
    return desk_page(request, case(request, pk))


def desk_page(
    request: HttpRequest, declaration: Declaration, *, sheet: SheetForm | None = None, faults: FaultsForm | None = None
) -> HttpResponse:
    """The split desk; forms that were refused keep what was typed."""
    actor = request.actor  # type: ignore[attr-defined]
    shown = Case(declaration, actor)
    seen = {"seen_version": declaration.version}
    context: dict[str, Any] = {
        "case": shown,
        "declaration": declaration,
        "sheet": sheet or SheetForm(initial=seen, prefix="sheet"),
        "faults": faults or faults_form(shown, initial=seen),
        "next": worklist.next_on_desk(actor, declaration),
        "has_errors": bool((sheet and sheet.errors) or (faults and faults.errors)),
    }
    return render(request, "declarations/review_bureau.html", context)


def faults_form(shown: Case, *args: Any, **kwargs: Any) -> FaultsForm:
    labels = snapshot.labels_of(shown.policy)
    return FaultsForm(*args, labels=labels, report_sentence=shown.report_sentence, prefix="faults", **kwargs)


@require_POST
@for_returners
def hold(request, pk):
    declaration = verbs.hold(case(request, pk), by=request.actor)
    messages.success(request, _("已由您办理，同事会看到您的姓名。"))
    return redirect("declarations:review", declaration.pk)


@require_POST
@for_returners
def let_go(request, pk):
    declaration = verbs.let_go(case(request, pk), by=request.actor)
    messages.success(request, _("已放手，同事可以办理。"))
    return redirect("declarations:review", declaration.pk)


@require_POST
@for_deciders
def decide(request, pk):
    declaration = case(request, pk)
    form = SheetForm(request.POST, prefix="sheet")
    if not form.carries(lambda **said: verbs.decide(declaration, by=request.actor, **said)):
        return desk_page(request, declaration, sheet=form)
    messages.success(request, _("已通过：%s") % declaration)
    return on_to_the_next(request)


@require_POST
@for_returners
def send_back(request, pk):
    declaration = case(request, pk)
    form = faults_form(Case(declaration, request.actor), request.POST)
    if not form.carries(lambda **said: verbs.send_back(declaration, by=request.actor, **said)):
        return desk_page(request, declaration, faults=form)
    messages.success(request, _("已退回，权利人收到一份列明全部理由的通知：%s") % declaration)
    return on_to_the_next(request)


def on_to_the_next(request: HttpRequest) -> HttpResponse:
    """The most urgent case that is left, or the empty list."""
    following = worklist.next_on_desk(request.actor)  # type: ignore[attr-defined]
    return redirect("declarations:review", following.pk) if following else redirect("declarations:work")


@require_GET
@for_case_readers
def decision(request, key):
    """One click from any past decision: what was seen, and by which rules (F024)."""
    decided = Review.objects.filter(declaration__in=Declaration.objects.visible_to(request.actor))
    found = get_object_or_404(decided.select_related("declaration__province", "check_run"), pk=key)
    return render(request, "declarations/decision_bureau.html", {"replay": Replay(found), "review": found})
