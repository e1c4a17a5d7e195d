"""Sources of facts: each keeps the same promise; slow, broken, lying and absent ones are told apart."""

import socket
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.verification.clean_patent import DESIGN, INVENTION, clean_facts, known, number
from tests.verification.fake_service import running
from verification.checking import check
from verification.dossier import Burden, Dossier, LicenceKind, PatentFacts, RecordedLicence, Status
from verification.registers import epo
from verification.registers.codec import BadFacts, facts_from_plain, facts_to_plain
from verification.registers.combining import ask_all, combine
from verification.registers.epo import EpoRegister, GuardedClient
from verification.registers.files import open_file
from verification.registers.http_json import HttpRegister, Service, at_path
from verification.registers.manual import manual_entry
from verification.registers.patience import Patience, RateLimit
from verification.registers.protocol import Absent, Found, Unavailable
from verification.rules import Rules

NOW = datetime(2026, 11, 20, tzinfo=UTC)
UNKNOWN = number("201911193877")
ROW = {
    "专利号": INVENTION.display,
    "发明名称": "一种电池",
    "专利权人": "辽宁大学",
    "法律状态": "有效",
    "质押登记": "无",
}
MAPPING = {
    "title": "data.title",
    "owners": "data.applicants",
    "filing_date": "data.filed",
    "status": "data.state",
    "pledges": "data.pledges",
    "licences": "data.not_there",
}


@pytest.fixture
def service():
    with running() as service:
        yield service


def quick(**options):
    """The patience of production, without its pauses."""
    slept = []
    limit = RateLimit(per_second=1000, sleep=slept.append)
    return Patience(limit=limit, sleep=slept.append, **options)


def http_register(service, **options):
    options = {"seconds": 0.3, "allow_private": True} | options
    asked = Service("测试登记簿", service.url + "/patents/{number}", MAPPING, **options)
    return HttpRegister(asked, quick(), lambda: NOW)


def epo_register(service, monkeypatch=None, **options):
    class Client(GuardedClient):
        __auth_url__ = service.url + "/token"
        __service_url_prefix__ = service.url

    client = Client("key", "secret", **({"allow_private": True, "seconds": 0.3} | options))
    return EpoRegister(client, quick(), lambda: NOW)


def file_register(service=None):
    head, row = ",".join(ROW), ",".join(ROW.values())
    return open_file(f"{head}\n{row}".encode(), "export.csv", source="登记簿导出文件", fetched_at=NOW)


def manual_register(service=None):
    return manual_entry(
        INVENTION, {"title": "一种电池", "status": "有效"}, entered_by="李", copy_digest="a" * 64, at=NOW
    )


ADAPTERS = [file_register, manual_register, http_register, epo_register]
OVER_THE_NET = [http_register, epo_register]


# The contract of every adapter --------------------------------------------------------------------------------


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_a_known_patent_is_found_and_each_fact_names_source_and_time(service, adapter):
    answer = adapter(service).facts_of(INVENTION)
    assert isinstance(answer, Found)
    facts = dict(answer.facts.known())
    assert facts["status"].value in set(Status)
    assert all(fact.source and fact.fetched_at == NOW for fact in facts.values())


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_an_unknown_patent_is_absent_not_unavailable(service, adapter):
    register = adapter(service)
    assert register.facts_of(UNKNOWN) == Absent(register.name, NOW)


@pytest.mark.parametrize("adapter", OVER_THE_NET)
@pytest.mark.parametrize(
    ("mood", "reason"),
    [
        ("broken", "状态 500"),
        ("broken 403", "状态 403"),
        ("garbage", "不是有效的"),
        ("hanging", ""),
        ("cut", "连接中断"),
        ("redirecting", "状态 302"),
        ("huge", "未采用"),
    ],
)
def test_a_source_in_a_bad_mood_is_unavailable_with_a_reason(service, adapter, mood, reason):
    service.mood = mood
    answer = adapter(service).facts_of(INVENTION)
    assert isinstance(answer, Unavailable)
    assert reason in answer.reason
    assert answer.reason


@pytest.mark.parametrize("adapter", OVER_THE_NET)
def test_a_redirect_is_never_followed(service, adapter):
    service.mood = "redirecting"
    adapter(service).facts_of(INVENTION)
    assert "/secret" not in service.knocks


@pytest.mark.parametrize("adapter", OVER_THE_NET)
def test_nothing_private_is_ever_reached(service, adapter):
    answer = adapter(service, allow_private=False).facts_of(INVENTION)
    assert "指向内部网络地址 127.0.0.1" in answer.reason
    assert service.knocks == []


