"""Register exports, gazette issues and fee tables come in, once, with every row accounted for."""

import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction

from tests.factories.verification import (
    GazetteNoticeFactory,
    ReferenceFigureFactory,
    RegisterRecordFactory,
    UnreadNoticeFactory,
)
from verification import tables
from verification.dossier import Status
from verification.events import EventKind
from verification.imports import import_gazette, import_reference_table, import_register_file
from verification.models import GazetteNotice, ReferenceTable, RegisterRecord, UnreadNotice
from verification.numbers import PatentNumber
from verification.on_file import StoredRegister, facts_on_file, references_for
from verification.reference_tables import BadReferenceTable
from verification.registers.protocol import Absent, Found

pytestmark = pytest.mark.django_db

NUMBER = PatentNumber("201711193877.7")
FETCHED = datetime(2026, 11, 1, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ISSUE = "\n".join(
    [
        "ZL201711193877.7",
        "法律状态公告日：20261110;法律状态：专利权质押合同登记的生效;登记号：Y1;登记生效日：20261105",
        "法律状态公告日：20261110;法律状态：神秘事务;",
    ]
).encode()


def on_file(number=NUMBER, as_of=TODAY):
    return facts_on_file([number], as_of)[number]


def record(**changes):
    facts = {"title": "一种电池", "status": "in_force", "pledges": []}
    return RegisterRecordFactory(number=NUMBER.normal, facts=facts | changes.pop("facts", {}), **changes)


def notice(kind, day=date(2026, 11, 10), **more):
    return GazetteNoticeFactory(number=NUMBER.normal, kind=kind, announced_on=day, **more)


def test_an_issue_of_the_gazette_is_taken_once():
    first, again = import_gazette(ISSUE, "issue.txt"), import_gazette(ISSUE, "issue.txt")
    assert (first.new, first.known, first.unread) == (1, 0, 1)
    assert (again.new, again.known, again.unread) == (0, 1, 1)
    assert (GazetteNotice.objects.count(), UnreadNotice.objects.count()) == (1, 1)


def test_the_same_announcement_in_another_format_is_known_already():
    import_gazette(ISSUE, "issue.txt")
    row = {"专利号": "ZL201711193877.7", "代码": "PE01", "公告日": "2026-11-10", "登记号": "Y1"}
    assert import_gazette(json.dumps([row]).encode(), "issue.json").known == 1
    table = ",".join(row) + "\n" + ",".join(row.values())
    assert import_gazette(table.encode("gb18030"), "issue.csv").known == 1


def test_an_announcement_comes_back_from_the_database_as_it_was():
    import_gazette(ISSUE, "issue.txt")
    event = GazetteNotice.objects.get().event
    assert (event.number, event.kind, event.record) == (NUMBER, EventKind.PLEDGE_REGISTERED, "Y1")
    assert event.key == GazetteNotice.objects.get().key


def test_characters_that_no_database_takes_do_no_harm():
    row = {"专利号": "ZL201711193877.7", "法律状态": "授权", "公告日": "20261110", "备注": "a\x00b\ud800"}
    assert import_gazette(json.dumps([row, {"x": "\x00"}]).encode(), "issue.json").new == 1


def test_the_command_tells_what_became_of_the_file(tmp_path, capsys):
    issue = tmp_path / "issue.txt"
    issue.write_bytes(ISSUE)
    call_command("import_gazette", str(issue))
    assert capsys.readouterr().out == "新公告1条，已有0条，待人工处理1条\n"


def test_the_command_says_in_a_sentence_what_is_wrong_with_a_file(tmp_path):
    with pytest.raises(CommandError, match="无法打开"):
        call_command("import_gazette", str(tmp_path / "missing.txt"))
    broken = tmp_path / "issue.xlsx"
    broken.write_bytes(b"PK")
    with pytest.raises(CommandError, match="无法读取"):
        call_command("import_gazette", str(broken))


def test_an_issue_beyond_the_limit_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MAX_BYTES", 1_000_000)
    issue = tmp_path / "issue.txt"
    with issue.open("wb") as file:
        file.truncate(1_000_001)
    with pytest.raises(CommandError, match=r"issue\.txt 超过1 MB，请分成几份导入"):
        call_command("import_gazette", str(issue))
    with pytest.raises(tables.BadTable, match="请分成几份导入"):
        import_gazette(issue.read_bytes(), "issue.txt")


def test_a_register_export_is_taken_once_and_its_faults_are_told():
    export = f"专利号,法律状态,质押登记\n{NUMBER},有效,无\nZL201711193877.8,有效,无".encode()
    first = import_register_file(export, "export.csv", source="登记簿", fetched_at=FETCHED)
    again = import_register_file(export, "export.csv", source="登记簿", fetched_at=FETCHED)
    assert (first.taken, first.known, [fault.line for fault in first.faults]) == (1, 0, [3])
    assert (again.taken, again.known) == (0, 1)
    assert on_file().facts.pledges.value == ()


def test_history_of_registers_and_gazettes_cannot_be_rewritten():
    kept, announced = record(), notice(EventKind.LAPSE)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        RegisterRecord.objects.filter(pk=kept.pk).update(facts={})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        announced.delete()


def test_a_lapse_announced_after_the_export_changes_what_is_on_file():
    record()
    assert on_file().facts.status.value == Status.IN_FORCE
    notice(EventKind.LAPSE)
    assert on_file().facts.status.value == Status.LAPSED
    assert on_file(as_of=date(2026, 11, 9)).facts.status.value == Status.IN_FORCE
    notice(EventKind.RESTORATION, date(2026, 11, 15))
    assert on_file().facts.status.value == Status.IN_FORCE


def test_what_the_export_knew_already_does_not_change_it_again():
    record()
    notice(EventKind.LAPSE, date(2026, 10, 1))
    assert on_file().facts.status.value == Status.IN_FORCE


def test_on_what_no_export_has_a_word_the_announcements_before_it_count():
    record()
    notice(EventKind.PRESERVATION, date(2026, 10, 1))
    notice(EventKind.LAPSE, date(2026, 10, 2))
    known = on_file().facts
    assert [each.since for each in known.preservations.value] == [date(2026, 10, 1)]
    assert (known.status.value, known.ended_on, known.conflicts) == (Status.IN_FORCE, None, ())


def test_a_later_export_replaces_the_earlier_of_its_source():
    record()
    record(fetched_at=datetime(2026, 11, 5, tzinfo=UTC), facts={"status": "lapsed"})
    assert on_file().facts.status.value == Status.LAPSED
    assert on_file().facts.conflicts == ()


def test_two_sources_that_differ_are_both_shown():
    record()
    record(source="EPO OPS", facts={"status": "lapsed"})
    assert [conflict.name for conflict in on_file().facts.conflicts] == ["status"]


def test_announcements_alone_tell_something_and_nothing_is_absence():
    notice(EventKind.GRANT)
    assert on_file().facts.status.value == Status.IN_FORCE
    assert on_file(PatentNumber("201580000332.2")).register_answer == "absent"


def test_the_stored_data_are_a_source_like_the_others():
    record()
    assert isinstance(StoredRegister().facts_of(NUMBER), Found)
    assert isinstance(StoredRegister().facts_of(PatentNumber("201580000332.2")), Absent)


def test_many_patents_cost_two_queries(django_assert_num_queries):
    numbers = [PatentNumber(RegisterRecordFactory().number) for _ in range(30)]
    with django_assert_num_queries(2):
        assert len(facts_on_file(numbers, TODAY)) == 30


@pytest.mark.requirement("CN-37", "HB-30")
def test_every_price_reference_names_its_source_and_year():
    for name, source in [("统计表", "国家知识产权局"), ("标准必要专利费率", "某机构")]:
        import_reference_table(
            "门类,平均许可金额（元）\n制造业,30000".encode(),
            "t.csv",
            name=name,
            source=source,
            year="2020",
            imported_by="赵",
        )
    assert [(each.name, each.source, each.year, each.amount) for each in references_for("C")] == [
        ("制造业", "标准必要专利费率，某机构", "2020", 30_000),
        ("制造业", "统计表，国家知识产权局", "2020", 30_000),
    ]
    assert references_for("A") == ()


def test_the_same_edition_is_not_imported_twice():
    figure = ReferenceFigureFactory()
    with pytest.raises(BadReferenceTable, match="已导入过"):
        import_reference_table(
            "门类,amount_yuan\nC,1".encode(), "t.csv", name=figure.table.name, source="", year="2020", imported_by="赵"
        )
    assert ReferenceTable.objects.count() == 1


def test_settling_an_announcement_says_who_when_and_how():
    UnreadNoticeFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        UnreadNotice.objects.update(settled_at=FETCHED)
    UnreadNotice.objects.update(settled_at=FETCHED, settled_by="李", outcome="与本专利无关")
