"""The rules of a place and a time as plain values; who keeps policy fills them, nobody here knows where from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

NATIONAL_PLAN = "国知办函运字〔2022〕448号"


class ReportRule(StrEnum):
    """Evaluation or search report for utility models and designs."""

    OFF = "off"
    ON_REQUEST = "on_request"
    REQUIRED = "required"


@dataclass(frozen=True)
class Rules:
    """What a province asks for. `clauses` names its own document for a finding code; the default is the nation's."""

    pending_allowed: bool = False
    report: ReportRule = ReportRule.OFF
    search_report_accepted: bool = True
    min_term_months: int = 0
    fee_receipt_asked: bool = False
    fixed_fee_cap: Decimal | None = Decimal("20000000")
    sales_royalty_cap: Decimal | None = Decimal("20")
    profit_royalty_cap: Decimal | None = Decimal("40")
    low_factor: Decimal = Decimal("0.2")
    high_factor: Decimal = Decimal("5")
    facts_fresh_days: int | None = None
    clauses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def clause(self, code: str, otherwise: str) -> str:
        return self.clauses.get(code, otherwise)
