"""张 writes the number; the register on file and the register of organisations fill what they know (F006)."""

import re

import pytest
from django.urls import reverse

from declarations.models import Declaration
from declarations.services import drafts
from tenancy.models.organisations import OwnerType
from tests.cast import client_of
from tests.factories.tenancy import OrganisationFactory
from tests.factories.verification import RegisterRecordFactory, patent_number

NUMBER = patent_number(6006)
INSTITUTE = "沈阳合作研究所"
FACTS = {
    "title": "一种永磁电机控制装置",
    "owners": ["沈阳北方科技大学", INSTITUTE],
    "filing_date": "2018-05-06",
    "grant_date": "2020-03-03",
    "main_class": "H02P21/00",
    "status": "in_force",
}


@pytest.fixture
def draft(zhang) -> Declaration:
    return drafts.begin(by=zhang)


def looked_up(zhang, draft, **facts):
    """The browser after the button, with what its next page shows."""
    RegisterRecordFactory(number=NUMBER, source="登记簿导出文件", facts=FACTS | facts)
    browser = client_of(zhang)
    address = reverse("declarations:page", args=[draft.pk, "patent"])
    browser.post(address, {"patent_number": NUMBER, "then": "lookup"})
    return browser, browser.get(address).content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


@pytest.mark.requirement("F006")
def test_a_number_fills_eight_fields_and_each_says_from_where(zhang, draft):
    institute = OrganisationFactory(name=INSTITUTE, owner_type=OwnerType.INSTITUTE)
    browser, page = looked_up(zhang, draft)
    for answer in (FACTS["title"], FACTS["filing_date"], FACTS["grant_date"], FACTS["main_class"]):
        assert f'value="{answer}"' in page, answer
    assert words(page).count("查询时填入，可以更正（来源：登记簿导出文件") == 4
    owners = words(browser.get(reverse("declarations:owners", args=[draft.pk])).content.decode())
    for told in (INSTITUTE, institute.credit_code, "科研机构"):
        assert told in owners, told
    assert f"查询时填入专利权人：{INSTITUTE}（来源：登记簿导出文件" in owners
    assert f"查询时填入统一社会信用代码、权利主体类型：{INSTITUTE}（来源：本平台的单位登记" in owners
    browser.post(reverse("declarations:page", args=[draft.pk, "patent"]), answers_on(page))
    checked = words(browser.get(reverse("declarations:answers", args=[draft.pk])).content.decode())
    for told in ("发明专利", FACTS["title"], "2018年5月6日", "2020年3月3日", FACTS["main_class"], INSTITUTE):
        assert told in checked, told


def answers_on(page: str) -> dict[str, str]:
    """The page as a person sends it on without touching it."""
    boxes = [box for box in re.findall(r"<input[^>]+>", page) if 'name="' in box]
    pairs = [(re.search(r'name="(\w+)"', box), re.search(r'value="([^"]*)"', box)) for box in boxes]
    kept = ("patent_number", "title", "filed_on", "granted_on", "classification")
    return {name[1]: value[1] for name, value in pairs if value and name[1] in kept}


@pytest.mark.requirement("F006")
def test_what_was_filled_can_be_corrected_and_is_then_the_owners_own_word(zhang, draft):
    OrganisationFactory(name=INSTITUTE, owner_type=OwnerType.INSTITUTE)
    browser, page = looked_up(zhang, draft)
    address = reverse("declarations:page", args=[draft.pk, "patent"])
    browser.post(address, answers_on(page) | {"title": "证书上的名称"})
    shown = words(browser.get(address).content.decode())
    assert Declaration.objects.get(pk=draft.pk).title == "证书上的名称"
    assert shown.count("查询时填入") == 3
    added = draft.owners.get(name=INSTITUTE)
    browser.post(reverse("declarations:remove_owner", args=[draft.pk, added.pk]))
    mine = {"name": INSTITUTE, "owner_type": OwnerType.UNIVERSITY, "credit_code": added.credit_code}
    browser.post(reverse("declarations:owners", args=[draft.pk]), mine)
    assert draft.owners.get(name=INSTITUTE).owner_type == OwnerType.UNIVERSITY


def test_a_body_that_no_office_confirmed_and_namesakes_are_not_guessed_at(zhang, draft):
    OrganisationFactory(name=INSTITUTE, owner_type=OwnerType.INSTITUTE, confirmed=False)
    for _time in range(2):
        OrganisationFactory(name="同名公司")
    OrganisationFactory(name="李四", owner_type=OwnerType.INDIVIDUAL)
    looked_up(zhang, draft, owners=["沈阳北方科技大学", INSTITUTE, "同名公司", "李四"])
    for owner in draft.owners.filter(is_declarant=False):
        assert (owner.credit_code, owner.owner_type) == ("", ""), owner.name


def test_a_pending_application_is_ticked_as_one(zhang, draft):
    _browser, page = looked_up(zhang, draft, status="pending")
    box = re.search(r'<input[^>]+name="is_application"[^>]*>', page)
    assert box
    assert "checked" in box[0]
