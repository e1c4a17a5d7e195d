"""What became of the record filing, and the papers for it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from licensing.filing_package import PAPERS
from licensing.models.filings import Stage
from tenancy.days import DayField
from tenancy.uploads import ACCEPT

BY_HAND = [choice for choice in Stage.choices if choice[0] != Stage.ANNOUNCED]


class FilingForm(forms.Form):
    stage = forms.ChoiceField(label=_("备案阶段"), choices=BY_HAND)
    number = forms.CharField(label=_("备案号"), max_length=40, required=False)
    filed_on = DayField(
        label=_("备案日"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("补正事项或者更正理由"), max_length=300, required=False)


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label=_("材料"), choices=[(paper.kind, paper.title) for paper in PAPERS])
    file = forms.FileField(label=_("文件"), widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}))
