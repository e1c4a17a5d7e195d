"""Is this the patent it says it is, and does the register know it?"""

import re
import unicodedata

from django.utils.timezone import localdate

from verification.dossier import Dossier, Status
from verification.findings import Evidence, Finding, Level
from verification.rules import NATIONAL_PLAN, Rules

OBJECT_CLAUSE = f"{NATIONAL_PLAN} 三（一）1"


def number_not_from_the_future(dossier: Dossier, rules: Rules) -> Finding | None:
    """A number whose year has not come cannot have been given (ZC 0006-2003)."""
    if dossier.number.filing_year <= dossier.checked_on.year:
        return None
    sentence = f"{dossier.number} 的申请年份是{dossier.number.filing_year}年，晚于核验日{dossier.checked_on}"
    return Finding(Level.STOP, "number_future", sentence, rules.clause("number_future", "ZC 0006-2003"))


def known_to_the_register(dossier: Dossier, rules: Rules) -> Finding | None:
    """Somebody must have answered; silence is not a pass (国知办函运字〔2022〕448号 三（一）2)."""
    sentence = {
        "unavailable": "登记数据来源暂时没有答复，核验待进行；系统会再次查询，也可上传登记簿副本由人工核对",
        "absent": f"登记数据中没有 {dossier.number}，请核对号码，或上传登记簿副本由人工核对",
    }.get(dossier.register_answer)
    if not sentence:
        return None
    code = f"register_{dossier.register_answer}"
    return Finding(Level.ASK, code, sentence, rules.clause(code, f"{NATIONAL_PLAN} 三（一）2"))


def filing_date_fits_the_number(dossier: Dossier, rules: Rules) -> Finding | None:
    """The year in the number is that of filing; a divisional application keeps its earlier date (细则第四十三条)."""
    filed = dossier.facts.filing_date
    if filed is None or filed.value.year <= dossier.number.filing_year:
        return None
    sentence = f"登记的申请日{filed.value}晚于号码中的年份{dossier.number.filing_year}，请核对号码"
    clause = rules.clause("filing_date", "ZC 0006-2003")
    return Finding(Level.ASK, "filing_date", sentence, clause, dossier.facts.evidence("filing_date"))


def title_as_registered(dossier: Dossier, rules: Rules) -> Finding | None:
    """The published title is that of the register (发明名称)."""
    registered = dossier.facts.title
    if registered is None or not dossier.title or plain_words(dossier.title) == plain_words(registered.value):
        return None
    sentence = f"填写的发明名称“{dossier.title}”与登记的“{registered.value}”不同"
    clause = rules.clause("title", f"{NATIONAL_PLAN} 三（一）1")
    return Finding(Level.ASK, "title", sentence, clause, dossier.facts.evidence("title"))


def granted_or_pending_where_allowed(dossier: Dossier, rules: Rules) -> Finding | None:
    """A pending application may be offered only where the province says so (辽宁: 专利号（专利申请号）)."""
    status = dossier.facts.status
    if status is None or status.value != Status.PENDING:
        return None
    clause = rules.clause("pending", OBJECT_CLAUSE)
    evidence = dossier.facts.evidence("status")
    if rules.pending_allowed:
        return Finding(Level.NOTE, "pending", "尚未授权，按专利申请公开；授权后请更新", clause, evidence)
    return Finding(Level.STOP, "pending", "尚未授权：本地区只接受已授权的专利", clause, evidence)


def sources_agree(dossier: Dossier, rules: Rules) -> Finding | None:
    """Sources that contradict each other are shown to a person, never settled by the machine."""
    if not dossier.facts.conflicts:
        return None
    told = "；".join(
        f"{conflict.values[0].name}：" + "，".join(f"{value.source}为“{value.value}”" for value in conflict.values)
        for conflict in dossier.facts.conflicts
    )
    evidence = tuple(value for conflict in dossier.facts.conflicts for value in conflict.values)
    clause = rules.clause("conflict", f"{NATIONAL_PLAN} 三（一）2")
    return Finding(Level.ASK, "conflict", f"数据来源说法不一，请人工核对。{told}", clause, evidence)


def facts_are_fresh(dossier: Dossier, rules: Rules) -> Finding | None:
    """Facts older than the province's interval are looked up again (湖北: 定期开展信息复核)."""
    status = dossier.facts.status
    if status is None or rules.facts_fresh_days is None:
        return None
    age = (dossier.checked_on - localdate(status.fetched_at)).days
    if age <= rules.facts_fresh_days:
        return None
    sentence = f"法律状态是{age}天前查得的，超过{rules.facts_fresh_days}天，需重新查询"
    evidence = (
        Evidence("法律状态", str(status.value), status.source, status.fetched_at.isoformat(timespec="seconds")),
    )
    return Finding(Level.ASK, "stale", sentence, rules.clause("stale", f"{NATIONAL_PLAN} 三（一）2"), evidence)


def plain_words(text: str) -> str:
    """A name or title without the differences that mean nothing: width of signs, blanks, capitals."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()
