"""The ledger of public money: figures with their rows, one claim, its next step."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from licensing.models import Licence
from reporting import fund_pages
from reporting.models import Claim
from reporting.models.funds import Claimant, Stage
from reporting.services import funds as verbs
from reporting.waiting import COLLECTORS, FUNDS
from tenancy.guards import guard
from tenancy.refusals import refused_by
from tenancy.sums import SumField

for_readers = guard("fund_readers", FUNDS.roles)
for_collectors = guard("collectors", COLLECTORS)
MONEY = {"min_value": 0, "max_digits": 14, "decimal_places": 2}


class ClaimForm(forms.Form):
    """What the claimant asks for."""

    number = forms.CharField(label=gettext_lazy("许可编号"), max_length=40)
    side = forms.ChoiceField(label=gettext_lazy("申报一方"), choices=Claimant.choices)
    programme = forms.CharField(label=gettext_lazy("资金项目"), max_length=120)
    source = forms.CharField(label=gettext_lazy("依据文件"), max_length=200)
    amount = SumField(label=gettext_lazy("申报金额"), **MONEY)
    units = {"amount": "元"}

    def __init__(self, *given, actor, **named):
        super().__init__(*given, **named)
        self.actor = actor

    def clean_number(self):
        found = Licence.objects.visible_to(self.actor).select_related("region", "province")
        licence = found.filter(number=self.cleaned_data["number"].strip()).first()
        if licence is None:
            raise forms.ValidationError(_("没有编号为“%s”的许可") % self.cleaned_data["number"])
        return licence


class StepForm(forms.Form):
    """The next step of a claim."""

    stage = forms.ChoiceField(choices=Stage.choices)
    amount = SumField(label=gettext_lazy("金额"), required=False, **MONEY)
    reason = forms.CharField(label=gettext_lazy("说明"), max_length=500)


@require_GET
@for_readers
def board(request):
    return render(request, "funds/board.html", fund_pages.board_page(request.actor, request.GET))


@require_http_methods(["GET", "POST"])
@for_collectors
def claim(request):
    form = ClaimForm(request.POST or None, actor=request.actor)
    if not form.is_valid():
        return render(request, "funds/form.html", {"form": form})
    said = form.cleaned_data
    asked = verbs.Asked(said["programme"], said["source"], Claimant(said["side"]), said["amount"])
    made = verbs.claim(said["number"], asked, by=request.actor)
    messages.success(request, _("已登记"))
    return redirect(made)


def _visible(request, pk):
    found = Claim.objects.visible_to(request.actor).select_related("licence__region", "region")
    return get_object_or_404(found, pk=pk)


@require_GET
@for_readers
def show(request, pk):
    return render(request, "funds/show.html", fund_pages.show_page(_visible(request, pk), request.actor))


@require_POST
@for_collectors
def act(request, pk):
    one, form = _visible(request, pk), StepForm(request.POST)
    if not form.is_valid():
        raise refused_by(form)
    said = form.cleaned_data
    verbs.take_step(one, Stage(said["stage"]), said["amount"], said["reason"], by=request.actor)
    messages.success(request, _("已办理"))
    return redirect(one)
