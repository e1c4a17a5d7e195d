"""What people fill in beside the boards."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.boards.key_patents import Weights
from reporting.models import Experience
from reporting.models.targets import StatedName
from tenancy.models.organisations import OwnerType


class QuotaForm(forms.Form):
    """The filled-in workbook and the paper it rests on."""

    workbook = forms.FileField(
        label=_("指标分解表"),
        help_text=_("使用下载的模板，Excel 工作簿（.xlsx），1 MB 以内。任何一行有误，整表不导入。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    source = forms.CharField(label=_("依据"), max_length=200, help_text=_("文件名称和文号，例如“绩效指标表备注”。"))
    clauses = {"workbook": "辽知办字〔2022〕4号 一（三）"}


class FigureForm(forms.Form):
    """A number from outside, with its day and who says so."""

    name = forms.ChoiceField(label=_("项目"), choices=StatedName.choices)
    number = forms.IntegerField(label=_("数量"), min_value=1, max_value=100_000_000)
    counted_on = forms.DateField(label=_("统计日期"), widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.CharField(label=_("来源"), max_length=200)
    units = {"number": "件"}


class FocusForm(forms.Form):
    """The classes of bodies of a city, at least one (LN-13)."""

    classes = forms.MultipleChoiceField(
        label=_("主体类别"), choices=OwnerType.choices, widget=forms.CheckboxSelectMultiple, help_text=_("至少选一类。")
    )
    note = forms.CharField(label=_("结合本地资源的说明"), max_length=300, required=False)
    clauses = {"classes": "辽知办字〔2022〕4号 一（三）"}


class ExperienceForm(forms.ModelForm):
    """A rule, a policy or a case that others can copy."""

    class Meta:
        model = Experience
        fields = ["kind", "body", "title", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}


class WeightsForm(forms.Form):
    """What counts how much in the ranking of key patents (ZJ-41)."""

    implementations = forms.IntegerField(label=_("实施次数"), min_value=0, max_value=100, initial=40)
    amount = forms.IntegerField(label=_("成交金额"), min_value=0, max_value=100, initial=30)
    sales = forms.IntegerField(label=_("产业化（销售额）"), min_value=0, max_value=100, initial=30)
    name = forms.CharField(label=_("名录名称"), max_length=120, required=False, help_text=_("保存时填写。"))
    units = {"implementations": "%", "amount": "%", "sales": "%"}

    def clean(self):
        told = super().clean()
        if not any(told.get(name) for name in ("implementations", "amount", "sales")):
            raise forms.ValidationError(_("权重不能都是0。"))
        return told

    @property
    def weights(self):
        return Weights(**{name: self.cleaned_data[name] for name in ("implementations", "amount", "sales")})
