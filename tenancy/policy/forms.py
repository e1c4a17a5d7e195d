"""Questions of the policy pages. The field for a value follows from the kind of its parameter."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tenancy.days import DayField
from tenancy.models import PolicyDocument, Province, Region
from tenancy.models.policy import DayKind, DocumentStatus
from tenancy.policy.changes import Basis
from tenancy.policy.kinds import Choice, Choices, Day, Flag, Number, Parameter, Table, Text, Texts, Whole
from tenancy.policy.ledger import load, read_cursor
from tenancy.policy.parameters.scheme import SchemeRules
from tenancy.policy.reader import Rule
from tenancy.policy.rows import Row

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
OWN, INHERIT = "own", "inherit"
YES_NO = [("true", _("是")), ("false", _("否"))]
WORDS = {"放假": DayKind.REST, "休": DayKind.REST, "上班": DayKind.WORK, "班": DayKind.WORK}


class RewardForm(forms.Form):
    """The overview by "reward province"."""

    reward = forms.ChoiceField(
        label=_("专利转化专项计划奖补省份"),
        required=False,
        choices=[("", _("全部")), *SchemeRules.reward_province.choices.items()],
    )


class PlaceForm(forms.Form):
    """Which city's rules, on which day."""

    region = forms.ChoiceField(label=_("市县"), required=False)
    at = DayField(label=_("日期"), required=False, widget=DAY)

    def __init__(self, province: Province, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [region for region in load(read_cursor()).regions.values() if region.province_id == province.pk]
        named = [(each.code, each.name_en if get_language() == "en" else each.name) for each in places]
        choices = [("", province.said_name), *named]
        self.fields["region"] = forms.ChoiceField(label=_("市县"), required=False, choices=choices)

    def place(self) -> dict[str, Any]:
        """For `policy_of`; a wrong answer is shown beside the rules of today."""
        if not self.is_valid():
            return {}
        region = (
            Region.objects.filter(code=self.cleaned_data["region"]).first() if self.cleaned_data["region"] else None
        )
        return {"region": region, "at": self.cleaned_data["at"]}


class ValueForm(forms.Form):
    """A changed value, from when, and what it rests on."""

    ways = forms.ChoiceField(
        label=_("本省取值"),
        choices=[(OWN, _("由本省规定")), (INHERIT, _("不再规定，沿用上级"))],
        widget=forms.RadioSelect,
        initial=OWN,
    )
    document = forms.ChoiceField(label=_("依据文件"))
    clause = forms.CharField(label=_("条款"), max_length=80)
    note = forms.CharField(label=_("调整所依据的分析"), widget=forms.Textarea)
    effective_from = DayField(label=_("生效日"), widget=DAY)
    effective_to = DayField(label=_("失效日"), widget=DAY, required=False, help_text=_("当天仍适用；长期有效的不填。"))

    def __init__(self, rule: Rule, province: Province, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parameter = rule.parameter
        self.units = {"value": rule.parameter.about.unit}
        self.fields["value"] = value_field(rule)
        self.fields["document"] = forms.ChoiceField(label=_("依据文件"), choices=documents(province))
        self.fields["region"] = forms.ChoiceField(label=_("适用范围"), required=False, choices=places(province))
        self.order_fields(["ways", "value", "region", "document", "clause", "note", "effective_from", "effective_to"])

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("ways") == OWN and "value" in answers:
            try:
                answers["value"] = self.parameter.enter(_raw(self.parameter, answers["value"]))
            except ValueError as fault:
                self.add_error("value", str(fault))
        return answers

    def clean_effective_from(self) -> date:
        if self.cleaned_data["effective_from"] < timezone.localdate():
            raise forms.ValidationError(_("生效日不得早于今天；已经适用的规则不能改写"))
        return self.cleaned_data["effective_from"]

    def change(self) -> dict[str, Any]:
        """The arguments of `changes.set_value`."""
        answers = self.cleaned_data
        return {
            "raw": answers["value"],
            "basis": Basis(answers["document"], answers["clause"], answers["note"]),
            "effective_from": answers["effective_from"],
            "effective_to": answers["effective_to"],
            "region": Region.objects.filter(code=answers["region"]).first() if answers["region"] else None,
            "inherits": answers["ways"] == INHERIT,
        }


def value_field(rule: Rule) -> forms.Field:
    """The question that fits the kind of the parameter, answered with what holds now."""
    parameter, plain = rule.parameter, rule.parameter.plain(rule.value)
    shared: dict[str, Any] = {
        "label": _("取值"),
        "required": False,
        "initial": plain,
        "help_text": parameter.about.help,
    }
    match parameter:
        case Choice():
            return forms.ChoiceField(choices=list(parameter.choices.items()), **shared)
        case Choices():
            widget = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=list(parameter.choices.items()), widget=widget, **shared)
        case Flag():
            return forms.ChoiceField(choices=YES_NO, **shared | {"initial": str(plain).lower()})
        case Whole():
            return forms.IntegerField(**shared)
        case Number():
            return forms.DecimalField(min_value=0, **shared)
        case Day():
            return DayField(widget=DAY, **shared)
        case Texts():
            several = {"initial": "\n".join(plain), "help_text": _("每行一项。")}
            return forms.CharField(widget=forms.Textarea, **shared | several)
        case Table():
            several = {"initial": "\n".join(map(written, rule.value)), "help_text": columns_of(parameter)}
            return forms.CharField(widget=forms.Textarea, **shared | several)
        case Text() | _:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **shared)


