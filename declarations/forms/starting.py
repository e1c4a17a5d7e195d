"""Beginning: a declaration, or an intention of three fields (XY-17, F010)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from verification.numbers import NumberError, parse_number


class IntentionForm(forms.Form):
    patent_number = forms.CharField(
        label=_("专利号（申请号）"), max_length=100, help_text=_("照证书抄写即可，例如 ZL201711193877.7。")
    )
    contact_name = forms.CharField(label=_("联系人"), max_length=60)
    contact_phone = forms.CharField(label=_("联系电话"), max_length=30, widget=forms.TextInput(attrs={"type": "tel"}))

    def clean_patent_number(self) -> str:
        try:
            return parse_number(self.cleaned_data["patent_number"]).normal
        except NumberError as fault:
            raise forms.ValidationError(fault.sentence) from None


class ReasonForm(forms.Form):
    """One sentence that says why."""

    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
