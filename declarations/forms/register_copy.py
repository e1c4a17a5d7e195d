"""What an officer types from a register copy (登记簿副本), with the copy itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from declarations.forms.base import DayInput
from declarations.forms.review import ActForm
from tenancy.days import DayField
from tenancy.uploads import ACCEPT, FORMATS
from verification.dossier import FACT_LABELS, STATUS_LABELS

LINES = forms.Textarea(attrs={"rows": 2})
DAY = {"required": False, "widget": DayInput}


def lines(name: str, columns: str) -> forms.CharField:
    """Entries of the register, one a line."""
    hint = _("副本载明没有的填“无”；有的每行一条，依次为%s，用“|”隔开；没有查的不填。") % columns
    return forms.CharField(label=FACT_LABELS[name], required=False, max_length=2000, widget=LINES, help_text=hint)


class RegisterCopyForm(ActForm):
    """Only what the copy says is filled in; what stays empty is unknown."""

    file = forms.FileField(
        label=_("登记簿副本"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("%s，不超过 20 MB。") % FORMATS,
    )
    status = forms.ChoiceField(
        label=FACT_LABELS["status"], choices=[("", "—"), *((key.value, word) for key, word in STATUS_LABELS.items())],
        required=False,
    )  # fmt: skip
    ended_on = DayField(label=FACT_LABELS["ended_on"], help_text=_("权利仍有效的不填。"), **DAY)
    filing_date = DayField(label=FACT_LABELS["filing_date"], **DAY)
    grant_date = DayField(label=FACT_LABELS["grant_date"], **DAY)
    owners = forms.CharField(
        label=FACT_LABELS["owners"], required=False, max_length=500, help_text=_("多个权利人用“；”隔开。")
    )
    paid_years = forms.IntegerField(label=FACT_LABELS["paid_years"], required=False, min_value=1, max_value=30)
    licences = lines("licences", _("备案号|种类（独占、排他、普通）|被许可人|起始日|终止日"))
    pledges = lines("pledges", _("登记号|质权人|登记日"))
    preservations = lines("preservations", _("编号|法院|起始日"))
    ownership_disputes = lines("ownership_disputes", _("编号|请求人|起始日"))

    def said(self) -> dict[str, Any]:
        told = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        upload, _version = told.pop("file"), told.pop("seen_version", None)
        return {"upload": upload, "values": told}
