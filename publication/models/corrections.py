"""Anybody says that something published is not right; the office answers within its days, in public (F130)."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from publication.models.records import Record
from tenancy.models.base import Tenanted


class Item(models.TextChoices):
    """Which item of the record is meant."""

    PATENT = "patent", _("专利号或发明名称")
    OWNERS = "owners", _("专利权人")
    STATUS = "status", _("法律状态")
    TERMS = "terms", _("许可使用费、期限或地域")
    CONTACT = "contact", _("联系方式")
    OTHER = "other", _("其他")


class Verdict(models.TextChoices):
    """What became of the request."""

    WAITING = "waiting", _("待答复")
    RIGHT = "right", _("已更正或将更正")
    KEPT = "kept", _("核实无误，不作更正")


class Correction(Tenanted):
    """One request. Item, days and answer are public; words and name of who sent it stay with the offices."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="corrections")
    item = models.CharField(_("更正事项"), max_length=10, choices=Item)
    sentence = models.TextField(_("哪里不对，应当是什么"), max_length=1000)
    sender = models.CharField(_("您的姓名或单位"), max_length=80, blank=True)
    reach = models.CharField(_("您的联系方式"), max_length=120, blank=True)
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    due_at = models.DateTimeField()
    verdict = models.CharField(_("结果"), max_length=8, choices=Verdict, default=Verdict.WAITING)
    answer = models.TextField(_("答复"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)  # a user, by value
    office_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="correction_answer_has_time",
                condition=models.Q(verdict=Verdict.WAITING, answered_at=None)
                | (~models.Q(verdict=Verdict.WAITING) & models.Q(answered_at__isnull=False)),
            )
        ]
        indexes = [models.Index(fields=["province", "record"], name="correction_of_record")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.get_item_display()}"
