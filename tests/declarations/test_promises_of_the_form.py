"""What the form promises whoever fills it in, and the rules of the form, each seen through its pages."""

import html
import re
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from declarations.models import Declaration
from declarations.readiness import missing_to_submit
from declarations.sections import ALL
from declarations.services import drafts, review, submission
from declarations.workflow import Status
from publication.choices import PatentType
from publication.models import Record
from tenancy.models.organisations import OwnerType
from tenancy.policy import policy_of
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import HANGZHOU, ZHEJIANG, client_of, office, person, region
from tests.declarations.test_bad_input import at, now, told
from tests.factories.declarations import ALL_FINE, LOOKED_UP, AttachmentFactory, DeclarationFactory, officer_for
from tests.factories.policy import PolicyValueFactory
from tests.factories.publication import patent_number
from tests.factories.tenancy import OrganisationFactory

HUBEI = 42
FORMS = [section.key for section in ALL if section.form]
TERM = {"starts_on": "2026-12-01", "ends_on": "2027-11-30", "territory": "全国"}


def someone_in(province: int, city: str):
    with acting(province=province):
        house = OrganisationFactory(region=region(city), owner_type=OwnerType.UNIVERSITY)
        return person("钱主任", "qianzr", house, Role.ORGANISATION_ADMIN)


@pytest.mark.requirement("F012")
def test_beside_every_question_stand_document_clause_and_since_when(zhang):
    draft, browser = drafts.begin(by=zhang), client_of(zhang)
    for section in FORMS:
        answer = browser.get(at("page", draft.pk, section))
        for name, clause in answer.context["form"].clauses.items():
            assert clause in told(answer), name
            assert re.search("自.{10}起施行|文件未要求|按平台缺省办理|《.+》第.+条", clause), name
    shortest = told(browser.get(at("page", draft.pk, "term")))
    assert re.search("辽知办字〔2022〕4号 ?.?四（一）1，自2022-0?7-15起施行：“专利开放许可期限不少于1年。”", shortest)


@pytest.mark.requirement("U26", "U27")
@pytest.mark.parametrize("section", ["patent", "term", "contact"])
def test_of_every_page_the_faults_stand_on_top_and_at_the_question_in_the_same_words(zhang, section):
    draft, wrong = drafts.begin(by=zhang), {"patent_number": "2019", "starts_on": "昨天", "contact_email": "x"}
    page = told(client_of(zhang).post(at("page", draft.pk, section), wrong))
    assert "<title>错误：" in page
    assert re.search(r'<div class="error-summary"[^>]*tabindex="-1" autofocus', page)
    [summary] = re.findall(r'(?s)<div class="error-summary".*?</div>', page)
    below = page.partition(summary)[2]
    faults = re.findall(r'<a href="#(\w+)">[^：<]+：([^<]+)</a>', summary)
    assert faults
    for anchor, sentence in faults:
        assert f'id="{anchor}"' in below
        assert sentence in below


@pytest.mark.requirement("U25")
def test_each_answer_on_the_check_page_has_its_way_back_named_for_who_hears_it(zhang):
    declaration = DeclarationFactory(by=zhang)
    answer = client_of(zhang).get(at("answers", declaration.pk))
    rows = [row for group in answer.context["groups"] for row in group.rows]
    assert len(rows) > 20
    for row in rows:
        link = f'<a href="{row["href"]}">修改<span class="heard">：{row["term"]}</span></a>'
        assert link in html.unescape(answer.content.decode())
        assert row["href"].endswith("?back=answers")


@pytest.mark.requirement("U30")
@pytest.mark.parametrize(
    "fee",
    [
        {"kind": "lump_sum", "amount": "12000", "pay_days": "30", "day_kind": "calendar"},
        {"kind": "royalty", "rate": "2", "base": "net_sales", "settlement": "year", "pay_days": "30"},
        {"kind": "free"},
    ],
    ids=lambda fee: fee["kind"],
)
def test_the_sentence_before_the_eyes_of_who_fills_in_is_that_of_the_public_page(zhang, client, fee):
    shown = told(client_of(zhang).post("/declarations/fee-preview/", fee))
    [sentence] = re.findall(r'<strong lang="zh-Hans">([^<]+)</strong>', shown)
    published = DeclarationFactory(by=zhang, fee=fee, status=Status.PUBLISHED)
    record = Record.objects.get(number=published.record_number)
    assert f'<dd class="fee">{sentence}<' in told(client.get(record.get_absolute_url()))


