"""Names of provinces and cities, and which province an address means: read again every minute, not on each request."""

import time
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language

from tenancy.models import Province, Region
from tenancy.models.regions import Level

KEPT_SECONDS = 60


@dataclass(frozen=True)
class Places:
    provinces: dict[str, Province]  # by slug and by key
    cities: dict[str, tuple[str, str]]  # code: Chinese name, English name


@lru_cache(maxsize=2)
def _read(_minute: int) -> Places:
    provinces = {str(name): each for each in Province.objects.all() for name in (each.slug, each.pk)}
    rows = Region.objects.exclude(level=Level.COUNTY).values_list("code", "name", "name_en")
    return Places(provinces, {code: (name, english) for code, name, english in rows})


def places() -> Places:
    return _read(int(time.time()) // KEPT_SECONDS)


def province_of(word: object) -> Province | None:
    """By its slug or key, `ln` or `21`; none for another word."""
    return places().provinces.get(str(word))


def province_name(key: str) -> str:
    province = province_of(key)
    return province.said_name if province else key


def city_name(code: str) -> str:
    name, english = places().cities.get(code) or _unusual(code)
    return (get_language() == "en" and english) or name


def _unusual(code: str) -> tuple[str, str]:
    """A county that reports to the province directly, or a unit that came into being a moment ago."""
    return Region.objects.filter(code=code).values_list("name", "name_en").first() or (code, "")


def is_place(code: str) -> bool:
    return code in places().cities or Region.objects.filter(code=code).exists()