def columns_of(table: Table[Any]) -> str:
    """How a line of the table is written."""
    columns = "｜".join(table.row.columns())
    return str(_("每行一项，各列用“｜”隔开，依次为：%s。一列有多个取值的用逗号隔开，是否类填true或不填。")) % columns


def _raw(parameter: Parameter, answer: Any) -> Any:
    """What the form gave, as the parameter reads it."""
    if isinstance(parameter, Texts):
        return [line for line in answer.splitlines() if line.strip()]
    if isinstance(parameter, Table):
        return [parameter.row.from_cells(line.split("｜")) for line in answer.splitlines() if line.strip()]
    return answer


def written(row: Row) -> str:
    """A row as one line of the form."""
    plain = row.plain()
    cells = [plain.get(column, "") for column in row.columns()]
    texts = [
        ",".join(cell) if isinstance(cell, list) else str(cell).lower() if isinstance(cell, bool) else str(cell)
        for cell in cells
    ]
    return "｜".join(texts).rstrip("｜")


def documents(province: Province) -> list[tuple[str, str]]:
    """The documents a value may rest on: the province's own and the nation's."""
    ledger = load(read_cursor())
    found = {reference: rows[-1] for reference, rows in ledger.documents.items()}
    return [(key, str(row)) for key, row in found.items() if key.startswith((f"{province.slug}/", "cn/"))]


def places(province: Province) -> list[tuple[str, str]]:
    cities = Region.objects.current().filter(province=province, level="city").order_by("position")
    return [("", str(_("全省"))), *((city.code, city.name) for city in cities)]


class DeclineForm(forms.Form):
    reason = forms.CharField(label=_("不予批准的理由"), widget=forms.Textarea(attrs={"rows": 3}))


class DocumentForm(forms.ModelForm):
    """A governing document; with a known short name it is the new state of that document."""

    class Meta:
        model = PolicyDocument
        fields = ["key", "issuer", "number", "title", "issued_on", "applies_from", "status", "parent", "public", "text"]
        widgets = {"issued_on": DAY, "applies_from": DAY}
        labels = {"key": _("简称"), "parent": _("上级文件"), "text": _("全文")}
        help_texts = {
            "key": _("字母、数字和连字符。与已登记的文件相同，即为该文件的新状态（如征求意见稿正式印发）。"),
            "parent": _("如 cn/plan；没有则不填。"),
        }

    def clean_status(self) -> str:
        if self.cleaned_data["status"] == DocumentStatus.PLATFORM:
            raise forms.ValidationError(_("“平台缺省”不是一省文件的状态"))
        return self.cleaned_data["status"]


class YearForm(forms.Form):
    """The holidays and make-up days of a year, one a line."""

    year = forms.IntegerField(label=_("年份"), min_value=2020, max_value=2100)
    source = forms.CharField(label=_("放假安排通知"), max_length=120)
    days = forms.CharField(
        label=_("放假和上班日"),
        widget=forms.Textarea,
        help_text=_("每行一天：日期、放假或上班、节日名称，用空格隔开。如“2027-01-01 放假 元旦”。"),
    )

    def clean_days(self) -> list[tuple[date, str, str]]:
        lines = [line.split() for line in self.cleaned_data["days"].splitlines() if line.strip()]
        return [self._day(number, cells) for number, cells in enumerate(lines, start=1)]

    def _day(self, number: int, cells: list[str]) -> tuple[date, str, str]:
        try:
            day, word, holiday = cells
            return date.fromisoformat(day), WORDS[word], holiday
        except (ValueError, KeyError):
            raise forms.ValidationError(_("第%s行须为“日期 放假或上班 节日名称”") % number) from None