@pytest.mark.requirement("U03")
def test_each_material_tells_need_format_size_blank_and_sample(zhang):
    number = patent_number(4713, PatentType.UTILITY_MODEL)
    declaration = DeclarationFactory(by=zhang, patent_number=number)
    page = told(client_of(zhang).get(at("materials", declaration.pk)))
    slots = re.findall(r'(?s)<section class="file-slot".*?</section>', page)
    assert len(slots) >= 4
    for slot in slots:
        assert re.search("是否必交</dt><dd>(必交|容缺)", slot)
        assert "格式</dt><dd>PDF、JPG、PNG" in slot
        assert "大小</dt><dd>每个不超过 20 MB" in slot
        assert 'accept=".pdf,.jpg,.jpeg,.png"' in slot
    assert "空表" in slots[0]
    assert "样表" in slots[0]
    assert ["必交" in re.search("是否必交</dt><dd>([^<]+)", slot)[1] for slot in slots[:2]] == [False, True]


@pytest.mark.requirement("F010", "XY-17")
def test_an_intention_is_completed_handed_in_and_its_history_begins_with_it(zhang):
    three = {"patent_number": patent_number(4714), "contact_name": "张伟", "contact_phone": "13812345678"}
    browser = client_of(zhang)
    browser.post(at("intention"), three)
    intention = Declaration.objects.get()
    said = {
        "title": "一种装置",
        "filed_on": datetime(2019, 5, 6).date(),
        "starts_on": datetime(2026, 12, 1).date(),
        "ends_on": datetime(2028, 12, 31).date(),
        "territory": "全国",
        "fee": {"kind": "free"},
        "mode": "open_licence",
    }
    drafts.save(intention, by=zhang, **said)
    keys = {each.name for each in drafts.promises_of(policy_of(intention.province))}
    drafts.commit_to(now(intention), keys, by=zhang)
    browser.post(at("submit", intention.pk), {"seen_version": now(intention).version})
    assert now(intention).status == Status.CHECKING
    assert now(intention).intended_at == intention.intended_at
    verbs = list(Event.objects.of(intention).order_by("id").values_list("verb", flat=True))
    assert verbs.index("declaration.intend") < verbs.index("declaration.submit")


@pytest.mark.requirement("F007")
def test_where_the_province_takes_no_applications_none_is_asked_for_and_none_goes_in(zhang, monkeypatch):
    pending = DeclarationFactory(by=zhang, is_application=True, granted_on=None)
    assert not missing_to_submit(pending)
    monkeypatch.setattr(type(policy_of(pending.province)), "applications_accepted", False)
    browser = client_of(zhang)
    assert "is_application" not in browser.get(at("page", pending.pk, "patent")).context["form"].fields
    assert "本省只受理已授权的专利" in told(browser.get(at("submit", pending.pk)))
    browser.post(at("submit", pending.pk), {"seen_version": pending.version})
    assert now(pending).status == Status.DRAFT


@pytest.mark.requirement("LN-29", "F002", "LN-32", "CN-59")
def test_a_new_edition_of_the_form_is_for_what_begins_after_it(zhang, monkeypatch):
    tomorrow, browser = timezone.localdate() + timedelta(days=1), client_of(zhang)
    begun = drafts.begin(by=zhang)
    for key, raw in (("form_template", "专利开放许可信息表（新版）"), ("min_term_months", 24)):
        PolicyValueFactory(key=key, raw=raw, effective_from=tomorrow)
    then = timezone.make_aware(datetime.combine(tomorrow, time.min))
    monkeypatch.setattr(drafts, "policy_of", lambda place, at=None, **more: policy_of(place, at=at or then, **more))
    later = drafts.begin(by=zhang)
    Declaration.objects.filter(pk=later.pk).update(rules_at=then)
    for draft, edition, fault in ((begun, "专利开放许可信息表", ""), (later, "专利开放许可信息表（新版）", "24个月")):
        answer = browser.post(at("page", draft.pk, "term"), TERM)
        assert (answer.status_code == 302) == (not fault)
        assert fault in told(answer)
        assert now(draft).form_version.split()[0] == edition


@pytest.mark.requirement("CN-20")
def test_where_no_least_term_is_fixed_a_day_less_than_a_year_goes_in(zhang):
    short = {"starts_on": "2023-01-01", "ends_on": "2023-12-30"}
    wu = someone_in(ZHEJIANG, HANGZHOU)
    with acting(province=ZHEJIANG):
        there = now(DeclarationFactory(by=wu, **short))
        assert not [each for each in missing_to_submit(there) if each.field == "ends_on"]
        submission.submit(there, by=wu)
        assert now(there).status != Status.DRAFT
    here = now(DeclarationFactory(by=zhang, **short))
    assert [each for each in missing_to_submit(here) if each.field == "ends_on"]


