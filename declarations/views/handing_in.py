"""Handing in: 核对, 承诺与盖章, 提交, 提交确认, and the institution's own approval."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from declarations import confirmation, sections, summary
from declarations.clauses import clause_of
from declarations.forms.approval import DecisionForm, ObjectionForm, RuleForm
from declarations.promises import clause_key, promises_of
from declarations.readiness import missing_to_publish, missing_to_submit
from declarations.services import answers as answering
from declarations.services import drafts, internal, submission
from declarations.views.fetching import own, rules_of_draft
from declarations.views.materials import SEALED, slots, take
from declarations.workflow import Status
from tenancy.guards import for_applicants, for_organisation_admin
from tenancy.numerals import read_numeral
from tenancy.policy import policy_of


@for_applicants
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """核对: all answers, each with the way to change it and back here."""
    declaration = own(request, pk)
    if not declaration.is_editable:
        return redirect(declaration)
    context = {
        "declaration": declaration,
        "groups": summary.groups(declaration, change=True),
        "missing": missing_to_submit(declaration),
        "prompts": summary.prompts(declaration),
        "steps": sections.steps(declaration, "answers"),
    }
    return render(request, "declarations/answers_patentee.html", context)


@require_http_methods(["GET", "POST"])
@for_applicants
def promises(request: HttpRequest, pk: int) -> HttpResponse:
    """承诺与盖章: each commitment ticked for itself; the sealed form beside the filled one."""
    declaration = own(request, pk)
    if not declaration.is_editable and request.method == "GET":
        return redirect(declaration)
    if request.FILES or request.POST.get("kind") == SEALED:
        return take(request, declaration, "declarations:promises")
    if request.method == "POST":
        drafts.commit_to(declaration, set(request.POST.getlist("promise")), by=request.actor)
        answering.keep(declaration, "promises", by=request.actor, offer={})
        return redirect("declarations:submit", pk)
    answering.look(declaration, "promises", by=request.actor)
    return render(request, "declarations/promises_patentee.html", promises_shown(declaration))


def promises_shown(declaration):
    policy = rules_of_draft(declaration)
    made = {commitment.key: commitment for commitment in declaration.commitments.all()}
    return {
        "declaration": declaration,
        "version": declaration.form_version,
        "promises": [
            {"promise": each, "made": made.get(each.name), "clause": clause_of(policy, _asked(each))}
            for each in promises_of(policy)
        ],
        "slot": slots(declaration, only=SEALED)[0],
        "groups": summary.groups(declaration),
        "steps": sections.steps(declaration, "promises"),
    }


def _asked(promise):
    return "acknowledgement" if clause_key(promise) == "acknowledgement" else "commitments"


@require_http_methods(["GET", "POST"])
@for_applicants
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """提交: the legal effect and the time are said before the button (U29)."""
    declaration = own(request, pk)
    if request.method == "POST":
        seen = read_numeral(request.POST.get("seen_version", ""))
        submission.submit(declaration, by=request.actor, seen_version=seen)
        return redirect("declarations:submitted", pk)
    if not declaration.is_editable:
        return redirect(declaration)
    context = {
        "declaration": declaration,
        "missing": missing_to_submit(declaration),
        "waiting": missing_to_publish(declaration),
        "inside": submission.goes_inside_first(declaration, by=request.actor),
        "steps": sections.steps(declaration, "submit"),
    }
    return render(request, "declarations/submit_patentee.html", context)


@for_applicants
def submitted(request: HttpRequest, pk: int) -> HttpResponse:
    """提交确认: acceptance number, time, what next, by when, the answers, print, rate (U28)."""
    declaration = own(request, pk)
    if declaration.is_editable or declaration.status == Status.DISCARDED:
        return redirect("declarations:tasks", pk)
    context = {
        "declaration": declaration,
        "facts": confirmation.facts(declaration),
        "groups": summary.groups(declaration),
        "steps": sections.steps(declaration, "office"),
    }
    return render(request, "declarations/submitted_patentee.html", context)


@require_POST
@for_applicants
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """好差评."""
    stars = read_numeral(request.POST.get("stars", "")) or 0
    submission.rate(own(request, pk), stars, by=request.actor)
    return redirect("declarations:submitted", pk)


@require_http_methods(["GET", "POST"])
@for_organisation_admin
def internal_rule(request: HttpRequest) -> HttpResponse:
    """单位内部审批: switched and counted by the institution itself."""
    policy = policy_of(request.actor.province, region=request.actor.region)
    needed = internal.approvals_needed(request.actor.organisation, policy)
    form = RuleForm(request.POST or None, initial={"approvals": needed})
    if request.method == "POST" and form.is_valid():
        internal.set_rule(form.cleaned_data["approvals"], by=request.actor)
        messages.success(request, _("已设定，从现在起提交的声明照此办理。"))
        return redirect("declarations:mine")
    return render(request, "declarations/internal_rule_patentee.html", {"form": form})


@require_POST
@for_organisation_admin
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """内部同意: it leaves the house."""
    declaration = submission.agree(own(request, pk), by=request.actor)
    return redirect("declarations:one" if declaration.status == Status.INTERNAL else "declarations:submitted", pk)


@require_http_methods(["GET", "POST"])
@for_applicants
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """内部异议: by an inventor or a colleague."""
    declaration = own(request, pk)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        internal.object_to(declaration, by=request.actor, **form.cleaned_data)
        messages.success(request, _("异议已登记，处理之前声明不会离开本单位。"))
        return redirect(declaration)
    return render(request, "declarations/objection_patentee.html", {"declaration": declaration, "form": form})


@require_http_methods(["GET", "POST"])
@for_organisation_admin
def decide_objection(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """The administrator's decision on an objection."""
    declaration = own(request, pk)
    objection = get_object_or_404(declaration.objections, pk=key)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        internal.decide(objection, by=request.actor, **form.cleaned_data)
        return redirect(declaration)
    context = {"declaration": declaration, "objection": objection, "form": form}
    return render(request, "declarations/objection_decision_patentee.html", context)
