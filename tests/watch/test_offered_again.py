"""What the registers took off the offer goes up again when nothing is left against it; a file or a copy may say so."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from declarations.models import Declaration
from declarations.rechecks import recheck_now
from declarations.services.looking_up import enter_copy
from declarations.workflow import Status
from outbox.models import Notice
from publication import announce
from publication.choices import State
from publication.models import Record
from tenancy.refusals import Refused
from tests.cast import client_of
from tests.factories.declarations import DeclarationFactory
from tests.factories.tenancy import here
from tests.factories.verification import GazetteNoticeFactory, RegisterRecordFactory
from tests.watch.test_gazette_events import EXCLUSIVE, announced, follow_everywhere, state_of
from verification.events import EVENT_TYPES, Action
from verification.events import EventKind as K
from verification.models import RegisterRecord

FINE = {"status": "in_force", "licences": [], "pledges": [], "preservations": [], "ownership_disputes": []}
HEADS = "专利号,发明名称,专利权人,法律状态,终止日,实施许可备案,质押登记\n"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def declaration(zhang) -> Declaration:
    return DeclarationFactory(by=zhang, status=Status.PUBLISHED)


@pytest.fixture
def record(declaration) -> Record:
    return Record.objects.get(number=declaration.record_number)


def on_file(record, *, days_ago=0, **facts):
    told = {"title": record.title, "owners": record.owner_names.split("、"), "filing_date": "2019-05-06"}
    at = timezone.now() - timedelta(days=days_ago)
    RegisterRecordFactory(number=record.patent_number, facts=told | FINE | facts, fetched_at=at)


def copy():
    return SimpleUploadedFile("副本.pdf", b"%PDF-1.4 copy", content_type="application/pdf")


@pytest.mark.requirement("F023")
def test_what_a_look_took_down_goes_up_when_the_register_says_so_and_everybody_is_told_once(record, zhang):
    on_file(record, status="lapsed", ended_on="2025-05-06", days_ago=1)
    recheck_now(here(), everything=True)
    assert state_of(record) == State.SUSPENDED
    on_file(record)
    for _each in range(2):
        recheck_now(here(), everything=True)
    assert state_of(record) == State.ACTIVE
    assert record.changes.filter(op="resumed").count() == 1
    assert Notice.objects.filter(user=zhang.user, sentence__contains="声明恢复").count() == 1


@pytest.mark.requirement("F023")
def test_an_exclusive_licence_that_has_run_out_stands_in_nobodys_way(record):
    yesterday = timezone.localdate() - timedelta(days=1)
    licence = {"record": "X1", "kind": "exclusive", "licensee": "甲公司", "since": "2024-01-01"}
    on_file(record, licences=[licence | {"until": (yesterday + timedelta(days=90)).isoformat()}], days_ago=1)
    recheck_now(here(), everything=True)
    assert state_of(record) == State.SUSPENDED
    on_file(record, licences=[licence | {"until": yesterday.isoformat()}])
    recheck_now(here(), everything=True)
    assert state_of(record) == State.ACTIVE


@pytest.mark.parametrize("kind", [row.kind for row in EVENT_TYPES if row.action is Action.SUSPEND])
def test_an_export_from_before_the_announcement_lifts_nothing(record, kind):
    on_file(record)
    announced(record, kind)
    follow_everywhere()
    recheck_now(here(), everything=True)
    assert state_of(record) == State.SUSPENDED


@pytest.mark.requirement("F023")
def test_a_later_word_of_the_register_lifts_what_the_gazette_announced(record):
    announced(record, K.LAPSE)
    follow_everywhere()
    on_file(record)
    recheck_now(here(), everything=True)
    assert state_of(record) == State.ACTIVE


@pytest.mark.parametrize(("kind", "details"), [(K.PRESERVATION, ()), (K.LICENCE_RECORDED, EXCLUSIVE)])
def test_an_export_that_is_silent_on_what_the_gazette_announced_lifts_nothing(record, kind, details):
    """Lists of legal status and fees are silent on preservations and licences; that takes neither back."""
    announced(record, kind, details=details)
    follow_everywhere()
    RegisterRecordFactory(number=record.patent_number, facts={"status": "in_force"}, fetched_at=timezone.now())
    recheck_now(here(), everything=True)
    assert state_of(record) == State.SUSPENDED


def test_what_an_office_suspended_no_look_resumes(record, zhao):
    announce.suspend(record.number, by=zhao, ground="office", sentence="核查中")
    on_file(record)
    recheck_now(here(), everything=True)
    assert state_of(record) == State.SUSPENDED


@pytest.mark.requirement("F014", "LN-40")
def test_an_officer_brings_a_copy_of_what_is_public_and_it_counts_at_once(declaration, record, li):
    page = client_of(li).get(f"/declarations/{declaration.pk}/review/").content.decode()
    assert f"/declarations/{declaration.pk}/register-copy/" in page
    enter_copy(declaration, copy(), FINE | {"status": "lapsed", "ended_on": "2025-05-06"}, by=li)
    assert state_of(record) == State.SUSPENDED
    enter_copy(declaration, copy(), FINE, by=li)
    assert state_of(record) == State.ACTIVE


def test_another_hand_brings_no_copy_of_what_is_public(declaration, zhang):
    with pytest.raises(Refused):
        enter_copy(declaration, copy(), FINE, by=zhang)


@pytest.mark.requirement("HB-08", "F014")
def test_the_case_says_whose_turn_it_is_to_look_it_up_at_every_desk(zhang, li):
    case = DeclarationFactory(by=zhang, status=Status.REVIEWING)
    page = client_of(li).get(f"/declarations/{case.pk}/review/").content.decode()
    assert "登记信息尚未取得，由市级审核人员在" in page


def a_file(tmp_path, record, status="未缴年费专利权终止", ended_on="2025-05-06"):
    file = tmp_path / "登记簿.csv"
    line = f"{record.patent_number},{record.title},{record.owner_names},{status},{ended_on},无,无\n"
    file.write_text(HEADS + line + "12345,,,,,,\n", encoding="utf-8")
    return str(file)


@pytest.mark.requirement("LN-40", "HB-08")
def test_an_export_of_the_register_is_taken_from_a_file_and_acted_on_at_once(record, tmp_path, capsys):
    file = a_file(tmp_path, record)
    call_command("import_register", file, source="登记簿导出", fetched_at="2026-11-01")
    told = capsys.readouterr().out
    assert "新登记数据1件，已有0件，不能采用1行" in told
    assert "第3行" in told
    assert "复核公开中的声明1件" in told
    assert state_of(record) == State.SUSPENDED
    call_command("import_register", file, source="登记簿导出", fetched_at="2026-11-01")
    assert "新登记数据0件，已有1件" in capsys.readouterr().out
    assert RegisterRecord.objects.filter(number=record.patent_number).count() == 1


def test_another_word_of_the_same_source_and_time_is_said_and_not_passed_over_as_known(record, tmp_path, capsys):
    call_command("import_register", a_file(tmp_path, record, "有效", ""), source="登记簿导出", fetched_at="2026-11-01")
    capsys.readouterr()
    call_command("import_register", a_file(tmp_path, record), source="登记簿导出", fetched_at="2026-11-01")
    told = capsys.readouterr().out
    assert "新登记数据0件，已有0件" in told
    assert f"内容不同，未采用1件：ZL{record.patent_number}" in told


@pytest.mark.parametrize(
    ("named", "at", "sentence"),
    [
        ("nowhere.csv", "2026-11-01", "无法打开"),
        ("登记簿.csv", "昨天", "不是日期或时间"),
        ("登记簿.csv", "2026-02-31", "不是日期或时间"),
        ("登记簿.csv", "2199-01-01", "还没有到"),
    ],
)
def test_what_is_wrong_with_an_export_is_said_in_a_sentence(record, tmp_path, named, at, sentence):
    a_file(tmp_path, record)
    with pytest.raises(CommandError, match=sentence):
        call_command("import_register", str(tmp_path / named), source="登记簿导出", fetched_at=at)


def test_a_notice_after_the_export_still_counts(record, tmp_path):
    file = a_file(tmp_path, record, status="有效", ended_on="")
    GazetteNoticeFactory(number=record.patent_number, kind=K.LAPSE, announced_on=timezone.localdate())
    call_command("import_register", file, source="登记簿导出", fetched_at="2026-11-01")
    assert state_of(record) == State.SUSPENDED
