"""总结报告: stage and final reports in sections, with figures from the system; what was told stays (LN-20, XY-12)."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from reporting.models.returns import end_of_day
from reporting.models.turns import Turn
from reporting.workflow import FILED, OPEN, OWING, Hand, Status
from tenancy.models import Region, Tenanted
from tenancy.models.base import Recorded
from tenancy.rls import TenantForeignKey
from tenancy.roles import Right
from tenancy.visibility import seen_by

if TYPE_CHECKING:
    from tenancy.actors import Actor

SECTIONS = ("试点情况", "典型经验", "存在问题", "下一步安排")
"""Where a policy names a report without its parts: those of 辽知办字〔2022〕4号 二（三）."""


class SummaryQuerySet(models.QuerySet["Summary"]):
    def visible_to(self, actor: "Actor") -> "SummaryQuerySet":
        return self.filter(seen_by(actor, region="region"))

    def open(self) -> "SummaryQuerySet":
        return self.filter(status__in=OPEN)

    def with_due_time(self) -> "SummaryQuerySet":
        return self.annotate(due_at=end_of_day(F("due_on")))


class Summary(Tenanted):
    """One office's report of one kind; `serial` counts stage reports told one after the other."""

    task = models.CharField(max_length=40)  # the name of a row of the policy's `reports_due`
    title = models.CharField(_("报告"), max_length=120)
    serial = models.PositiveSmallIntegerField(default=1)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("填报单位"), related_name="+")
    collector = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")  # none: told to the nation
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.PREPARED, editable=False)
    due_on = models.DateField(_("报送期限"), null=True)  # included; none: in time, or at the end of the programme
    due_rule = models.CharField(max_length=300)  # the clause, and why the day was moved
    headings = models.JSONField()  # of the sections, in order
    sections = models.JSONField(default=dict)  # heading → text, as written so far
    filed_at = models.DateTimeField(_("报送时间"), null=True, editable=False)  # the first time
    editions = models.PositiveSmallIntegerField(_("版次"), default=0, editable=False)

    objects = SummaryQuerySet.as_manager()

    class Meta:
        ordering = ["task", "region__path", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["province", "task", "region", "serial"], name="summary_of_office_once"),
            models.CheckConstraint(
                condition=~Q(status__in=["submitted", "accepted"]) | (Q(filed_at__isnull=False) & Q(editions__gt=0)),
                name="summary_filed_has_time_and_edition",
            ),
        ]

    def __str__(self) -> str:
        number = f"（{self.serial}）" if self.serial > 1 else ""
        return f"{self.region.name}{self.title}{number}"

    def get_absolute_url(self) -> str:
        return reverse("summaries:show", args=[self.pk])

    @property
    def is_filed(self) -> bool:
        return self.status in FILED

    @property
    def is_late(self) -> bool:
        """First filed after its day, or owing and the day is over."""
        day = localdate(self.filed_at) if self.filed_at and self.status not in OWING else localdate()
        return self.due_on is not None and day > self.due_on

    def hands_of(self, actor: "Actor") -> frozenset[Hand]:
        """Which hands this person lends to this report."""
        if actor.is_platform:
            return frozenset({Hand.PLATFORM})
        hands = set()
        if actor.office and actor.region.pk == self.region_id and actor.may(Right.FILE_RETURNS, Right.COLLECT_RETURNS):
            hands.add(Hand.FILER)
        gathers = self.collector_id or self.region_id  # who tells the nation reopens its own
        if actor.office and actor.region.pk == gathers and actor.may(Right.COLLECT_RETURNS):
            hands.add(Hand.COLLECTOR)
        return frozenset(hands)


class SummaryEdition(Tenanted, Recorded):
    """What was told: the sections and the figures as they were; append-only."""

    summary = TenantForeignKey(Summary, models.PROTECT, related_name="told")
    number = models.PositiveSmallIntegerField(_("版次"))
    sections = models.JSONField()  # [[heading, text]]
    figures = models.JSONField()  # [[name, value, unit, words]]; amounts as text
    papers = models.JSONField(default=list)  # [[file name, SHA-256, bytes]] as enclosed then
    month = models.DateField()  # the first day of the month at whose end the figures stand
    known_at = models.DateTimeField()

    class Meta:
        ordering = ["summary", "number"]
        constraints = [models.UniqueConstraint(fields=["summary", "number"], name="summary_edition_once")]

    def __str__(self) -> str:
        return f"{self.summary} {self.number}"


class SummaryPaperQuerySet(models.QuerySet["SummaryPaper"]):
    def standing(self) -> "SummaryPaperQuerySet":
        """Not taken off the list."""
        return self.filter(removed_at=None)


class SummaryPaper(Tenanted, Recorded):
    """附件 of a report: kept by the hash of its bytes; one taken off the list keeps its line and its file."""

    summary = TenantForeignKey(Summary, models.PROTECT, related_name="papers")
    file = models.FileField(upload_to="summaries/%Y/%m/", max_length=200)
    name = models.CharField(_("文件名"), max_length=200)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    entered_by_name = models.CharField(max_length=120)
    removed_at = models.DateTimeField(null=True)

    objects = SummaryPaperQuerySet.as_manager()

    class Meta:
        ordering = ["summary", "id"]

    def __str__(self) -> str:
        return self.name


class SummaryTurn(Turn):
    """One step of a report; append-only."""

    summary = TenantForeignKey(Summary, models.PROTECT, related_name="turns")

    class Meta:
        ordering = ["id"]


class SupplementPart(models.TextChoices):
    """What is added at once, at any time (XY-13)."""

    EFFECT = "effect", _("试点成效")
    CASE = "case", _("典型案例")
    PROBLEM = "problem", _("问题分析")
    SUGGESTION = "suggestion", _("意见建议")


class SupplementQuerySet(models.QuerySet["Supplement"]):
    def visible_to(self, actor: "Actor") -> "SupplementQuerySet":
        return self.filter(seen_by(actor, region="region"))


class Supplement(Tenanted, Recorded):
    """补充: an effect, a case, a problem or a suggestion, told when it came up; append-only."""

    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("报送单位"), related_name="+")
    part = models.CharField(_("类别"), max_length=10, choices=SupplementPart)
    text = models.TextField(_("内容"), max_length=4000)
    told_by_name = models.CharField(max_length=60)

    objects = SupplementQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_at", "-id"]

    def __str__(self) -> str:
        return f"{self.region} {self.get_part_display()}"
