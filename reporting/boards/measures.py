"""What boards show beside the tables, defined as there; and what is a share of what."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from reporting.boards.facts import BoardFacts
from reporting.facts import Facts, Matter, Reached
from reporting.measures import INSTITUTIONS, MEASURES, Measure, Rows, implemented, opened

ON_BOARDS = "LN-19、XY-07"


def _of(kind: str) -> Callable[[Facts], Rows]:
    """The rows of a kind that only boards know; the facts of a table have none."""
    return lambda facts: getattr(facts, kind, ())


def pushed(facts: Facts) -> list[Reached]:
    """The first delivery of each record."""
    first: dict[str, Reached] = {}
    for reached in facts.reached:
        first.setdefault(reached.record_number, reached)
    return list(first.values())


def ever_published(facts: Facts) -> Rows:
    """Also where the table leaves withdrawn ones out: the denominator of HB-11 is everything (G10)."""
    return opened(replace(facts, counting=replace(facts.counting, withdrawn=True)))


def with_benefit(facts: Facts) -> list[Matter]:
    """The first of each patent."""
    first: dict[str, Matter] = {}
    for patent in _of("benefited")(facts):
        first.setdefault(patent.number, patent)
    return list(first.values())


def bodies_with_experiences(facts: Facts) -> list[Matter]:
    """The first confirmed experience of each body."""
    first: dict[str, Matter] = {}
    for experience in _of("experiences")(facts):
        first.setdefault(experience.name, experience)
    return list(first.values())


BOARD_MEASURES: dict[str, Measure] = MEASURES | {
    measure.key: measure
    for measure in (
        Measure("collected", "征集的声明", "件", "截至该时点提交过的声明", ON_BOARDS, _of("collected")),
        Measure("approved", "审核通过的声明", "件", "截至该时点通过审核或者公布过的声明", ON_BOARDS, _of("approved")),
        Measure(
            "patents_pushed",
            "已推送的专利",
            "件",
            "截至该时点至少送达一次匹配推送的专利",
            ON_BOARDS,
            pushed,
            is_distinct=True,
        ),
        Measure("asked", "许可意向", "项", "截至该时点提出的接受和许可请求，含未达成的", ON_BOARDS, _of("asked")),
        Measure("filed", "已备案的许可", "份", "截至该时点完成合同备案的许可", ON_BOARDS, _of("filed")),
        Measure("overdue", "超期未办", "件", "目前超过办理期限的声明和超过答复期限的许可", ON_BOARDS, _of("overdue")),
        Measure(
            "patents_listed",
            "列入实施清单的专利",
            "件",
            "截至该时点列入开放许可（公开实施）清单的专利，自公布之日列入，按专利号去重",
            "HB-06、ZJ-08",
            opened,
            is_distinct=True,
        ),
        Measure(
            "experiences",
            "形成可复制推广经验的单位",
            "家",
            "截至该时点经省级确认的交易规则、政策措施和经验典型的形成单位，按名称去重",
            "LN-15",
            bodies_with_experiences,
            is_distinct=True,
        ),
    )
}


@dataclass(frozen=True)
class Share:
    """a ÷ b, both printed, both of the same instant. Without `bottom` b is a number from outside (StatedFigure)."""

    key: str
    name: str
    words: str
    clause: str
    top: Measure
    bottom: Measure | None = None
    stated: str = ""


def by_institutions(facts: Facts) -> Rows:
    """Implemented patents whose record belongs to a university or institute."""
    traits = facts.traits if isinstance(facts, BoardFacts) else {}
    ours = {number for number, trait in traits.items() if trait.owner_type in INSTITUTIONS}
    patents = {opening.patent_number for opening in facts.openings if opening.record_number in ours}
    return [row for row in implemented(facts) if row[1] in patents]


IMPLEMENTED_BY_INSTITUTIONS = Measure(
    "implemented_by_institutions",
    "高等院校、科研机构已实施的专利",
    "件",
    "截至该时点至少达成一份许可的高等院校、科研机构专利，按专利号去重",
    "ZJ-10",
    by_institutions,
    is_distinct=True,
)
WITH_BENEFIT = Measure(
    "patents_with_benefit",
    "达成许可并产生经济效益的专利",
    "件",
    "截至该时点达成许可、且实施跟踪中填报的销售额、利润或者产值大于0的专利，按专利号去重",
    "HB-11、G10",
    with_benefit,
    is_distinct=True,
)
EVER_PUBLISHED = Measure(
    "patents_ever_published",
    "所有开放许可专利",
    "件",
    "截至该时点曾经公布的全部专利，含已撤回的，按专利号去重",
    "HB-11、G10",
    ever_published,
    is_distinct=True,
)
BOARD_MEASURES |= {one.key: one for one in (IMPLEMENTED_BY_INSTITUTIONS, WITH_BENEFIT, EVER_PUBLISHED)}
SHARES: dict[str, Share] = {
    share.key: share
    for share in (
        Share(
            "implementation_rate",
            "高等院校、科研机构专利实施率",
            "已实施的专利 ÷ 有效专利；分母为从外部登记的数量，注明统计日期和来源",
            "ZJ-10",
            IMPLEMENTED_BY_INSTITUTIONS,
            stated="valid_patents",
        ),
        Share(
            "benefit_share",
            "达成许可并产生一定经济效益的专利占比",
            "产生经济效益的许可专利 ÷ 曾经公布的全部专利，分子分母取同一时点",
            "HB-11、G10",
            WITH_BENEFIT,
            EVER_PUBLISHED,
        ),
    )
}


def percent(top: Any, bottom: Any) -> Decimal | None:
    """With one decimal; nothing where there is nothing to divide by."""
    return (Decimal(top) * 100 / Decimal(bottom)).quantize(Decimal("0.1"), ROUND_HALF_UP) if bottom else None
