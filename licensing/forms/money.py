"""What is said about money: a payment, what came in, the base of a royalty, the answer to a trial."""

from abc import abstractmethod
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from licensing.models import Due, Licence, Payment
from licensing.models.money import DueState
from licensing.schedule import DueKind
from licensing.services import payments, royalties
from licensing.services.payments import PAYING, Sum
from licensing.services.royalties import Base
from licensing.workflow import Side
from publication.money import plain
from tenancy.actors import Actor
from tenancy.days import DayField
from tenancy.sums import SumField
from tenancy.uploads import ACCEPT

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LineField(forms.ModelChoiceField):
    """One line of the schedule, as the table above the form names it."""

    def label_from_instance(self, row: Any) -> str:
        due = row.due if isinstance(row, Payment) else row
        amount = row.amount if row.amount is not None else ""
        return f"{due.what} {due.due_on} {plain(amount) if amount else ''}".strip()


def amount(label: Any, help_text: Any = "") -> SumField:
    return SumField(label=label, help_text=help_text, max_digits=14, decimal_places=2, min_value=Decimal(0))


class MoneyForm(forms.Form):
    """Fields that every statement has at its end."""

    note = forms.CharField(label=_("说明"), required=False, max_length=300)
    voucher = forms.FileField(
        label=_("凭证"),
        required=False,
        help_text=_("PDF、JPG、PNG，不超过20 MB。"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    field_order = ["line", "correct", "same", "amount", "day", "base", "continues", "note", "voucher"]

    def __init__(self, licence: Licence, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines: Any = self.fields["line"]
        lines.queryset = self.lines(licence)
        if "day" in self.fields:
            self.initial["day"] = timezone.localdate()

    @abstractmethod
    def lines(self, licence: Licence) -> QuerySet[Any]:
        """What can be chosen."""

    @abstractmethod
    def say(self, by: Actor) -> object:
        """Do what was said."""

    def sum(self) -> Sum:
        said = self.cleaned_data
        return Sum(said["amount"], said["day"], said["note"], said["voucher"])


class PayForm(MoneyForm):
    line = LineField(Due.objects.none(), label=_("款项"), empty_label=_("请选择"))
    correct = LineField(
        Payment.objects.none(), label=_("更正先前登记的一笔"), required=False, empty_label=_("不是更正")
    )
    same = LineField(
        Payment.objects.none(), label=_("对方已登记的收款"), required=False, empty_label=_("不是对方已登记的一笔")
    )
    amount = amount(_("付款金额（元）"))
    day = DayField(label=_("付款日"), widget=DAY)

    def __init__(self, licence: Licence, *args: Any, **kwargs: Any) -> None:
        super().__init__(licence, *args, **kwargs)
        earlier: Any = self.fields["correct"]
        mine = Payment.objects.unanswered().filter(due__licence=licence, side=Side.LICENSEE).select_related("due")
        earlier.queryset = mine
        if not mine:
            del self.fields["correct"]
        entered: Any = self.fields["same"]
        entered.queryset = Payment.objects.of_payee().filter(due__licence=licence).select_related("due")
        if not entered.queryset:
            del self.fields["same"]

    def lines(self, licence: Licence) -> QuerySet[Due]:
        return payable(licence)

    def say(self, by: Actor) -> object:
        correct, same = self.cleaned_data.get("correct"), self.cleaned_data.get("same")
        return payments.state(self.cleaned_data["line"], self.sum(), by=by, corrects=correct, same_as=same)


class ConfirmForm(MoneyForm):
    line = LineField(Payment.objects.none(), label=_("对方登记的付款"), empty_label=_("请选择"))
    amount = amount(_("收到金额（元）"), _("没有收到的填0；与对方登记的不一致时在说明中写明原因。"))
    day = DayField(label=_("收到日"), widget=DAY)

    def lines(self, licence: Licence) -> QuerySet[Payment]:
        return Payment.objects.unanswered().filter(due__licence=licence).select_related("due")

    def say(self, by: Actor) -> object:
        return payments.confirm(self.cleaned_data["line"], self.sum(), by=by)


class ReceiveForm(MoneyForm):
    line = LineField(Due.objects.none(), label=_("款项"), empty_label=_("请选择"))
    amount = amount(_("收到金额（元）"))
    day = DayField(label=_("收到日"), widget=DAY)

    def lines(self, licence: Licence) -> QuerySet[Due]:
        return payable(licence)

    def say(self, by: Actor) -> object:
        return payments.receive(self.cleaned_data["line"], self.sum(), by=by)


class RoyaltyForm(MoneyForm):
    line = LineField(Due.objects.none(), label=_("结算期"), empty_label=_("请选择"))
    base = amount(_("提成基数（元）"), _("按合同约定的口径填写本期金额；应付提成由系统按公布的比例和上限计算。"))

    def lines(self, licence: Licence) -> QuerySet[Due]:
        over = licence.dues.filter(kind=DueKind.ROYALTY, opens_on__lte=timezone.localdate(), payments=None)
        return over.filter(Q(state=DueState.OPEN) | Q(state=DueState.SETTLED, amount=0))

    def say(self, by: Actor) -> object:
        said = self.cleaned_data
        return royalties.report(said["line"], Base(said["base"], said["note"], said["voucher"]), by=by)


class TrialForm(MoneyForm):
    line = LineField(Due.objects.none(), label=_("试用"), empty_label=None)
    continues = forms.ChoiceField(
        label=_("是否继续实施"),
        choices=[("1", _("继续实施，按公布的条件付费")), ("0", _("不继续实施，许可于试用期满时终止"))],
        widget=forms.RadioSelect,
    )

    def lines(self, licence: Licence) -> QuerySet[Due]:
        return licence.dues.filter(kind=DueKind.DECISION, state=DueState.OPEN).exclude(pk__in=royalties.silent())

    def say(self, by: Actor) -> object:
        said = self.cleaned_data
        return royalties.decide_trial(said["line"], said["continues"] == "1", by=by, reason=said["note"])


def payable(licence: Licence) -> QuerySet[Due]:
    return licence.dues.filter(kind__in=PAYING, state=DueState.OPEN, amount__isnull=False)


FORMS: dict[str, tuple[type[MoneyForm], Any, Side, Any]] = {
    "royalty": (RoyaltyForm, _("报送提成报告"), Side.LICENSEE, _("报送")),
    "pay": (PayForm, _("登记付款"), Side.LICENSEE, _("登记")),
    "trial": (TrialForm, _("试用答复"), Side.LICENSEE, _("答复")),
    "confirm": (ConfirmForm, _("确认收款"), Side.LICENSOR, _("确认")),
    "receive": (ReceiveForm, _("登记收款（对方未登记的）"), Side.LICENSOR, _("登记")),
}


def forms_for(licence: Licence, actor: Actor, sent: MoneyForm | None = None) -> Iterable[dict[str, Any]]:
    """The forms that this person can use now, each with its title; the one that was sent keeps what was typed.

    It is shown with its faults too when nothing is left to choose in it, since the other side was quicker.
    """
    sides = licence.sides_of(actor)
    for act, (kind, title, side, label) in FORMS.items():
        if side in sides or (side == Side.LICENSOR and Side.OFFICE in sides):
            form = sent if isinstance(sent, kind) else kind(licence, auto_id=f"{act}_%s")
            lines: Any = form.fields["line"]
            if form is sent or lines.queryset.exists():
                yield {"act": act, "title": title, "form": form, "label": label}
