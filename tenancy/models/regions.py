"""The administrative tree: nation, province, city, county, and the special units that report beside them."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

NATION = 100  # the province key of the nation itself; provinces have their GB/T 2260 digits (21, 33, ...)


class ProvinceQuerySet(models.QuerySet["Province"]):
    def started(self) -> "ProvinceQuerySet":
        """Those that take part; the others are possible tenants (CN-01)."""
        return self.filter(started_on__isnull=False)


class Province(models.Model):
    """A tenant. The key is the first two digits of its division code; 100 stands for the nation."""

    id = models.SmallIntegerField(primary_key=True)
    slug = models.SlugField(max_length=8, unique=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    started_on = models.DateField(null=True, blank=True)  # empty: a possible tenant that has not started

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def said_name(self) -> str:
        """The name in the language of the page."""
        return self.name_en if get_language() == "en" else self.name


class Level(models.TextChoices):
    """The rung on which a unit reports, whatever its division code says."""

    NATION = "nation", _("国家")
    PROVINCE = "province", _("省级")
    CITY = "city", _("市级")
    COUNTY = "county", _("县级")


class RegionKind(models.TextChoices):
    DIVISION = "division", _("行政区划")
    ZONE = "zone", _("功能区")
    BRANCH = "branch", _("局属分局")


class RegionQuerySet(models.QuerySet["Region"]):
    def current(self) -> "RegionQuerySet":
        return self.filter(valid_to=None)

    def under(self, region: "Region") -> "RegionQuerySet":
        """The region itself and everything that reports to it."""
        return self.filter(path__startswith=region.path)


class Region(models.Model):
    """A reporting unit. Its place in the tree (`parent`) is where it reports, not what its code suggests.

    A merged, split or renamed unit is ended (`valid_to`) and a new one names it as its `predecessors`.
    """

    province = models.ForeignKey(Province, models.PROTECT, related_name="regions")
    code = models.CharField(max_length=12, unique=True)  # division code, or the project's own (LN-SF)
    division_code = models.CharField(max_length=6, blank=True)  # GB/T 2260 or statistics bureau; may be none
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=10, choices=Level)
    kind = models.CharField(max_length=10, choices=RegionKind, default=RegionKind.DIVISION)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=60, unique=True, editable=False)  # "100000.210000.210200." for subtree look-ups
    position = models.PositiveSmallIntegerField(default=0)  # order in the official tables
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    predecessors = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="successors")

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, update_fields: Iterable[str] | None = None, **kwargs: object) -> None:
        self.place()
        super().save(*args, update_fields=update_fields, **kwargs)  # type: ignore[arg-type]

    def place(self) -> None:
        """Work out the path from the parent's; bulk writers call it themselves."""
        self.path = f"{self.parent.path if self.parent else ''}{self.code}."
