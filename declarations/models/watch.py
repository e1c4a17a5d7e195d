"""What the registers made of a published record, event by event."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from publication.choices import Outcome
from publication.models import Record
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


class LastLook(Tenanted):
    """What the last look at a record rested on and said: while all of that stands, the next one need not think.

    Kept for speed only. Losing a row costs one look; the history is in the record's status notes.
    """

    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    version = models.BigIntegerField()  # of the record, by value
    agrees = models.BooleanField()  # the owner's word that the pledgee consents
    rules = models.CharField(max_length=64)  # names the province's rules and the code that judged
    records = models.IntegerField()  # verification.on_file.Mark
    newest_record = models.BigIntegerField()
    notices = models.IntegerField()
    newest_notice = models.BigIntegerField()
    outcome = models.CharField(max_length=12, choices=Outcome)
    source = models.CharField(max_length=80)
    sentence = models.CharField(max_length=300, blank=True)
    holds_until = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["province", "record"], name="lastlook_once_a_record")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.outcome}"
