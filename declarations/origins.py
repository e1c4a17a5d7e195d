"""Who said what a look-up filled in, and when: kept with the page, shown while the answer stands (F006)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from declarations.models import Declaration

OWNERS, BODIES = "owners", "bodies"  # beside the questions: who was listed, and whose code and kind we knew


@dataclass(frozen=True)
class Told:
    """One answer that was found: how the page calls it, what was said, by whom and on which day."""

    word: str
    value: str
    source: str
    day: str

    @property
    def origin(self) -> str:
        return _("来源：%(source)s，%(day)s") % {"source": self.source, "day": self.day}


def kept(filled: Mapping[str, Told]) -> dict[str, dict[str, str]]:
    """As the page keeps it, fit for JSON."""
    return {question: asdict(told) for question, told in filled.items()}


def origins_of(declaration: Declaration) -> dict[str, Told]:
    """What earlier look-ups filled in, by question."""
    return {question: Told(**told) for question, told in declaration.pages.get("patent", {}).get("filled", {}).items()}


def owners_told(declaration: Declaration) -> list[Told]:
    """What earlier look-ups wrote into the list of owners."""
    origins = origins_of(declaration)
    return [origins[key] for key in (OWNERS, BODIES) if key in origins]
