"""Payments against the schedule: the payer states, the payee confirms, and both see where the two differ."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum as Total
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from licensing.models import Due, Licence, Payment, Receipt
from licensing.models.money import DueState, PaymentQuerySet
from licensing.notices import tell_both
from licensing.schedule import DueKind
from licensing.services import evidence
from licensing.services.moves import keep_aside, locked
from licensing.workflow import Side
from publication import numbering
from publication.money import MOST, yuan
from tenancy.actors import Actor
from tenancy.refusals import Refused

PAYING = (DueKind.PAYMENT, DueKind.ROYALTY)


@dataclass(frozen=True)
class Sum:
    """So much on that day, with a word and a voucher."""

    amount: Decimal
    day: date
    note: str = ""
    voucher: UploadedFile | None = None

    def faults(self, licence: Licence, *, least: Decimal) -> list[str]:
        found = []
        if not least <= self.amount <= MOST or self.amount != round(self.amount, 2):
            found.append(_("“金额”须为不少于%(least)s元、最多两位小数的数字。") % {"least": least})
        first = timezone.localdate(licence.accepted_at)
        if not first <= self.day <= timezone.localdate():
            found.append(_("日期须在接受许可之日%s至今天之间。") % first)
        return found


@transaction.atomic
def state(
    due: Due, paid: Sum, *, by: Actor, corrects: Payment | None = None, same_as: Payment | None = None
) -> Payment:
    """被许可人登记付款。 `corrects` names an earlier statement of the same line that nobody has confirmed yet.

    `same_as` names what the payee has entered of this very payment; of the same sum it is found without being named.
    """
    licence, due = held(due)
    must_be(licence, {Side.LICENSEE}, by)
    faults = faults_of_line(due) + paid.faults(licence, least=Decimal("0.01")) + _faults_of_correction(due, corrects)
    if not corrects and (entered_by_payee := same_as or due.payments.of_payee().filter(amount=paid.amount).first()):
        refuse(faults + _faults_of_agreement(due, paid, entered_by_payee))
        return _agreement(due, paid, entered_by_payee, by=by)
    faults += _faults_of_repetition(due, paid, corrects) + _faults_of_silence(due, paid, corrects)
    refuse(faults + _faults_of_excess(due, paid, corrects))
    payment = _payment(due, paid, Side.LICENSEE, by=by, corrects=corrects)
    words = {"number": licence.number, "what": due.what, "sum": yuan(paid.amount), "day": paid.day}
    sentence = _("许可%(number)s：被许可人登记已于%(day)s支付%(what)s%(sum)s，请专利权人确认收款") % words
    tell_both(licence, by=by, sentence=sentence, about=f"payment:{payment.pk}")
    return payment


@transaction.atomic
def confirm(payment: Payment, came_in: Sum, *, by: Actor) -> Receipt:
    """专利权人确认收款。 Less, more or nothing may have come in; the difference stays in sight of both."""
    licence, due = held(payment.due)
    payment = Payment.objects.get(pk=payment.pk)
    must_be(licence, {Side.LICENSOR, Side.OFFICE}, by)
    refuse(_faults_of_receipt(licence, payment, came_in))
    return _receipt(licence, due, payment, came_in, by=by)


@transaction.atomic
def receive(due: Due, came_in: Sum, *, by: Actor) -> Receipt:
    """专利权人直接登记收款: nobody stated it before, so payment and receipt are one act.

    If the payer has stated that sum already, this is the receipt of it, whatever notes the two write.
    """
    licence, due = held(due)
    must_be(licence, {Side.LICENSOR, Side.OFFICE}, by)
    faults = faults_of_line(due) + came_in.faults(licence, least=Decimal("0.01"))
    if stated := due.payments.unanswered().filter(amount=came_in.amount).first():
        refuse(faults)
        return _receipt(licence, due, stated, came_in, by=by)
    faults += _faults_of_repetition(due, came_in, None) + _faults_of_waiting(due)
    refuse(faults + _faults_of_excess(due, came_in, None))
    payment = _payment(due, came_in, _own_side(licence, by), by=by)
    return _receipt(licence, due, payment, came_in, by=by)


def held(due: Due) -> tuple[Licence, Due]:
    """The licence locked, and the line as it is then."""
    licence = locked(due.licence)
    return licence, Due.objects.select_related("patent").get(pk=due.pk)


def must_be(licence: Licence, sides: set[Side], by: Actor) -> None:
    """The hand that states must belong to the right side. Raises Refused."""
    if not licence.sides_of(by) & (sides | {Side.PLATFORM}):
        raise Refused(_("这一步由许可的另一方办理。"))
    keep_aside(licence, by)


def refuse(faults: list[str]) -> None:
    if faults:
        raise Refused(*faults)


def faults_of_line(due: Due) -> list[str]:
    """Why nothing can be paid on this line now."""
    if due.kind not in PAYING:
        return [_("“%s”不是应付款项。") % due.what]
    if due.state == DueState.VOID:
        return [_("“%s”已不再发生，无需付款。") % due.what]
    if due.state == DueState.CONDITIONAL:
        return [_("“%s”须先作出试用答复。") % due.what]
    if due.amount is None:
        return [_("请先报送“%s”的提成报告，再登记付款。") % due.what]
    if due.state == DueState.SETTLED:
        return [_("“%s”已结清。") % due.what]
    return []


def _faults_of_correction(due: Due, corrects: Payment | None) -> list[str]:
    if corrects is None:
        return []
    if corrects.due_id != due.pk or corrects.side != Side.LICENSEE:
        return [_("只能更正本款项中自己登记的付款。")]
    if corrects.answer or corrects.corrected_by.exists():
        return [_("该笔付款已由对方确认或者已更正，不能再更正。")]
    return []


def _faults_of_repetition(due: Due, paid: Sum, corrects: Payment | None) -> list[str]:
    """A page sent twice, or again because no answer came, is one payment."""
    same = Payment.objects.filter(due=due, amount=paid.amount, paid_on=paid.day, note=paid.note.strip())
    if corrects is None and same.filter(corrected_by=None).exists():
        return [_("同一天、同样金额和说明的一笔已经登记；确为另一笔付款的，请在“说明”中写明。")]
    return []


def _faults_of_agreement(due: Due, paid: Sum, entered_by_payee: Payment) -> list[str]:
    """The payer speaks of a payment that the payee entered: of this line, once, and a difference wants a word."""
    if entered_by_payee not in due.payments.of_payee():
        return [_("所选的收款不属于本款项，或者已经核对过。")]
    if paid.amount != entered_by_payee.amount and not paid.note.strip():
        words = {"received": yuan(entered_by_payee.amount), "stated": yuan(paid.amount)}
        return [_("专利权人登记收到%(received)s，您填写%(stated)s，请在“说明”中写明差额原因。") % words]
    return []


def _faults_of_silence(due: Due, paid: Sum, corrects: Payment | None) -> list[str]:
    """The payee has entered another sum: the payer says whether this is that payment or one more."""
    if corrects or paid.note.strip():
        return []
    sentence = _(
        "专利权人已登记于%(day)s收到%(sum)s，您尚未核对：同一笔付款的，请选择“对方已登记的收款”；"
        "确为另一笔付款的，请在“说明”中写明。"
    )
    return _said_of(due.payments.of_payee(), sentence)


def _faults_of_waiting(due: Due) -> list[str]:
    """The payer has stated another sum: the payee answers that one first, so that no payment is counted twice."""
    sentence = _(
        "被许可人已登记于%(day)s支付%(sum)s，待您确认：同一笔付款的，请在“确认收款”中确认并写明差额原因；"
        "另有一笔的，请先答复已登记的这一笔（没有收到的填0）。"
    )
    return _said_of(due.payments.unanswered(), sentence)


def _said_of(payments: PaymentQuerySet, sentence: str) -> list[str]:
    """The sentence with day and sum of the first of them, if there is one."""
    return [sentence % {"day": one.paid_on, "sum": yuan(one.amount)} for one in payments[:1]]


def _faults_of_excess(due: Due, paid: Sum, corrects: Payment | None) -> list[str]:
    """More than is due may be meant, but is mostly a nought too many: it wants a word."""
    if due.amount is None or paid.note.strip():
        return []
    others = due.payments.standing()
    others = others.exclude(pk=corrects.pk) if corrects else others
    total = others.aggregate(total=Total("amount", default=Decimal(0)))["total"] + paid.amount
    if total <= due.amount:
        return []
    words = {"total": yuan(total), "due": yuan(due.amount)}
    return [_("登记合计%(total)s，超过应付的%(due)s，请核对；确实如此的，在“说明”中写明原因。") % words]


def _faults_of_receipt(licence: Licence, payment: Payment, came_in: Sum) -> list[str]:
    found = came_in.faults(licence, least=Decimal(0))
    if payment.answer:
        found.append(_("该笔付款已确认，回执编号%s。") % payment.answer.number)
    if payment.corrected_by.exists():
        found.append(_("该笔付款已由付款方更正，请确认更正后的一笔。"))
    if came_in.amount != payment.amount and not came_in.note.strip():
        words = {"stated": yuan(payment.amount), "received": yuan(came_in.amount)}
        found.append(_("付款方登记%(stated)s，您填写%(received)s，请在“说明”中写明差额原因。") % words)
    return found


def _agreement(due: Due, paid: Sum, entered_by_payee: Payment, *, by: Actor) -> Payment:
    """The payer's word of what the payee had entered; both hear of it, and of a difference."""
    payment = _payment(due, paid, Side.LICENSEE, by=by, same_as=entered_by_payee)
    words = {"number": due.licence.number, "what": due.what, "sum": yuan(paid.amount)}
    words["received"] = yuan(entered_by_payee.amount)
    sentence = _("许可%(number)s：专利权人登记收到的%(what)s%(received)s，被许可人已核对，登记支付%(sum)s") % words
    tell_both(due.licence, by=by, sentence=sentence, about=f"payment:{payment.pk}")
    return payment


