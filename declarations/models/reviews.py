"""The decisions of officers, each with the evidence they saw; append-only (A10)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from declarations.models.declarations import Declaration
from declarations.models.evidence import CheckRun
from tenancy.models import Tenanted
from tenancy.rls import TenantForeignKey


class Stage(models.TextChoices):
    SECOND_CHECK = "second_check", _("二次核查")
    CITY = "city", _("市级审核")
    PROVINCE = "province", _("省级备案")


class Verdict(models.TextChoices):
    PASSED = "passed", _("通过")
    RETURNED = "returned", _("退回")


class Review(Tenanted):
    """One decision at one stage: four items with results (LN-71), an opinion, reasons by field, what was seen."""

    declaration = TenantForeignKey(Declaration, models.PROTECT, related_name="reviews")
    stage = models.CharField(max_length=12, choices=Stage)
    verdict = models.CharField(max_length=10, choices=Verdict)
    round = models.PositiveSmallIntegerField(default=0)
    items = models.JSONField(default=dict)  # {"validity": "ok", "licence": "ok", "pledge": "ok", "fee": "note"}
    reasons = models.JSONField(default=list)  # [{"field": "ends_on", "sentence": "..."}]
    opinion = models.TextField(blank=True)
    seen = models.JSONField()  # the declaration as it stood, every item
    check_run = TenantForeignKey(CheckRun, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.BigIntegerField()
    decided_by_name = models.CharField(max_length=60)
    office_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.get_verdict_display()}"
