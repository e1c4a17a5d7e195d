"""Is the same patent offered elsewhere already?"""

from verification.dossier import Dossier
from verification.findings import Evidence, Finding, Level
from verification.rules import NATIONAL_PLAN, Rules

DUPLICATE_CLAUSE = f"{NATIONAL_PLAN} 三（一）1"


def once_in_a_province(rules: Rules) -> str:
    """The clause by which a patent is declared once."""
    return rules.clause("declared_here", DUPLICATE_CLAUSE)


def not_declared_here_already(dossier: Dossier, rules: Rules) -> Finding | None:
    """One patent, one declaration in a province."""
    same = [other for other in dossier.elsewhere if other.same_province]
    if not same:
        return None
    sentence = "本省已有同一专利的声明：" + "、".join(f"{other.record}{other.state}" for other in same)
    evidence = tuple(Evidence("声明", other.record, other.province) for other in same)
    return Finding(Level.STOP, "declared_here", sentence, once_in_a_province(rules), evidence)


def published_elsewhere_is_mentioned(dossier: Dossier, rules: Rules) -> Finding | None:
    """Other provinces may offer it too; the terms should agree."""
    others = [other for other in dossier.elsewhere if not other.same_province]
    if not others:
        return None
    sentence = "其他省份已公开同一专利，条件宜一致：" + "、".join(
        f"{other.province} {other.record}" for other in others
    )
    evidence = tuple(Evidence("公开记录", other.record, other.province) for other in others)
    return Finding(Level.NOTE, "elsewhere", sentence, rules.clause("elsewhere", DUPLICATE_CLAUSE), evidence)
