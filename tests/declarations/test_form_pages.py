"""张 fills in the form page by page, and what the form says when something is not right."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from declarations import prefill
from declarations.models import Declaration
from declarations.services import drafts
from declarations.views import printing
from declarations.workflow import Status
from publication.fee_fields import fee_fields
from publication.terms import KINDS
from tenancy.policy import policy_of
from tests.cast import client_of
from tests.factories.declarations import AttachmentFactory, DeclarationFactory
from tests.factories.publication import patent_number
from tests.tenancy.pdf_files import closed, plain
from verification.dossier import Known, PatentFacts
from verification.registers.combining import Combined

NUMBER = patent_number(4711)
PATENT = {"patent_number": f"zl {NUMBER}", "title": "一种永磁电机控制装置", "filed_on": "2019-05-06"}
TERM = {"starts_on": "2026-12-01", "ends_on": "2028-12-31", "territory": "全国"}
CONTACT = {"contact_name": "张伟", "contact_phone": "13812345678"}
ROYALTY = {"kind": "royalty", "rate": "2", "base": "net_sales", "settlement": "year", "pay_days": "30"}


@pytest.fixture
def page(zhang):
    """Sends a page of a draft as a browser does; `page(draft, "fee", kind="free")`."""
    browser = client_of(zhang)

    def send(declaration, section, autosave=False, **answers):
        headers = {"X-Autosave": "1"} if autosave else {}
        address = reverse("declarations:page", args=[declaration.pk, section])
        return browser.post(address, answers, headers=headers)

    return send


@pytest.fixture
def draft(zhang) -> Declaration:
    return drafts.begin(by=zhang)


def saved(declaration: Declaration) -> Declaration:
    return Declaration.objects.get(pk=declaration.pk)


def answers_of(declaration: Declaration) -> dict:
    """Everything but which pages were looked at."""
    kept = Declaration.objects.filter(pk=declaration.pk).values().get()
    return {name: value for name, value in kept.items() if name not in ("pages", "saved_at", "version")}


def text_of(response) -> str:
    return re.sub(r"<[^>]+>", "", response.content.decode())


@pytest.mark.requirement("LN-39", "CN-21", "U28")
def test_a_declaration_is_filled_in_page_by_page_and_handed_in(zhang, draft, page):
    for section, answers in (("patent", PATENT), ("fee", ROYALTY), ("term", TERM), ("contact", CONTACT)):
        assert page(draft, section, **answers).status_code == 302, section
    browser = client_of(zhang)
    promises = re.findall(
        r'name="promise" value="(\w+)"', browser.get(f"/declarations/{draft.pk}/promises/").content.decode()
    )
    browser.post(f"/declarations/{draft.pk}/promises/", {"promise": promises})
    browser.post(f"/declarations/{draft.pk}/submit/", {"seen_version": saved(draft).version})
    assert saved(draft).status == Status.CHECKING
    confirmation = text_of(browser.get(f"/declarations/{draft.pk}/submitted/"))
    told = ("提交时间", "接下来", "预计时间", "打印", "这次填报方便吗")
    for said in (saved(draft).number, saved(draft).check_code, *told):
        assert said in confirmation
    assert all(answer in confirmation for answer in (NUMBER, PATENT["title"], "净销售额的2%", "2028年12月31日", "张伟"))


def test_the_number_may_be_typed_in_any_way(draft, page):
    page(draft, "patent", **PATENT | {"patent_number": f"ＺＬ{NUMBER.replace('.', '。')}"})
    assert saved(draft).patent_number == NUMBER


@pytest.mark.requirement("F005", "U27")
def test_a_wrong_check_digit_is_named_and_the_other_answers_stay(draft, page):
    wrong = NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")
    response = page(draft, "patent", **PATENT | {"patent_number": wrong})
    assert f"相配的校验位是{NUMBER[-1]}" in text_of(response)
    assert "一种永磁电机控制装置" in response.content.decode()
    assert "<title>错误：" in response.content.decode()


def test_what_is_typed_is_kept_although_it_is_not_right_yet(zhang, draft, page):
    told = json.loads(page(draft, "patent", autosave=True, patent_number="20191", title="甲").content)
    assert "保存" in told["saved"]
    again = client_of(zhang).get(f"/declarations/{draft.pk}/write/patent/").content.decode()
    assert 'value="20191"' in again
    assert "error-summary" not in again
    assert saved(draft).patent_number == ""


@pytest.mark.requirement("F006")
def test_what_the_register_knows_fills_the_empty_answers_only(zhang, draft, page, monkeypatch):
    def known(value):
        return Known(value, "登记簿副本", timezone.now())

    facts = PatentFacts(
        title=known("登记的名称"), main_class=known("H02P21/00"), owners=known(("沈阳北方科技大学", "沈阳合作研究所"))
    )
    monkeypatch.setattr(prefill, "ask_registers", lambda number: Combined(facts, "found", ()))
    page(draft, "patent", then="lookup", patent_number=NUMBER, title="我写的名称")
    shown = client_of(zhang).get(f"/declarations/{draft.pk}/write/patent/").content.decode()
    assert "我写的名称" in shown
    assert "登记的名称" not in shown
    assert 'value="H02P21/00"' in shown
    assert {owner.name for owner in draft.owners.all()} == {"沈阳北方科技大学", "沈阳合作研究所"}


def test_an_autosave_that_arrives_late_does_not_win(draft, page):
    page(draft, "contact", window="a", seen="0", sent_at="2000", **CONTACT)
    page(draft, "contact", autosave=True, window="a", seen="0", sent_at="1000", contact_name="张", contact_phone="")
    assert saved(draft).contact_name == "张伟"
    assert not saved(draft).pages["contact"]["typed"]


def test_a_fee_is_never_negotiable(draft, page):
    response = page(draft, "fee", kind="lump_sum", amount="面议", pay_days="30", day_kind="calendar")
    assert "须为明确的数字，不能写“面议”" in text_of(response)
    assert saved(draft).fee == {}


@pytest.mark.requirement("HB-32", "CN-36", "F051")
@pytest.mark.parametrize("kind", [*KINDS])
def test_each_way_of_paying_shows_its_own_blanks_and_an_example(zhang, draft, page, kind):
    page(draft, "fee", then="kind", kind=kind)
    shown = client_of(zhang).get(f"/declarations/{draft.pk}/write/fee/").content.decode()
    blanks = {name for each in KINDS.values() for name in fee_fields(each)}
    assert {name for name in blanks if f'name="{name}"' in shown} == {*fee_fields(KINDS[kind])}
    assert "例：" in shown
    assert "error-summary" not in shown


@pytest.mark.requirement("U30", "U32")
def test_the_preview_is_the_very_sentence_that_will_be_published(zhang):
    answers = {"kind": "lump_sum", "amount": "12000", "pay_days": "30", "day_kind": "calendar"}
    shown = text_of(client_of(zhang).post("/declarations/fee-preview/", answers))
    assert "一次性全额支付所有使用费12000元（人民币壹万贰仟元整）" in shown
    assert "1.2万元" in shown


@pytest.mark.requirement("LN-38")
def test_a_term_one_day_short_is_refused_with_the_clause(draft, page):
    answers = TERM | {"starts_on": "2023-01-01", "ends_on": "2023-12-30"}
    assert "不得少于12个月" in text_of(page(draft, "term", **answers))
    assert page(draft, "term", **answers | {"ends_on": "2023-12-31"}).status_code == 302


def test_two_windows_do_not_write_over_each_other(draft, page):
    page(draft, "contact", window="a", seen="0", **CONTACT)
    response = page(draft, "contact", window="b", seen="0", **CONTACT | {"contact_name": "李四"})
    assert response.status_code == 409
    assert "另一个窗口" in text_of(response)
    assert "李四" in response.content.decode()
    assert saved(draft).contact_name == "张伟"


def test_a_double_click_saves_once_and_says_nothing(draft, page):
    first = page(draft, "contact", window="a", seen="0", **CONTACT)
    second = page(draft, "contact", window="b", seen="0", **CONTACT)
    assert (first.status_code, second.status_code) == (302, 302)


def test_a_second_click_on_begin_begins_no_second_draft(zhang):
    browser = client_of(zhang)
    first, second = browser.post("/declarations/new/"), browser.post("/declarations/new/")
    assert first.headers["Location"] == second.headers["Location"]
    assert Declaration.objects.count() == 1


@pytest.mark.requirement("U02")
def test_two_steps_back_and_forward_again_lose_nothing(zhang):
    declaration, browser = DeclarationFactory(by=zhang), client_of(zhang)
    steps = ("tasks", "answers", "promises", "submit")
    address = {name: reverse(f"declarations:{name}", args=[declaration.pk]) for name in steps}
    before, made = answers_of(declaration), declaration.commitments.count()
    shown = browser.get(address["submit"]).content.decode()
    assert all(f'<a href="{address[earlier]}">' in shown for earlier in steps[:3])
    for step in ("promises", "answers", "promises", "submit"):
        assert 'aria-current="step"' in browser.get(address[step]).content.decode()
    assert (answers_of(declaration), declaration.commitments.count()) == (before, made)
    browser.post(address["submit"], {"seen_version": saved(declaration).version})
    assert saved(declaration).status == Status.CHECKING


def test_the_list_asks_the_database_no_more_for_many_than_for_one(zhang, django_assert_max_num_queries):
    browser = client_of(zhang)
    DeclarationFactory(by=zhang)
    browser.get("/declarations/")
    with CaptureQueriesContext(connection) as for_one:
        browser.get("/declarations/")
    for _each in range(5):
        DeclarationFactory(by=zhang)
    with django_assert_max_num_queries(len(for_one)):
        shown = browser.get("/declarations/")
    tabs = {tab["key"]: tab["count"] for tab in shown.context["tabs"]}
    assert tabs["draft"] == len(browser.get("/declarations/?state=draft").context["page"].object_list) == 6


def test_an_ended_session_keeps_the_answers(draft, client):
    response = client.post(f"/declarations/{draft.pk}/write/contact/", CONTACT)
    assert "/accounts/login/" in response.headers["Location"]
    assert ["contact_name", "张伟"] in client.session["kept_answers"]["fields"]


def test_a_paste_of_64_kilobytes_is_answered_with_a_sentence_and_the_other_answers_stay(draft, page):
    response = page(draft, "patent", **PATENT | {"summary": "电" * 65536})
    assert response.status_code == 200
    assert re.search("2000[^<>]*65536", text_of(response))
    assert PATENT["title"] in response.content.decode()
    assert saved(draft).summary == ""


@pytest.mark.requirement("U24", "U23")
def test_the_task_list_tells_not_looked_at_from_looked_at(zhang, draft, page):
    browser = client_of(zhang)
    before = text_of(browser.get(f"/declarations/{draft.pk}/tasks/"))
    browser.get(f"/declarations/{draft.pk}/write/term/")
    after = text_of(browser.get(f"/declarations/{draft.pk}/tasks/"))
    assert "已看未完成" not in before
    assert "已看未完成" in after
    assert "未开始" in after


@pytest.mark.requirement("U25")
def test_a_change_from_the_check_page_leads_back_to_it(zhang, page):
    declaration = DeclarationFactory(by=zhang)
    shown = client_of(zhang).get(f"/declarations/{declaration.pk}/answers/").content.decode()
    assert f"/declarations/{declaration.pk}/write/contact/?back=answers" in shown
    assert page(declaration, "contact", back="answers", **CONTACT).headers["Location"].endswith("/answers/")


@pytest.mark.requirement("F012")
def test_every_question_says_which_clause_demands_it(zhang, draft):
    for section in ("patent", "fee", "term", "contact", "extra"):
        shown = client_of(zhang).get(f"/declarations/{draft.pk}/write/{section}/")
        form = shown.context["form"]
        assert all(form.clauses[name] for name in form.fields)


@pytest.mark.requirement("LN-31", "LN-33", "F008")
def test_each_commitment_is_stored_with_its_text_version_and_time(zhang):
    declaration = DeclarationFactory(by=zhang)
    made = {each.key: each for each in declaration.commitments.all()}
    assert made["acknowledgement"].text == policy_of(declaration.province).acknowledgement
    assert {each.text_version for each in made.values()} == {declaration.form_version}
    assert all(each.made_at for each in made.values())


def test_a_stranger_finds_nothing(sun, draft):
    for path in ("tasks", "write/fee", "owners", "materials", "answers", "promises", "submit", "submitted", "own"):
        assert client_of(sun).get(f"/declarations/{draft.pk}/{path}/").status_code == 404


def test_a_file_is_taken_by_what_it_is_not_by_its_name(zhang, draft, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    browser, address = client_of(zhang), f"/declarations/{draft.pk}/materials/"
    hostile = {b"<html><script>alert(1)</script>": "内容不是PDF", closed(): "打开密码", plain(acting=True): "含有脚本"}
    for content, why in hostile.items():
        sent = {"kind": "other", "file": SimpleUploadedFile("报告.pdf", content)}
        said = text_of(browser.post(address, sent, headers={"Referer": f"http://testserver{address}"}, follow=True))
        assert re.search(f"“报告.pdf”.*{why}", said)
    assert not draft.attachments.exists()
    good = SimpleUploadedFile("..\\..\\a\u202efdp<b>.exe", b"%PDF-1.7\n...")
    browser.post(address, {"kind": "other", "file": good})
    kept = draft.attachments.get()
    assert kept.name == "afdp b.pdf"
    answer = browser.get(f"{address}{kept.pk}/")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.getvalue().startswith(b"%PDF")
    browser.post(f"{address}{kept.pk}/remove/")
    assert "已移除的材料" in text_of(browser.get(address))


@pytest.mark.requirement("XY-17", "F010")
def test_an_intention_of_three_fields_grows_into_a_declaration(zhang):
    browser = client_of(zhang)
    three = {"patent_number": NUMBER, "contact_name": "张伟", "contact_phone": "13812345678"}
    browser.post("/declarations/intention/", three)
    declaration = Declaration.objects.get()
    assert declaration.intended_at
    assert "登记意向" in text_of(browser.get(f"/declarations/{declaration.pk}/own/"))
    assert "意向" in text_of(browser.get("/declarations/"))


def test_a_blank_form_is_drawn_a_few_times_a_minute_for_one_address(client, liaoning, monkeypatch):
    monkeypatch.setattr(printing, "BLANKS_PER_MINUTE", 1)
    answers = [client.get("/declarations/blank/ln/page/") for _each in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert int(answers[1].headers["Retry-After"]) <= 60
    cache.clear()


@pytest.mark.requirement("U03")
@pytest.mark.parametrize("slug", ["ln", "zj"])
def test_beside_the_blank_form_lies_one_that_an_example_fills_in(zhang, client, slug):
    cache.clear()
    page = client.get(f"/declarations/sample/{slug}/page/").content.decode()
    assert "填写样例，内容虚构" in page
    assert "采用入门费和提成费相结合的方式" in page
    assert "一种样例装置及其控制方法" in page
    declaration = DeclarationFactory(by=zhang)
    materials = client_of(zhang).get(f"/declarations/{declaration.pk}/materials/").content.decode()
    assert "/declarations/sample/ln/pdf/" in materials
    assert client.get(f"/declarations/sample/{slug}/exe/").status_code == 404


@pytest.mark.requirement("LN-76", "CN-65", "F001", "U09")
@pytest.mark.parametrize("kind", ["page", "pdf", "docx"])
def test_the_form_can_be_had_blank_and_filled(zhang, client, kind):
    declaration = DeclarationFactory(by=zhang)
    filled = client_of(zhang).get(f"/declarations/{declaration.pk}/form/{kind}/")
    blank = client.get(f"/declarations/blank/ln/{kind}/")
    assert (filled.status_code, blank.status_code) == (200, 200)
    if kind == "page":
        assert "草拟，待官方表格替换" in filled.content.decode()
        assert declaration.title in filled.content.decode()


def test_a_session_that_ends_amid_the_form_loses_nothing_that_was_typed(draft, zhang):
    browser = client_of(zhang)
    Session.objects.all().delete()
    answer = browser.post(reverse("declarations:page", args=[draft.pk, "patent"]), PATENT)
    assert answer.url.startswith("/accounts/login/")
    browser.force_login(zhang.person, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert PATENT["title"] in browser.get(reverse("accounts:resume")).content.decode()


@pytest.mark.requirement("U10")
def test_the_print_shows_where_to_seal_and_the_scan_lies_beside_what_was_filled_in(zhang):
    declaration, client = DeclarationFactory(by=zhang), client_of(zhang)
    assert "（签字或盖章处）" in client.get(f"/declarations/{declaration.pk}/form/page/").content.decode()
    AttachmentFactory(declaration=declaration, kind="sealed_form", name="盖章表.png", media_type="image/png")
    page = client.get(f"/declarations/{declaration.pk}/promises/").content.decode()
    scan, _aside, filled_in = page.partition('<aside aria-label="填写的内容"')
    assert 'alt="盖章表.png"' in scan
    assert declaration.title in filled_in
