"""Questions to the province: which declarations, on which channels, when; and the register of channels."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.models import Declaration
from declarations.workflow import Status
from publication.models import Channel
from publication.models.channels import ChannelOwner, ChannelRank
from tenancy.actors import Actor


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class BatchForm(forms.Form):
    """A batch: declarations, channels, title, and an hour when it is not to be now."""

    pick = forms.ModelMultipleChoiceField(
        label=gettext_lazy("声明"), queryset=None, error_messages={"required": gettext_lazy("请勾选要公告的声明。")}
    )
    channels = forms.ModelMultipleChoiceField(
        label=gettext_lazy("同步发布平台"), queryset=None, widget=forms.CheckboxSelectMultiple
    )
    title = forms.CharField(
        label=gettext_lazy("公告标题"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("不填即用“某省专利开放许可（试点）信息公告”加日期。"),
    )
    at = forms.DateTimeField(
        label=gettext_lazy("定时发布时间"),
        required=False,
        widget=MomentInput,
        help_text=gettext_lazy("不填即在确认时公布；填写的，到时各平台同时公布（北京时间）。"),
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pick"].queryset = to_file(by)  # type: ignore[attr-defined]
        self.fields["channels"].queryset = open_channels(by)  # type: ignore[attr-defined]
        self.fields["channels"].initial = [channel.pk for channel in open_channels(by)]

    def clean_at(self) -> Any:
        at = self.cleaned_data["at"]
        if at and at <= timezone.now():
            raise forms.ValidationError(_("定时发布的时间须晚于现在。"))
        return at


def to_file(by: Actor) -> Any:
    """待备案, the most urgent first."""
    waiting = Declaration.objects.visible_to(by).filter(status=Status.APPROVED)
    return waiting.select_related("organisation", "region", "province").order_by("due_at", "pk")


def open_channels(by: Actor) -> Any:
    return Channel.objects.filter(province=by.province, ended_at=None)


class ChannelForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("平台名称"), max_length=80)
    url = forms.URLField(label=gettext_lazy("平台网址"), assume_scheme="https")
    owned = forms.ChoiceField(label=gettext_lazy("平台性质"), choices=ChannelOwner.choices)
    rank = forms.ChoiceField(label=gettext_lazy("平台级别"), choices=ChannelRank.choices)


class WhyForm(forms.Form):
    """A reason, and nothing else."""

    reason = forms.CharField(label=gettext_lazy("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
