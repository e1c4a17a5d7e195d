"""The one form of an acceptance: which patents in which version, where, for what, how long."""

import re
import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.services.acceptance import Acceptance
from publication.models import Record
from tenancy.actors import Actor
from tenancy.days import DayField
from tenancy.models import Province, Region
from tenancy.models.regions import Level
from tenancy.tree import units

SEEN = re.compile(r"([A-Z\d]{2,8}\d{4,18}):(\d{1,4})")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SeenField(forms.MultipleChoiceField):
    """Records with the version that was on the screen; one that has changed since is not a fault of the form."""

    def valid_value(self, value: str) -> bool:
        return SEEN.fullmatch(value) is not None


class CityField(forms.ModelChoiceField):
    """A city of the province, found among the units at hand; another word is looked for in the database."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Region.objects.none(), **kwargs)
        self.at_hand: dict[str, Region] = {}

    def offer(self, province: Province) -> None:
        self.queryset = province.regions.current().filter(level=Level.CITY).order_by("position")
        cities = (unit for unit in units(province.pk) if unit.level == Level.CITY and unit.valid_to is None)
        self.at_hand = {str(city.pk): city for city in cities}

    def to_python(self, value: Any) -> Any:
        return self.at_hand.get(str(value)) or super().to_python(value)


def seen(record: Record) -> str:
    return f"{record.number}:{record.current.number}"


def _line_of(record: Record) -> str:
    """What one needs to choose it for a package: how it is paid, and how long it is on offer."""
    words = {"patent": record.patent_number, "title": record.title, "fee": record.get_fee_kind_display()}
    return _("%(patent)s %(title)s（%(fee)s，期限至%(until)s）") % (words | {"until": record.term_to})


def typed(words: "MultiValueDict[str, str]") -> dict[str, Any]:
    """What people typed or chose, for a form that shows the offer of now: what the page itself names is given anew."""
    stated: dict[str, Any] = {name: words[name] for name in words if name not in ("key", "main", "also")}
    return stated | ({"also": words.getlist("also")} if "also" in words else {})


class AcceptanceForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    main = forms.RegexField(SEEN, widget=forms.HiddenInput)
    also = SeenField(
        label=gettext_lazy("同一专利权人的其他专利"),
        required=False,
        widget=forms.MultipleHiddenInput,
        help_text=gettext_lazy("可以一并接受，合并为一份合同（专利包）；许可期限须在所选每件的期限之内。"),
    )
    use_region = CityField(label=gettext_lazy("使用地"), required=False, empty_label=gettext_lazy("其他地区"))
    use_place = forms.CharField(
        label=gettext_lazy("具体使用地域"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("例如 沈阳市浑南区；选择“其他地区”时必填。"),
    )
    scope = forms.CharField(
        label=gettext_lazy("使用范围"),
        max_length=300,
        help_text=gettext_lazy("用于哪些产品或者工艺，例如 永磁电机控制器。"),
    )
    starts_on = DayField(label=gettext_lazy("许可期限起"), widget=DAY)
    ends_on = DayField(label=gettext_lazy("许可期限止"), widget=DAY, help_text=gettext_lazy("当日包括在内。"))

    field_order = ["use_region", "use_place", "scope", "starts_on", "ends_on", "also"]

    def __init__(self, number: str, by: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number, self.by = number, by
        self._field("use_region").offer(by.province)

    def show(self, record: Record, others: list[Record]) -> None:
        """What the page offers: the version of now, its whole term, and what could go into the same contract."""
        first = max(timezone.localdate(), record.term_from)
        fresh = {"key": uuid.uuid4(), "main": seen(record)}
        fresh |= {"starts_on": first, "ends_on": record.term_to}
        self.initial = fresh | self.initial
        if others:
            self.fields["also"].widget = forms.CheckboxSelectMultiple()
        self._field("also").choices = [(seen(other), _line_of(other)) for other in others]

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def clean_main(self) -> str:
        """The record of this very page; a field that was tampered with leads nowhere."""
        main: str = self.cleaned_data["main"]
        if main.partition(":")[0] != self.number:
            raise forms.ValidationError(_("这一页与所办理的专利不符，请从专利页面重新开始。"))
        return main

    def clean(self) -> dict[str, Any]:
        stated = super().clean() or {}
        if not stated.get("use_region") and not stated.get("use_place"):
            self.add_error("use_place", _("请选择使用地，或者写明其他地区的具体地域。"))
        first, last = stated.get("starts_on"), stated.get("ends_on")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("ends_on", _("不得早于“许可期限起”。"))
        return stated

    def acceptance(self) -> Acceptance:
        """What was stated, as the verb takes it."""
        said = self.cleaned_data
        pairs = [one.split(":") for one in [said["main"], *said["also"]]]
        region = said["use_region"]
        return Acceptance(
            seen={number: int(version) for number, version in pairs},
            key=said["key"],
            use_region=region,
            use_place=said["use_place"] or region.name,
            scope=said["scope"],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
        )
