"""Patents seeded with one announcement or one bar each: named correctly, a clean one passing, and what follows."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from declarations.models import RegisterAct, WithdrawalRequest
from declarations.rechecks import recheck_now
from declarations.services import submission
from declarations.workflow import Status
from licensing.services import acceptance
from outbox.models import Notice
from outbox.runner import work
from publication.choices import Outcome, State
from publication.models import Record
from publication.standing import refusal_to_accept
from tests.cast import client_of
from tests.factories.declarations import DeclarationFactory
from tests.factories.licensing import acceptance_of
from tests.factories.publication import AnnouncementFactory, offers, patent_number
from tests.factories.tenancy import here, platform
from tests.factories.verification import RegisterRecordFactory

# Code, the words of the gazette (of 2025 or before), items, what is done. Codes and names as the gazette data has them.
SUSPENDED, DUTY, FLAGGED, NOTHING = "suspended", "duty", "flagged", "nothing"
SOLE = {"备案号": "X2026210000009", "许可种类": "排他许可", "受让人": "甲公司"}  # 受让人: the role's name before 2025
ORDINARY = {"备案号": "X2026210000008", "许可种类": "普通许可", "被许可人": "乙公司"}
# fmt: off
ANNOUNCED = [
    ("GR01", "授权", {}, NOTHING), ("CF01", "未缴年费专利权终止", {}, SUSPENDED),
    ("CX01", "专利权有效期届满", {}, SUSPENDED), ("AV01", "专利权的主动放弃", {}, SUSPENDED),
    ("IW01", "专利权全部无效", {}, SUSPENDED), ("IP01", "专利权部分无效", {}, FLAGGED),
    ("RR01", "权利的恢复", {}, NOTHING), ("TR01", "专利权的转移", {"变更后权利人": "丙公司"}, FLAGGED),
    ("TA01", "专利申请权的转移", {}, FLAGGED), ("CP01", "专利权人的姓名或者名称的变更", {}, FLAGGED),
    ("CP02", "专利权人的地址的变更", {}, NOTHING), ("CP03", "专利权人的姓名或者名称、地址的变更", {}, FLAGGED),
    ("CB03", "著录事项变更", {}, FLAGGED), ("EE01", "专利实施许可合同备案的生效", SOLE, SUSPENDED),
    ("EE01", "专利实施许可合同备案的生效", ORDINARY, NOTHING), ("EM01", "专利实施许可合同备案的变更", {}, FLAGGED),
    ("EC01", "专利实施许可合同备案的注销", {}, NOTHING),
    ("PE01", "专利权质押合同登记的生效", {"登记号": "Y1"}, FLAGGED),
    ("PM01", "专利权质押合同登记的变更", {}, FLAGGED), ("PC01", "专利权质押合同登记的注销", {}, NOTHING),
    ("PP01", "专利权的保全", {}, SUSPENDED), ("PD01", "专利权保全的解除", {}, NOTHING),
    ("", "专利实施的强制许可", {}, FLAGGED), ("", "专利权期限的补偿", {}, NOTHING),
    ("OL01", "专利开放许可声明", {}, FLAGGED), ("", "撤回专利开放许可声明", {}, FLAGGED),
    ("SE01", "实质审查的生效", {}, NOTHING), ("PB01", "公布", {}, NOTHING),
    ("DD01", "文件的公告送达", {}, FLAGGED), ("CD02", "外观设计专利公报更正", {}, FLAGGED),
]
# fmt: on


def day(after=0):
    return f"{timezone.localdate() + timedelta(days=after):%Y%m%d}"


def fed_in(tmp_path, rows):
    """Through the command, twice: the second time changes nothing."""
    issue = tmp_path / f"issue{len(rows)}.json"
    issue.write_text(json.dumps(rows, ensure_ascii=False))
    for _each in range(2):
        call_command("import_gazette", str(issue))
        work(21)


def row(record, code, name="", after=0, **items):
    return {
        "专利号": f"ZL{record.patent_number}", "代码": code, "法律状态": name, "法律状态公告日": day(after),
        "生效日": day(), **items,
    }  # fmt: skip


def again(record):
    return Record.objects.get(pk=record.pk)


def page_of(record):
    return Client().get(record.get_absolute_url()).content.decode()


def told(person, record, words):
    mine = Notice.objects.filter(user=person.user, sentence__contains=words)
    return mine.filter(sentence__contains=record.number).count()


@pytest.mark.requirement("LN-40")
def test_one_patent_per_code_is_named_correctly_and_a_clean_one_is_left_alone(liaoning, tmp_path, capsys):
    *records, clean = AnnouncementFactory(offers=offers(len(ANNOUNCED) + 1)).records.order_by("pk")
    fed_in(
        tmp_path,
        [row(one, code, name, **items) for one, (code, name, items, _) in zip(records, ANNOUNCED, strict=True)],
    )
    found = dict(RegisterAct.objects.values_list("record_number", "taken"))
    assert found == {one.number: taken for one, (*_, taken) in zip(records, ANNOUNCED, strict=True)}
    for one, (_, name, _, taken) in zip(records, ANNOUNCED, strict=True):
        assert again(one).state == (State.SUSPENDED if taken == SUSPENDED else State.ACTIVE), name
    assert (again(clean).state, clean.notes.count()) == (State.ACTIVE, 0)


@pytest.fixture
def offered(zhang, sun):
    """张's published offer; 孙 holds a licence of it."""
    declaration = DeclarationFactory(by=zhang, status=Status.PUBLISHED)
    record = Record.objects.get(number=declaration.record_number)
    acceptance.accept(acceptance_of(record), by=sun)
    work(21)
    return record


