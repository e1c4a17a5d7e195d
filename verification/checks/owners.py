"""Do all owners, and only they, make the offer?"""

from verification.checks.identity import plain_words
from verification.dossier import Consent, Dossier
from verification.findings import Evidence, Finding, Level
from verification.rules import NATIONAL_PLAN, Rules

OWNER_CLAUSE = "专利法第十四条、第五十条"


def declarants_are_the_owners(dossier: Dossier, rules: Rules) -> Finding | None:
    """The declaration lists exactly the owners of the register (专利法第五十条: 专利权人)."""
    registered = dossier.facts.owners
    if registered is None or not dossier.owners:
        return None
    declared = {plain_words(owner.name): owner.name for owner in dossier.owners}
    known = {plain_words(name): name for name in registered.value}
    missing = [known[key] for key in known if key not in declared]
    strange = [declared[key] for key in declared if key not in known]
    if not missing and not strange:
        return None
    if _differ_in_script(missing, strange):
        return _script_finding(dossier, rules, missing, strange)
    parts = (f"未列入：{'、'.join(missing)}" if missing else "", f"登记中没有：{'、'.join(strange)}" if strange else "")
    sentence = "声明人与登记的专利权人不一致，" + "；".join(part for part in parts if part)
    evidence = (*dossier.facts.evidence("owners"), Evidence("声明的专利权人", "；".join(declared.values()), "声明"))
    return Finding(Level.STOP, "owners", sentence, rules.clause("owners", OWNER_CLAUSE), evidence)


def _script_finding(dossier: Dossier, rules: Rules, missing: list[str], strange: list[str]) -> Finding:
    sentence = (
        f"声明的专利权人与登记的写法不同，可能是繁体字与简体字之别，请人工核对是否同一人："
        f"登记为{'、'.join(missing)}，声明为{'、'.join(strange)}"
    )
    evidence = (*dossier.facts.evidence("owners"), Evidence("声明的专利权人", "；".join(strange), "声明"))
    return Finding(Level.ASK, "owners_script", sentence, rules.clause("owners_script", OWNER_CLAUSE), evidence)


def _differ_in_script(missing: list[str], strange: list[str]) -> bool:
    """Whether each name left over could be another one in traditional characters; a person decides whether it is."""
    left = list(strange)
    for name in missing:
        if (other := next((each for each in left if _could_be(name, each)), None)) is None:
            return False
        left.remove(other)
    return not left


def _could_be(name: str, other: str) -> bool:
    """Sign by sign the same, or one of the two is none that the simplified set (GB/T 2312) has."""
    one, two = plain_words(name), plain_words(other)
    return len(one) == len(two) and all(a == b or _is_simple(a) != _is_simple(b) for a, b in zip(one, two, strict=True))


def _is_simple(sign: str) -> bool:
    return bool(sign.encode("gb2312", "ignore"))


def owners_are_known(dossier: Dossier, rules: Rules) -> Finding | None:
    """Who owns the patent is looked at, not presumed."""
    if dossier.facts.owners is not None or dossier.register_answer == "unavailable":
        return None
    sentence = "没有查到登记的专利权人，请人工核对"
    return Finding(Level.ASK, "owners_unknown", sentence, rules.clause("owners_unknown", OWNER_CLAUSE))


def no_owner_refuses(dossier: Dossier, rules: Rules) -> Finding | None:
    """One co-owner's no is enough (专利审查指南第五部分第十一章: 全体共有权利人同意)."""
    refusing = [owner.name for owner in dossier.owners if owner.consent == Consent.REFUSED]
    if not refusing:
        return None
    sentence = f"共有专利权人不同意：{'、'.join(refusing)}"
    return Finding(Level.STOP, "owner_refuses", sentence, rules.clause("owner_refuses", OWNER_CLAUSE))


def every_owner_consents(dossier: Dossier, rules: Rules) -> Finding | None:
    """Publication waits until every co-owner has agreed (国知办函运字〔2022〕448号; 专利法第十四条)."""
    silent = [owner.name for owner in dossier.owners if owner.consent == Consent.WAITING]
    if not silent:
        return None
    sentence = f"等待共有专利权人同意：{'、'.join(silent)}"
    clause = rules.clause("owner_waits", f"{OWNER_CLAUSE}；{NATIONAL_PLAN} 三（一）1")
    return Finding(Level.ASK, "owner_waits", sentence, clause)
