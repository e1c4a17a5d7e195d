"""Is the offered licence term long enough, and does the patent live as long?"""

from verification.dossier import Dossier
from verification.findings import Evidence, Finding, Level
from verification.rules import NATIONAL_PLAN, Rules
from verification.terms import last_day_at_least, last_day_at_most, last_day_of_patent, last_day_of_term

MINIMUM_CLAUSE = f"{NATIONAL_PLAN} 三（一）1"
LIFE_CLAUSE = "专利法第四十二条"


def term_runs_forward(dossier: Dossier, rules: Rules) -> Finding | None:
    """A term has a first and a last day, in this order."""
    if not dossier.term_start or not dossier.term_end or dossier.term_end >= dossier.term_start:
        return None
    sentence = f"许可期限的终止日{dossier.term_end}早于起始日{dossier.term_start}"
    return Finding(Level.STOP, "term_order", sentence, rules.clause("term_order", MINIMUM_CLAUSE), _term(dossier))


def term_is_long_enough(dossier: Dossier, rules: Rules) -> Finding | None:
    """The province's minimum term (国知办函运字〔2022〕448号: 许可期限最低年限; 辽宁: 不少于1年)."""
    if not rules.min_term_months or not dossier.term_start or not dossier.term_end:
        return None
    earliest = last_day_of_term(dossier.term_start, rules.min_term_months)
    if dossier.term_end >= earliest:
        return None
    sentence = (
        f"许可期限不得少于{_months(rules.min_term_months)}：自{dossier.term_start}起，"
        f"终止日不得早于{earliest}，现为{dossier.term_end}"
    )
    return Finding(Level.STOP, "term_short", sentence, rules.clause("term_short", MINIMUM_CLAUSE), _term(dossier))


def term_ends_with_the_patent(dossier: Dossier, rules: Rules) -> Finding | None:
    """Nobody can license what has ended: the last day of the patent is the last possible day (专利法第四十二条)."""
    if not dossier.term_end:
        return None
    filed, extended = dossier.facts.filing_date, dossier.facts.extended_to
    if filed:
        last = last_day_of_patent(dossier.number.kind, filed.value, extended.value if extended else None)
    else:
        last = last_day_at_most(dossier.number, extended.value if extended else None)
    if dossier.term_end <= last:
        return None
    sentence = f"许可期限到{dossier.term_end}，晚于专利权可能的最后一日{last}"
    evidence = dossier.facts.evidence("filing_date", "extended_to") + _term(dossier)
    return Finding(Level.STOP, "term_beyond", sentence, rules.clause("term_beyond", LIFE_CLAUSE), evidence)


def life_is_known_to_the_day(dossier: Dossier, rules: Rules) -> Finding | None:
    """With the year alone the last day is uncertain by up to a year; then the filing date is asked for."""
    if dossier.facts.filing_date or not dossier.term_end:
        return None
    if dossier.term_end <= last_day_at_least(dossier.number) or dossier.term_end > last_day_at_most(dossier.number):
        return None
    sentence = f"许可期限到{dossier.term_end}，专利权可能先届满，请补充申请日"
    return Finding(
        Level.ASK, "filing_date_needed", sentence, rules.clause("filing_date_needed", LIFE_CLAUSE), _term(dossier)
    )


def _months(months: int) -> str:
    return f"{months // 12}年" if months % 12 == 0 else f"{months}个月"


def _term(dossier: Dossier) -> tuple[Evidence, ...]:
    return (Evidence("许可期限", f"{dossier.term_start or ''}至{dossier.term_end or ''}", "声明"),)
