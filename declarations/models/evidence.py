"""What goes with a declaration: commitments, papers, and what the checks said."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from declarations.models.declarations import Declaration
from tenancy.models import Tenanted
from tenancy.rls import TenantForeignKey


class Commitment(Tenanted):
    """One commitment, dated, with the very text that was shown (LN-33). A withdrawn tick removes it."""

    declaration = TenantForeignKey(Declaration, models.CASCADE, related_name="commitments")
    key = models.CharField(max_length=40)
    text = models.TextField()
    text_version = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["province", "declaration", "key"], name="commitment_once")]

    def __str__(self) -> str:
        return self.key


class ScanState(models.TextChoices):
    """A file with a virus is not kept at all."""

    UNSEEN = "waiting", _("未查毒")  # no scanner was connected
    CLEAN = "clean", _("未发现病毒")


class Attachment(Tenanted):
    """An uploaded paper. The file is kept by the hash of its bytes; a removed one keeps its line."""

    declaration = TenantForeignKey(Declaration, models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=40)  # a material of the province's list
    file = models.FileField(upload_to="declarations/%Y/%m/", max_length=200)
    name = models.CharField(_("文件名"), max_length=200)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(max_length=8, choices=ScanState, default=ScanState.UNSEEN)
    hints = models.JSONField(default=list, db_default=[])  # said of a scan beside the printed form (F009)
    print_mark = models.CharField(
        max_length=64, blank=True, default="", db_default=""
    )  # of a sealed form: the answers that were printed
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.BigIntegerField(null=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class CheckRun(Tenanted):
    """What the checks saw and said at one moment; append-only, so any decision can be replayed (F024)."""

    declaration = TenantForeignKey(Declaration, models.PROTECT, related_name="check_runs")
    dossier = models.JSONField()  # the plain values that were checked
    rules = models.JSONField()  # the rules in force, with document and clause
    findings = models.JSONField()
    passed = models.BooleanField()
    forecast = models.JSONField(null=True)  # what the statutory procedure would say of it (F013); none before 2026-11
    pending = models.CharField(max_length=200, blank=True)  # which source did not answer
    checked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.declaration_id} {self.checked_at:%Y-%m-%d %H:%M}"
