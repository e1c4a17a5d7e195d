"""The declarant's own pages: list, start, task list, one question group a page."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from declarations import confirmation, listing, prices, sections, summary
from declarations.forms.starting import IntentionForm, ReasonForm
from declarations.marks import marks_of
from declarations.pages import Page
from declarations.readiness import missing_to_declare
from declarations.services import answers, drafts, idle, internal, restoring
from declarations.views.fetching import own, rules_of_draft
from tenancy.actors import Actor
from tenancy.guards import for_applicants
from tenancy.policy import Policy, policy_of


@for_applicants
def mine(request: HttpRequest) -> HttpResponse:
    """我的声明."""
    group = listing.group_of(request.GET.get("state", ""))
    text = request.GET.get("q", "")[:60]
    rows = listing.own_declarations(request.actor, group, text)
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    tabs = [
        tab | {"href": f"?state={tab['key']}", "current": tab["key"] == group.key}
        for tab in listing.counts(request.actor)
    ]
    return render(request, "declarations/mine_patentee.html", {"page": page, "tabs": tabs, "q": text, "group": group})


@require_http_methods(["GET", "POST"])
@for_applicants
def start(request: HttpRequest) -> HttpResponse:
    """What one needs, and the button that begins a draft."""
    if request.method == "POST":
        declaration = drafts.untouched(by=request.actor) or drafts.begin(by=request.actor)
        return redirect("declarations:tasks", declaration.pk)
    rules = local_rules(request.actor)
    page = {"rules": rules, "missing": missing_to_declare(request.actor.organisation, rules)}
    return render(request, "declarations/start_patentee.html", page)


@require_http_methods(["GET", "POST"])
@for_applicants
def intention(request: HttpRequest) -> HttpResponse:
    """Three fields, so that the office knows; the rest may follow later."""
    form = IntentionForm(request.POST or None, initial={"contact_name": request.actor.name})
    if request.method == "POST" and form.is_valid():
        declaration = drafts.intend(by=request.actor, **form.cleaned_data)
        messages.success(request, _("意向已登记。随时可以在这里补成声明。"))
        return redirect("declarations:tasks", declaration.pk)
    context = {"form": form, "rules": local_rules(request.actor)}
    return render(request, "declarations/intention_patentee.html", context)


def local_rules(actor: Actor) -> Policy:
    """Those of the declarant's own city, where it has any."""
    return policy_of(actor.province, region=actor.region)


@for_applicants
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The declarant's page of one declaration: where it stands, what comes next, what was said."""
    declaration = own(request, pk)
    context = {
        "declaration": declaration,
        "facts": confirmation.facts(declaration),
        "marks": marks_of(declaration),
        "groups": summary.groups(declaration),
        "events": confirmation.events(declaration),
        "objections": declaration.objections.all(),
        "prices": prices.prices_of(declaration.industry, declaration.fee, rules_of_draft(declaration)),
        "may_object": declaration.status in internal.BEFORE_LEAVING,
        "steps": sections.steps(declaration, confirmation.step_of(declaration)),
    }
    return render(request, "declarations/one_patentee.html", context)


@for_applicants
def tasks(request: HttpRequest, pk: int) -> HttpResponse:
    """The task list of one declaration."""
    declaration = own(request, pk)
    if not declaration.is_editable:
        return redirect(declaration)
    context = {
        "declaration": declaration,
        "lines": sections.lines_of(declaration),
        "marks": marks_of(declaration),
        "draft_days": idle.days_of(declaration),
        "steps": sections.steps(declaration, "write"),
    }
    return render(request, "declarations/tasks_patentee.html", context)


@require_http_methods(["GET", "POST"])
@for_applicants
def page(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """One question group: shown, saved by the button, saved by itself."""
    declaration = own(request, pk)
    if section not in sections.BY_KEY or sections.BY_KEY[section].form is None:
        raise Http404
    if not declaration.is_editable and request.method == "GET":
        return redirect(declaration)
    sheet = Page(declaration, sections.BY_KEY[section], request)
    if request.method == "POST":
        return sheet.save(by=request.actor)
    answers.look(declaration, section, by=request.actor)
    return sheet.render()


@require_http_methods(["GET", "POST"])
@for_applicants
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a draft up, with a reason."""
    declaration = own(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        drafts.discard(declaration, by=request.actor, reason=form.cleaned_data["reason"])
        messages.success(request, _("草稿已作废，可在“已结束”中查到。"))
        return redirect("declarations:mine")
    return render(request, "declarations/discard_patentee.html", {"declaration": declaration, "form": form})


@require_POST
@for_applicants
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """An ended draft is taken up again as a new one."""
    draft = restoring.restore(own(request, pk), by=request.actor)
    messages.success(request, _("已恢复为新的草稿，原来的内容和附件都在；承诺和共有人同意请重新办理。"))
    return redirect("declarations:tasks", draft.pk)