@pytest.mark.parametrize("adapter", OVER_THE_NET)
def test_a_source_that_stumbles_once_is_asked_again(service, adapter):
    service.mood = "recovering 503"
    assert isinstance(adapter(service).facts_of(INVENTION), Found)
    assert len(service.knocks) == 2


# The HTTP service ---------------------------------------------------------------------------------------------


def test_the_mapping_leads_from_the_answer_to_the_facts(service):
    facts = http_register(service).facts_of(INVENTION).facts
    assert facts.owners.value == ("辽宁大学",)
    assert facts.filing_date.value == date(2018, 5, 10)
    assert facts.pledges.value == (Burden("Y1", "某银行", date(2024, 1, 5)),)
    assert facts.licences is None
    assert service.knocks == [f"/patents/{INVENTION.normal}"]


@pytest.mark.parametrize(
    ("mood", "reason"), [("another", "答的不是这一号码"), ("absurd", "“申请日”的值“the day before")]
)
def test_a_lying_service_is_not_believed(service, mood, reason):
    service.mood = mood
    answer = http_register(service).facts_of(INVENTION)
    assert isinstance(answer, Unavailable)
    assert reason in answer.reason


@pytest.mark.parametrize("adapter", OVER_THE_NET)
def test_a_service_that_sends_a_byte_now_and_then_meets_the_deadline_of_the_whole_call(service, adapter):
    service.mood = "dripping"
    assert "0.3秒内没有完成答复" in adapter(service).facts_of(INVENTION).reason


@pytest.mark.parametrize("adapter", OVER_THE_NET)
def test_no_more_of_an_endless_answer_is_read_than_is_used(service, adapter):
    service.mood = "endless"
    assert "未采用" in adapter(service, seconds=5).facts_of(INVENTION).reason


def test_a_service_that_is_not_there_is_unavailable():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/{{number}}"
        register = HttpRegister(Service("无人", url, {}, seconds=0.3, allow_private=True), quick(), lambda: NOW)
        assert "连接中断" in register.facts_of(INVENTION).reason


@pytest.mark.parametrize(("path", "value"), [("a.0.b", 1), ("a.1.b", None), ("a.b", None), ("c.d", None)])
def test_a_path_may_lead_nowhere(path, value):
    assert at_path({"a": [{"b": 1}], "c": "text"}, path) == value


# EPO ----------------------------------------------------------------------------------------------------------


def test_the_events_of_the_epo_fold_into_a_lapse_as_of_its_due_date(service):
    facts = epo_register(service).facts_of(INVENTION).facts
    assert (facts.status.value, facts.ended_on.value) == (Status.LAPSED, date(2024, 5, 10))
    assert facts.grant_date.value == date(2020, 3, 3)
    assert facts.status.source.startswith("EPO OPS")
    assert facts.pledges is None


def test_the_epo_has_no_designs_and_is_not_asked_for_them(service):
    assert "不收录外观设计" in epo_register(service).facts_of(DESIGN).reason
    assert service.knocks == []


def test_an_answer_with_a_document_type_is_not_opened(service):
    service.mood = "bomb"
    assert "XML声明" in epo_register(service).facts_of(INVENTION).reason


def test_without_a_key_there_is_no_epo(monkeypatch):
    monkeypatch.delenv("EPO_OPS_KEY", raising=False)
    assert epo.from_environment() is None
    monkeypatch.setenv("EPO_OPS_KEY", "key")
    monkeypatch.setenv("EPO_OPS_SECRET", "secret")
    assert isinstance(epo.from_environment(), EpoRegister)


# Files and manual entry ---------------------------------------------------------------------------------------


def test_an_exported_file_answers_with_no_network():
    facts = file_register().facts_of(INVENTION).facts
    assert (facts.title.value, facts.pledges.value, facts.licences) == ("一种电池", (), None)


def test_a_cell_may_list_licences_line_by_line():
    cell = "X1|独占|甲公司|2024-01-01|2028-12-31\nX2|普通|乙公司"
    facts = facts_from_plain({"实施许可备案": cell}, "文件", NOW)
    assert [licence.kind for licence in facts.licences.value] == [LicenceKind.EXCLUSIVE, LicenceKind.ORDINARY]
    assert facts.licences.value[0].until == date(2028, 12, 31)


def test_the_owner_counts_where_a_table_names_the_first_applicant_too():
    owner, applicant = {"专利权人": "甲公司"}, {"申请人": "乙大学"}
    for row, name in ((owner | applicant, "甲公司"), (applicant | owner, "甲公司"), (applicant, "乙大学")):
        assert facts_from_plain(row, "文件", NOW).owners.value == (name,)


