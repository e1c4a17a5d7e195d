"""What was made of a licence for people to keep; append-only, so that a paper is drawn again as it was."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.models import Tenanted
from tenancy.models.base import Recorded
from tenancy.rls import TenantForeignKey


class Paper(Tenanted, Recorded):
    """The contract as plain data, with the version of its template and the hash of its bytes."""

    licence = TenantForeignKey("licensing.Licence", models.PROTECT, related_name="papers")
    edition = models.PositiveSmallIntegerField(default=1)
    template = models.CharField(_("文本版本"), max_length=40)
    content = models.JSONField()  # licensing.contract reads it
    digest = models.CharField(max_length=64)  # SHA-256 of the content; the check code is its beginning
    sha256 = models.CharField(max_length=64)  # of the PDF
    packet_sha256 = models.CharField(max_length=64, default="")  # of the evidence packet
    # The packet itself, with the contract in it: a later program may draw otherwise. Empty: made before 2026-11-22.
    packet = models.FileField(upload_to="packets/%Y/%m/", max_length=200, blank=True)

    class Meta:
        ordering = ["licence", "edition"]
        constraints = [models.UniqueConstraint(fields=["province", "licence", "edition"], name="paper_edition_once")]

    def __str__(self) -> str:
        return f"{self.licence_id} {self.template}"
