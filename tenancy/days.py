"""A day as people type it: of a year that calendars, clocks and the database can all say."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
OUT_OF_REACH = _("请填写1900年至2199年之间的日期")


def due_word(day: date) -> str:
    """A last day with its weekday, as people plan by it (U16): 2026-11-27 星期五."""
    return date_format(day, "Y-m-d l")


class DayField(forms.DateField):
    """Years like 0002, typed by mistake, make instants that the database keeps and Python cannot read back."""

    default_validators = [MinValueValidator(EARLIEST, OUT_OF_REACH), MaxValueValidator(LATEST, OUT_OF_REACH)]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"min": EARLIEST.isoformat(), "max": LATEST.isoformat()}
