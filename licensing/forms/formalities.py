"""One formality as it is recorded."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from licensing.models import Licence
from licensing.services import formalities
from licensing.services.formalities import BY_ITSELF, Done
from tenancy.actors import Actor
from tenancy.days import DayField
from tenancy.uploads import ACCEPT

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FormalityForm(forms.Form):
    kind = forms.ChoiceField(label=_("手续"))
    done_on = DayField(label=_("办理日"), widget=DAY)
    body = forms.CharField(
        label=_("办理机构"), required=False, max_length=80, help_text=_("交易场所、评估机构或者登记机关的名称。")
    )
    number = forms.CharField(label=_("文书或者回执编号"), required=False, max_length=60)
    note = forms.CharField(label=_("说明"), required=False, max_length=300)
    voucher = forms.FileField(
        label=_("凭证"),
        required=False,
        help_text=_("PDF、JPG、PNG，不超过20 MB。"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, licence: Licence, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = [(kind.value, kind.label) for kind in formalities.missing(licence) if kind not in BY_ITSELF]

    def say(self, licence: Licence, by: Actor) -> object:
        return formalities.do(licence, Done(**self.cleaned_data), by=by)
