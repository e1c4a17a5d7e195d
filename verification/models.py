"""What public registers, gazettes and fee tables said, and when we learned it. Keyed by patent number; no tenant."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from verification.classes import industries
from verification.events import EventKind, GazetteEvent
from verification.numbers import PatentNumber


class RegisterRecord(models.Model):
    """The facts of one patent as one source told them at one time. Never changed: a later answer is a new row."""

    number = models.CharField(_("专利号"), max_length=14)
    source = models.CharField(_("来源"), max_length=100)
    fetched_at = models.DateTimeField(_("查询时间"))
    facts = models.JSONField(_("登记事项"))
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(F("number"), F("source"), F("fetched_at").desc(), name="registerrecord_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}（{self.source}）"


class GazetteNotice(models.Model):
    """One announcement. Its key makes the same announcement one row, however often and wherever it comes from."""

    key = models.CharField(max_length=40, unique=True)
    number = models.CharField(_("专利号"), max_length=14, db_index=True)
    kind = models.CharField(_("事务"), max_length=30)
    announced_on = models.DateField(_("公告日"))
    effective_on = models.DateField(_("生效日"))
    details = models.JSONField(_("公告事项"), default=list)
    raw = models.TextField(_("原文"))
    source = models.CharField(_("来源"), max_length=100)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"{self.number} {self.announced_on}"

    @classmethod
    def of(cls, event: GazetteEvent) -> "GazetteNotice":
        values: dict[str, Any] = {"kind": event.kind.value, "details": [list(pair) for pair in event.details]}
        return cls(
            key=event.key,
            number=event.number.normal,
            announced_on=event.announced_on,
            effective_on=event.effective_on,
            raw=event.raw,
            source=event.source,
            **values,
        )

    @property
    def event(self) -> GazetteEvent:
        details = tuple((label, value) for label, value in self.details)
        number, kind = PatentNumber(self.number), EventKind(self.kind)
        return GazetteEvent(number, kind, self.announced_on, self.effective_on, details, self.raw, self.source)


class UnreadNotice(models.Model):
    """An announcement the machine could not read; it waits for a person. The same text waits once."""

    digest = models.CharField(max_length=64, unique=True)
    raw = models.TextField(_("原文"))
    reason = models.TextField(_("原因"))
    source = models.CharField(_("来源"), max_length=100)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    settled_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    settled_by = models.CharField(_("处理人"), max_length=100, blank=True)
    outcome = models.TextField(_("处理结果"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="unreadnotice_settled_says_who_and_how",
                condition=Q(settled_at__isnull=True, settled_by="", outcome="")
                | (Q(settled_at__isnull=False) & ~Q(settled_by="") & ~Q(outcome="")),
                violation_error_message=_("处理公告须同时记下处理人、时间和结果"),
            ),
        ]

    def __str__(self) -> str:
        return self.raw[:40]


class ReferenceTable(models.Model):
    """A published fee table that an administrator uploaded. A newer edition is a new table."""

    name = models.CharField(_("名称"), max_length=100)
    source = models.CharField(_("出处"), max_length=200)
    year = models.CharField(_("年份"), max_length=20)
    imported_by = models.CharField(_("导入人"), max_length=100)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "year"], name="referencetable_once_per_year")]

    def __str__(self) -> str:
        return f"{self.name}（{self.year}）"


class ReferenceFigure(models.Model):
    """One industry in a table: average amount in yuan, average royalty in percent; empty where the table has none."""

    table = models.ForeignKey(ReferenceTable, models.CASCADE, related_name="figures")
    section = models.CharField(_("门类"), max_length=1)
    amount = models.DecimalField(_("平均金额（元）"), max_digits=14, decimal_places=2, null=True)
    rate = models.DecimalField(_("平均费率（%）"), max_digits=6, decimal_places=3, null=True)
    contracts = models.PositiveIntegerField(_("合同数"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "section"], name="referencefigure_once_per_section"),
            models.CheckConstraint(
                name="referencefigure_has_a_figure",
                condition=Q(amount__isnull=False) | Q(rate__isnull=False),
                violation_error_message=_("平均金额和平均费率至少填一项"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.section}"

    @property
    def industry(self) -> str:
        return industries()[self.section]
