"""Asking for a certificate, and revoking one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CertificateForm(forms.Form):
    inventor = forms.CharField(
        label=_("发明人"),
        max_length=60,
        required=False,
        help_text=_("为某位发明人出具时填写，并选择其专利；留空为本单位全部许可。"),
    )
    patents = forms.MultipleChoiceField(
        label=_("专利"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("不选为全部已许可的专利。")
    )

    def __init__(self, patents: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["patents"]
        field.choices = list(patents.items())


class RevokeForm(forms.Form):
    reason = forms.CharField(label=_("撤销理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
