"""A city's question to the province on a case, and the answer, kept with the case (LN-65)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from declarations.models.declarations import Declaration
from tenancy.models import Tenanted
from tenancy.rls import TenantForeignKey


class Question(Tenanted):
    """Asked on checks, pricing or trading; answered once. The patentee sees neither."""

    declaration = TenantForeignKey(Declaration, models.PROTECT, related_name="questions")
    text = models.TextField(_("请示事项"), max_length=1000)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.BigIntegerField(null=True)  # a user, by value
    asked_by_name = models.CharField(max_length=60)
    office_name = models.CharField(max_length=120)
    answer = models.TextField(_("答复"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    answered_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="question_answer_has_time",
                condition=models.Q(answer="", answered_at=None)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
