"""Questions to a visitor who found a mistake, to the officer who answers, and about a platform that takes records."""

from django import forms
from django.utils.translation import gettext_lazy as _

from publication.models.corrections import Item, Verdict

LONG = forms.Textarea(attrs={"rows": 4})


class CorrectionForm(forms.Form):
    item = forms.ChoiceField(label=_("更正事项"), choices=Item.choices)
    sentence = forms.CharField(label=_("哪里不对，应当是什么"), max_length=1000, widget=LONG)
    sender = forms.CharField(label=_("您的姓名或单位"), max_length=80, required=False)
    reach = forms.CharField(
        label=_("您的联系方式"),
        max_length=120,
        required=False,
        help_text=_("只给答复的部门看，不公开。"),
    )


class PlatformForm(forms.Form):
    """A platform that takes records through the interface."""

    name = forms.CharField(label=_("平台名称"), max_length=80)
    url = forms.URLField(label=_("平台网址"), assume_scheme="https")
    per_minute = forms.IntegerField(label=_("每分钟请求数"), min_value=1, max_value=6000, initial=600)


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("结果"),
        choices=[pair for pair in Verdict.choices if pair[0] != Verdict.WAITING],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=_("答复"), max_length=1000, widget=LONG, help_text=_("在公开页面上全文显示。"))
