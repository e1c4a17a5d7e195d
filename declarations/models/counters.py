"""Acceptance numbers without gaps: one row a province and year, locked last and briefly."""

from django.db import models
from django.db.models import F
from django.utils import timezone

from tenancy.models import Tenanted


class Counter(Tenanted):
    """The last number given in a year."""

    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["province", "year"], name="counter_once_a_year")]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


def next_number(prefix: str) -> str:
    """The next acceptance number ("LN-SL-2026-00017"). Call it as the last write of the transaction."""
    year = timezone.localdate().year
    Counter.objects.bulk_create([Counter(year=year)], ignore_conflicts=True)
    Counter.objects.filter(year=year).update(last=F("last") + 1)
    return f"{prefix.upper()}-SL-{year}-{Counter.objects.get(year=year).last:05d}"
