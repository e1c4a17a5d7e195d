"""What the log can be narrowed to."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import EventQuerySet, acts
from tenancy.days import DayField


class DateInput(forms.DateInput):
    input_type = "date"


class LogFilter(forms.Form):
    """Each field is optional; days are days of Asia/Shanghai, both included."""

    person = forms.CharField(label=_("办理人"), required=False, max_length=60)
    verb = forms.ChoiceField(label=_("事项"), required=False)
    subject = forms.CharField(label=_("对象"), required=False, max_length=200)
    since = DayField(label=_("从"), required=False, widget=DateInput)
    until = DayField(label=_("到"), required=False, widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = sorted(acts().items(), key=lambda act: str(act[1]))
        self.fields["verb"].choices = [("", _("全部")), *words]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("since") and told.get("until") and told["since"] > told["until"]:
            self.add_error("until", _("“到”不能早于“从”"))
        return told

    def narrow(self, events: EventQuerySet) -> EventQuerySet:
        """The events that fit; none while a field is wrong."""
        if not self.is_valid():
            return events.none()
        for name, condition in CONDITIONS.items():
            if value := self.cleaned_data[name]:
                events = events.filter(**condition(value))
        return events

    def told(self) -> dict[str, str]:
        """The filled fields, for the record of an export."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


def midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


CONDITIONS = {
    "person": lambda name: {"actor_name__contains": name},
    "verb": lambda verb: {"verb": verb},
    "subject": lambda label: {"subject_label__contains": label},
    "since": lambda day: {"recorded_at__gte": midnight(day)},
    "until": lambda day: {"recorded_at__lt": midnight(day + timedelta(days=1))},
}
