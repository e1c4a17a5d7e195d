"""进度查询: by number and check code, without signing in (U05)."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ProgressForm(forms.Form):
    number = forms.CharField(
        label=_("受理编号"), max_length=40, help_text=_("在提交确认页和受理通知上，例如 LN-SL-2026-00017。")
    )
    code = forms.CharField(label=_("查询码"), max_length=12, help_text=_("六位字母和数字，不分大小写。"))
