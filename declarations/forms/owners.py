"""专利权人: adding a co-owner; a co-owner's answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenancy import credit_codes
from tenancy.models.organisations import OwnerType


class OwnerForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("专利权人名称"), max_length=120, help_text=gettext_lazy("与登记簿或证书一致。")
    )
    owner_type = forms.ChoiceField(label=gettext_lazy("权利主体类型"), choices=OwnerType.choices)
    credit_code = forms.CharField(
        label=gettext_lazy("统一社会信用代码"), max_length=18, required=False, help_text=gettext_lazy("个人不填。")
    )
    email = forms.EmailField(
        label=gettext_lazy("联系邮箱"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("征询是否同意的信发往这里，对方不需要登录。"),
    )

    def clean_credit_code(self) -> str:
        code = credit_codes.normalise(self.cleaned_data["credit_code"])
        if code and (fault := credit_codes.fault(code)):
            raise forms.ValidationError(fault)
        return code


class ConsentForm(forms.Form):
    """The co-owner's own word. `seen` names the terms that stood on the page."""

    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    agrees = forms.ChoiceField(
        label=gettext_lazy("您的答复"),
        widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("同意按上述条件开放许可")), ("no", gettext_lazy("不同意"))],
    )
    reason = forms.CharField(
        label=gettext_lazy("不同意的理由"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    name = forms.CharField(
        label=gettext_lazy("答复人姓名"), max_length=60, help_text=gettext_lazy("单位的，填写经办人姓名。")
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("agrees") == "no" and not self.cleaned_data.get("reason", "").strip():
            self.add_error("reason", _("不同意的，请写明理由。"))
        return self.cleaned_data
