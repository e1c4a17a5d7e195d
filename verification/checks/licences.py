"""Is the patent free to be licensed to anyone: no exclusive or sole licence, no statutory declaration beside it?"""

from verification.dossier import Dossier, LicenceKind, RecordedLicence
from verification.findings import Finding, Level
from verification.rules import NATIONAL_PLAN, Rules

LICENCE_CLAUSE = f"{NATIONAL_PLAN} 三（一）1"
BARRING = {LicenceKind.EXCLUSIVE, LicenceKind.SOLE}


def licences_are_known(dossier: Dossier, rules: Rules) -> Finding | None:
    """Whether a licence is on record is looked at, not presumed (国知办函运字〔2022〕448号 三（一）2)."""
    if dossier.facts.licences is not None or dossier.register_answer == "unavailable":
        return None
    sentence = "没有查到实施许可备案情况，请人工核对是否处于独占或排他许可期限内"
    return Finding(Level.ASK, "licences_unknown", sentence, rules.clause("licences_unknown", LICENCE_CLAUSE))


def not_exclusively_licensed(dossier: Dossier, rules: Rules) -> Finding | None:
    """Not inside an exclusive or sole licence (国知办函运字〔2022〕448号 三（一）1; 细则第八十六条第一款第（一）项)."""
    barring = [licence for licence in open_licences(dossier) if licence.kind in BARRING]
    if not barring:
        return None
    sentence = "在独占或排他许可期限内：" + "；".join(map(str, barring))
    clause = rules.clause("exclusive", LICENCE_CLAUSE)
    return Finding(Level.STOP, "exclusive", sentence, clause, dossier.facts.evidence("licences"))


def licence_kinds_are_clear(dossier: Dossier, rules: Rules) -> Finding | None:
    """A licence on record without its kind may be an exclusive one."""
    unclear = [licence for licence in open_licences(dossier) if licence.kind == LicenceKind.UNKNOWN]
    if not unclear:
        return None
    sentence = "有许可备案但种类不明，请专利权人说明并附合同：" + "；".join(map(str, unclear))
    clause = rules.clause("licence_kind", LICENCE_CLAUSE)
    return Finding(Level.ASK, "licence_kind", sentence, clause, dossier.facts.evidence("licences"))


def ordinary_licences_are_mentioned(dossier: Dossier, rules: Rules) -> Finding | None:
    """Ordinary licences do not bar; a licensee may like to know (专利法第五十一条)."""
    ordinary = [licence for licence in open_licences(dossier) if licence.kind == LicenceKind.ORDINARY]
    if not ordinary:
        return None
    sentence = f"有{len(ordinary)}份普通许可在备案，不影响开放许可"
    clause = rules.clause("ordinary", "专利法第五十一条")
    return Finding(Level.NOTE, "ordinary", sentence, clause, dossier.facts.evidence("licences"))


def not_statutory_already(dossier: Dossier, rules: Rules) -> Finding | None:
    """A pilot offer and a statutory declaration are different things; both at once must be linked (专利法第五十条)."""
    declaration = dossier.facts.statutory_declaration
    if declaration is None or not declaration.value:
        return None
    sentence = f"已有法定开放许可声明（编号{declaration.value}）生效，请关联该声明，避免条件不一致"
    clause = rules.clause("statutory", "专利法第五十条")
    return Finding(Level.ASK, "statutory", sentence, clause, dossier.facts.evidence("statutory_declaration"))


def open_licences(dossier: Dossier) -> list[RecordedLicence]:
    known = dossier.facts.licences
    return [licence for licence in known.value if licence.open_on(dossier.checked_on)] if known else []