@pytest.mark.requirement("CN-25")
def test_where_a_report_is_asked_for_on_request_the_officer_asks_and_the_case_waits_for_it(db):
    liu = someone_in(HUBEI, "420100")
    with acting(province=HUBEI):
        number = patent_number(4715, PatentType.UTILITY_MODEL)
        case = DeclarationFactory(by=liu, patent_number=number, ends_on="2028-12-31", status=Status.SECOND_CHECK)
        city = officer_for(case)
        officer = client_of(city)
        assert "请提供专利权评价报告或检索分析报告" in told(officer.get(at("review", case.pk)))
        officer.post(at("send_back", case.pk), {"faults-seen_version": case.version, "faults-report": "on"})
        assert now(case).status == Status.RETURNED
        browser, said = client_of(liu), {"seen_version": now(case).version}
        assert "评价报告" in told(browser.get(at("submit", case.pk)))
        browser.post(at("submit", case.pk), said)
        assert now(case).status == Status.RETURNED
        AttachmentFactory(declaration=case)
        browser.post(at("submit", case.pk), {"seen_version": now(case).version})
        assert now(case).status == Status.CHECKING


@pytest.mark.requirement("F020")
def test_a_hold_that_ran_out_keeps_nobody_from_deciding(zhang, li):
    case = DeclarationFactory(by=zhang, status=Status.REVIEWING)
    colleague = person("周洋", "zhou", office("沈阳市知识产权局", "210100"), Role.CITY_OFFICER)
    review.hold(case, by=li)
    Declaration.objects.filter(pk=case.pk).update(held_until=timezone.now() - timedelta(seconds=1))
    assert "李娜正在办理" not in told(client_of(colleague).get(at("review", case.pk)))
    review.decide(now(case), by=colleague, items=ALL_FINE, opinion=LOOKED_UP)
    assert now(case).status == Status.APPROVED


@pytest.mark.requirement("U05", "U08", "U16")
def test_three_faults_are_three_marks_with_one_day_for_who_is_signed_in_and_for_who_is_not(zhang, li, client):
    case = DeclarationFactory(by=zhang, status=Status.REVIEWING)
    faults = [review.Reason(field, f"请更正{field}") for field in ("title", "ends_on", "fee")]
    back = review.send_back(case, by=li, reasons=faults)
    tasks = told(client_of(zhang).get(at("tasks", case.pk)))
    assert tasks.count("需更正") == 3
    assert all(fault.sentence in tasks for fault in faults)
    last = f"{back.answer_by:%Y-%m-%d} 星期{'一二三四五六日'[back.answer_by.weekday()]}"
    assert f"请在 {last} 前补正" in tasks
    said = told(client.post(at("progress"), {"number": back.number, "code": back.check_code}))
    for expected in ("退回补正", "由您按退回理由补正后重新提交", f"请在{last}前补正"):
        assert expected in said
    assert not [fault for fault in faults if fault.sentence in said]


@pytest.mark.requirement("XY-18")
@pytest.mark.django_db
def test_what_is_not_approved_and_published_is_in_no_feed(zhang, client):
    waiting = [Status.DRAFT, Status.CHECKING, Status.SECOND_CHECK, Status.REVIEWING, Status.RETURNED, Status.APPROVED]
    unapproved = [DeclarationFactory(by=zhang, status=status) for status in waiting]
    published = DeclarationFactory(by=zhang, status=Status.PUBLISHED)
    doors = ("/records/?state=all", "/embed/", "/records/atom.xml", "/api/v1/records/?state=all", "/api/v1/changes/")
    for door in (*doors, "/records/export.csv?state=all", "/records/export.json?state=all"):
        shown = client.get(door).getvalue().decode()
        assert published.record_number in shown, door
        assert not [each for each in unapproved if each.title in shown or each.patent_number in shown], door


@pytest.mark.requirement("U17")
def test_the_words_of_the_commitments_and_of_the_ways_to_implement_are_explained_in_place(zhang):
    wu = someone_in(ZHEJIANG, HANGZHOU)
    promises = told(client_of(zhang).get(at("promises", DeclarationFactory(by=zhang).pk)))
    with acting(province=ZHEJIANG):
        term = told(client_of(wu).get(at("page", drafts.begin(by=wu).pk, "term")))
    for page in (promises, term):
        for key in ("open_licence", "sole", "exclusive", "ordinary"):
            assert f'popovertarget="term-{key}"' in page
            assert f'popover id="term-{key}"' in page
