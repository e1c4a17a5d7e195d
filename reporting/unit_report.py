"""What a pilot unit files at the end of the month: its declarations of that month, or that there are none (LN-36)."""

from dataclasses import dataclass
from datetime import datetime

from audit.models import Event
from declarations.models import Declaration
from reporting.forms import Sheet, form
from reporting.loading import HANDED_IN
from reporting.periods import BEIJING, Month
from reporting.workbook import Book
from tenancy.models import Organisation

FORM = "ln-unit"


@dataclass(frozen=True)
class UnitReport:
    """One table, which has no rule to break."""

    sheets: tuple[Sheet, ...]
    made_at: datetime
    author: str

    faults = warnings = ()

    @property
    def is_nil(self) -> bool:
        return not self.sheets[0].rows

    def book(self) -> Book:
        return Book(self.sheets[0].title, self.author, self.made_at, self.sheets)


def compose_unit(unit: Organisation, month: Month, *, known_at: datetime, edition: int, author: str) -> UnitReport:
    """The declarations handed in for the first time in the month, as known now."""
    events = Event.objects.filter(
        verb__in=HANDED_IN, subject_type=Declaration._meta.label_lower, effective_at__lt=month.ends
    )
    events = events.filter(organisation_id=unit.pk, recorded_at__lte=known_at).order_by("-id")
    first = dict(events.values_list("subject_id", "effective_at"))
    ours = Declaration.objects.filter(pk__in=[pk for pk, at in first.items() if at >= month.starts]).order_by("id")
    rows = [
        (n, one.number, one.patent_number, one.title, first[one.pk].astimezone(BEIJING).date())
        for n, one in enumerate(ours, start=1)
    ]
    day = known_at.astimezone(BEIJING)
    sheet = Sheet(form(FORM), unit.name, month.as_of_words, f"{day.year}年{day.month}月{day.day}日", tuple(rows))
    return UnitReport((sheet,), known_at, author)
