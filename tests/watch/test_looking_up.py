"""A source that is away keeps nobody from handing in; a person or a later answer closes the gap, and both are kept."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from declarations import rechecks, registers
from declarations.services import looking_up, review, submission
from declarations.services.looking_up import ASK_AGAIN, ask_again, enter_copy
from declarations.workflow import Status
from outbox.models import Job, Notice
from outbox.queue import enqueue
from outbox.runner import work
from publication.choices import Outcome, State
from publication.models import Record
from tenancy.policy import policy_of
from tenancy.refusals import Refused
from tests.cast import client_of
from tests.factories.declarations import ALL_FINE, LOOKED_UP, DeclarationFactory, officer_for
from tests.factories.publication import RecordFactory
from tests.factories.tenancy import here, platform
from tests.factories.verification import RegisterRecordFactory
from tests.verification.clean_patent import INVENTION
from tests.verification.fake_service import running
from verification.models import RegisterRecord
from verification.registers.connected import BadConnection, connected
from verification.registers.patience import Patience, RateLimit

SERVICE = """
[[service]]
name = "省专利数据服务"
url = "{url}/patents/{{number}}"
seconds = 0.3
tries = 2
authority = true
[service.mapping]
title = "data.title"
owners = "data.applicants"
filing_date = "data.filed"
status = "data.state"
pledges = "data.pledges"
[service.headers]
Authorization = "$REGISTER_TOKEN"
"""
KNOWN = INVENTION.normal


@pytest.fixture
def service(settings, tmp_path, monkeypatch):
    """A service on loopback, connected by the file; only the rule against private addresses is lifted for it."""
    with running() as service:
        file = tmp_path / "registers.toml"
        file.write_text(SERVICE.format(url=service.url))
        (there,) = connected(str(file))
        there.service = replace(there.service, allow_private=True)
        there.patience = Patience(limit=RateLimit(per_second=1000), tries=2, sleep=lambda seconds: None)
        settings.REGISTERS_FILE = str(file)
        yield service


@pytest.fixture
def declaration(zhang):
    return DeclarationFactory(by=zhang, status=Status.CHECKING, patent_number=KNOWN)


def checked(declaration):
    return submission.record_findings(declaration, by=platform())


def last_run(declaration):
    return declaration.check_runs.order_by("-id").first()


def codes(run):
    return {finding["code"] for item in run.findings["items"] for finding in item["findings"]}


def copy(name="副本.pdf", body=b"%PDF-1.7 copy"):
    return SimpleUploadedFile(name, body, content_type="application/pdf")


VALUES = {"status": "in_force", "filing_date": "2019-05-06", "paid_years": 9, "licences": "无", "pledges": "无"}


def test_the_connected_service_is_asked_and_its_answer_is_kept_with_source_and_time(service, declaration):
    run = last_run(checked(declaration))
    assert service.knocks == [f"/patents/{KNOWN}"]
    kept = RegisterRecord.objects.get(source="省专利数据服务")
    assert (kept.number, kept.facts["title"]) == (KNOWN, "一种电池")
    assert run.dossier["facts"]["status"]["source"] == "省专利数据服务"
    assert run.pending == ""


def test_service_and_file_that_differ_are_both_shown(service, declaration):
    RegisterRecordFactory(number=KNOWN, facts={"title": "另一种电池"}, fetched_at=timezone.now())
    run = last_run(checked(declaration))
    assert "conflict" in codes(run)
    (conflict,) = run.dossier["facts"]["conflicts"]
    assert {piece["source"] for piece in conflict["values"]} == {"省专利数据服务", "登记簿导出文件"}


@pytest.mark.parametrize("mood", ["hanging", "broken 500", "garbage", "another", "absurd", "cut", "redirecting"])
def test_whatever_the_service_does_submission_goes_on_and_says_who_looks_until_when(service, declaration, mood):
    service.mood = mood
    run = last_run(checked(declaration))
    assert run.declaration.status not in (Status.CHECKING, Status.RETURNED)
    assert "省专利数据服务：" in run.pending
    assert "补查" in run.pending
    assert f"{timezone.localtime(run.declaration.due_at):%Y-%m-%d}" in run.pending
    assert not RegisterRecord.objects.exists()


def test_a_number_that_the_authority_does_not_have_is_asked_about(service, zhang):
    run = last_run(checked(DeclarationFactory(by=zhang, status=Status.CHECKING)))
    assert "register_absent" in codes(run)
    assert run.pending == ""


def test_what_is_on_file_serves_while_the_service_is_away(service, declaration):
    service.mood = "broken 500"
    RegisterRecordFactory(number=KNOWN, fetched_at=timezone.now())
    assert last_run(checked(declaration)).pending == ""


def test_the_service_that_was_away_is_asked_again_and_the_desk_is_told(service, declaration):
    service.mood = "broken 500"
    declaration = checked(declaration)
    officer = officer_for(declaration)
    ask_again(by=platform())
    assert declaration.check_runs.count() == 1
    service.mood = "well"
    enqueue(ASK_AGAIN, key="slot", by=platform())
    work(21)
    assert (declaration.check_runs.count(), last_run(declaration).pending) == (2, "")
    assert Notice.objects.filter(user=officer.user, sentence__contains="登记信息已取得").exists()
    assert ask_again(by=platform()) is None


def after_one_interval(monkeypatch):
    later = timezone.now() + timezone.timedelta(days=policy_of(here()).recheck_days)
    monkeypatch.setattr(timezone, "now", lambda: later)
    monkeypatch.setattr(rechecks, "database_now", lambda: later)


@pytest.fixture
def published(service, liaoning):
    return RecordFactory(patent_number=KNOWN)


def a_round(monkeypatch):
    """What the timetable does in a night, one interval later."""
    after_one_interval(monkeypatch)
    for kind in (rechecks.ASK, rechecks.RECHECK):
        enqueue(kind, key="slot", by=platform())
        work(21)


@pytest.mark.requirement("LN-40")
def test_a_lapse_in_the_connected_source_ends_the_offer_within_the_interval(service, published, monkeypatch):
    service.mood = "lapsed"
    a_round(monkeypatch)
    record = Record.objects.get(pk=published.pk)
    assert (record.state, record.notes.first().source) == (State.SUSPENDED, "省专利数据服务")


@pytest.mark.parametrize("mood", ["hanging", "broken 500", "garbage"])
def test_a_source_that_is_away_ends_no_offer_and_no_round(service, published, monkeypatch, mood):
    service.mood = mood
    a_round(monkeypatch)
    record = Record.objects.get(pk=published.pk)
    assert (record.state, record.notes.first().outcome) == (State.ACTIVE, Outcome.UNREACHABLE)
    assert not Job.objects.open().filter(kind__startswith="declarations.").exists()


def test_with_no_source_connected_nobody_is_asked(liaoning):
    RecordFactory()
    assert rechecks.ask_portion(rechecks.begin(here(), everything=True), by=platform()) is None


def test_a_province_asks_the_sources_that_it_names(service):
    class Policy:
        register_sources = ("不存在的来源",)

    assert [source.name for source in registers.sources()] == ["省专利数据服务"]
    assert list(registers.sources(Policy())) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[service]", "无法读取"),
        ("service = 3", r"\[\[service\]\]"),
        ('[[service]]\nname = "甲"', "缺少 url"),
        ('[[service]]\nname = "甲"\nurl = "http://a.cn/"\n[service.mapping]\ntitle = "t"', "url 须含"),
        ('[[service]]\nname = "甲"\nurl = "http://a.cn/{number}"\n[service.mapping]\ncolour = "t"', "colour"),
        ('[[service]]\nname="甲"\nurl="http://a.cn/{number}"\nseconds="x"\n[service.mapping]\ntitle="t"', "seconds"),
        (
            '[[service]]\nname="甲"\nurl="http://a.cn/{number}"\nallow_private=true\n[service.mapping]\ntitle="t"',
            "allow",
        ),
    ],
)
def test_a_file_that_describes_no_service_says_why(tmp_path, text, sentence):
    file = tmp_path / "registers.toml"
    file.write_text(text)
    with pytest.raises(BadConnection, match=sentence):
        connected(str(file))


def test_a_secret_comes_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("REGISTER_TOKEN", "Bearer 123")
    file = tmp_path / "registers.toml"
    file.write_text(SERVICE.format(url="https://data.example.cn"))
    (there,) = connected(str(file))
    assert there.service.headers == {"Authorization": "Bearer 123"}
    assert there.facts_of.__self__.service.allow_private is False


@pytest.fixture
def pending(zhang):
    """On 李's desk, with no register that answered."""
    return DeclarationFactory(by=zhang, status=Status.REVIEWING)


