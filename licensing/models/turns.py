"""Each step a licence took; append-only. The status at an instant, and what was counted, is read from here."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from licensing.workflow import Action, Ground, Status
from tenancy.models import Tenanted
from tenancy.models.base import Recorded, own_province
from tenancy.rls import TenantForeignKey


class Turn(Tenanted, Recorded):
    """One step: acceptance, answer, silence, decision of the office, end."""

    province = own_province(db_index=False)
    licence = TenantForeignKey("licensing.Licence", models.PROTECT, related_name="turns")
    action = models.CharField(_("事项"), max_length=12, choices=Action)
    status = models.CharField(_("之后状态"), max_length=12, choices=Status)
    ground = models.CharField(_("理由类别"), max_length=12, choices=Ground, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    done_by = models.BigIntegerField(null=True)  # a user, by value
    done_by_name = models.CharField(max_length=60)
    place_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(action__in=["decline", "object"]) | (~models.Q(ground="") & ~models.Q(reason="")),
                name="turn_no_refusal_without_ground",
                violation_error_message=_("没有写明理由不得拒绝许可（国知办函运字〔2022〕448号 三（三）2）"),
            )
        ]
        indexes = [
            # What each licence came to is read from this index alone.
            models.Index(
                fields=["province", "licence", "-effective_at", "-id"],
                include=["status", "recorded_at"],
                name="turn_last_word",
            ),
            models.Index(fields=["province", "recorded_at"], name="turn_learned"),
            models.Index(fields=["province", "action", "effective_at"], name="turn_counted"),
            BrinIndex(fields=["recorded_at", "effective_at"], pages_per_range=16, name="turn_since"),
        ]

    def __str__(self) -> str:
        return self.get_action_display()
