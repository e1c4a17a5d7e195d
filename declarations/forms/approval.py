"""Inside the institution: an objection and its decision."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ObjectionForm(forms.Form):
    raised_by_name = forms.CharField(
        label=_("异议人"), max_length=60, help_text=_("发明人或同事的姓名；代为登记的，写异议人本人。")
    )
    ground = forms.CharField(label=_("异议理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class RuleForm(forms.Form):
    approvals = forms.TypedChoiceField(
        label=_("声明离开本单位以前"),
        coerce=int,
        widget=forms.RadioSelect,
        choices=[
            (0, _("不需要内部审批，经办人可以直接提交")),
            (1, _("一名管理员同意")),
            (2, _("两名管理员依次同意")),
            (3, _("三名管理员依次同意")),
        ],
    )


class DecisionForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label=_("处理"),
        choices=[("yes", _("异议成立，声明退回草稿")), ("no", _("异议不成立，声明可以继续"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(label=_("处理意见"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