@pytest.mark.requirement("HB-08")
def test_an_officer_types_from_a_copy_and_the_check_says_so_at_once(pending, li):
    answer = client_of(li).post(f"/declarations/{pending.pk}/register-copy/", VALUES | {"file": copy()}, follow=True)
    page = answer.content.decode()
    assert "核验结果已更新" in page
    assert "登记簿副本（沈阳市知识产权局录入" in page
    assert "副本.pdf" in page
    run = last_run(pending)
    assert (run.pending, run.dossier["facts"]["paid_years"]["value"]) == ("", 9)


def test_a_copy_that_contradicts_the_file_is_shown_beside_it(pending, li):
    RegisterRecordFactory(number=pending.patent_number, facts={"paid_years": 5}, fetched_at=timezone.now())
    run = enter_copy(pending, copy(), VALUES, by=li)
    assert "conflict" in codes(run)


def test_a_bar_on_the_copy_is_named_and_the_officer_decides(pending, li):
    run = enter_copy(pending, copy(), VALUES | {"pledges": "Y1|某银行|2024-01-05"}, by=li)
    assert "pledge" in codes(run)
    pending.refresh_from_db()
    assert pending.status == Status.REVIEWING


@pytest.mark.parametrize(
    ("values", "upload", "sentence"),
    [
        ({}, copy(), "至少录入一项"),
        ({"pledges": "无", "licences": [1]}, copy(), "实施许可备案"),
        (VALUES, copy(body=b"MZ no copy"), "内容不是"),
    ],
)
def test_half_an_entry_is_refused_with_words_and_nothing_is_kept(pending, li, values, upload, sentence):
    with pytest.raises(Refused, match=sentence):
        enter_copy(pending, upload, values, by=li)
    assert not RegisterRecord.objects.exists()
    assert not pending.attachments.exists()


def test_a_colleague_whose_desk_it_is_not_on_enters_nothing(pending, zhao):
    with pytest.raises(Refused, match="不能办理"):
        enter_copy(pending, copy(), VALUES, by=zhao)


def test_a_past_decision_still_shows_what_was_known_then(zhang):
    declaration = DeclarationFactory(by=zhang, status=Status.REVIEWING)
    passed = review.decide(declaration, by=officer_for(declaration), items=ALL_FINE, opinion=LOOKED_UP)
    seen = passed.reviews.last().check_run
    looking_up.enter_copy(passed, copy(), VALUES, by=officer_for(passed))
    assert passed.reviews.last().check_run == seen
    assert seen.pending != last_run(passed).pending == ""
