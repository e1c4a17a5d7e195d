"""Is the right alive: not ended, not past its term, its fees paid?"""

from verification.annual_fees import FeeStanding, FeeState, standing
from verification.dossier import Dossier, Status
from verification.findings import Evidence, Finding, Level
from verification.rules import NATIONAL_PLAN, Rules
from verification.terms import last_day_at_most, last_day_of_patent

VALIDITY_CLAUSE = f"{NATIONAL_PLAN} 三（一）2"
ENDED = {Status.LAPSED, Status.EXPIRED, Status.ABANDONED, Status.INVALID, Status.REFUSED}
REMEDY = {Status.LAPSED: "；如在恢复期限内，恢复权利后可再提交"}


def status_is_known(dossier: Dossier, rules: Rules) -> Finding | None:
    """Validity is looked at, not presumed."""
    if dossier.facts.status is not None or dossier.register_answer == "unavailable":
        return None
    sentence = "没有查到法律状态，请上传登记簿副本由人工核对"
    return Finding(Level.ASK, "status_unknown", sentence, rules.clause("status_unknown", VALIDITY_CLAUSE))


def right_has_not_ended(dossier: Dossier, rules: Rules) -> Finding | None:
    """Terminated, abandoned, invalidated or refused: there is nothing to license (专利法第四十四条、第四十七条)."""
    status, ended = dossier.facts.status, dossier.facts.ended_on
    if status is None or status.value not in ENDED:
        return None
    since = f"，自{ended.value}起" if ended else ""
    sentence = f"专利已失效：{status.value.label}{since}{REMEDY.get(status.value, '')}"
    clause = rules.clause("ended", "专利法第四十四条、第四十七条")
    return Finding(Level.STOP, "ended", sentence, clause, dossier.facts.evidence("status", "ended_on"))


def not_past_its_term(dossier: Dossier, rules: Rules) -> Finding | None:
    """20, 10 or 15 years from filing, by the type that the number shows (专利法第四十二条)."""
    filed, extended = dossier.facts.filing_date, dossier.facts.extended_to
    if filed:
        last = last_day_of_patent(dossier.number.kind, filed.value, extended.value if extended else None)
    else:
        last = last_day_at_most(dossier.number, extended.value if extended else None)
    if dossier.checked_on <= last:
        return None
    sentence = f"{dossier.number.kind.label}的期限最晚到{last}，核验日{dossier.checked_on}已过"
    clause = rules.clause("term_over", "专利法第四十二条")
    return Finding(Level.STOP, "term_over", sentence, clause, dossier.facts.evidence("filing_date", "extended_to"))


def annual_fee_is_paid(dossier: Dossier, rules: Rules) -> Finding | None:
    """An unpaid fee bars, in the months of grace too (专利法实施细则第八十六条第一款第（三）项、第一百一十五条)."""
    stand = fee_standing(dossier)
    if stand is None or stand.state == FeeState.PAID:
        return None
    if stand.state == FeeState.GRACE:
        sentence = (
            f"第{stand.year}年度年费{stand.fee}元未缴，应于{stand.due_on}前缴纳；"
            f"今日补缴另加滞纳金{stand.surcharge:.0f}元（{stand.surcharge_percent}%），最晚{stand.grace_until}"
        )
    else:
        sentence = (
            f"第{stand.year}年度年费未缴，补缴期已于{stand.grace_until}届满，"
            f"专利权自{stand.due_on}起终止（公告通常晚数月，登记状态可能仍显示有效）"
        )
    clause = rules.clause("annual_fee", "专利法实施细则第八十六条、第一百一十五条")
    return Finding(Level.STOP, "annual_fee", sentence, clause, _fee_evidence(dossier))


def annual_fee_is_known(dossier: Dossier, rules: Rules) -> Finding | None:
    """The register may show a right for ten months after its fee was missed, so a receipt says more."""
    pending = dossier.facts.status is not None and dossier.facts.status.value in {Status.PENDING, *ENDED}
    if pending or fee_standing(dossier) is not None:
        return None
    level = Level.ASK if rules.fee_receipt_asked else Level.NOTE
    sentence = "年费缴纳情况未知，请上传最近一次年费缴费凭证；登记状态可能比欠费晚数月"
    clause = rules.clause("annual_fee_unknown", "专利法实施细则第一百一十五条")
    return Finding(level, "annual_fee_unknown", sentence, clause)


def not_partly_invalidated(dossier: Dossier, rules: Rules) -> Finding | None:
    """What is left of the claims is for a person to read (专利法第四十七条)."""
    decision = dossier.facts.partly_invalid
    if decision is None:
        return None
    sentence = f"专利权部分无效（{decision.value}），请核对维持有效的权利要求是否仍为许可内容"
    clause = rules.clause("partly_invalid", "专利法第四十七条")
    return Finding(Level.ASK, "partly_invalid", sentence, clause, dossier.facts.evidence("partly_invalid"))


def fee_standing(dossier: Dossier) -> FeeStanding | None:
    """How the fees stand, by the later of the register and the uploaded receipt; None when nobody knows."""
    filed, paid = dossier.facts.filing_date, dossier.facts.paid_years
    years = max(paid.value if paid else 0, dossier.receipt_paid_years or 0)
    if filed is None or not years:
        return None
    return standing(dossier.number.kind, filed.value, years, dossier.checked_on)


def _fee_evidence(dossier: Dossier) -> tuple[Evidence, ...]:
    evidence = dossier.facts.evidence("filing_date", "paid_years")
    if dossier.receipt_paid_years:
        evidence += (Evidence("缴费凭证", f"缴至第{dossier.receipt_paid_years}年度", "专利权人上传"),)
    return evidence
