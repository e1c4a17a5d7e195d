"""What is on file today against a pass or a publication, and what nobody has looked up yet (LN-30, CN-24, HB-08).

The first check was at submission. An announcement, an export or a register copy may have come since; whoever decides is
held to what is known at that moment, and a question that no register answers needs the words of who answered it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.checking import Beside, dossier_of, rules_of
from declarations.local_rules import rules_when_begun
from declarations.models import Declaration, Review
from declarations.models.reviews import Verdict
from declarations.registers import ask_registers_about
from verification.checking import check
from verification.dossier import PatentFacts
from verification.findings import Item
from verification.numbers import PatentNumber, parse_number
from verification.registers.combining import Combined
from verification.rules import Rules

ON_REGISTER = tuple(item for item in Item if item.rests_on_registers)
SAID_ELSEWHERE = "owner_refuses"  # co-owners' answers are asked for by readiness.missing_to_publish
CLAUSE = "国知办函运字〔2022〕448号 三（一）2"
# The three that must be checked, each with the fact that answers it.
MUST_BE_CHECKED: Mapping[str, tuple[Promise, str]] = {
    "validity": (gettext_lazy("专利有效性"), "status"),
    "licence": (gettext_lazy("独占、排他许可"), "licences"),
    "pledge": (gettext_lazy("质押登记"), "pledges"),
}


def bars_of(declarations: Sequence[Declaration]) -> dict[int, list[str]]:
    """What the registers on file say against each today, by primary key; as many queries for a batch as for one."""
    told = _on_file(declarations)
    prefetch_related_objects(list(declarations), "owners")
    one_of_each = {_day_and_place(each): each for each in declarations}
    rules = {key: rules_of(rules_when_begun(each)) for key, each in one_of_each.items()}
    return {
        each.pk: _bars(each, told[parse_number(each.patent_number)], rules[_day_and_place(each)])
        for each in declarations
    }


def _day_and_place(declaration: Declaration) -> tuple[date, int]:
    """Rules hold by the day, and in a place."""
    return timezone.localdate(declaration.rules_at), declaration.region_id


def _bars(declaration: Declaration, told: Combined, rules: Rules) -> list[str]:
    around = Beside(owners=tuple(declaration.owners.all()))
    report = check(dossier_of(declaration, told.facts, told.register_answer, around=around), rules, items=ON_REGISTER)
    return [f"{stop.sentence}（{stop.clause}）" for stop in report.stops if stop.code != SAID_ELSEWHERE]


def not_looked_up(declaration: Declaration) -> dict[str, str]:
    """The items of the sheet that no register answers, with their names: a person looks them up and says how."""
    return unanswered(_on_file([declaration])[parse_number(declaration.patent_number)].facts)


def unanswered(facts: PatentFacts) -> dict[str, str]:
    return {key: str(title) for key, (title, fact) in MUST_BE_CHECKED.items() if getattr(facts, fact) is None}


def never_checked(declarations: Sequence[Declaration]) -> dict[int, list[str]]:
    """Of each, the items that neither a register nor an officer of this round has answered."""
    passed = Review.objects.filter(declaration__in=declarations, verdict=Verdict.PASSED).exclude(items={})
    by_hand = set(passed.values_list("declaration_id", "round"))
    waiting = [each for each in declarations if (each.pk, each.rounds) not in by_hand]
    told = _on_file(waiting) if waiting else {}
    return {each.pk: list(unanswered(told[parse_number(each.patent_number)].facts).values()) for each in waiting}


def words_of_bars(bars: Iterable[str]) -> str:
    """Why it cannot go on, and the two ways out."""
    return _("核验不符合：%s。请退回权利人；登记数据有误的，先录入登记簿副本。") % "；".join(bars)


def words_of_gaps(titles: Iterable[str]) -> str:
    """What still has to be looked up by a person."""
    told = {"items": "、".join(titles), "clause": CLAUSE}
    return (
        _("%(items)s没有登记信息可查：请录入登记簿副本，或者在审核意见中写明查询的途径、时间和结果（%(clause)s）。")
        % told
    )


def _on_file(declarations: Sequence[Declaration]) -> dict[PatentNumber, Combined]:
    return ask_registers_about([parse_number(each.patent_number) for each in declarations])