def _payment(due: Due, paid: Sum, side: Side, *, by: Actor, **pointing: Payment | None) -> Payment:
    """The row and its event; `pointing` at an earlier one that it corrects or that says the same."""
    payment = Payment.objects.create(
        due=due, amount=paid.amount, paid_on=paid.day, **pointing, **entered(due.licence, paid, side, by=by)
    )
    payload = {"line": due.what, "amount": paid.amount, "paid_on": paid.day, "corrects": None} | pointing
    record("licence.payment", due.licence, by=by, effective_at=payment.effective_at, payload=payload)
    return payment


def entered(licence: Licence, paid: Sum, side: Side, *, by: Actor) -> dict[str, Any]:
    """What every statement carries: when it holds, from which side, who, with which voucher."""
    return {
        "effective_at": timezone.make_aware(datetime.combine(paid.day, time.min)),
        "side": side,
        "note": paid.note.strip(),
        "evidence": evidence.keep(licence, paid.voucher, by=by),
        "entered_by": by.user.pk if by.user else None,
        "entered_by_name": by.name,
    }


def _receipt(licence: Licence, due: Due, payment: Payment, came_in: Sum, *, by: Actor) -> Receipt:
    said = entered(licence, came_in, _own_side(licence, by), by=by)
    [(year, number)] = numbering.allot(licence.province, "receipt")
    receipt = Receipt.objects.create(
        payment=payment,
        number=f"{licence.province.slug.upper()}-SK-{year}-{number:05d}",
        amount=came_in.amount,
        received_on=came_in.day,
        **said,
    )
    settle(due)
    payload = {"number": receipt.number, "stated": payment.amount, "received": receipt.amount}
    record("licence.receipt", licence, by=by, effective_at=receipt.effective_at, payload=payload)
    words = {"number": licence.number, "what": due.what, "sum": yuan(receipt.amount), "receipt": receipt.number}
    sentence = _("许可%(number)s：专利权人确认收到%(what)s%(sum)s，回执编号%(receipt)s") % words
    tell_both(licence, by=by, sentence=sentence, about=f"receipt:{receipt.pk}")
    return receipt


def _own_side(licence: Licence, by: Actor) -> Side:
    sides = licence.sides_of(by)
    return next((side for side in (Side.LICENSOR, Side.OFFICE) if side in sides), Side.PLATFORM)


def settle(due: Due) -> None:
    """A line is settled when what came in reaches what was due; nothing due is settled at once."""
    if due.state == DueState.OPEN and due.amount is not None and due.received() >= due.amount:
        due.state, due.settled_at = DueState.SETTLED, timezone.now()
        due.save(update_fields=["state", "settled_at"])
