"""Would the patent pass the statutory open licence today? The same checks, under the law's own rules (F013).

A pilot offer is not a statutory declaration; it is to become one later, so the bars are told early.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from verification.checking import Check
from verification.checks import burdens, identity, licences, owners, reports, validity
from verification.dossier import Dossier
from verification.findings import Finding, Level
from verification.rules import ReportRule, Rules

STATUTORY = Rules(
    pending_allowed=False, report=ReportRule.REQUIRED, search_report_accepted=False, fee_receipt_asked=True
)


class Verdict(StrEnum):
    CLEAR = "clear"
    BARRED = "barred"
    UNCERTAIN = "uncertain"

    @property
    def label(self) -> str:
        return {"clear": "预计通过", "barred": "预计不通过", "uncertain": "资料不足，尚不能判断"}[self.value]


@dataclass(frozen=True)
class Bar:
    """One obstacle the law names, and the checks that find it."""

    title: str
    article: str
    checks: tuple[Check, ...]


# fmt: off
BARS = (
    Bar("处于独占或者排他实施许可有效期限内", "专利法实施细则第八十六条第一款第（一）项",
        (licences.licences_are_known, licences.not_exclusively_licensed, licences.licence_kinds_are_clear)),
    Bar("因权属纠纷或者保全而中止", "专利法实施细则第八十六条第一款第（二）项",
        (burdens.not_preserved_by_a_court, burdens.ownership_is_undisputed)),
    Bar("没有按照规定缴纳年费", "专利法实施细则第八十六条第一款第（三）项",
        (validity.annual_fee_is_paid, validity.annual_fee_is_known)),
    Bar("已质押，未经质权人同意", "专利法实施细则第八十六条第一款第（四）项",
        (burdens.pledges_are_known, burdens.not_pledged_without_consent)),
    Bar("尚未公告授予专利权", "专利法实施细则第八十五条", (identity.granted_or_pending_where_allowed,)),
    Bar("专利权已经终止或者全部无效", "专利审查指南第五部分第十一章",
        (identity.known_to_the_register, validity.status_is_known, validity.right_has_not_ended,
         validity.not_past_its_term)),
    Bar("实用新型、外观设计没有评价报告或者结论为负面", "专利法第五十条第一款",
        (reports.report_is_there_where_wanted, reports.report_is_not_negative)),
    Bar("没有全体专利权人的同意", "专利审查指南第五部分第十一章",
        (owners.declarants_are_the_owners, owners.no_owner_refuses, owners.every_owner_consents)),
)
# fmt: on


@dataclass(frozen=True)
class BarResult:
    bar: Bar
    verdict: Verdict
    findings: tuple[Finding, ...]

    @property
    def sentence(self) -> str:
        """`预计不通过：已质押……（专利法实施细则第八十六条第一款第（四）项）`"""
        reasons = "；".join(finding.sentence for finding in self.findings)
        return f"{self.verdict.label}：{reasons or self.bar.title + '——未发现'}（{self.bar.article}）"


@dataclass(frozen=True)
class Forecast:
    number: str
    checked_on: date
    results: tuple[BarResult, ...]

    @property
    def verdict(self) -> Verdict:
        verdicts = {result.verdict for result in self.results}
        worst_first = (Verdict.BARRED, Verdict.UNCERTAIN)
        return next((verdict for verdict in worst_first if verdict in verdicts), Verdict.CLEAR)

    @property
    def bars(self) -> tuple[BarResult, ...]:
        """The obstacles that would make it fail."""
        return tuple(result for result in self.results if result.verdict == Verdict.BARRED)

    def as_plain(self) -> dict[str, Any]:
        """For a JSON column: the verdict and each obstacle that is not clear, in the words of the day."""
        open_ones = [result for result in self.results if result.verdict != Verdict.CLEAR]
        told = [{"title": result.bar.title, "sentence": result.sentence} for result in open_ones]
        return {"verdict": self.verdict.value, "label": self.verdict.label, "open": told}


def forecast(dossier: Dossier) -> Forecast:
    """What the statutory examination would say about this dossier on its day."""
    return Forecast(dossier.number.normal, dossier.checked_on, tuple(_result(bar, dossier) for bar in BARS))


def _result(bar: Bar, dossier: Dossier) -> BarResult:
    findings = tuple(finding for one in bar.checks if (finding := one(dossier, STATUTORY)))
    levels = {finding.level for finding in findings}
    if Level.STOP in levels:
        return BarResult(bar, Verdict.BARRED, findings)
    silent = dossier.register_answer == "unavailable" and dossier.facts.status is None
    unsure = Level.ASK in levels or silent
    return BarResult(bar, Verdict.UNCERTAIN if unsure else Verdict.CLEAR, findings)
