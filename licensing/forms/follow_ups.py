"""What is told of an interval, and what is said about the end of a licence."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from licensing.models import FollowUp, Licence
from licensing.models.endings import STATED_GROUNDS
from licensing.services import endings, follow_ups
from licensing.services.follow_ups import Told
from tenancy.actors import Actor
from tenancy.days import DayField
from tenancy.sums import SumField
from tenancy.uploads import ACCEPT

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _number(label: Any, help_text: Any = "", least: int | None = 0) -> SumField:
    low = None if least is None else Decimal(least)
    return SumField(label=label, help_text=help_text, required=False, max_digits=14, decimal_places=2, min_value=low)


class ResultForm(forms.Form):
    """Empty is "not known or not applicable", which differs from 0."""

    period = forms.ModelChoiceField(FollowUp.objects.none(), label=_("跟踪期"), empty_label=None)
    used = forms.ChoiceField(
        label=_("是否已实施"), choices=[("1", _("已实施")), ("0", _("未实施"))], widget=forms.RadioSelect
    )
    output_quantity = _number(_("产量"))
    output_unit = forms.CharField(label=_("产量单位"), required=False, max_length=20, help_text=_("例如 台、吨。"))
    output_value = _number(_("产值（元）"))
    sales = _number(_("销售额（元）"))
    profit = _number(_("利润（元）"), _("亏损填负数。"), None)
    jobs = forms.IntegerField(label=_("新增就业（人）"), required=False, min_value=0, max_value=1_000_000)
    fee_paid = _number(_("本期许可费（元）"), _("被许可人填已付，专利权人填已收。"))
    note = forms.CharField(label=_("说明"), required=False, max_length=300, help_text=_("未实施的，写明原因。"))
    voucher = forms.FileField(
        label=_("凭证"),
        required=False,
        help_text=_("PDF、JPG、PNG，不超过20 MB。"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, licence: Licence, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        periods: Any = self.fields["period"]
        periods.queryset = tellable(licence)

    def say(self, by: Actor) -> object:
        said = dict(self.cleaned_data)
        period, note, voucher = said.pop("period"), said.pop("note"), said.pop("voucher")
        told = Told(**said | {"used": said["used"] == "1"})
        return follow_ups.tell(period, told, by=by, note=note, voucher=voucher)


def tellable(licence: Licence) -> Any:
    """Intervals that are over, the newest first."""
    return licence.follow_ups.filter(period_to__lt=timezone.localdate()).order_by("-number")


class ProposalForm(forms.Form):
    ground = forms.ChoiceField(
        label=_("终止事由"), choices=[("", _("请选择")), *((ground.value, ground.label) for ground in STATED_GROUNDS)]
    )
    ends_on = DayField(label=_("终止日"), widget=DAY, help_text=_("许可的最后一日，当日包括在内。"))
    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def say(self, licence: Licence, by: Actor) -> object:
        return endings.propose(licence, by=by, **self.cleaned_data)


class AgreeForm(forms.Form):
    def say(self, licence: Licence, by: Actor) -> object:
        return endings.agree(licence, by=by)


class ObjectionForm(forms.Form):
    reason = forms.CharField(label=_("不同意的理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def say(self, licence: Licence, by: Actor) -> object:
        return endings.object_to_ending(licence, reason=self.cleaned_data["reason"], by=by)


class RecallForm(forms.Form):
    def say(self, licence: Licence, by: Actor) -> object:
        return endings.recall(licence, by=by)
