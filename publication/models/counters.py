"""Numbers that are kept rather than counted each time."""

from collections.abc import Iterable

from django.db import models

LATER = "+"  # behind the state in counters of dimensions that the version before did not know


def with_later(states: Iterable[str]) -> list[str]:
    """These states as the counters of every dimension name them."""
    return [f"{state}{sign}" for state in states for sign in ("", LATER)]


class NumberCounter(models.Model):
    """The last number given in a province, year and series. Locked for the shortest time, at the end of a verb."""

    province = models.ForeignKey("tenancy.Province", models.PROTECT, related_name="+", db_index=False)
    series = models.CharField(max_length=12)  # record, announcement
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["province", "series", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.province_id} {self.series} {self.year}: {self.last}"


class FacetCount(models.Model):
    """How many records have a value; kept by a trigger of the record table, equal to a recount at any time."""

    province = models.ForeignKey("tenancy.Province", models.PROTECT, related_name="+", db_index=False)
    city = models.CharField(max_length=12)  # empty: the whole province
    dimension = models.CharField(max_length=12)
    value = models.CharField(max_length=20)
    state = models.CharField(max_length=10)  # with LATER behind it in dimensions that came later
    n = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province", "city", "dimension", "value", "state"], name="facet_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dimension}={self.value}: {self.n}"
