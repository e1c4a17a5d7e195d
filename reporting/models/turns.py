"""One step of the round, of a table or of a report: what was done, by whom, why, and how the matter stood after it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reporting.workflow import Action, Status
from tenancy.models import Tenanted
from tenancy.models.base import Recorded


class Turn(Tenanted, Recorded):
    """Append-only; its matter calls its steps `turns`."""

    action = models.CharField(_("事项"), max_length=10, choices=Action)
    status = models.CharField(_("之后状态"), max_length=10, choices=Status)
    reason = models.TextField(_("理由"), blank=True)
    done_by = models.BigIntegerField(null=True)  # a user, by value
    done_by_name = models.CharField(max_length=60)
    place_name = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.get_action_display()
