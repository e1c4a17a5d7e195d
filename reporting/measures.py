"""Each figure once: name, unit, words, clause, and the rows it counts. Number, cell and drill-down come from here.

Units are never mixed (A5): 家 bodies by credit code, 件 distinct patents, 份 contracts, 件次 patent × licence, 万元.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Self

from publication.money import in_wan
from reporting.facts import Achieved, Concluded, Counting, Facts, Opening, Participant, Reached
from tenancy.models.organisations import ENTERPRISES, OwnerType, SizeClass

Rows = Sequence[Any]
INSTITUTIONS = frozenset({OwnerType.UNIVERSITY, OwnerType.INSTITUTE})
BODIES = INSTITUTIONS | {OwnerType.STATE_ENTERPRISE}
COUNTED_IN = {"contracts": "份", "patents": "件", "pairs": "件次"}
SMALL = frozenset({SizeClass.MEDIUM, SizeClass.SMALL, SizeClass.MICRO})


@dataclass(frozen=True)
class Measure:
    """One definition. `rows` picks what it counts; `value` is their number unless it is a sum or a text.

    `is_distinct`: a unit's figure may be smaller than the sum of those beneath it, so it is counted afresh.
    """

    key: str
    name: str
    unit: str
    words: str
    clause: str
    rows: Callable[[Facts], Rows]
    value: Callable[[Rows], Any] = len
    is_distinct: bool = False
    counts_licences: bool = False  # in the way that the province's policy chose (G8)

    def of(self, facts: Facts) -> Any:
        return self.value(self.rows(facts))

    def under(self, counting: Counting) -> Self:
        """As a province counts it: unit and distinctness follow its policy."""
        if not self.counts_licences:
            return self
        return replace(self, unit=COUNTED_IN[counting.licences], is_distinct=counting.licences == "patents")


def owners_of_types(types: Iterable[str]) -> Callable[[Facts], Rows]:
    """Owners by credit code; the type is that of the newest row."""
    wanted = frozenset(types)

    def rows(facts: Facts) -> Rows:
        newest: dict[str, Participant] = {}
        for owner in sorted(facts.participants, key=lambda owner: owner.since):
            newest[owner.identity] = owner
        return [owner for owner in newest.values() if owner.owner_type in wanted]

    return rows


def opened(facts: Facts) -> list[Opening]:
    """The first record of each patent; withdrawn ones only where they stay in the count (G7)."""
    first: dict[str, Opening] = {}
    for opening in facts.openings:
        if facts.counting.withdrawn or not opening.is_withdrawn:
            first.setdefault(opening.patent_number, opening)
    return list(first.values())


def in_force(facts: Facts) -> list[Opening]:
    return opened(Facts(openings=tuple(opening for opening in facts.openings if opening.in_force)))


def reached_smes(facts: Facts) -> Rows:
    """Enterprises to which something was delivered, that opened it or took it, as policy says (G6)."""
    return smes_that(facts.counting.sme)(facts)


def smes_that(became: str) -> Callable[[Facts], Rows]:
    """The first push to each enterprise that is not large of which this became: delivered, opened, accepted (G6)."""

    def rows(facts: Facts) -> Rows:
        first: dict[str, Reached] = {}
        for reached in facts.reached:
            if reached.size in SMALL and BENEFITED[became](reached):
                first.setdefault(reached.credit_code, reached)
        return list(first.values())

    return rows


BENEFITED: dict[str, Callable[[Reached], bool]] = {
    "delivered": lambda reached: True,
    "opened": lambda reached: reached.opened,
    "accepted": lambda reached: reached.accepted,
}
BENEFITED_WORDS = {
    "delivered": "至少收到一次匹配推送",
    "opened": "至少打开过一次匹配推送",
    "accepted": "接受了所推送的专利",
}


def in_policy_units(pick: Callable[[Facts], Sequence[Concluded]]) -> Callable[[Facts], Rows]:
    """Licences as contracts, as distinct patents, or as patent × licence (G8)."""

    def rows(facts: Facts) -> Rows:
        picked = replace(facts, licences=tuple(pick(facts)))
        return {"contracts": lambda kept: kept.licences, "patents": implemented, "pairs": pairs}[
            facts.counting.licences
        ](picked)

    return rows


def free(facts: Facts) -> list[Concluded]:
    return [licence for licence in facts.licences if licence.is_free]


def paid(facts: Facts) -> list[Concluded]:
    return [licence for licence in facts.licences if not licence.is_free]


def pairs(facts: Facts) -> list[tuple[Concluded, str]]:
    return [(licence, number) for licence in facts.licences for number in licence.patent_numbers]


def implemented(facts: Facts) -> list[tuple[Concluded, str]]:
    """The first licence of each patent; licensed twice, it counts once (LN-14)."""
    first: dict[str, tuple[Concluded, str]] = {}
    for licence, number in pairs(facts):
        first.setdefault(number, (licence, number))
    return list(first.values())


def sum_in_wan(rows: Rows) -> Decimal:
    """The sum of the cells of annex 2, each rounded as it is printed (A8)."""
    return sum((in_wan(row.amount) for row in rows), Decimal(0))


def used(facts: Facts) -> list[tuple[Achieved, str]]:
    """The first interval in which each patent was said to be used."""
    first: dict[str, tuple[Achieved, str]] = {}
    for row in (each for each in facts.results if each.used):
        for number in row.patent_numbers:
            first.setdefault(number, (row, number))
    return list(first.values())


def told_with(column: str) -> Callable[[Facts], Rows]:
    """The intervals in which this was said; not known differs from 0 (A8)."""
    return lambda facts: [row for row in facts.results if getattr(row, column) is not None]


def sum_of_column(column: str) -> Callable[[Rows], Decimal]:
    return lambda rows: sum((in_wan(getattr(row, column)) for row in rows), Decimal(0))


def channels(facts: Facts) -> Rows:
    return list({(row.name, row.url): row for row in facts.channels}.values())


MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure(
            "owners_university_institute",
            "参与试点的高校、科研院所",
            "家",
            "截至该时点至少提交过一份声明或者公布过一件专利的高等学校和科研机构，按统一社会信用代码去重",
            "XY-40",
            owners_of_types(INSTITUTIONS),
            is_distinct=True,
        ),
        Measure(
            "owners_enterprise",
            "参与试点的企业",
            "家",
            "截至该时点至少提交过一份声明或者公布过一件专利的企业，按统一社会信用代码去重",
            "XY-40",
            owners_of_types(ENTERPRISES),
            is_distinct=True,
        ),
        Measure(
            "bodies",
            "参与试点的高校、科研机构和国有企业",
            "家",
            "截至该时点至少提交过一份声明或者公布过一件专利的高等学校、科研机构和国有企业，按统一社会信用代码去重",
            "LN-12、HB-05、CN-13",
            owners_of_types(BODIES),
            is_distinct=True,
        ),
        Measure(
            "patents_opened",
            "已进行开放许可专利",
            "件",
            "截至该时点曾经公布的专利，按专利号去重，含已撤回的（本省参数另定不含的除外）",
            "XY-41、G7",
            opened,
            is_distinct=True,
        ),
        Measure(
            "patents_in_force",
            "其中有效的专利",
            "件",
            "截至该时点公布且未撤回、未届满、未中止的专利，按专利号去重",
            "G7",
            in_force,
            is_distinct=True,
        ),
        Measure(
            "smes_benefited",
            "匹配推送后惠及的中小微企业",
            "家",
            "截至该时点至少收到一次匹配推送的中小微企业（本省参数另定打开或接受的从其规定），按统一社会信用代码去重，"
            "归于被推送专利所在地",
            "XY-44、G6",
            reached_smes,
            is_distinct=True,
        ),
        Measure(
            "smes_opened",
            "打开过推送的中小微企业",
            "家",
            "截至该时点至少打开过一次匹配推送的中小微企业，按统一社会信用代码去重，归于被推送专利所在地",
            "G6",
            smes_that("opened"),
            is_distinct=True,
        ),
        Measure(
            "smes_accepted",
            "接受所推送专利的中小微企业",
            "家",
            "截至该时点就推送给本企业的专利达成许可的中小微企业，按统一社会信用代码去重，归于被推送专利所在地",
            "G6",
            smes_that("accepted"),
            is_distinct=True,
        ),
        Measure(
            "licences",
            "达成许可",
            "份",
            "截至该时点达成的许可合同，一份合同计一份（本省参数另定按件或件次的从其规定）",
            "XY-45、G8",
            in_policy_units(lambda facts: facts.licences),
            counts_licences=True,
        ),
        Measure(
            "licences_free",
            "其中免费许可",
            "份",
            "截至该时点达成的免费许可合同",
            "XY-46",
            in_policy_units(free),
            counts_licences=True,
        ),
        Measure(
            "licences_paid",
            "其中收费许可",
            "份",
            "截至该时点达成的收费许可合同",
            "XY-47",
            in_policy_units(paid),
            counts_licences=True,
        ),
        Measure(
            "paid_amount",
            "收费许可总金额",
            "万元",
            "一次总付、可折算金额和入门费之和；仅提成的计0",
            "XY-48",
            paid,
            sum_in_wan,
        ),
        Measure(
            "patents_implemented",
            "已实施的开放许可专利",
            "件",
            "截至该时点至少达成一份许可的专利，按专利号去重",
            "LN-14",
            implemented,
            is_distinct=True,
        ),
        Measure("implementations", "实施件次", "件次", "各份许可所含专利件数之和", "ZJ-09", pairs),
        Measure(
            "patents_used",
            "填报已实施的专利",
            "件",
            "截至该时点实施跟踪中填报已实施的专利，按专利号去重",
            "LN-55、CN-35",
            used,
            is_distinct=True,
        ),
        Measure(
            "output_value",
            "实施产值",
            "万元",
            "截至该时点各跟踪期填报的产值之和",
            "LN-55",
            told_with("output_value"),
            sum_of_column("output_value"),
        ),
        Measure(
            "sales",
            "实施销售额",
            "万元",
            "截至该时点各跟踪期填报的销售额之和",
            "LN-55",
            told_with("sales"),
            sum_of_column("sales"),
        ),
        Measure(
            "jobs",
            "新增就业",
            "人",
            "截至该时点各跟踪期填报的新增就业人数之和",
            "LN-55",
            told_with("jobs"),
            lambda rows: sum(row.jobs for row in rows),
        ),
        Measure(
            "fees_received",
            "实收许可使用费",
            "万元",
            "截至该时点专利权人确认收到的使用费之和，未达成的许可除外",
            "LN-55、CN-35",
            lambda facts: facts.receipts,
            sum_in_wan,
        ),
        Measure(
            "platform_names",
            "信息发布平台名称",
            "",
            "截至该时点展示本地专利的平台",
            "XY-42",
            channels,
            lambda rows: "、".join(row.name for row in rows),
        ),
        Measure(
            "platform_urls",
            "信息发布平台网址",
            "",
            "截至该时点展示本地专利的平台的网址，几个平台同一网址的只列一次",
            "XY-43",
            channels,
            lambda rows: "\n".join(dict.fromkeys(row.url for row in rows)),
        ),
    )
}


def figures(facts: Facts) -> dict[str, Any]:
    """All of them for one place."""
    return {key: measure.of(facts) for key, measure in MEASURES.items()}
