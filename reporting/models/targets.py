"""What is to be reached, place by place, and what progress is measured against."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenancy.models import Region, Tenanted
from tenancy.models.base import Recorded
from tenancy.models.organisations import OwnerType
from tenancy.visibility import seen_by

if TYPE_CHECKING:
    from tenancy.actors import Actor


class QuotaQuerySet(models.QuerySet["Quota"]):
    def current(self) -> "QuotaQuerySet":
        """The newest of each target and unit."""
        newest = self.order_by("target", "region_id", "-id").distinct("target", "region_id")
        return self.model.objects.filter(pk__in=newest.values("pk"))


class Quota(Tenanted, Recorded):
    """指标分解 (LN-14): what a unit has to reach of a target of its province. Append-only; the newest holds."""

    target = models.CharField(_("目标"), max_length=40)  # the name of a row of the policy's `targets`
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("行政区"), related_name="+")
    number = models.PositiveIntegerField(_("指标数"))
    until = models.DateField(_("截止日期"), null=True, blank=True)
    source = models.CharField(_("依据"), max_length=200)  # the table it was taken from
    file_digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the workbook that was read
    recorded_by = models.BigIntegerField(null=True)  # a user, by value
    recorded_by_name = models.CharField(max_length=60)

    objects = QuotaQuerySet.as_manager()

    class Meta:
        ordering = ["target", "region__path", "id"]
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="quota_has_source")]
        indexes = [models.Index(fields=["province", "target", "region"], name="quota_of_unit")]

    def __str__(self) -> str:
        return f"{self.region} {self.target} {self.number}"


class FocusQuerySet(models.QuerySet["Focus"]):
    def current(self) -> "FocusQuerySet":
        """The newest of each city."""
        newest = self.order_by("region_id", "-id").distinct("region_id")
        return self.model.objects.filter(pk__in=newest.values("pk"))


class Focus(Tenanted, Recorded):
    """主体类别 (LN-13): the classes of bodies with which a city carries the pilot. Append-only; the newest holds."""

    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("行政区"), related_name="+")
    classes = models.JSONField(_("主体类别"))  # values of OwnerType
    note = models.CharField(_("结合本地资源的说明"), max_length=300, blank=True)
    recorded_by = models.BigIntegerField(null=True)  # a user, by value
    recorded_by_name = models.CharField(max_length=60)

    objects = FocusQuerySet.as_manager()

    class Meta:
        ordering = ["region__path", "id"]
        constraints = [models.CheckConstraint(condition=~Q(classes=[]), name="focus_is_at_least_one_class")]

    def __str__(self) -> str:
        return "、".join(str(OwnerType(value).label) for value in self.classes)


class StatedName(models.TextChoices):
    """Numbers that the platform cannot count itself."""

    VALID_PATENTS = "valid_patents", _("高等院校、科研机构有效专利数量")


class StatedFigure(Tenanted, Recorded):
    """A number from outside with its day and its source, as the denominator of a rate (ZJ-10). Append-only."""

    name = models.CharField(_("项目"), max_length=30, choices=StatedName)
    number = models.PositiveIntegerField(_("数量"))
    counted_on = models.DateField(_("统计日期"))
    source = models.CharField(_("来源"), max_length=200)
    recorded_by = models.BigIntegerField(null=True)
    recorded_by_name = models.CharField(max_length=60)

    class Meta:
        ordering = ["name", "counted_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gt=0),
                name="stated_figure_is_not_zero",
                violation_error_message=_("作为分母的数量须大于0"),
            ),
            models.CheckConstraint(condition=~Q(source=""), name="stated_figure_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.get_name_display()} {self.number}"


class KeyPatentListQuerySet(models.QuerySet["KeyPatentList"]):
    def visible_to(self, actor: "Actor") -> "KeyPatentListQuerySet":
        return self.filter(seen_by(actor, region="region"))


class KeyPatentList(Tenanted, Recorded):
    """重点专利名录 (ZJ-41): a ranking kept under a name with its weights and its day; append-only."""

    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")  # none: kept before lists had one
    name = models.CharField(_("名录名称"), max_length=120)
    weights = models.JSONField(_("权重"))  # dimension → whole percent
    rows = models.JSONField()  # as they stood: [[rank, number, title, implementations, amount, sales, score]]
    made_by_name = models.CharField(max_length=60)

    objects = KeyPatentListQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="key_patents_have_a_name")]

    def __str__(self) -> str:
        return self.name


class ExperienceKind(models.TextChoices):
    RULE = "rule", _("交易规则")
    POLICY = "policy", _("政策措施")
    CASE = "case", _("经验典型")


class ExperienceQuerySet(models.QuerySet["Experience"]):
    def visible_to(self, actor: "Actor") -> "ExperienceQuerySet":
        return self.filter(seen_by(actor, region="region"))

    def confirmed(self) -> "ExperienceQuerySet":
        return self.filter(confirmed_at__isnull=False)


class Experience(Tenanted):
    """可复制推广的交易规则、政策措施、经验典型 (LN-15), told by an office and confirmed by the province."""

    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("所在地"), related_name="+")
    kind = models.CharField(_("类别"), max_length=8, choices=ExperienceKind)
    body = models.CharField(_("形成单位"), max_length=120)
    title = models.CharField(_("标题"), max_length=200)
    text = models.TextField(_("内容"), max_length=8000)
    told_at = models.DateTimeField(_("报送时间"))
    told_by_name = models.CharField(max_length=60)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)
    confirmed_by = models.CharField(_("确认机构"), max_length=120, blank=True)

    objects = ExperienceQuerySet.as_manager()

    class Meta:
        ordering = ["-told_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by="") | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by="")),
                name="experience_confirmed_who_and_when",
            )
        ]

    def __str__(self) -> str:
        return self.title
