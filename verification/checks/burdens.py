"""Does someone else hold a hand on the patent: a pledgee, a court, a rival for the ownership?"""

from verification.dossier import Burden, Dossier, Known
from verification.findings import Evidence, Finding, Level
from verification.rules import NATIONAL_PLAN, Rules

PLEDGE_CLAUSE = "专利法实施细则第八十六条第一款第（四）项"
SUSPENDED_CLAUSE = "专利法实施细则第八十六条第一款第（二）项"


def pledges_are_known(dossier: Dossier, rules: Rules) -> Finding | None:
    """Whether a pledge is registered is looked at, not presumed (国知办函运字〔2022〕448号 三（一）2)."""
    if dossier.facts.pledges is not None or dossier.register_answer == "unavailable":
        return None
    sentence = "没有查到质押登记情况，请人工核对"
    return Finding(
        Level.ASK, "pledges_unknown", sentence, rules.clause("pledges_unknown", f"{NATIONAL_PLAN} 三（一）2")
    )


def not_pledged_without_consent(dossier: Dossier, rules: Rules) -> Finding | None:
    """A pledged patent may be offered only with the pledgee's written consent (细则第八十六条第一款第（四）项)."""
    silent = [
        pledge for pledge in _open(dossier.facts.pledges, dossier) if pledge.record not in dossier.pledgee_consents
    ]
    if not silent:
        return None
    sentence = "已质押且未见质权人书面同意：" + "；".join(map(str, silent))
    clause = rules.clause("pledge", PLEDGE_CLAUSE)
    return Finding(Level.STOP, "pledge", sentence, clause, dossier.facts.evidence("pledges"))


def pledge_with_consent_is_mentioned(dossier: Dossier, rules: Rules) -> Finding | None:
    """With the pledgee's consent the offer may go on; whoever takes it should know."""
    agreed = [pledge for pledge in _open(dossier.facts.pledges, dossier) if pledge.record in dossier.pledgee_consents]
    if not agreed:
        return None
    sentence = "已质押，质权人书面同意开放许可：" + "；".join(map(str, agreed))
    evidence = dossier.facts.evidence("pledges")
    evidence += tuple(Evidence("质权人同意书", pledge.record, "专利权人上传") for pledge in agreed)
    return Finding(Level.NOTE, "pledge_agreed", sentence, rules.clause("pledge_agreed", PLEDGE_CLAUSE), evidence)


def not_preserved_by_a_court(dossier: Dossier, rules: Rules) -> Finding | None:
    """Under preservation proceedings are suspended (专利法实施细则第一百零四条)."""
    held = _open(dossier.facts.preservations, dossier)
    if not held:
        return None
    sentence = "专利权处于保全中：" + "；".join(map(str, held))
    clause = rules.clause("preserved", SUSPENDED_CLAUSE)
    return Finding(Level.STOP, "preserved", sentence, clause, dossier.facts.evidence("preservations"))


def ownership_is_undisputed(dossier: Dossier, rules: Rules) -> Finding | None:
    """While an ownership dispute suspends proceedings nobody can promise the patent (专利法实施细则第一百零三条)."""
    disputes = _open(dossier.facts.ownership_disputes, dossier)
    if not disputes:
        return None
    sentence = "专利权属存在纠纷，程序中止：" + "；".join(map(str, disputes))
    clause = rules.clause("disputed", SUSPENDED_CLAUSE)
    return Finding(Level.STOP, "disputed", sentence, clause, dossier.facts.evidence("ownership_disputes"))


def _open(known: Known[tuple[Burden, ...]] | None, dossier: Dossier) -> list[Burden]:
    return [burden for burden in known.value if burden.open_on(dossier.checked_on)] if known else []
