"""What the registers made of a published record, event by event."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tenancy.models import Tenanted


class Taken(models.TextChoices):
    """What was done about an announcement."""

    SUSPENDED = "suspended", _("已中止公开")
    RESUMED = "resumed", _("已恢复公开")
    DUTY = "duty", _("已产生撤回义务")
    FLAGGED = "flagged", _("已提示核对")
    NOTHING = "nothing", _("不影响声明")


class RegisterAct(Tenanted):
    """One announcement of the gazette and what followed for one record; append-only, and once an announcement."""

    record_number = models.CharField(_("公开编号"), max_length=20)
    event = models.CharField(max_length=40)  # the key of the announcement, by value
    kind = models.CharField(_("事务"), max_length=30)
    announced_on = models.DateField(_("公告日"))
    taken = models.CharField(_("处理"), max_length=10, choices=Taken)
    sentence = models.CharField(_("说明"), max_length=300)
    clause = models.CharField(_("依据"), max_length=200)
    taken_at = models.DateTimeField(_("处理时间"), db_default=Now(), editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["province", "event", "record_number"], name="registeract_once_an_event")
        ]

    def __str__(self) -> str:
        return f"{self.record_number} {self.get_taken_display()}"
