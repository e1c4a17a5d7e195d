"""What the pages of money say: the schedule, what was stated and confirmed, and the list of what is late."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.forms.money import MoneyForm, forms_for
from licensing.models import Due, Evidence, Licence, Payment, Receipt, RoyaltyReport
from licensing.models.money import DueState
from licensing.pages import row
from licensing.schedule import DueKind
from publication.money import plain, sum_of
from tenancy.actors import Actor
from tenancy.days import due_word

YUAN = "元"
LISTS = {"overdue": gettext_lazy("超期"), "coming": gettext_lazy("未到期"), "all": gettext_lazy("全部")}


def money_page(licence: Licence, actor: Actor, sent: MoneyForm | None = None) -> dict[str, Any]:
    dues = list(licence.dues.select_related("patent").with_sums())
    return {
        "licence": licence,
        "dues": {"columns": _due_columns(), "rows": [_due_row(due) for due in dues]},
        "totals": _totals(dues),
        "payments": _payments(licence),
        "reports": _reports(licence),
        "forms": list(forms_for(licence, actor, sent)),
        "scheduled": licence.scheduled_at,
    }


def _due_columns() -> list[dict[str, Any]]:
    return [
        {"word": _("款项")},
        {"word": _("专利号")},
        {"word": _("应付日"), "kind": "date"},
        {"word": _("应付"), "unit": YUAN, "kind": "number"},
        {"word": _("登记已付"), "unit": YUAN, "kind": "number"},
        {"word": _("确认收到"), "unit": YUAN, "kind": "number"},
        {"word": _("差额"), "unit": YUAN, "kind": "number"},
        {"word": _("状态")},
    ]


def _due_row(due: Any) -> list[Any]:
    return [
        due.what,
        due.patent.patent_number,
        due_word(due.due_on),
        _amount(due),
        plain(due.stated_sum),
        plain(due.received_sum),
        plain(due.stated_sum - due.received_sum),
        status_of(due),
    ]


def _amount(due: Due) -> str:
    if due.amount is not None:
        return plain(due.amount)
    return _("待报") if due.kind == DueKind.ROYALTY else "—"


def status_of(due: Due) -> dict[str, str]:
    """The word a reader needs: late ones say by how many days."""
    if due.is_overdue:
        days = (timezone.localdate() - due.due_on).days
        return {"status": "overdue", "text": _("超期%s天") % days}
    words = {
        (DueKind.SWITCH, DueState.OPEN): _("未到"),
        (DueKind.SWITCH, DueState.SETTLED): _("已转为收费"),
        (DueKind.DECISION, DueState.OPEN): _("待答复"),
        (DueKind.DECISION, DueState.SETTLED): _("已答复"),
        (DueKind.ROYALTY, DueState.OPEN): _("待报送") if due.amount is None else _("待付"),
    }
    word = words.get((DueKind(due.kind), DueState(due.state)), due.get_state_display())
    return {"status": due.state, "text": str(word)}


def _totals(dues: Sequence[Any]) -> list[dict[str, Any]]:
    """What no longer falls due is not owed; what was paid on it before was paid all the same."""
    known = sum((due.amount or Decimal(0) for due in dues if due.state != DueState.VOID), Decimal(0))
    return [
        row(_("已知应付合计"), sum_of(known)),
        row(_("被许可人登记已付"), sum_of(sum((due.stated_sum for due in dues), Decimal(0)))),
        row(_("专利权人确认收到"), sum_of(sum((due.received_sum for due in dues), Decimal(0)))),
    ]


def _payments(licence: Licence) -> dict[str, Any]:
    paid = Payment.objects.filter(due__licence=licence, told_by_payer=None).select_related("due", "evidence", "same_as")
    found = paid.prefetch_related("receipt__evidence", "same_as__receipt__evidence", "corrected_by")
    rows = [_payment_row(licence, each) for each in found]
    columns = [
        {"word": _("款项")},
        {"word": _("付款日"), "kind": "date"},
        {"word": _("登记金额"), "unit": YUAN, "kind": "number"},
        {"word": _("登记人和说明")},
        {"word": _("付款凭证")},
        {"word": _("收到金额"), "unit": YUAN, "kind": "number"},
        {"word": _("收到日"), "kind": "date"},
        {"word": _("回执")},
        {"word": _("差额和说明")},
    ]
    return {"columns": columns, "rows": rows}


def _payment_row(licence: Licence, payment: Any) -> list[Any]:
    receipt = payment.answer
    said = [payment.due.what, str(payment.paid_on), plain(payment.amount), _words(payment)]
    said.append(paper_cell(licence, payment.evidence))
    if list(payment.corrected_by.all()):
        return [*said, "—", "—", "—", _("已由付款方更正")]
    if receipt is None:
        return [*said, "—", "—", _("待确认"), "—"]
    href = reverse("licensing:receipt", args=[licence.pk, receipt.pk])
    differs = plain(payment.amount - receipt.amount) if payment.amount != receipt.amount else _("无差额")
    link = {"text": receipt.number, "href": href}
    return [*said, plain(receipt.amount), str(receipt.received_on), link, f"{differs} {receipt.note}".strip()]


def _words(stated: Payment) -> str:
    """Who said it with what note; of a payment that both sides entered, both."""
    told = [stated, stated.same_as] if stated.same_as else [stated]
    return "；".join(f"{each.entered_by_name} {each.note}".strip() for each in told)


def paper_cell(licence: Licence, paper: Evidence | None) -> Any:
    """A link to the voucher, where there is one."""
    if paper is None:
        return "—"
    return {"text": paper.name, "href": reverse("licensing:voucher", args=[licence.pk, paper.pk])}


def _reports(licence: Licence) -> dict[str, Any]:
    found = RoyaltyReport.objects.filter(due__licence=licence).select_related("due", "evidence").order_by("-id")
    columns = [
        {"word": _("结算期")},
        {"word": _("提成基数"), "unit": YUAN, "kind": "number"},
        {"word": _("应付提成"), "unit": YUAN, "kind": "number"},
        {"word": _("计算过程")},
        {"word": _("核对提示和说明")},
        {"word": _("凭证")},
        {"word": _("报送时间"), "kind": "date"},
    ]
    rows = [
        [
            report.due.what,
            plain(report.base),
            plain(report.amount),
            report.sentence,
            " ".join([*report.doubts, report.note]).strip() or "—",
            paper_cell(licence, report.evidence),
            f"{timezone.localtime(report.recorded_at):%Y-%m-%d %H:%M}",
        ]
        for report in found
    ]
    return {"columns": columns, "rows": rows}


def receipt_page(licence: Licence, receipt: Receipt) -> dict[str, Any]:
    """收款回执: what was confirmed, in figures and uppercase; printed from the page."""
    payment = receipt.payment
    rows = [
        row(_("回执编号"), receipt.number),
        row(_("许可编号"), licence.number),
        row(_("付款人（被许可人）"), licence.licensee_name),
        row(_("收款人（专利权人）"), licence.licensor_names),
        row(_("款项"), payment.due.what),
        row(_("收到金额"), sum_of(receipt.amount)),
        row(_("收到日"), receipt.received_on),
        row(_("付款方登记"), f"{payment.paid_on} {sum_of(payment.amount)}"),
        row(_("说明"), receipt.note or "—"),
        row(_("确认人"), receipt.entered_by_name),
        row(_("记录时间"), f"{timezone.localtime(receipt.recorded_at):%Y-%m-%d %H:%M:%S}"),
    ]
    return {"licence": licence, "receipt": receipt, "facts": rows}


def dues_for(actor: Actor, show: str) -> QuerySet[Any]:
    """The list over all licences this person may see."""
    dues = Due.objects.visible_to(actor).exclude(state=DueState.VOID)
    if show == "overdue":
        dues = dues.overdue()
    elif show == "coming":
        dues = dues.open().filter(due_on__gte=timezone.localdate())
    seen = dues.with_sums().select_related("licence").prefetch_related("licence__parties")
    return seen.order_by("due_on", "id")


def dues_table(dues: Iterable[Any]) -> dict[str, Any]:
    columns = [
        {"word": _("许可编号")},
        {"word": _("状态")},
        {"word": _("款项")},
        {"word": _("应付日"), "kind": "date"},
        {"word": _("应付"), "unit": YUAN, "kind": "number"},
        {"word": _("确认收到"), "unit": YUAN, "kind": "number"},
        {"word": _("被许可人")},
        {"word": _("专利权人")},
    ]
    rows = [
        [
            {"text": due.licence.number, "href": due.get_absolute_url()},
            status_of(due),
            due.what,
            due_word(due.due_on),
            _amount(due),
            plain(due.received_sum),
            due.licence.licensee_name,
            due.licence.licensor_names,
        ]
        for due in dues
    ]
    return {"columns": columns, "rows": rows}
