"""A workbook that was handed in, how far it is, and what became of each of its rows."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenancy.models import Office, Organisation, Tenanted
from tenancy.models.base import own_province
from tenancy.rls import TenantForeignKey

if TYPE_CHECKING:
    from tenancy.actors import Actor


class Purpose(models.TextChoices):
    """What the rows are to become."""

    DRAFTS = "drafts", _("填报声明")
    RECORDS = "records", _("导入既往公开信息")


class BatchState(models.TextChoices):
    MAPPING = "mapping", _("待对应列")
    CHECKING = "checking", _("核对中")
    SUBMITTING = "submitting", _("提交中")
    DONE = "done", _("已导入")
    FAULTY = "faulty", _("有错误，未导入")
    CANCELLED = "cancelled", _("已取消")
    FAILED = "failed", _("未能办理")


RUNNING = frozenset({BatchState.CHECKING, BatchState.SUBMITTING})


class Outcome(models.TextChoices):
    """What became of a row."""

    FINE = "fine", _("可以导入")
    REPAIRED = "repaired", _("修正后可以导入")
    REFUSED = "refused", _("不能导入")


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, actor: "Actor") -> "BatchQuerySet":
        """A workbook is the matter of the organisation or office that handed it in."""
        if actor.organisation:
            return self.filter(organisation=actor.organisation)
        return self.filter(office=actor.office) if actor.office else self.none()


class Batch(Tenanted):
    """One uploaded workbook. File, result and rows go when `expires_at` has come; the line stays."""

    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.DRAFTS)
    organisation = TenantForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    office = TenantForeignKey(Office, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("状态"), max_length=10, choices=BatchState, default=BatchState.MAPPING)
    name = models.CharField(_("文件名"), max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="batches/%Y/%m/", max_length=200, blank=True)
    result = models.FileField(upload_to="batches/%Y/%m/", max_length=200, blank=True)
    # How the sheet is read: {"sheet", "head" (row of the heads, from 1), "columns" {column from 0: key}, "fixed" {…}}.
    plan = models.JSONField(default=dict)
    partly = models.BooleanField(default=False)  # rows in order go in although others are not
    hands_in = models.BooleanField(default=False)  # submitted after they are in
    promises = models.JSONField(default=list)  # keys of the commitments ticked for all rows

    rows = models.PositiveIntegerField(_("行数"), default=0)
    checked = models.PositiveIntegerField(_("已核对"), default=0)
    taken = models.PositiveIntegerField(_("可以导入"), default=0)
    repaired = models.PositiveIntegerField(_("其中修正"), default=0)
    refused = models.PositiveIntegerField(_("不能导入"), default=0)
    handed_in = models.PositiveIntegerField(_("已提交"), default=0)
    sentence = models.CharField(max_length=500, blank=True)  # what the whole came to, or why it stopped

    uploaded_at = models.DateTimeField(db_default=Now(), editable=False)
    uploaded_by = models.BigIntegerField(null=True)
    uploaded_by_name = models.CharField(max_length=60)
    membership = models.BigIntegerField(null=True)  # in which role; by value
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "organisation", "office", "purpose", "sha256"],
                condition=~Q(state__in=["cancelled", "failed"]) & ~Q(file=""),
                nulls_distinct=False,
                name="batch_same_file_once",
                violation_error_message=_("这个文件已经上传过"),
            ),
            models.CheckConstraint(
                condition=Q(organisation=None) ^ Q(office=None), name="batch_is_of_an_organisation_or_an_office"
            ),
        ]
        indexes = [models.Index(fields=["province", "expires_at"], name="batch_expires")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("declarations:batch", args=[self.pk])

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def is_open(self) -> bool:
        """It can still be cancelled: nothing has been written."""
        return self.state in (BatchState.MAPPING, BatchState.CHECKING)


class BatchRow(Tenanted):
    """One row: whether it can go in, what was mended, what is wrong, at which cell."""

    province = own_province(db_index=False)
    batch = TenantForeignKey(Batch, models.CASCADE, related_name="lines", db_index=False)  # batch_row_once serves
    number = models.PositiveIntegerField()  # of the row in the sheet, from 1
    part = models.PositiveSmallIntegerField(default=0)  # a cell with several patents is several rows
    patent_number = models.CharField(max_length=100, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome)
    remarks = models.JSONField(default=list)  # [{"at": column from 0 or none, "level", "sentence"}]
    offer = models.JSONField(null=True)  # what will be written, as plain data
    declaration = models.BigIntegerField(null=True)  # the draft, by value

    class Meta:
        ordering = ["number", "part"]
        constraints = [models.UniqueConstraint(fields=["province", "batch", "number", "part"], name="batch_row_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.patent_number}"
