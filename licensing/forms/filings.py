"""What became of the record filing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from licensing.models.filings import Stage


class FilingForm(forms.Form):
    stage = forms.ChoiceField(label=_("备案阶段"), choices=Stage.choices)
    number = forms.CharField(label=_("备案号"), max_length=40, required=False)
    filed_on = forms.DateField(
        label=_("备案日"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("补正事项"), max_length=300, required=False)
