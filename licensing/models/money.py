"""使用费: what falls due, what was paid and received, what a royalty came from. Statements are append-only."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import DecimalField, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from licensing.models.licences import Licence
from licensing.models.particulars import LicensedPatent
from licensing.schedule import DueKind
from licensing.workflow import Side
from tenancy.models import Tenanted
from tenancy.models.base import Recorded
from tenancy.rls import TenantForeignKey

if TYPE_CHECKING:
    from decimal import Decimal

    from tenancy.actors import Actor


class DueState(models.TextChoices):
    OPEN = "open", _("待付")
    CONDITIONAL = "conditional", _("待试用答复")
    SETTLED = "settled", _("已结清")
    VOID = "void", _("不再发生")


class DueQuerySet(models.QuerySet["Due"]):
    def visible_to(self, actor: "Actor") -> "DueQuerySet":
        return self.filter(licence__in=Licence.objects.visible_to(actor))

    def owed_by(self, actor: "Actor") -> "DueQuerySet":
        return self.filter(licence__in=Licence.objects.taken_by(actor.organisation))

    def open(self) -> "DueQuerySet":
        return self.filter(state=DueState.OPEN)

    def overdue(self) -> "DueQuerySet":
        """Whose last day is over. A switch asks nothing of anybody."""
        return self.open().filter(due_on__lt=timezone.localdate()).exclude(kind=DueKind.SWITCH)

    def with_sums(self) -> "DueQuerySet":
        """Beside each line what the payer stated and what the payee confirmed, in one query."""
        paid = Payment.objects.standing().filter(due=OuterRef("pk"))
        came_in = Receipt.objects.filter(payment__due=OuterRef("pk"))
        return self.annotate(
            stated_sum=total_of(paid, "due", "amount"), received_sum=total_of(came_in, "payment__due", "amount")
        )


def total_of(rows: "models.QuerySet[Any]", of: str, what: str) -> Coalesce:
    """The sum of a column over the rows that share `of`, as a subquery; nothing is 0."""
    money = DecimalField(max_digits=18, decimal_places=2)
    sums = rows.order_by().values(of).annotate(total=Sum(what)).values("total")
    return Coalesce(Subquery(sums, output_field=money), 0, output_field=money)


class Due(Tenanted):
    """One line of the schedule. State and amount are those of today; the statements behind them stay."""

    licence = TenantForeignKey(Licence, models.PROTECT, related_name="dues")
    patent = TenantForeignKey(LicensedPatent, models.PROTECT, related_name="dues")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("类别"), max_length=10, choices=DueKind)
    what = models.CharField(_("款项"), max_length=80)
    rule = models.CharField(_("期限依据"), max_length=300)
    opens_on = models.DateField(null=True)
    due_on = models.DateField(_("应付日"))
    period_from = models.DateField(null=True)
    period_to = models.DateField(null=True)
    amount = models.DecimalField(_("应付金额"), max_digits=16, decimal_places=2, null=True)  # yuan
    state = models.CharField(_("状态"), max_length=12, choices=DueState, default=DueState.OPEN)
    remind_on = models.DateField()
    announced_at = models.DateTimeField(null=True)  # both sides were told that it comes
    overdue_at = models.DateTimeField(null=True)  # both sides and the office were told that it is late
    settled_at = models.DateTimeField(null=True)

    objects = DueQuerySet.as_manager()

    class Meta:
        ordering = ["licence", "position"]
        constraints = [
            models.UniqueConstraint(fields=["province", "licence", "position"], name="due_position_once"),
            models.CheckConstraint(
                condition=~Q(state="settled") | Q(settled_at__isnull=False), name="due_settled_has_its_time"
            ),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="due_amount_not_negative"),
        ]
        indexes = [
            models.Index(fields=["province", "state", "due_on"], name="due_clock"),
            models.Index(F("province"), F("remind_on"), condition=Q(announced_at=None), name="due_to_announce"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.due_on}"

    def get_absolute_url(self) -> str:
        return reverse("licensing:money", args=[self.licence_id])

    @property
    def is_overdue(self) -> bool:
        late = self.state == DueState.OPEN and self.due_on < timezone.localdate()
        return late and self.kind != DueKind.SWITCH

    def received(self) -> "Decimal":
        """What the payee has confirmed."""
        total: Decimal = Receipt.objects.filter(payment__due=self).aggregate(total=Sum("amount", default=0))["total"]
        return total


class Evidence(Tenanted, Recorded):
    """A voucher of either side: kept by the hash of its bytes, never replaced."""

    licence = TenantForeignKey(Licence, models.PROTECT, related_name="evidence")
    file = models.FileField(upload_to="licences/%Y/%m/", max_length=200)
    name = models.CharField(_("文件名"), max_length=200)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    entered_by = models.BigIntegerField(null=True)  # a user, by value
    entered_by_name = models.CharField(max_length=60)

    class Meta:
        ordering = ["licence", "id"]

    def __str__(self) -> str:
        return self.name


class Stated(Tenanted, Recorded):
    """What somebody entered: who, from which side, with what proof."""

    side = models.CharField(max_length=10, choices=[(side.value, side.value) for side in Side])
    note = models.CharField(_("说明"), max_length=300, blank=True)
    evidence = TenantForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    entered_by = models.BigIntegerField(null=True)  # a user, by value
    entered_by_name = models.CharField(max_length=60)

    class Meta:
        abstract = True


class PaymentQuerySet(models.QuerySet["Payment"]):
    def standing(self) -> "PaymentQuerySet":
        """Not corrected by a later one, and of a payment that both sides entered only the word of the payer."""
        return self.filter(corrected_by=None, told_by_payer=None)

    def unanswered(self) -> "PaymentQuerySet":
        return self.standing().filter(receipt=None, same_as=None)

    def of_payee(self) -> "PaymentQuerySet":
        """What the payee entered and the payer has not spoken of."""
        return self.standing().exclude(side=Side.LICENSEE)


class Payment(Stated):
    """The payer says: so much on that day. `corrects` points at an earlier statement that was mistaken.

    `same_as` points at what the payee had entered of the same payment: two words, one payment, one receipt.
    """

    due = TenantForeignKey(Due, models.PROTECT, related_name="payments")
    amount = models.DecimalField(_("付款金额"), max_digits=16, decimal_places=2)
    paid_on = models.DateField(_("付款日"))
    corrects = TenantForeignKey("self", models.PROTECT, null=True, related_name="corrected_by")
    same_as = TenantForeignKey("self", models.PROTECT, null=True, related_name="told_by_payer")

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_more_than_nothing"),
            models.UniqueConstraint(fields=["province", "corrects"], name="payment_corrected_once"),
            models.UniqueConstraint(fields=["province", "same_as"], name="payment_told_once_by_each_side"),
        ]

    def __str__(self) -> str:
        return f"{self.paid_on} {self.amount}"

    @property
    def answer(self) -> "Receipt | None":
        """What the payee said has come in, here or where they entered the payment themselves."""
        return next(iter((self.same_as or self).receipt.all()), None)


class Receipt(Stated):
    """The payee says: so much has come in. The number is that of the receipt."""

    payment = TenantForeignKey(Payment, models.PROTECT, related_name="receipt")
    number = models.CharField(_("收款回执编号"), max_length=24)  # LN-SK-2026-00017
    amount = models.DecimalField(_("收到金额"), max_digits=16, decimal_places=2)
    received_on = models.DateField(_("收到日"))

    class Meta:
        ordering = ["payment", "id"]
        constraints = [
            models.UniqueConstraint(fields=["province", "payment"], name="receipt_once"),
            models.UniqueConstraint(fields=["province", "number"], name="receipt_number_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="receipt_not_negative"),
        ]
        indexes = [
            models.Index(fields=["province", "effective_at"], name="receipt_counted"),
            models.Index(fields=["province", "recorded_at"], name="receipt_since"),
        ]

    def __str__(self) -> str:
        return self.number


class RoyaltyReport(Stated):
    """提成报告: the base of one settlement period and what follows from the terms. The latest of a line counts."""

    due = TenantForeignKey(Due, models.PROTECT, related_name="reports")
    base = models.DecimalField(_("提成基数"), max_digits=16, decimal_places=2)
    amount = models.DecimalField(_("应付提成"), max_digits=16, decimal_places=2)
    sentence = models.CharField(_("计算过程"), max_length=300)
    doubts = models.JSONField(default=list)  # what the checks asked about; `note` answers

    class Meta:
        ordering = ["due", "id"]
        constraints = [models.CheckConstraint(condition=Q(base__gte=0, amount__gte=0), name="royalty_not_negative")]

    def __str__(self) -> str:
        return self.sentence


class TrialDecision(Stated):
    """试用答复: whether the licensee goes on, and then pays (LN-58)."""

    due = TenantForeignKey(Due, models.PROTECT, related_name="decisions")
    continues = models.BooleanField(_("继续实施"))

    class Meta:
        ordering = ["due", "id"]
        constraints = [models.UniqueConstraint(fields=["province", "due"], name="trial_decided_once")]

    def __str__(self) -> str:
        return str(_("继续实施") if self.continues else _("不继续实施"))
