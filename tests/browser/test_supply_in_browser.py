"""From a university's first draft to the public register and off it again, in a real browser with the real jobs."""

import json
from collections.abc import Iterable, Iterator

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from declarations.models import ChangeRequest, Declaration, WithdrawalRequest
from declarations.services import review
from declarations.workflow import Status
from outbox.runner import work
from publication.models import Record
from publication.query import read_query
from publication.search import PAGE, find
from tenancy.models.organisations import OwnerType
from tenancy.roles import Role
from tenancy.scope import acting
from tests.batch.sheets import filled, sheet_rows
from tests.cast import HANGZHOU, LIAONING, SHENYANG, ZHEJIANG, client_of, person, region
from tests.factories.declarations import ALL_FINE, LOOKED_UP, DeclarationFactory
from tests.factories.publication import ChannelFactory, patent_number
from tests.factories.tenancy import OfficeFactory, OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)
BY_EXCEL = 300
LONG = 120_000  # ms
NUMBER = patent_number(4711)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def at(name: str, *args) -> str:
    return reverse(f"declarations:{name}", args=args)


def work_off(page: Page, checked: int) -> None:
    """The worker's shifts, until so many wait for the second check; what failed comes back after its pause."""
    for _shift in range(90):
        while work(LIAONING):
            pass
        with acting(province=LIAONING), transaction.atomic():
            if Declaration.objects.filter(status=Status.SECOND_CHECK).count() == checked:
                return
        page.wait_for_timeout(1000)
    pytest.fail("the jobs were not done")


def goes_on(page: Page, **answers: str) -> None:
    for name, answer in answers.items():
        page.fill(f"#id_{name}", answer)
    page.get_by_role("button", name="保存并继续").click()


def files_one_by_hand(page: Page) -> None:
    page.get_by_role("button", name="开始填写").click()
    page.get_by_role("link", name="专利", exact=True).click()
    goes_on(page, patent_number=f"zl {NUMBER}", title="一种电磁制动装置", filed_on="2019-05-06")
    page.wait_for_url("**/owners/")
    page.goto(page.url.replace("/owners/", "/write/fee/"))
    page.get_by_label("一次总付", exact=True).check()
    page.fill("#id_amount", "12000")
    page.get_by_text("人民币壹万贰仟元整").wait_for(timeout=15_000)
    goes_on(page)
    goes_on(page, starts_on="2026-12-01", ends_on="2028-12-31", territory="全国")
    goes_on(page, contact_name="张伟", contact_phone="13812345678")
    page.wait_for_url("**/write/extra/")
    hands_in(page, page.url.replace("/write/extra/", "/promises/"))


def hands_in(page: Page, promises: str) -> None:
    page.goto(promises)
    for box in page.locator("input[name=promise]").all():
        box.check()
    page.get_by_role("button", name="作出承诺并继续").click()
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url("**/submitted/")


def files_many_by_excel(page: Page, workbook: bytes) -> None:
    page.set_input_files("#id_file", {"name": "声明.xlsx", "mimeType": XLSX, "buffer": workbook})
    page.locator("input[name=hands_in][value=yes]").check()
    for box in page.locator("input[name=promises]").all():
        box.check()
    page.get_by_role("button", name="上传并核对").click()


def is_returned_with_two_reasons(page: Page) -> None:
    page.locator("#back summary").click()
    for field, sentence in (("title", "与登记簿名称不一致"), ("ends_on", "请写到年底")):
        page.locator(f"#id_faults-tick_{field}").check()
        page.fill(f"#id_faults-why_{field}", sentence)
    page.get_by_role("button", name="退回", exact=True).click()
    page.get_by_text("已退回").wait_for()


def is_passed(page: Page) -> None:
    for item in review.ITEMS:
        page.locator(f"input[name=sheet-{item}][value=ok]").check()
    page.fill("#id_sheet-opinion", LOOKED_UP)
    page.get_by_role("button", name="通过", exact=True).click()
    page.get_by_text("已通过").first.wait_for()


