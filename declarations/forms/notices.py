"""What a person says of an announcement that the machine could not read."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from declarations.forms.base import DayInput
from declarations.services.unread import reading_of
from tenancy.days import DayField
from verification.events import EVENT_TYPES, EventKind, GazetteEvent
from verification.models import UnreadNotice
from verification.numbers import NumberError, PatentNumber, parse_number

READING = ("number", "kind", "announced_on")


class SettleForm(forms.Form):
    """Either registered as read (number, kind and day together), or laid aside; always with words."""

    number = forms.CharField(label=_("专利号"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("法律状态事务"), required=False)
    announced_on = DayField(label=_("公告日"), required=False, widget=DayInput)
    effective_on = DayField(
        label=_("生效日"), required=False, widget=DayInput, help_text=_("公告未写明的不填，以公告日为准。")
    )
    outcome = forms.CharField(label=_("处理结果"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", gettext("与开放许可无关，只作记录")), *((row.kind.value, row.name) for row in EVENT_TYPES)]

    def clean_number(self) -> PatentNumber | None:
        typed = self.cleaned_data["number"]
        try:
            return parse_number(typed) if typed else None
        except NumberError as fault:
            raise forms.ValidationError(fault.sentence) from None

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        given = [name for name in READING if told.get(name)]
        for name in READING:
            if given and not told.get(name) and name not in self.errors:
                self.add_error(name, gettext("登记公告须同时写明专利号、事务和公告日。"))
        return told

    def event_for(self, notice: UnreadNotice) -> GazetteEvent | None:
        told = self.cleaned_data
        if not told["kind"]:
            return None
        reading = {name: told[name] for name in ("number", "announced_on", "effective_on")}
        return reading_of(notice, kind=EventKind(told["kind"]), **reading)
