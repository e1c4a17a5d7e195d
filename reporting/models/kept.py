"""Figures that were counted and are kept, so that they need not be counted again from the beginning."""

from django.db import models

from reporting.periods import Month
from tenancy.models import Tenanted


class KeptFigures(Tenanted):
    """The figures of all units of a province at a month's end, as known at an instant.

    No fact: it may be thrown away at any time and is then counted afresh. What was told upwards stands in editions.
    """

    month = models.DateField()  # its first day
    known_at = models.DateTimeField()
    counting = models.JSONField()  # the province's rules of counting by which this was counted
    definitions = models.CharField(max_length=64, default="")  # digest of what the measures meant then
    figures = models.JSONField()  # path of a unit → its figures by measure, without the zeros; amounts as text

    class Meta:
        constraints = [models.UniqueConstraint(fields=["province", "month"], name="kept_figures_once")]

    def __str__(self) -> str:
        return f"{self.period}"

    @property
    def period(self) -> Month:
        return Month(self.month.year, self.month.month)
