"""Between the offices: a question on a case, and its answer."""

from django import forms
from django.utils.translation import gettext_lazy as _


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("请示事项"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("信息核查、评估定价、交易保障等；答复留在本件办理记录中，权利人看不到。"),
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("答复"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
