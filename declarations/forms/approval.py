"""Inside the institution: an objection and its decision."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ObjectionForm(forms.Form):
    raised_by_name = forms.CharField(
        label=_("异议人"), max_length=60, help_text=_("发明人或同事的姓名；代为登记的，写异议人本人。")
    )
    ground = forms.CharField(label=_("异议理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class DecisionForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label=_("处理"),
        choices=[("yes", _("异议成立，声明退回草稿")), ("no", _("异议不成立，声明可以继续"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(label=_("处理意见"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
