"""签署: who is to sign which edition of a contract, and the log of it with the hash of each file."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from licensing.signing import SignAction, SignState, Way
from tenancy.models import Tenanted
from tenancy.models.base import Recorded
from tenancy.rls import TenantForeignKey


class Signature(Tenanted):
    """One party's signature of one edition, as it stands now; the log tells how it came."""

    paper = TenantForeignKey("licensing.Paper", models.PROTECT, related_name="signatures")
    party = TenantForeignKey("licensing.Party", models.PROTECT, related_name="signatures")
    place = models.PositiveSmallIntegerField()  # which box of the contract is theirs
    turn = models.PositiveSmallIntegerField()  # those of a lower number sign first
    state = models.CharField(_("签署状态"), max_length=8, choices=SignState, default=SignState.QUEUED)
    way = models.CharField(_("签署方式"), max_length=10, choices=Way, blank=True)
    asked_at = models.DateTimeField(_("通知时间"), null=True)
    due_on = models.DateField(_("签署期限"), null=True)
    handler = models.BigIntegerField(null=True)  # a user, by value; none: anyone of the party who may sign
    handler_name = models.CharField(max_length=60, blank=True)
    signed_at = models.DateTimeField(_("签署时间"), null=True)
    signed_by = models.BigIntegerField(null=True)  # a user, by value
    signed_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["paper", "turn", "place"]
        constraints = [
            models.UniqueConstraint(fields=["province", "paper", "party"], name="signature_once_per_party"),
            models.CheckConstraint(
                condition=~Q(state="signed") | (Q(signed_at__isnull=False) & ~Q(way="")),
                name="signature_signed_says_when_and_how",
            ),
            models.CheckConstraint(
                condition=~Q(state="asked") | Q(asked_at__isnull=False, due_on__isnull=False),
                name="signature_asked_has_its_day",
            ),
        ]
        indexes = [models.Index(fields=["province", "state", "due_on"], name="signature_clock")]

    def __str__(self) -> str:
        return f"{self.party} {self.get_state_display()}"


class SigningNote(Tenanted, Recorded):
    """One line of the log; append-only. Where there was a file it names its hash, and the hash of what was signed."""

    paper = TenantForeignKey("licensing.Paper", models.PROTECT, related_name="signing_notes")
    signature = TenantForeignKey(Signature, models.PROTECT, null=True, related_name="notes")
    action = models.CharField(_("事项"), max_length=10, choices=SignAction)
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    signed_sha256 = models.CharField(max_length=64, blank=True)  # of the contract that was before the signer
    sha256 = models.CharField(max_length=64, blank=True)  # of the file of this line
    file = models.FileField(upload_to="contracts/%Y/%m/", max_length=200, blank=True)
    name = models.CharField(_("文件名"), max_length=200, blank=True)
    media_type = models.CharField(max_length=80, blank=True)
    size = models.PositiveIntegerField(null=True)
    hints = models.JSONField(default=list)  # what the comparison of a scan with the contract found
    identity = models.JSONField(default=dict)  # how it was proved who signed
    done_by = models.BigIntegerField(null=True)  # a user, by value
    done_by_name = models.CharField(max_length=60)
    place_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["province", "paper", "action"], name="signing_log")]

    def __str__(self) -> str:
        return self.get_action_display()