def passed(status: Status, by, numbers=None) -> None:
    """The colleagues of the centre and the city go through the rest, case by case, by the verb of the page."""
    with transaction.atomic():
        waiting = Declaration.objects.filter(status=status).exclude(patent_number__in=numbers or [])
        for one in waiting.order_by("pk"):
            review.decide(one, by=by, items=ALL_FINE, opinion=LOOKED_UP)


def pulled(client, since: str = "0") -> Iterator[dict]:
    """What another platform takes from the interface, page after page."""
    more = True
    while more:
        told = json.loads(client.get("/api/v1/changes/", {"since": since, "limit": "200"}).content)
        yield from told["results"]
        since, more = told["next_since"], told["more"]


def is_found(records: Iterable[Record]) -> None:
    """Each by its number and by a piece of its title, and all of them by their owner."""
    for record in records:
        assert [row["number"] for row in find(read_query({"q": f"ZL {record.patent_number}"})).rows] == [record.number]
        assert record.number in [row["number"] for row in find(read_query({"q": record.title[2:]})).rows]
    pages = [find(read_query({"q": "北方科技"}), page) for page in range(1, 2 + BY_EXCEL // PAGE)]
    assert {row["number"] for page in pages for row in page.rows} == {record.number for record in records}


def one_by_hand() -> Declaration:
    with acting(province=LIAONING), transaction.atomic():
        return Declaration.objects.get(patent_number=NUMBER)


def is_found_on_a_phone(visitor) -> None:
    """By number, by a piece of the title, by the owner, and by what narrows the list."""
    for wanted in (f"ZL {NUMBER.replace('.', ' ')}", "电磁制动控", "北方科技"):
        found = visitor.opens(f"/records/?q={wanted}")
        assert found.get_by_text("沈阳北方科技大学").count() >= 1
    for wanted in (f"ZL{NUMBER}", "电磁制动控"):
        assert visitor.opens(f"/records/?q={wanted}").get_by_role("link", name="一种电磁制动控制装置").count() == 1
    for narrowed in ("ipc=H02P", "city=210100", "fee_kind=lump_sum", "term_min=24"):
        assert visitor.opens(f"/records/?{narrowed}").get_by_text("沈阳北方科技大学").count() >= 1
    for n in (1, 150, 300):
        number = patent_number(9000 + n)
        found = visitor.opens(f"/records/?q={number}")
        assert found.get_by_role("link", name=f"一种永磁电机控制装置{9000 + n}").count() == 1


def is_published_with_all_others(province) -> Record:
    """One announcement; the record of the one that was filed by hand."""
    page = province.opens(at("filing"))
    page.get_by_role("link", name="全选").click()
    page.locator("input[name=channels]").first.check()
    page.get_by_role("button", name="预览公告").click()
    page.get_by_role("button", name="确认公布").click()
    page.wait_for_url("**/filed/**")
    province.keeps_picture("supply-filed")
    with transaction.atomic():
        record = Record.objects.get(patent_number=NUMBER)
        published = list(Record.objects.filter(announcement=record.announcement_id))
        assert len(published) == BY_EXCEL + 1
        is_found(published)
    return record


def is_changed_by_the_rules_of_liaoning(visit, owner, officer, case: int) -> None:
    page = visit(1366, owner).opens(at("change", case))
    page.get_by_label("免费", exact=False).first.check()
    page.locator("#id_amount").wait_for(state="detached", timeout=15_000)
    page.fill("#id_reason", "鼓励先试用")
    page.get_by_role("button", name="提交变更申请").click()
    page.wait_for_url("**/published/")
    with transaction.atomic():
        asked = ChangeRequest.objects.get()
    page = visit(1366, officer).opens(at("change_decision", asked.pk))
    page.get_by_role("button", name="同意", exact=False).first.click()
    page.get_by_text("已作出决定").wait_for()


def is_withdrawn_by_the_rules_of_zhejiang(visit, owner, officer, case: int) -> None:
    page = visit(1366, owner).opens(at("change", case))
    assert page.get_by_text("最早可于").first.is_visible()
    page.goto(page.url.replace("/change/", "/withdraw/"))
    assert page.get_by_text("7 个工作日").first.is_visible()
    page.locator("input[name=ground][value=implemented]").check()
    page.fill("#id_reason", "已由本校自行实施")
    page.get_by_role("button", name="提请撤回").click()
    with acting(province=ZHEJIANG), transaction.atomic():
        asked = WithdrawalRequest.objects.get()
    page = visit(1366, officer).opens(at("withdrawal_decision", asked.pk))
    page.get_by_role("button", name="同意", exact=False).first.click()
    page.get_by_text("已作出决定").wait_for()


@pytest.mark.requirement("LN-43", "LN-52", "F026", "LN-45", "F067", "F029", "U20")
def test_a_university_files_301_the_public_finds_each_and_one_is_changed_and_one_withdrawn(
    visit, zhang, li, zhao, chen, client
):
    with transaction.atomic():
        ChannelFactory()
        centre = OfficeFactory(name="沈阳知识产权保护中心", region=region(SHENYANG), kind="centre")
        checker = person("核查员", "hecha", centre, Role.CENTRE_OFFICER)
        workbook = filled(sheet_rows(BY_EXCEL))
    university, city, province = visit(1366, zhang), visit(1366, li), visit(1366, zhao)
    for visitor in (university, city, province):
        visitor.page.set_default_timeout(LONG)  # hundreds of rows on a busy machine
    files_one_by_hand(university.opens(at("start")))
    files_many_by_excel(page := university.opens(at("batches")), workbook)
    page.locator("#batch").wait_for()
    work_off(page, BY_EXCEL + 1)
    page.reload()
    expect(page.locator("#batch")).to_contain_text(f"{BY_EXCEL}")
    passed(Status.SECOND_CHECK, checker)
    passed(Status.REVIEWING, li, [NUMBER])

    case = one_by_hand().pk
    is_returned_with_two_reasons(city.opens(at("review", case)))
    page = university.opens(at("tasks", case))
    assert page.get_by_text("需更正").count() >= 2
    assert page.get_by_text("与登记簿名称不一致").first.is_visible()
    university.keeps_picture("supply-returned")
    goes_on(university.opens(at("page", case, "patent")), title="一种电磁制动控制装置")
    goes_on(university.opens(at("page", case, "term")), ends_on="2029-12-31")
    hands_in(page, university.address + at("promises", case))
    work_off(page, 1)
    passed(Status.SECOND_CHECK, checker)
    is_passed(city.opens(at("review", case)))

    record = is_published_with_all_others(province)
    is_found_on_a_phone(visitor := visit(360))
    changes = list(pulled(client))
    assert [each["op"] for each in changes] == ["published"] * (BY_EXCEL + 1)
    assert client.get(next(each["url"] for each in changes if each["number"] == record.number)).status_code == 200

    with acting(province=ZHEJIANG), transaction.atomic():
        house = OrganisationFactory(region=region(HANGZHOU), owner_type=OwnerType.UNIVERSITY)
        wu = person("吴敏", "wumin", house, Role.ORGANISATION_ADMIN)
        listed = DeclarationFactory(by=wu, status=Status.PUBLISHED)
    is_changed_by_the_rules_of_liaoning(visit, zhang, zhao, case)
    is_withdrawn_by_the_rules_of_zhejiang(visit, wu, chen, listed.pk)
    assert visitor.opens(f"/records/{record.number}/").get_by_text("免费").first.is_visible()
    page = visitor.opens(f"/records/{listed.record_number}/")
    assert page.get_by_text("撤回公告期").first.is_visible()
    visitor.keeps_picture("supply-notice")
    assert not visitor.faults()
    told = [(each["op"], each["number"]) for each in pulled(client, changes[-1]["cursor"])]
    of_zhejiang = [("published", listed.record_number), ("withdrawn", listed.record_number)]
    assert [each for each in told if each[1] == listed.record_number] == of_zhejiang
    assert ("changed", record.number) in told
    assert len(told) == 3
    assert {client.get(f"/records/{number}/").status_code for _op, number in told} == {200}
    assert client_of(wu).get(at("one", listed.pk)).status_code == 200
