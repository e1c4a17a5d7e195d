"""A broken record blocks at its cell; what only looks odd asks for a reason (section E)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from reporting.checks import Evidence, examine, marks_of
from reporting.facts import Facts
from reporting.measures import figures
from reporting.periods import Month
from reporting.tables import Frame, Unit, projects, statistics
from tests.factories.reporting import COUNTY, ConcludedFactory, OpeningFactory

GUANGSHAN = Unit("光山县", COUNTY)
FRAME = Frame(GUANGSHAN, Month(2023, 4), date(2023, 5, 1))


def evidence(*licences, openings=(), **more):
    facts = Facts(licences=licences, openings=tuple(openings))
    return Evidence(statistics("xy-annex1", FRAME, facts, []), projects(FRAME, facts), facts, **more)


def found(evidence):
    return [finding for _rule, findings in examine(evidence) for finding in findings]


def with_cell(sheet, row, place, value):
    cells = [list(line) for line in sheet.rows]
    cells[row][place] = value
    return replace(sheet, rows=tuple(tuple(line) for line in cells))


def test_what_the_records_say_holds():
    free = ConcludedFactory(is_free=True, amount=Decimal(0), fee_kinds=("free",))
    royalty = ConcludedFactory(fee_kinds=("royalty",), amount=Decimal(0), remark="提成")
    right = evidence(ConcludedFactory(), free, royalty)
    assert found(replace(right, recount=figures(right.facts), before=figures(Facts()))) == []


@pytest.mark.requirement("XY-47")
def test_a_total_that_is_not_free_plus_paid_blocks_at_the_three_cells():
    right = evidence(ConcludedFactory())
    wrong = replace(right, statistics=with_cell(right.statistics, 0, 9, 5))
    finding = found(wrong)[0]
    assert finding.blocks
    assert finding.sentence == "第1行：达成许可总数1份不等于免费0份加收费5份"
    assert set(marks_of(found(wrong), "statistics")) == {(0, 7), (0, 8), (0, 9)}


def test_figures_that_are_not_those_of_the_list_block():
    right = evidence(ConcludedFactory())
    wrong = replace(right, statistics=with_cell(right.statistics, 0, 10, Decimal(9)))
    assert [finding.sentence for finding in found(wrong)] == ["收费许可总金额9万元，与项目清单的5.0000万元不一致"]


@pytest.mark.parametrize(
    ("licence", "sentence", "cell"),
    [
        ({"is_free": True, "fee_kinds": ("free",)}, "第1行：免费许可的使用费金额须填0", (0, 4)),
        ({"fee_kinds": ("royalty",), "remark": "提成"}, "第1行：提成方式的使用费金额须填0", (0, 4)),
        ({"fee_kinds": ("entry_fee_royalty",)}, "第1行：备注须注明支付方式", (0, 5)),
        ({"licensee": " "}, "第1行：缺少被许可人名称", (0, 2)),
        ({"licensors": ""}, "第1行：缺少专利权人名称", (0, 1)),
        ({"patent_numbers": ()}, "第1行：缺少专利号", (0, 3)),
        (
            {"patent_numbers": ("201010596747.X", "2.01E+11")},
            "第1行：“2.01E+11”不是完整的专利号",
            (0, 3),
        ),
    ],
)
def test_a_row_against_the_filling_rules_blocks_at_its_cell(licence, sentence, cell):
    wrong = [finding for finding in found(evidence(ConcludedFactory(**licence))) if finding.sheet == "projects"]
    assert [(finding.sentence, finding.cells) for finding in wrong] == [(sentence, (cell,))]
    assert all(finding.blocks for finding in wrong)


def test_a_number_that_a_fresh_count_does_not_find_blocks():
    wrong = evidence(openings=[OpeningFactory()], recount={"patents_opened": 2})
    assert [finding.sentence for finding in found(wrong)] == ["已进行开放许可专利：表内1，重新计数2"]


def test_units_that_do_not_make_the_whole_block():
    city = Unit("信阳市", "100000.410000.411500.")
    facts = Facts(licences=(ConcludedFactory(),))
    table = statistics("xy-annex1-units", replace(FRAME, unit=city), facts, [GUANGSHAN])
    wrong = Evidence(with_cell(with_cell(table, 0, 8, 3), 0, 10, 3), projects(FRAME, facts), facts)
    assert "“达成许可总数”合计1，各行之和3" in [finding.sentence for finding in found(wrong)]


def test_a_figure_that_falls_asks_for_a_reason_and_does_not_block():
    finding = found(evidence(before={"patents_opened": 3}))[0]
    assert not finding.blocks
    assert finding.sentence == "已进行开放许可专利由上月3减为0，请说明原因"