def test_rows_that_cannot_be_used_are_listed_with_line_and_reason():
    rows = [
        "专利号,法律状态,年费缴至年度",
        f"{INVENTION},有效,9",
        "ZL201711193877.8,有效,9",
        f"{UNKNOWN},大概有效,9",
        f"{DESIGN},有效,很多",
        f"{INVENTION},放弃,9",
        ",有效,9",
    ]
    register = open_file("\n".join(rows).encode(), "export.csv", source="文件", fetched_at=NOW)
    assert list(register.facts) == [INVENTION]
    assert [fault.line for fault in register.faults] == [3, 4, 5, 6, 7]
    assert "校验位" in register.faults[0].sentence
    assert "“法律状态”的值“大概有效”无法理解" in register.faults[1].sentence


def test_an_officer_enters_what_the_register_copy_says():
    entry = manual_register()
    assert "李录入" in entry.facts_of(INVENTION).source
    with pytest.raises(BadFacts, match="法律状态"):
        manual_entry(INVENTION, {"status": "?"}, entered_by="李", copy_digest="", at=NOW)


def test_facts_survive_the_way_into_json_and_back():
    facts = clean_facts(
        licences=known((RecordedLicence("X1", LicenceKind.SOLE, "甲", date(2024, 1, 1), None, date(2025, 1, 1)),)),
        pledges=known((Burden("Y1", "银行", date(2024, 1, 1)),)),
    )
    back = facts_from_plain(facts_to_plain(facts), "登记簿", facts.status.fetched_at)
    assert back == facts


@pytest.mark.parametrize(
    "plain",
    [
        {"owners": []},
        {"owners": 7},
        {"title": ["x"]},
        {"paid_years": 99},
        {"paid_years": True},
        {"licences": [1]},
        {"pledges": 3},
    ],
)
def test_values_that_cannot_be_are_refused_with_their_field(plain):
    with pytest.raises(BadFacts, match="无法理解"):
        facts_from_plain(plain, "文件", NOW)


# Several sources ----------------------------------------------------------------------------------------------


def found(source, **facts):
    return Found(PatentFacts(**{name: known(value, source) for name, value in facts.items()}), source, NOW)


def test_each_fact_comes_from_the_most_trusted_source_that_has_it():
    both = combine([found("登记簿", title="一种电池"), found("公报", title="一种电池", main_class="H01M")])
    assert (both.facts.title.source, both.facts.main_class.source) == ("登记簿", "公报")
    assert both.facts.conflicts == ()


def test_contradictions_are_shown_with_who_says_what():
    both = combine([found("登记簿", status=Status.IN_FORCE), found("EPO", status=Status.LAPSED)])
    (conflict,) = both.facts.conflicts
    assert [(value.source, value.value) for value in conflict.values] == [
        ("登记簿", "专利权有效"),
        ("EPO", "未缴年费专利权终止"),
    ]
    report = check(Dossier(INVENTION, date(2026, 11, 20), both.facts), Rules())
    assert "conflict" in {finding.code for finding in report.asks}


def test_order_width_and_what_is_closed_are_no_contradiction():
    closed = Burden("Y1", "银行", None, date(2024, 1, 1))
    first = found("登记簿", owners=("辽宁大学（沈阳）", "甲"), pledges=(closed,))
    second = found("公报", owners=("甲", "辽宁大学(沈阳)"), pledges=())
    assert combine([first, second]).facts.conflicts == ()


def test_one_silent_source_is_named_while_another_answers(service):
    service.mood = "broken"
    both = ask_all([http_register(service), file_register()], INVENTION)
    assert both.register_answer == "found"
    assert [answer.source for answer in both.silent] == ["测试登记簿"]


def test_absence_counts_only_when_everybody_has_answered():
    absent, silent = Absent("文件", NOW), Unavailable("服务", NOW, "没有答复")
    assert combine([absent]).register_answer == "absent"
    assert combine([absent, silent]).register_answer == "unavailable"
    assert combine([]).register_answer == "unavailable"


def test_a_dossier_without_answer_is_pending_and_names_nobody_as_passed():
    combined = combine([Unavailable("服务", NOW, "没有答复")])
    dossier = replace(
        Dossier(INVENTION, date(2026, 11, 20)), facts=combined.facts, register_answer=combined.register_answer
    )
    assert not check(dossier, Rules()).passes
