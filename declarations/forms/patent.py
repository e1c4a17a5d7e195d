"""专利: the number in any spelling, and what the registers know of it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.forms.base import DayInput, PageForm
from declarations.origins import Told, origins_of
from tenancy.days import DayField
from verification.classes import industries
from verification.numbers import NumberError, parse_number


class PatentForm(PageForm):
    page = "patent"

    patent_number = forms.CharField(
        label=gettext_lazy("专利号（申请号）"),
        max_length=100,
        help_text=gettext_lazy("照证书抄写即可，带不带 ZL、空格和小数点都能识别。例如 ZL201711193877.7。"),
    )
    is_application = forms.BooleanField(label=gettext_lazy("尚未授权，以专利申请声明"), required=False)
    title = forms.CharField(label=gettext_lazy("发明名称"), max_length=300, help_text=gettext_lazy("与专利证书一致。"))
    filed_on = DayField(label=gettext_lazy("申请日"), widget=DayInput, required=False)
    granted_on = DayField(label=gettext_lazy("授权公告日"), widget=DayInput, required=False)
    classification = forms.CharField(
        label=gettext_lazy("主分类号"), max_length=20, required=False, help_text=gettext_lazy("例如 H02P21/00。")
    )
    industry = forms.ChoiceField(label=gettext_lazy("所属行业门类"), required=False)
    summary = forms.CharField(
        label=gettext_lazy("技术简介"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("用途、效果、成熟度，便于对方判断，最多2000字。"),
    )

    def build(self) -> None:
        field = self.fields["industry"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("请选择")), *((letter, f"{letter} {name}") for letter, name in industries().items())]
        if not self.policy.applications_accepted:
            del self.fields["is_application"]
        for name, told in origins_of(self.declaration).items():
            if self._stands(name, told):
                asked = self.fields[name]
                asked.help_text = " ".join(filter(None, [str(asked.help_text), _filled(told)]))

    def _stands(self, name: str, told: Told) -> bool:
        """Is what a register gave still the answer? Once it was written over, it is the declarant's own."""
        return name in self.fields and str(super().answers()[name]) == told.value

    def answers(self) -> dict[str, Any]:
        answers = super().answers()
        if answers["patent_number"] == self.declaration.patent_number and self.declaration.patent_number:
            answers["patent_number"] = f"ZL{self.declaration.patent_number}"
        return answers

    def clean_patent_number(self) -> str:
        try:
            return parse_number(self.cleaned_data["patent_number"]).normal
        except NumberError as fault:
            raise forms.ValidationError(fault.sentence) from None

    def clean(self) -> dict[str, Any]:
        if fault := dates_fault(self.cleaned_data.get("filed_on"), self.cleaned_data.get("granted_on")):
            self.add_error("granted_on", fault)
        return super().clean()


def _filled(told: Told) -> str:
    return _("查询时填入，可以更正（%s）。") % told.origin


def dates_fault(filed: date | None, granted: date | None) -> str:
    """A patent is granted after it was filed."""
    if filed and granted and granted < filed:
        return _("授权公告日不能早于申请日，请对照证书核对。")
    return ""
