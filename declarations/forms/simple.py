"""期限与区域, 联系人, 其他事项: pages whose questions are columns."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.forms.base import DayInput, PageForm
from declarations.models import Declaration
from declarations.readiness import COLUMNS
from publication.choices import Mode
from tenancy.days import DayField
from tenancy.policy import Policy
from tenancy.policy.rows import FormField
from tenancy.sums import SumField
from verification.terms import months_later


class TermForm(PageForm):
    """许可期限 and 许可区域; the way of implementing where the province knows several (ZJ-63)."""

    page = "term"

    mode = forms.ChoiceField(label=gettext_lazy("专利实施方式"), widget=forms.RadioSelect)
    starts_on = DayField(label=gettext_lazy("许可期限起"), widget=DayInput)
    ends_on = DayField(label=gettext_lazy("许可期限止"), widget=DayInput)
    territory = forms.CharField(
        label=gettext_lazy("许可区域"), max_length=120, help_text=gettext_lazy("许可在哪里实施，例如“全国”。")
    )

    def build(self) -> None:
        self.fields["territory"].required = self.policy.territory_required
        if least := self.policy.min_term_months:
            self.fields["ends_on"].help_text = _("许可期限不得少于%s个月，且不超过专利权的期限。") % least
        mode = self.fields["mode"]
        assert isinstance(mode, forms.ChoiceField)
        mode.choices = [(key, Mode(key).label) for key in self.policy.modes]
        if len(self.policy.modes) < 2:
            del self.fields["mode"]

    def clean(self) -> dict[str, Any]:
        starts, ends = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("许可期限的结束日不得早于起始日。"))
        elif starts and ends and (fault := self._too_short(starts, ends)):
            self.add_error("ends_on", fault)
        return super().clean()

    def _too_short(self, starts: Any, ends: Any) -> str:
        least = self.policy.min_term_months
        if not least or ends >= (first := months_later(starts, least)) or (first - ends).days <= 1:
            return ""
        return _("许可期限不得少于%(least)s个月：自%(starts)s起至少到%(until)s（%(clause)s）。") % {
            "least": least,
            "starts": starts,
            "until": first.fromordinal(first.toordinal() - 1),
            "clause": self.policy.cite("min_term_months"),
        }

    def offer(self) -> dict[str, Any]:
        if len(self.policy.modes) == 1:
            return super().offer() | {"mode": self.policy.modes[0]}
        return super().offer()


class ContactForm(PageForm):
    page = "contact"

    contact_name = forms.CharField(label=gettext_lazy("联系人"), max_length=60)
    contact_phone = forms.CharField(
        label=gettext_lazy("联系电话"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    contact_email = forms.EmailField(label=gettext_lazy("联系邮箱"), max_length=254, required=False)
    contact_public = forms.BooleanField(
        label=gettext_lazy("同意在公告中公开上述联系方式；撤回或期限届满后不再公开"),
        required=False,
        help_text=gettext_lazy("不同意的，公告中隐去中间几位，由管理部门转达。"),
    )

    def clean(self) -> dict[str, Any]:
        reachable = any(self.cleaned_data.get(name) for name in ("contact_phone", "contact_email"))
        if not reachable and "contact_email" not in self.errors:
            self.add_error("contact_phone", _("电话和邮箱至少填写一项，供有意实施的单位联系。"))
        return super().clean()


def some_lines(label: Any, help_text: Any, most: int) -> forms.CharField:
    """A few lines that may be left out; `most` signs."""
    box = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=help_text, max_length=most, required=False, widget=box)


class ServiceForm(PageForm):
    """Know-how and help that one may take beside the licence, at a price of its own (F128)."""

    page = "service"

    service = some_lines(
        gettext_lazy("可另行选择的技术服务"),
        gettext_lazy("例如技术秘密、安装调试、培训。随许可条件一并公布，由对方自愿选择，不得作为许可的条件。"),
        1000,
    )
    service_price = forms.CharField(
        label=gettext_lazy("技术服务价格"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("单独计价，不计入许可使用费，例如 每人每天2000元。"),
    )


class ExtraForm(ServiceForm):
    """What the province adds to the national form, and what only some declarations need."""

    page = "extra"

    fee_basis = some_lines(
        gettext_lazy("计费依据说明"), gettext_lazy("例如评估报告、同类许可的价格；只供审核，不公开。"), 2000
    )
    pledgee_consents = forms.BooleanField(label=gettext_lazy("专利已质押，质权人已书面同意"), required=False)
    state_asset = forms.BooleanField(label=gettext_lazy("涉及国有资产处置"), required=False)
    field_order = ["fee_basis", "pledgee_consents", "state_asset"]

    def build(self) -> None:
        for item in own_items(self.policy):
            self.fields[item.name] = question(item)

    def answers(self) -> dict[str, Any]:
        return super().answers() | self.declaration.extra | self.kept.get("typed", {})

    def offer(self) -> dict[str, Any]:
        offer = super().offer()
        names = [item.name for item in own_items(self.policy)]
        extra = {name: plain(offer.pop(name)) for name in names}
        return offer | {"extra": self.declaration.extra | extra}


def own_items(policy: Policy) -> list[FormField]:
    """The province's own items that are kept beside the columns and are not papers."""
    taken = COLUMNS | {field.name for field in Declaration._meta.get_fields()}
    return [item for item in policy.form_fields if item.kind != "file" and item.name not in taken]


def question(item: FormField) -> forms.Field:
    """The question for an item of the province. An item may stay open until submission, so none is required here."""
    said: dict[str, Any] = {"label": item.label, "required": item.required, "help_text": item.help}
    match item.kind:
        case "number":
            return SumField(max_digits=18, decimal_places=4, **said)
        case "date":
            return DayField(widget=DayInput, **said)
        case "choice":
            return forms.ChoiceField(choices=[("", _("请选择")), *((each, each) for each in item.options)], **said)
    return forms.CharField(max_length=2000, **said)


def plain(value: object) -> str:
    return "" if value is None else str(value)
