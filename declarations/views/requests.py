"""After publication: the declarant asks for other terms or for the end of the offer; the province decides."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from declarations import fee_examples, snapshot
from declarations.forms.fee import FeeForm
from declarations.forms.requests import AnswerForm, Changes, StatutoryForm, WithdrawalForm
from declarations.local_rules import rules_today
from declarations.models import ChangeRequest, Declaration, WithdrawalRequest
from declarations.models.requests import Outcome
from declarations.printed_requests import withdrawal_sheet
from declarations.services import changes as changing
from declarations.services import withdrawals as withdrawing
from declarations.views.fetching import own
from declarations.views.printing import answer
from declarations.workflow import APPLICANT, PROVINCE, WITHDRAWER
from publication import announce
from publication.models import Record
from tenancy.guards import for_applicants, for_members, guard
from tenancy.roles import Right

for_publishers = guard("publishers", PROVINCE)
for_carriers = guard("carriers", APPLICANT | PROVINCE)
for_withdrawers = guard("withdrawers", WITHDRAWER)


@require_GET
@for_applicants
def published(request, pk):
    """What is on the register of this declaration, every version of it, and what can be asked for."""
    declaration = own(request, pk)
    record = get_object_or_404(Record.objects.select_related("current"), number=declaration.record_number or "-")
    context = {
        "declaration": declaration,
        "record": record,
        "versions": record.versions.order_by("-number"),
        "changes": declaration.change_requests.all(),
        "withdrawals": declaration.withdrawal_requests.all(),
        "opens_on": changing.terms_open_on(record, rules_today(declaration)),
    }
    return render(request, "declarations/published_patentee.html", context)


@require_http_methods(["GET", "POST"])
@for_applicants
def change(request, pk):
    declaration = own(request, pk)
    record = get_object_or_404(Record.objects.select_related("current"), number=declaration.record_number or "-")
    policy = rules_today(declaration)
    opens_on = changing.terms_open_on(record, policy)
    locked = opens_on is not None and timezone.localdate() < opens_on
    wish = Changes(request.POST or None, declaration=declaration, policy=policy, locked=locked)
    if request.method == "POST" and wish.carries(partial(changing.ask_change, own(request, pk), by=request.actor)):
        messages.success(request, _("已提交变更申请，由省级知识产权局决定；在此之前仍按公布的条件许可。"))
        return redirect("declarations:published", pk)
    return change_page(request, declaration, wish, opens_on if locked else None)


def change_page(request: HttpRequest, declaration: Declaration, wish: Changes, opens_on: object) -> HttpResponse:
    policy = rules_today(declaration)
    context = {
        "declaration": declaration,
        "wish": wish,
        "opens_on": opens_on,
        "clause": policy.cite("change_rule"),
        "only_lower": policy.change_rule == "locked_then_lower",
        "has_errors": any(form.errors for form in wish.forms),
        "fee": fee_examples.preview(wish.pages[0]) if isinstance(wish.pages[0], FeeForm) else None,
    }
    return render(request, "declarations/change_patentee.html", context)


@require_http_methods(["GET", "POST"])
@for_applicants
def withdraw(request, pk):
    """The grounds, the days of notice and the time of effect stand before the button (U29)."""
    declaration = own(request, pk)
    policy = rules_today(declaration)
    due = declaration.withdrawal_requests.filter(outcome=Outcome.PREPARED).first()
    initial = {"ground": due.ground, "reason": due.reason} if due else {}
    form = WithdrawalForm(request.POST or None, policy=policy, initial=initial)
    if request.method == "POST" and form.is_valid():
        asked = withdrawing.ask_withdrawal(declaration, by=request.actor, **form.said())
        messages.success(request, _("已提请撤回，由省级知识产权局决定；在生效之前达成的许可仍然有效。"))
        return redirect("declarations:withdrawal", asked.pk)
    effective_at, rule = withdrawing.effect_of_withdrawal(declaration, timezone.now())
    context = {"declaration": declaration, "form": form, "due": due, "effective_at": effective_at, "rule": rule}
    context |= {"policy": policy, "clause": policy.cite("withdrawal_notice_working_days")}
    return render(request, "declarations/withdraw_patentee.html", context)


@require_http_methods(["GET", "POST"])
@for_carriers
def carry_over(request, pk):
    """试点衔接: both sides see what can be done; the province notes the number of the statutory declaration."""
    declaration = get_object_or_404(Declaration.objects.visible_to(request.actor), pk=pk)
    record = get_object_or_404(Record, number=declaration.record_number or "-")
    form = StatutoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.actor.must(Right.PUBLISH)
        announce.carry_over(record.number, by=request.actor, **form.cleaned_data)
        messages.success(request, _("已登记，公开页面随即显示。"))
        return redirect("desk")
    context = {"declaration": declaration, "record": record, "form": form, "rules": rules_today(declaration)}
    return render(request, "declarations/carry_over.html", context)


def request_for(request: HttpRequest, model: type, key: int) -> ChangeRequest | WithdrawalRequest:
    """A request about a declaration that this person may see."""
    seen = Declaration.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    rows = model.objects.filter(declaration__in=seen).select_related("declaration__province")
    found: ChangeRequest | WithdrawalRequest = get_object_or_404(rows, pk=key)
    return found


@require_GET
@for_members
def withdrawal(request, key):
    """The request with its decision, for both sides, and the form to print (LN-77)."""
    found = request_for(request, WithdrawalRequest, key)
    return render(request, "declarations/withdrawal.html", {"asked": found, "declaration": found.declaration})


@require_GET
@for_members
def withdrawal_form(request, key, kind):
    found = request_for(request, WithdrawalRequest, key)
    if not isinstance(found, WithdrawalRequest):
        raise Http404
    return answer(kind, withdrawal_sheet(found), f"{found.declaration.number}-withdrawal")


@require_http_methods(["GET", "POST"])
@for_withdrawers
def withdrawal_decision(request, key):
    found = request_for(request, WithdrawalRequest, key)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdrawing.decide_withdrawal(found, by=request.actor, **form.said())
        messages.success(request, _("已作出决定，权利人已收到通知。"))
        return redirect("declarations:withdrawal", key)
    effective_at, rule = withdrawing.effect_of_withdrawal(found.declaration, timezone.now())
    context = {"asked": found, "declaration": found.declaration, "form": form}
    context |= {"effective_at": effective_at, "rule": rule}
    return render(request, "declarations/withdrawal_province.html", context)


@require_http_methods(["GET", "POST"])
@for_publishers
def change_decision(request, key):
    found = request_for(request, ChangeRequest, key)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        changing.decide_change(found, by=request.actor, **form.said())
        messages.success(request, _("已作出决定，权利人已收到通知。"))
        return redirect("declarations:change_decision", key)
    declaration = found.declaration
    labels = snapshot.labels_of(rules_today(declaration))
    rows = [
        (labels[name], snapshot.said(name, getattr(declaration, name)), snapshot.said(name, value))
        for name, value in found.terms.items()
    ]
    context = {"asked": found, "declaration": declaration, "form": form, "rows": rows}
    return render(request, "declarations/change_province.html", context)
