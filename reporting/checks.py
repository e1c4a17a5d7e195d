"""What must hold before a table is submitted (section E): one function for each rule, pointing at its cells."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from publication.choices import FeeKind
from reporting.facts import Counting, Facts
from reporting.forms import Sheet
from reporting.measures import MEASURES

Cell = tuple[int, int]
NUMBERS = 3  # the column of the list of projects with all numbers of a contract
WHOLE_NUMBER = re.compile(r"(?:\d{12}|\d{8})\.[\dX]", re.ASCII)
CUMULATIVE = ("patents_opened", "owners_university_institute", "owners_enterprise", "smes_benefited", "licences")


@dataclass(frozen=True)
class Evidence:
    """All that the checks look at: the two tables, the facts, and what was counted elsewhere."""

    statistics: Sheet
    projects: Sheet
    facts: Facts
    before: Mapping[str, Any] = field(default_factory=dict)  # the month before, by measure
    recount: Mapping[str, Any] = field(default_factory=dict)  # counted apart, by measure

    def told(self, measure: str) -> Any:
        """The figure of the whole table."""
        rows = (self.statistics.totals,) if self.statistics.totals else self.statistics.rows
        places = self.places(measure)
        return rows[0][places[0]] if places else None

    def places(self, measure: str) -> list[int]:
        return [n for n, column in enumerate(self.statistics.form.columns) if column.measure == measure]


@dataclass(frozen=True)
class Finding:
    """A rule that does not hold, in the words of the clerk, at cells of one of the tables."""

    rule: str
    sentence: str
    blocks: bool = True
    sheet: str = "statistics"
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Rule:
    title: str
    check: Callable[[Evidence], Iterable[Finding]]
    blocks: bool = True


def free_and_paid_make_the_total(evidence: Evidence) -> Iterable[Finding]:
    """达成许可总数 = 免费 + 收费 (XY-45 to XY-47)."""
    total, free, paid = (evidence.places(key)[0] for key in ("licences", "licences_free", "licences_paid"))
    for n, row in enumerate(evidence.statistics.rows):
        both, unit = row[free] + row[paid], MEASURES["licences"].under(evidence.facts.counting).unit
        overlaps = unit == "件" and row[total] <= both  # a patent may be licensed free and for money
        if row[total] != both and not overlaps:
            sentence = f"第{n + 1}行：达成许可总数{row[total]}{unit}不等于免费{row[free]}{unit}加收费{row[paid]}{unit}"
            yield Finding("total", sentence, cells=((n, total), (n, free), (n, paid)))


def the_list_makes_the_figures(evidence: Evidence) -> Iterable[Finding]:
    """Rows, free rows and sum of annex 2 are the figures of annex 1."""
    rows, licences = evidence.projects.rows, evidence.facts.licences
    counting = evidence.facts.counting
    in_list = {
        "licences": _listed(rows, counting),
        "licences_free": _listed([row for row, one in zip(rows, licences, strict=True) if one.is_free], counting),
        "paid_amount": sum((row[4] for row in rows), Decimal(0)),
    }
    for key, listed in in_list.items():
        if (told := evidence.told(key)) is not None and told != listed:
            measure = MEASURES[key].under(counting)
            name, unit = measure.name, measure.unit
            cells = tuple((0, place) for place in evidence.places(key))
            yield Finding("list", f"{name}{told}{unit}，与项目清单的{listed}{unit}不一致", cells=cells)


def _listed(rows: Sequence[tuple[Any, ...]], counting: Counting) -> int:
    """Contracts, patents or pairs, as they stand in the list."""
    numbers = [number for row in rows for number in row[3].split("\n")]
    return {"contracts": len(rows), "patents": len(set(numbers)), "pairs": len(numbers)}[counting.licences]


def amounts_follow_the_filling_rules(evidence: Evidence) -> Iterable[Finding]:
    """免费填0；提成填0并注明；入门费+提成填入门费并注明 (XY-53 to XY-55)."""
    for n, (row, licence) in enumerate(zip(evidence.projects.rows, evidence.facts.licences, strict=True)):
        kinds = set(licence.fee_kinds)
        if licence.is_free and row[4] != 0:
            yield Finding("amount", f"第{n + 1}行：免费许可的使用费金额须填0", sheet="projects", cells=((n, 4),))
        if licence.is_royalty_only and row[4] != 0:
            yield Finding("amount", f"第{n + 1}行：提成方式的使用费金额须填0", sheet="projects", cells=((n, 4),))
        if kinds & {FeeKind.ROYALTY, FeeKind.ENTRY_FEE_ROYALTY} and not row[5].strip():
            yield Finding("remark", f"第{n + 1}行：备注须注明支付方式", sheet="projects", cells=((n, 5),))


def every_row_is_complete(evidence: Evidence) -> Iterable[Finding]:
    """Licensor, licensee and at least one patent number, each of them whole."""
    names = {1: "专利权人名称", 2: "被许可人名称", 3: "专利号"}
    for n, row in enumerate(evidence.projects.rows):
        for place, name in names.items():
            if not row[place].strip():
                yield Finding("complete", f"第{n + 1}行：缺少{name}", sheet="projects", cells=((n, place),))
        for number in row[NUMBERS].split():
            if not WHOLE_NUMBER.fullmatch(number):
                sentence = f"第{n + 1}行：“{number}”不是完整的专利号"
                yield Finding("complete", sentence, sheet="projects", cells=((n, NUMBERS),))


def units_make_the_whole(evidence: Evidence) -> Iterable[Finding]:
    """Sums: units together = the whole. Distinct counts: the whole is not more than its units together."""
    statistics = evidence.statistics
    for place, column in enumerate(statistics.form.columns if statistics.totals else ()):
        if not column.sum:
            continue
        added, whole = sum(row[place] for row in statistics.rows), statistics.totals[place]
        if whole > added or (whole != added and not _is_distinct(column.measure, evidence)):
            cells = tuple((n, place) for n in range(len(statistics.rows)))
            yield Finding("sum", f"“{column.label}”合计{whole}，各行之和{added}", cells=cells)


def _is_distinct(measure: str, evidence: Evidence) -> bool:
    return MEASURES[measure].under(evidence.facts.counting).is_distinct


def a_fresh_recount_agrees(evidence: Evidence) -> Iterable[Finding]:
    """Every number equals a count written apart, at the same instant."""
    for key, counted in evidence.recount.items():
        told = evidence.told(key)
        if told is not None and told != counted:
            cells = tuple((0, place) for place in evidence.places(key))
            yield Finding("recount", f"{MEASURES[key].name}：表内{told}，重新计数{counted}", cells=cells)


def cumulative_figures_do_not_fall(evidence: Evidence) -> Iterable[Finding]:
    """This month is not less than the month before; otherwise a reason is asked for."""
    for key in CUMULATIVE:
        told, before = evidence.told(key), evidence.before.get(key, 0)
        if told is not None and told < before:
            sentence = f"{MEASURES[key].name}由上月{before}减为{told}，请说明原因"
            cells = tuple((0, place) for place in evidence.places(key))
            yield Finding("fall", sentence, blocks=False, cells=cells)


RULES = (
    Rule("达成许可总数等于免费与收费之和", free_and_paid_make_the_total),
    Rule("统计表与项目清单的份数、免费份数和金额一致", the_list_makes_the_figures),
    Rule("使用费金额和备注符合填表说明", amounts_follow_the_filling_rules),
    Rule("清单各行的权利人、被许可人和专利号齐全", every_row_is_complete),
    Rule("各单位之和等于合计（去重项合计不大于各单位之和）", units_make_the_whole),
    Rule("表内各数与另行编写的重新计数一致", a_fresh_recount_agrees),
    Rule("累计数不少于上月", cumulative_figures_do_not_fall, blocks=False),
)


def examine(evidence: Evidence) -> list[tuple[Rule, list[Finding]]]:
    """Every rule with what it found; the empty ones hold."""
    return [(rule, list(rule.check(evidence))) for rule in RULES]


def marks_of(findings: Iterable[Finding], sheet: str) -> dict[Cell, str]:
    """The sentence for each cell of a table that a finding points at."""
    return {cell: finding.sentence for finding in findings if finding.sheet == sheet for cell in finding.cells}