@pytest.mark.requirement("F023")
def test_lapse_and_restoration_fed_in_change_page_notices_and_offer_by_themselves(
    offered, zhang, sun, zhao, tmp_path, capsys
):
    fed_in(tmp_path, [row(offered, "CF01")])
    assert again(offered).state == State.SUSPENDED
    assert "专利权因未缴年费终止，声明中止" in page_of(offered)
    assert refusal_to_accept(again(offered))
    assert [told(person, offered, "未缴年费终止") for person in (zhang, sun, zhao)] == [1, 1, 1]
    fed_in(tmp_path, [row(offered, "RR01")])
    assert again(offered).state == State.ACTIVE
    assert "权利已恢复" in page_of(offered)
    assert [told(person, offered, "权利已恢复") for person in (zhang, sun, zhao)] == [1, 1, 1]


def test_a_transfer_fed_in_is_a_duty_with_the_form_prefilled_and_the_offer_stands(
    offered, zhang, sun, tmp_path, capsys
):
    fed_in(tmp_path, [row(offered, "TR01", 变更事项="专利权人", 变更后="丙公司")])
    assert again(offered).state == State.ACTIVE
    duty = WithdrawalRequest.objects.get()
    form = client_of(zhang).get(f"/declarations/{duty.declaration_id}/withdraw/").content.decode()
    assert "应当提请撤回" in form
    assert "专利权已转移" in page_of(offered)
    assert told(sun, offered, "专利权已转移") == 1


def test_a_pledge_fed_in_is_flagged_then_suspended_and_lifted_again(offered, zhang, sun, tmp_path, capsys):
    pledge = {"登记号": "Y2026210000001", "质权人": "某银行"}
    fed_in(tmp_path, [row(offered, "PE01", **pledge)])
    assert (again(offered).state, offered.notes.first().outcome) == (State.ACTIVE, Outcome.ATTENTION)
    recheck_now(here(), everything=True)
    assert again(offered).state == State.SUSPENDED
    work(21)
    assert told(sun, offered, "未见质权人书面同意") == 1
    fed_in(tmp_path, [row(offered, "PC01", **pledge)])
    assert again(offered).state == State.ACTIVE


CLEAN = {"status": "in_force", "filing_date": "2019-05-06", "grant_date": "2021-08-03", "paid_years": 9}
CLEAN |= {"licences": [], "pledges": [], "preservations": [], "ownership_disputes": [], "statutory_declaration": "无"}
DAY = "2025-01-01"
BARS = {
    "第一款第（一）项": {"licences": [{"record": "X1", "kind": "exclusive", "until": "2099-01-01"}]},
    "第一款第（二）项": {"preservations": [{"record": "B1", "holder": "某法院", "since": DAY}]},
    "第一款第（三）项": {"paid_years": 3},
    "第一款第（四）项": {"pledges": [{"record": "Y1", "holder": "某银行", "since": DAY}]},
    "第八十五条": {"status": "pending"},
    "第五部分第十一章": {"status": "invalid", "ended_on": DAY},
}


def forecast_page(zhang, patent_type="invention", **facts):
    declaration = DeclarationFactory(by=zhang, patent_number=patent_number(4001, patent_type))
    told = {"title": declaration.title, "owners": [owner.name for owner in declaration.owners.all()]}
    RegisterRecordFactory(number=declaration.patent_number, facts=CLEAN | told | facts, fetched_at=timezone.now())
    return declaration, client_of(zhang)


def shown(declaration, client):
    return client.get(f"/declarations/{declaration.pk}/forecast/").content.decode()


@pytest.mark.requirement("F013")
@pytest.mark.parametrize("article", BARS)
def test_one_patent_per_statutory_bar_is_named_with_its_article_on_the_page(zhang, article):
    page = shown(*forecast_page(zhang, **BARS[article]))
    barred = [part for part in page.split("<li>") if "预计不通过" in part and "<strong>" in part]
    assert len(barred) == 1
    assert article in barred[0]


def test_a_utility_model_without_a_report_would_fail(zhang):
    page = shown(*forecast_page(zhang, "utility_model"))
    assert "实用新型、外观设计没有评价报告" in page
    assert "预计不通过" in page


@pytest.mark.requirement("F013")
def test_a_clean_patent_would_pass_and_what_was_said_at_submission_is_kept(zhang):
    declaration, client = forecast_page(zhang)
    declaration = submission.submit(declaration, by=zhang)
    submission.record_findings(declaration, by=platform())
    assert declaration.check_runs.get().forecast["verdict"] == "clear"
    page = shown(declaration, client)
    assert "历次核验时的预判" in page
    assert "预计不通过" not in page
