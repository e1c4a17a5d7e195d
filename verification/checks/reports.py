"""Utility models and designs were never examined for novelty: what does the report say, and is it there?"""

from verification.dossier import Dossier, ReportKind
from verification.findings import Evidence, Finding, Level
from verification.numbers import Kind
from verification.rules import NATIONAL_PLAN, ReportRule, Rules

REPORT_CLAUSE = f"{NATIONAL_PLAN} 三（一）2"


def report_is_there_where_wanted(dossier: Dossier, rules: Rules) -> Finding | None:
    """Off, on request or required by the province; never for inventions (448号; 辽知办字〔2022〕4号).

    Once an office has asked, the case waits for it as where it is required.
    """
    wanted = rules.report == ReportRule.REQUIRED or (rules.report == ReportRule.ON_REQUEST and dossier.report_requested)
    if dossier.number.kind == Kind.INVENTION or not wanted or _acceptable(dossier, rules):
        return None
    wanted_papers = "专利权评价报告或检索分析报告" if rules.search_report_accepted else "专利权评价报告"
    sentence = f"{dossier.number.kind.label}须附{wanted_papers}"
    evidence = (Evidence("专利类型", dossier.number.kind.label, "专利号"),)
    return Finding(Level.STOP, "report", sentence, rules.clause("report", REPORT_CLAUSE), evidence)


def report_is_not_negative(dossier: Dossier, rules: Rules) -> Finding | None:
    """A negative evaluation report bars (专利审查指南第五部分第十一章); a negative search is for a person to weigh."""
    if not dossier.report_is_negative or dossier.report == ReportKind.NONE:
        return None
    evaluated = dossier.report == ReportKind.EVALUATION
    sentence = "评价报告结论为不符合授予专利权条件" if evaluated else "检索分析报告结论为负面，请人工研判"
    clause = rules.clause("report_negative", "专利审查指南第五部分第十一章")
    evidence = (Evidence("报告结论", "负面", "专利权人上传"),)
    return Finding(Level.STOP if evaluated else Level.ASK, "report_negative", sentence, clause, evidence)


def _acceptable(dossier: Dossier, rules: Rules) -> bool:
    if dossier.report == ReportKind.SEARCH:
        return rules.search_report_accepted
    return dossier.report == ReportKind.EVALUATION
