"""What the announcements of a patent come to: status, owners, licences, pledges and preservations as of a day."""

from datetime import date

import pytest

from tests.verification.announcements import NUMBER, TODAY, announced, folded
from verification.dossier import LicenceKind, Status


def test_a_lapse_and_its_restoration_fold_into_a_right_in_force():
    lapse = announced("CF01", "20240901", 终止日期="20231110")
    back = announced("RR01", "20241201")
    assert folded(lapse).status.value == Status.LAPSED
    assert folded(lapse).ended_on.value == date(2023, 11, 10)
    assert folded(lapse, back).status.value == Status.IN_FORCE
    assert folded(lapse, back).ended_on is None
    assert folded(back, lapse).status.value == Status.IN_FORCE


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("CX01", Status.EXPIRED),
        ("AV01", Status.ABANDONED),
        ("IW01", Status.INVALID),
        ("GR01", Status.IN_FORCE),
        ("SE01", Status.PENDING),
    ],
)
def test_each_end_has_its_own_name(code, status):
    assert folded(announced(code, "20260105")).status.value == status


def test_what_is_announced_for_later_does_not_hold_yet():
    row = announced("PP01", "20260105", 保全登记生效日="20260201")
    assert folded(row, as_of=date(2026, 1, 31)).preservations is None
    assert len(folded(row, as_of=date(2026, 2, 1)).preservations.value) == 1


def test_licences_open_change_and_close():
    opened = announced(
        "EE01", "20240109", 备案号="X1", 许可种类="普通许可", 受让人="甲公司", 合同履行期限="2024.1.1至2028.12.31"
    )
    changed = announced("EM01", "20250109", 备案号="X1", 变更事项="许可种类", 变更前="普通许可", 变更后="独占许可")
    closed = announced("EC01", "20260109", 备案号="X1", 解除日="20260101")
    (licence,) = folded(opened).licences.value
    assert (licence.kind, licence.licensee, licence.until) == (LicenceKind.ORDINARY, "甲公司", date(2028, 12, 31))
    assert folded(opened, changed).licences.value[0].kind == LicenceKind.EXCLUSIVE
    (licence,) = folded(opened, changed, closed).licences.value
    assert licence.open_on(date(2025, 12, 31))
    assert not licence.open_on(date(2026, 1, 1))


def test_a_pledge_ends_with_its_own_number_only():
    first, second = (
        announced("PE01", "20240109", 登记号="Y1", 质权人="甲银行"),
        announced("PE01", "20240110", 登记号="Y2"),
    )
    facts = folded(first, second, announced("PC01", "20250101", 登记号="Y1", 解除日="20241230"))
    assert [pledge.lifted_on for pledge in facts.pledges.value] == [date(2024, 12, 30), None]


def test_a_cancellation_without_number_ends_the_only_pledge_but_none_of_two():
    first, second = announced("PE01", "20240109", 登记号="Y1"), announced("PE01", "20240110", 登记号="Y2")
    end = announced("PC01", "20250101")
    assert not folded(first, end).pledges.value[0].is_open
    assert all(pledge.is_open for pledge in folded(first, second, end).pledges.value)


def test_a_pledge_may_pass_to_another_bank():
    change = announced("PM01", "20250101", 登记号="Y1", 变更事项="质权人", 变更前="甲银行", 变更后="乙银行")
    facts = folded(announced("PE01", "20240109", 登记号="Y1", 质权人="甲银行"), change)
    assert facts.pledges.value[0].holder == "乙银行"


@pytest.mark.requirement("LN-30", "CN-24")
def test_a_change_of_a_licence_nobody_had_heard_of_tells_that_there_is_one():
    """Its record may be older than our first issue; taken for no licence at all, an exclusive one would bar nobody."""
    change = announced("EM01", "20250109", 备案号="X1", 变更事项="许可种类", 变更前="普通许可", 变更后="独占许可")
    (licence,) = folded(change).licences.value
    assert (licence.record, licence.kind) == ("X1", LicenceKind.EXCLUSIVE)
    assert licence.open_on(TODAY)
    other = announced("EE01", "20240109", 备案号="X2", 许可种类="普通许可", 受让人="乙公司")
    assert [each.kind for each in folded(other, change).licences.value] == [LicenceKind.ORDINARY, LicenceKind.EXCLUSIVE]


@pytest.mark.requirement("LN-30", "CN-24")
def test_a_change_of_a_pledge_nobody_had_heard_of_tells_that_there_is_one():
    change = announced("PM01", "20250101", 登记号="Y1", 变更事项="质权人", 变更前="甲银行", 变更后="乙银行")
    (pledge,) = folded(change).pledges.value
    assert (pledge.record, pledge.holder) == ("Y1", "乙银行")
    assert pledge.open_on(TODAY)


@pytest.mark.parametrize(("code", "fact"), [("EC01", "licences"), ("PC01", "pledges"), ("PD01", "preservations")])
def test_the_end_of_something_nobody_had_heard_of_does_not_tell_that_there_is_nothing_else(code, fact):
    end = announced(code, "20250101", 登记号="Y1", 备案号="Y1")
    assert getattr(folded(end), fact) is None
    assert getattr(folded(end, complete=True), fact).value == ()


def test_preservation_ends_when_it_is_lifted():
    facts = folded(
        announced("PP01", "20240109", 保全登记生效日="20240101"), announced("PD01", "20250109", 保全解除日="20250101")
    )
    assert facts.preservations.value[0].open_on(date(2024, 6, 1))
    assert not facts.preservations.value[0].open_on(date(2025, 1, 1))


def test_a_change_of_address_leaves_the_owners_alone():
    row = announced("TR01", "20240109", 登记生效日="20240101", 变更事项="地址", 变更前="沈阳", 变更后="大连")
    assert folded(row).owners is None


def test_main_and_other_owners_are_all_kept():
    row = announced(
        "TR01", "20240109", 变更后主专利权人="甲公司", 变更后共同专利权人="乙大学、丙研究所", 变更后地址="大连"
    )
    assert folded(row).owners.value == ("甲公司", "乙大学", "丙研究所")


def test_a_statutory_declaration_comes_and_goes():
    declared = announced("OL01", "20250109", 开放许可声明编号="K1")
    withdrawn = {
        "专利号": NUMBER.display,
        "法律状态": "撤回专利开放许可声明",
        "公告日": "20260109",
        "开放许可声明撤回日": "20260101",
    }
    assert folded(declared).statutory_declaration.value == "K1"
    assert folded(declared, withdrawn).statutory_declaration.value == ""


def test_each_fact_names_the_issue_it_came_from():
    assert folded(announced("PE01", "20240109", 登记号="Y1")).pledges.source == "专利公报 2024-01-09"


def test_only_a_complete_history_tells_that_there_is_no_pledge():
    assert folded(announced("GR01", "20240109")).pledges is None
    assert folded(announced("GR01", "20240109"), complete=True).pledges.value == ()


def test_the_same_events_twice_change_nothing():
    rows = [
        announced("PE01", "20240109", 登记号=""),
        announced("EE01", "20240110", 备案号="X1"),
        announced("PP01", "20240111"),
    ]
    assert folded(*rows) == folded(*rows, *rows)
