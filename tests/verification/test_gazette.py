"""The gazette comes in several formats; each announcement is understood, or put before a person."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verification.announcements import NOW, NUMBER, TODAY, announced, folded
from verification.events import BY_CODE, EVENT_TYPES, Action, EventKind, GazetteEvent, event_type
from verification.gazette import Unread, read_day, read_gazette, read_rows
from verification.history import fold, split_owners


def one(text):
    (event,) = read_gazette(text)
    return event


# fmt: off
CODES = [
    ("GR01", EventKind.GRANT, Action.NONE),
    ("CF01", EventKind.LAPSE, Action.SUSPEND),
    ("CX01", EventKind.EXPIRY, Action.SUSPEND),
    ("AV01", EventKind.ABANDONMENT, Action.SUSPEND),
    ("IW01", EventKind.INVALIDATION_FULL, Action.SUSPEND),
    ("IP01", EventKind.INVALIDATION_PARTIAL, Action.FLAG),
    ("RR01", EventKind.RESTORATION, Action.RESUME),
    ("TR01", EventKind.TRANSFER, Action.WITHDRAW),
    ("TA01", EventKind.TRANSFER_APPLICATION, Action.FLAG),
    ("CP01", EventKind.NAME_CHANGE, Action.FLAG),
    ("CP02", EventKind.ADDRESS_CHANGE, Action.NONE),
    ("CP03", EventKind.NAME_ADDRESS_CHANGE, Action.FLAG),
    ("CB03", EventKind.BIBLIOGRAPHIC_CHANGE, Action.FLAG),
    ("EE01", EventKind.LICENCE_RECORDED, Action.FLAG),
    ("EM01", EventKind.LICENCE_CHANGED, Action.FLAG),
    ("EC01", EventKind.LICENCE_CANCELLED, Action.RESUME),
    ("PE01", EventKind.PLEDGE_REGISTERED, Action.FLAG),
    ("PM01", EventKind.PLEDGE_CHANGED, Action.FLAG),
    ("PC01", EventKind.PLEDGE_CANCELLED, Action.RESUME),
    ("PP01", EventKind.PRESERVATION, Action.SUSPEND),
    ("PD01", EventKind.PRESERVATION_LIFTED, Action.RESUME),
    ("OL01", EventKind.OPEN_LICENCE_DECLARED, Action.FLAG),
    ("SE01", EventKind.EXAMINATION_STARTED, Action.NONE),
    ("PB01", EventKind.APPLICATION_PUBLISHED, Action.NONE),
    ("DD01", EventKind.SERVICE_BY_PUBLICATION, Action.FLAG),
    ("CD02", EventKind.CORRECTION, Action.FLAG),
]

WORDS = [
    ("授权", EventKind.GRANT),
    ("外观设计专利权授予", EventKind.GRANT),
    ("未缴年费专利权终止", EventKind.LAPSE),
    ("专利权有效期届满", EventKind.EXPIRY),
    ("专利权的主动放弃", EventKind.ABANDONMENT),
    ("专利权全部无效", EventKind.INVALIDATION_FULL),
    ("专利权部分无效", EventKind.INVALIDATION_PARTIAL),
    ("无效公告", EventKind.INVALIDATION_PARTIAL),
    ("权利的恢复", EventKind.RESTORATION),
    ("专利权的转移", EventKind.TRANSFER),
    ("专利申请权、专利权的转移", EventKind.TRANSFER),
    ("专利申请权的转移", EventKind.TRANSFER_APPLICATION),
    ("专利权人的姓名或者名称的变更", EventKind.NAME_CHANGE),
    ("专利权人的地址的变更", EventKind.ADDRESS_CHANGE),
    ("专利权人的姓名或者名称、地址的变更", EventKind.NAME_ADDRESS_CHANGE),
    ("著录事项变更", EventKind.BIBLIOGRAPHIC_CHANGE),
    ("专利实施许可合同备案的生效", EventKind.LICENCE_RECORDED),
    ("许可合同备案生效", EventKind.LICENCE_RECORDED),
    ("专利实施许可合同备案的变更", EventKind.LICENCE_CHANGED),
    ("专利实施许可合同备案的注销", EventKind.LICENCE_CANCELLED),
    ("专利权质押合同登记的生效", EventKind.PLEDGE_REGISTERED),
    ("质押合同登记生效", EventKind.PLEDGE_REGISTERED),
    ("专利权质押", EventKind.PLEDGE_REGISTERED),
    ("专利权质押合同登记的变更", EventKind.PLEDGE_CHANGED),
    ("专利权质押合同登记的注销", EventKind.PLEDGE_CANCELLED),
    ("专利权的保全", EventKind.PRESERVATION),
    ("专利权保全的解除", EventKind.PRESERVATION_LIFTED),
    ("专利实施的强制许可", EventKind.COMPULSORY_LICENCE),
    ("专利权期限的补偿", EventKind.TERM_COMPENSATION),
    ("开放许可声明", EventKind.OPEN_LICENCE_DECLARED),
    ("撤回专利开放许可声明", EventKind.OPEN_LICENCE_WITHDRAWN),
    ("实质审查的生效", EventKind.EXAMINATION_STARTED),
    ("公布", EventKind.APPLICATION_PUBLISHED),
    ("发明专利申请公布后的驳回", EventKind.APPLICATION_ENDED),
    ("发明专利申请公布后的视为撤回", EventKind.APPLICATION_ENDED),
    ("文件的公告送达", EventKind.SERVICE_BY_PUBLICATION),
    ("外观设计专利公报更正", EventKind.CORRECTION),
]
# fmt: on


@pytest.mark.parametrize(("code", "kind", "action"), CODES)
def test_each_code_leads_to_its_action_with_sentence_and_clause(code, kind, action):
    (event,) = read_rows([announced(code, "20260105", 事件="名称不明")])
    assert (event.kind, event.consequence.action) == (kind, action)
    assert event.consequence.sentence
    assert event.consequence.clause


def test_every_code_of_the_table_has_a_case():
    assert {code for code, *_ in CODES} == set(BY_CODE)
    assert {kind for _, kind in WORDS} == {row.kind for row in EVENT_TYPES} == set(EventKind)


@pytest.mark.parametrize(("words", "kind"), WORDS)
def test_without_a_code_the_words_tell(words, kind):
    assert event_type("", words).kind == kind


@pytest.mark.parametrize(
    ("licence", "action"),
    [("独占许可", Action.SUSPEND), ("排他许可", Action.SUSPEND), ("普通许可", Action.NONE), ("", Action.FLAG)],
)
def test_a_new_licence_suspends_only_when_it_shuts_others_out(licence, action):
    (event,) = read_rows([announced("EE01", "20260105", 许可种类=licence)])
    assert event.consequence.action == action


def test_the_concatenated_text_of_a_vendor():
    event = one(
        "ZL201711193877.7\n法律状态公告日：20150819;法律状态：实质审查的生效;"
        "描述信息：实质审查的生效IPC(主分类):G01M 7/08;申请日:20150409;"
    )
    assert (event.number, event.kind, event.announced_on) == (NUMBER, EventKind.EXAMINATION_STARTED, date(2015, 8, 19))
    assert event.detail("主分类") == "G01M 7/08"
    assert event.detail("申请日") == "20150409"


def test_the_json_of_an_interface():
    event = one(
        json.dumps(
            {
                "type": "实质审查的生效",
                "date": "2011-03-09",
                "content": "IPC(主分类): C01B 32/184\n专利申请号: 201711193877.7\n申请日: 2010-09-01",
                "applicationNumber": "CN201711193877.7",
            }
        )
    )
    assert (event.number, event.kind) == (NUMBER, EventKind.EXAMINATION_STARTED)
    assert event.detail("主分类") == "C01B 32/184"


def test_the_detail_line_of_a_transfer():
    event = one(
        "专利号：ZL201711193877.7；法律状态公告日：20201215；法律状态：专利申请权、专利权的转移；"
        "登记生效日：20201130；变更前申请人：辽宁大学；变更后申请人：甲公司；乙公司"
    )
    assert (event.kind, event.effective_on) == (EventKind.TRANSFER, date(2020, 11, 30))
    assert fold([event], TODAY, fetched_at=NOW).owners.value == ("甲公司", "乙公司")


def test_the_reason_of_an_end_may_stand_in_the_description_only():
    event = one(
        "ZL201711193877.7\t法律状态公告日：20260105;法律状态：专利权的终止;"
        "描述信息：未缴年费专利权终止IPC(主分类):G01M 7/08;申请日:20171110;终止日期:20241110"
    )
    assert (event.kind, event.effective_on) == (EventKind.LAPSE, date(2024, 11, 10))


@pytest.mark.parametrize("role", ["被许可人", "受让人"])
def test_old_and_new_role_names_mean_the_same(role):
    (event,) = read_rows([announced("EE01", "20260105", 备案号="X2026", 许可种类="独占许可", **{role: "甲公司"})])
    assert event.licensee == "甲公司"


@pytest.mark.parametrize("label", ["原专利权期限届满日 现专利权期限届满日", "原专利权期满终止日 现专利权期满终止日"])
def test_old_and_new_names_of_the_last_day_mean_the_same(label):
    before, after = label.split()
    row = {
        "专利号": NUMBER.display,
        "法律状态": "专利权期限的补偿",
        "公告日": "20260105",
        before: "20371110",
        after: "20390101",
    }
    assert folded(row).extended_to.value == date(2039, 1, 1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("今天天气很好", "不是专利号"),
        ("法律状态公告日：20260105;法律状态：授权", "没有可识别的专利号"),
        ("ZL201711193877.8\t法律状态公告日：20260105;法律状态：授权", "校验位"),
        ("专利号：ZL201711193877.8;法律状态公告日：20260105;法律状态：授权", "校验位"),
        ("专利号：ZL201711193877.7;法律状态公告日：20260105;法律状态：神秘事务", "不认识的法律状态：神秘事务"),
        ("专利号：ZL201711193877.7;法律状态公告日：昨天;法律状态：授权", "公告日“昨天”无法识别"),
        ("专利号：ZL201711193877.7;法律状态：授权", "没有公告日"),
        ("[1]", "不是一条公告记录"),
        ('{"a": 1}\nnot json', "没有可识别的专利号"),
    ],
)
def test_what_cannot_be_read_goes_to_a_person_with_a_reason(text, reason):
    unread = [entry for entry in read_gazette(text) if isinstance(entry, Unread)]
    assert reason in unread[0].reason
    assert unread[0].raw


def test_one_bad_line_does_not_hide_the_others():
    good = json.dumps({"type": "授权", "date": "20260105", "applicationNumber": NUMBER.display})
    entries = list(read_gazette(f"{good}\n{{broken\n{good}"))
    assert [type(entry) for entry in entries] == [GazetteEvent, Unread, GazetteEvent]


def test_an_unreadable_number_never_falls_back_to_the_one_above():
    notice = "法律状态公告日：20260105;法律状态：授权"
    text = f"ZL201711193877.7\n{notice}\nZL201711193877.8\n{notice}"
    assert [isinstance(entry, GazetteEvent) for entry in read_gazette(text)] == [True, False, False]


def test_the_same_announcement_has_one_key_in_every_format():
    text = one(
        "专利号：ZL201711193877.7；法律状态公告日：20240109；法律状态：专利权质押合同登记的生效；登记号：Y2024；登记生效日：20231228"
    )
    (row,) = read_rows([announced("PE01", "2024-01-09", 登记号="Y2024", 质权人="某银行")])
    assert text.key == row.key


def test_two_announcements_of_one_day_keep_two_keys():
    first, second = read_rows([announced("PE01", "20240109", 登记号="Y1"), announced("PE01", "20240109", 登记号="Y2")])
    assert first.key != second.key


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2015年8月9日", date(2015, 8, 9)),
        ("2015.08.09", date(2015, 8, 9)),
        ("20150809", date(2015, 8, 9)),
        ("2015-13-01", None),
        ("", None),
    ],
)
def test_days_are_read_in_every_spelling(text, day):
    assert read_day(text) == day


def test_owners_are_told_apart_as_lists_do_it():
    assert split_owners("辽宁大学；甲公司、乙, Ltd.") == ("辽宁大学", "甲公司", "乙, Ltd.")


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading_of_the_gazette(text):
    for entry in read_gazette(text):
        assert isinstance(entry, GazetteEvent) or entry.reason


@given(
    st.recursive(
        st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_no_json_breaks_it_either(data):
    for entry in read_gazette(json.dumps([data])):
        assert isinstance(entry, GazetteEvent) or entry.reason
