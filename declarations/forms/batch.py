"""Handing a workbook in, and saying what its columns mean."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.batch.columns import columns_of
from declarations.batch.mapping import LISTED, Plan
from declarations.forms.base import DayInput
from declarations.models import Batch
from declarations.models.batches import Purpose
from declarations.promises import promises_of
from publication.choices import FeeKind
from publication.models import Channel
from tenancy.days import DayField
from tenancy.policy import Policy

WORKBOOK = ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WorkbookForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=gettext_lazy("填好的工作簿"),
        help_text=gettext_lazy("Excel 工作簿（.xlsx），最多5000行、20 MB。"),
        widget=forms.FileInput(attrs={"accept": WORKBOOK}),
        error_messages={"required": gettext_lazy("请选择填好的工作簿。"), "empty": gettext_lazy("这是空文件。")},
    )


class UploadForm(WorkbookForm):
    """A declarant's workbook: what becomes of rows with faults, and whether the rest is handed in at once."""

    partly = forms.TypedChoiceField(
        label=gettext_lazy("有错误的行"),
        choices=[
            ("no", gettext_lazy("有一处错误就一行也不导入，改好后整表再传")),
            ("yes", gettext_lazy("没有错误的行先导入，有错误的行退回修改")),
        ],
        coerce=lambda said: said == "yes",
        initial="no",
        widget=forms.RadioSelect,
    )
    hands_in = forms.TypedChoiceField(
        label=gettext_lazy("导入以后"),
        choices=[
            ("no", gettext_lazy("留作草稿，逐件核对后再提交")),
            ("yes", gettext_lazy("随即提交（须作出下列全部承诺；还缺附件的留作草稿）")),
        ],
        coerce=lambda said: said == "yes",
        initial="no",
        widget=forms.RadioSelect,
    )
    promises = forms.MultipleChoiceField(
        label=gettext_lazy("对表中每一件专利作出的承诺"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["promises"]
        assert isinstance(asked, forms.MultipleChoiceField)
        asked.choices = [(promise.name, promise.text) for promise in promises_of(policy)]

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("hands_in") and len(told.get("promises", ())) < len(self.fields["promises"].choices):  # type: ignore[attr-defined]
            self.add_error("promises", _("随即提交的，须逐项作出全部承诺；也可以先留作草稿。"))
        return told

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("partly", "hands_in", "promises")}


class RecordsForm(WorkbookForm):
    """An office's listing of what was public before."""

    partly = UploadForm.base_fields["partly"]

    def said(self) -> dict[str, Any]:
        return {"partly": self.cleaned_data["partly"], "purpose": Purpose.RECORDS}


class ColumnsForm(forms.Form):
    """What each column of a listing means, the unit of its sums, and what stands in for items it does not have."""

    unit = forms.ChoiceField(
        label=gettext_lazy("金额的单位"), choices=[("元", gettext_lazy("元")), ("万元", gettext_lazy("万元"))]
    )
    alone = forms.ChoiceField(
        label=gettext_lazy("只有金额、没有支付方式的"),
        required=False,
        choices=[("", gettext_lazy("不导入")), (FeeKind.LUMP_SUM.value, gettext_lazy("按一次总付"))],
    )
    channel = forms.ModelChoiceField(Channel.objects.none(), label=gettext_lazy("原来公布在哪个平台"))
    published_on = DayField(label=gettext_lazy("没有原公布日期的，写作"), required=False, widget=DayInput)
    untitled = forms.CharField(
        label=gettext_lazy("没有发明名称的，写作"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("先按登记信息补入；仍没有的写这一句。留空则不导入。"),
    )
    starts_on = DayField(label=gettext_lazy("没有许可期限起的，写作"), required=False, widget=DayInput)
    period = forms.CharField(
        label=gettext_lazy("没有许可期限的，写作（年）"),
        max_length=8,
        required=False,
        help_text=gettext_lazy("例如 3。"),
    )
    territory = forms.CharField(label=gettext_lazy("没有许可区域的，写作"), max_length=120, required=False)
    contact_name = forms.CharField(label=gettext_lazy("没有联系人的，写作"), max_length=60, required=False)
    contact_phone = forms.CharField(label=gettext_lazy("没有联系电话的，写作"), max_length=30, required=False)
    contact_email = forms.EmailField(label=gettext_lazy("没有联系邮箱的，写作"), required=False)

    only = {
        Purpose.RECORDS: {"channel", "published_on", "untitled"},
        Purpose.DRAFTS: {"starts_on"},
    }

    def __init__(self, *args: Any, batch: Batch, policy: Policy, samples: dict[int, list[str]], **kwargs: Any) -> None:
        self.batch, self.plan, self.samples = batch, Plan.read(batch.plan), samples
        super().__init__(*args, initial=self._proposed(), **kwargs)
        for purpose, names in self.only.items():
            for name in names if purpose != batch.purpose else ():
                del self.fields[name]
        if "channel" in self.fields:
            channels = Channel.objects.filter(province=batch.province, ended_at=None)
            self.fields["channel"].queryset = channels  # type: ignore[attr-defined]
        choices = [("", _("不导入这一列")), *_meanings(policy, batch.purpose)]
        for at in samples:
            self.fields[f"column_{at}"] = forms.ChoiceField(label=self._head(at), choices=choices, required=False)

    def _proposed(self) -> dict[str, Any]:
        columns = {f"column_{at}": key for at, key in self.plan.columns.items()}
        usual = {"unit": self.plan.unit, "territory": _("全国"), "alone": FeeKind.LUMP_SUM.value}
        usual["contact_name"] = self.batch.office.name[:60] if self.batch.office else self.batch.uploaded_by_name
        return usual | self.plan.fixed | columns

    def _head(self, at: int) -> str:
        return self.plan.heads.get(at) or _("第%s列") % (at + 1)

    def columns(self) -> Iterator[tuple[forms.BoundField, str]]:
        """Each column of the sheet with its first values."""
        return ((self[f"column_{at}"], "；".join(said)) for at, said in self.samples.items())

    def others(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in self.fields if not name.startswith("column_"))

    def said(self) -> dict[str, Any]:
        """The arguments of `confirm`."""
        told = dict(self.cleaned_data)
        columns = {at: told.pop(f"column_{at}") for at in self.samples}
        unit = told.pop("unit")
        if told.get("channel"):
            told["channel"] = told["channel"].pk
        fixed = {name: str(value) for name, value in told.items() if value}
        return {"columns": {at: key for at, key in columns.items() if key}, "fixed": fixed, "unit": unit}


def _meanings(policy: Policy, purpose: str) -> list[tuple[str, str]]:
    own = [(column.key, column.label) for column in columns_of(policy) if not column.key.startswith("fee.")]
    listed = [(key, str(label)) for key, label in LISTED.items()]
    skipped = {"owners", "emails", "codes"} if purpose == Purpose.RECORDS else {"published_at", "owner_type"}
    return [each for each in [*own, *listed] if each[0] not in skipped]
