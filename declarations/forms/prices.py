"""What an administrator says of a published fee table."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from declarations.forms.review import ActForm


class PriceTableForm(ActForm):
    """Name, source and year as published, and the file with one row per industry."""

    name = forms.CharField(label=_("表名"), max_length=100)
    source = forms.CharField(label=_("出处"), max_length=150, help_text=_("发布机关和公布网址或文号。"))
    year = forms.CharField(label=_("年份"), max_length=20, help_text=_("例如“2016—2020”。"))
    file = forms.FileField(
        label=_("表格文件"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.json"}),
        help_text=_(
            "Excel 或 CSV，首行为列名：门类、平均许可金额（万元）、平均提成费率（%）、合同数。缺的列可以没有。"
        ),
    )

    def said(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        told.pop("seen_version", None)
        return {"upload": told.pop("file"), **told}
