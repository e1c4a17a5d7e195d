"""Choosing a city or county of the provinces that take part, grouped by city."""

from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext as _

from tenancy.models import Province, Region
from tenancy.models.regions import NATION, Level

Choice = tuple[str, str | list[tuple[str, str]]]


class RegionField(forms.TypedChoiceField):
    """Gives the region itself."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(choices=grouped_regions, coerce=region_of, empty_value=None, **kwargs)  # type: ignore[arg-type]


def region_of(code: str) -> Region:
    return Region.objects.select_related("province").get(code=code)


def grouped_regions() -> Iterator[Choice]:
    """Each city with its counties, under "辽宁省 大连市"."""
    yield "", _("请选择")
    provinces = Province.objects.started().exclude(pk=NATION)
    regions = Region.objects.current().filter(province__in=provinces).select_related("province", "parent")
    groups: dict[str, list[tuple[str, str]]] = {}
    for region in regions.filter(level__in=[Level.CITY, Level.COUNTY]).order_by("province_id", "path"):
        city = region if region.level == Level.CITY else region.parent
        group = f"{region.province.name} {city.name}" if city else region.province.name
        groups.setdefault(group, []).append((region.code, region.name))
    yield from groups.items()
