"""What others pay beside what is asked: tables, comparison, an advisory range. It prompts and never refuses (LN-57)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from declarations.fee_figures import fee_of
from publication.models import DealFigure
from tenancy.policy import Policy
from tenancy.scope import current
from verification.classes import industries
from verification.dossier import AskedFee, Reference
from verification.on_file import references_for
from verification.pricing import Comparison, Guide, compare, guide_amount

FEW = 5  # licensees of the advisory range: one to many


@dataclass(frozen=True)
class Prices:
    """The rows of the published tables for an industry, and how an offer stands to them."""

    section: str
    references: Sequence[Reference]
    comparisons: Sequence[Comparison]
    deals: Sequence[DealFigure] = ()  # what was really agreed in the province, in groups large enough (F053)
    least: int = 0  # licences of the smallest group that is shown

    @property
    def industry(self) -> str:
        return industries().get(self.section, "")

    @property
    def prompts(self) -> list[str]:
        """What is far from usual, for both sides to read (LN-41)."""
        return [each.sentence for each in self.comparisons if each.is_out_of_line]

    @property
    def alone(self) -> Guide | None:
        return guide_amount(tuple(self.references))

    @property
    def shared(self) -> Guide | None:
        """The range if several take it (充分考虑“一对多”特点)."""
        return guide_amount(tuple(self.references), FEW)


def references_of(section: str) -> tuple[Reference, ...]:
    """The published averages of an industry; none without one."""
    return references_for(section) if section in industries() else ()


def prices_of(section: str, fee: Mapping[str, Any], policy: Policy) -> Prices:
    """For the section of an industry and fee terms as plain data, which may not be right yet."""
    return _prices(section, fee_of(fee), policy)


def _prices(section: str, fee: AskedFee, policy: Policy) -> Prices:
    references = references_of(section)
    low, high = policy.fee_low_factor, policy.fee_high_factor
    found = [each for one in references for each in compare(fee, one, low=low, high=high)]  # type: ignore[arg-type]
    deals = DealFigure.objects.filter(province=current().province, industry=section) if section else ()
    least: int = policy.statistics_least_group  # type: ignore[assignment]  # has a default
    return Prices(section, references, found, tuple(deals), least)
