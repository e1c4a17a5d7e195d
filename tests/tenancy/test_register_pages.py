"""The register on the screen: a stranger to the matter gets 404, a colleague without the right 403."""

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tenancy.actors import Actor
from tenancy.contact_table import COLUMNS
from tenancy.masking import masked, shown_to
from tenancy.models import Duty, Organisation, Province, User
from tenancy.models.offices import DutyKind
from tenancy.models.organisations import Aspect, OrganisationQuerySet, SizeClass, Tag
from tenancy.roles import Role
from tenancy.services import offices, organisations
from tests.cast import SHENYANG, client_of, office, person, region
from tests.factories.tenancy import (
    DirectoryEntryFactory,
    MembershipFactory,
    OfficeFactory,
    OrganisationFactFactory,
    OrganisationFactory,
)


@pytest.fixture
def firm(liaoning):
    firm = OrganisationFactory(name="沈阳晨光自动化有限公司", region=region("210102"))
    MembershipFactory(place=firm)
    return firm


def page(actor, firm):
    return client_of(actor).get(reverse("tenancy:organisation", args=[firm.pk]))


def test_the_city_opens_the_page_of_its_organisation(li, firm):
    assert "沈阳晨光自动化有限公司" in page(li, firm).content.decode()


def test_a_stranger_gets_404_and_a_colleague_without_the_right_403(wang, chen, zhang, firm):
    assert page(wang, firm).status_code == 404
    assert page(chen, firm).status_code == 404
    assert page(zhang, firm).status_code == 403


def test_control_without_visible_to_the_page_would_open_to_another_city(wang, firm, monkeypatch):
    monkeypatch.setattr(OrganisationQuerySet, "visible_to", lambda self, actor: self.all())
    assert page(wang, firm).status_code == 200


def test_control_even_then_another_province_sees_nothing(chen, firm, monkeypatch):
    """Row-level security alone holds."""
    monkeypatch.setattr(OrganisationQuerySet, "visible_to", lambda self, actor: self.all())
    assert page(chen, firm).status_code == 404


@pytest.mark.requirement("LN-23")
def test_the_register_is_narrowed_by_tag_directory_type_and_city(li, firm):
    OrganisationFactory(name="沈阳另一公司")
    OrganisationFactFactory(organisation=firm, tag=Tag.SPECIALISED)
    DirectoryEntryFactory(organisation=firm)
    for asked in ({"tag": Tag.SPECIALISED}, {"directory": "pilot_units"}, {"q": "晨光"}, {"q": firm.credit_code}):
        found = client_of(li).get("/organisations/", asked).context["page"].object_list
        assert list(found) == [firm]
    assert client_of(li).get("/organisations/", {"city": SHENYANG}).context["page"].paginator.count == 2


def test_a_change_on_the_page_is_in_the_history(li, firm):
    told = {"name": "沈阳晨光智能有限公司", "region": "210102", "owner_type": firm.owner_type, "size": SizeClass.MEDIUM}
    client_of(li).post(reverse("tenancy:change", args=[firm.pk]), told | {"reason": "工商变更"})
    shown = page(li, firm).content.decode()
    assert "沈阳晨光智能有限公司" in shown
    assert "沈阳晨光自动化有限公司" in shown
    assert Organisation.objects.get(pk=firm.pk).size == SizeClass.MEDIUM


def test_whoever_had_the_page_open_while_a_colleague_changed_it_puts_nothing_back(li, firm):
    browser, address = client_of(li), reverse("tenancy:change", args=[firm.pk])
    seen = browser.get(address).context["form"].initial
    moved = {"effective_at": timezone.now(), "reason": "迁址"}
    organisations.change(firm, Aspect.REGION, "210103", by=li, **moved)
    answer = browser.post(address, seen | {"size": SizeClass.MEDIUM, "reason": "规模变化"})
    assert "登记在您打开本页之后已变动" in answer.content.decode()
    firm.refresh_from_db()
    assert (firm.region.code, firm.size) == ("210103", SizeClass.SMALL)


def test_tags_and_directories_are_kept_on_the_page(li, firm):
    client = client_of(li)
    award = {"tag": Tag.HIGH_TECH, "level": "national", "certificate": "GR1", "since": "2023-01-01"}
    client.post(reverse("tenancy:award", args=[firm.pk]), award)
    client.post(reverse("tenancy:enter", args=[firm.pk]), {"directory": "pilot_units"})
    assert "国家级高新技术企业 GR1 长期有效" in page(li, firm).content.decode()
    client.post(reverse("tenancy:revoke", args=[firm.pk]), {"tag": Tag.HIGH_TECH, "reason": "到期"})
    client.post(reverse("tenancy:leave", args=[firm.pk]), {"directory": "pilot_units", "reason": "退出"})
    assert "没有有效的标签" in page(li, firm).content.decode()
    assert "未列入名录" in page(li, firm).content.decode()


def test_a_refusal_is_said_on_the_page(li, firm):
    told = {"directory": "implementing_subjects", "ground": "", "document": ""}
    answer = client_of(li).post(reverse("tenancy:enter", args=[firm.pk]), told, follow=True)
    assert "事业单位" in answer.content.decode()


@pytest.mark.parametrize(
    ("value", "shown"),
    [("13812341234", "138****1234"), ("024-86916031", "**********31"), ("li@example.cn", "l****@example.cn")],
)
def test_contacts_are_masked(value, shown):
    assert masked(value) == shown


NEEDS_CONTACTS = {
    Role.PROVINCE_ADMIN,
    Role.PROVINCE_OFFICER,
    Role.CITY_OFFICER,
    Role.COUNTY_OFFICER,
    Role.ORGANISATION_ADMIN,
}


@pytest.mark.parametrize("role", Role)
def test_only_roles_that_need_contacts_see_them(role):
    """The matrix of U21."""
    reader = Actor(user=User(), province=Province(), role=role)
    assert (shown_to(reader, "13812341234") == "13812341234") == (role in NEEDS_CONTACTS)


def test_a_handler_sees_masked_contacts_of_colleagues(zhang):
    handler = person("吴磊", "wu", zhang.organisation, Role.HANDLER)
    shown = client_of(handler).get("/organisation/").content.decode()
    assert zhang.user.phone not in shown
    assert f"{zhang.user.phone[:3]}****" in shown
    assert zhang.user.phone in client_of(zhang).get("/organisation/").content.decode()


@pytest.mark.requirement("XY-06")
def test_an_office_without_its_persons_is_shown_as_incomplete(li):
    assert "缺：分管领导、责任人、联系人" in client_of(li).get("/offices/").content.decode()
    for kind in DutyKind:
        told = {"kind": kind, "name": "李娜", "title": "科长", "mobile": "13812341234", "email": "li@example.cn"}
        client_of(li).post(reverse("tenancy:assign", args=[li.office.pk]), told)
    assert "已完成" in client_of(li).get("/offices/").content.decode()


def test_offices_are_listed_by_city_and_found_by_a_word(zhao, li, wang):
    page = client_of(zhao).get("/offices/")
    assert [group["name"] for group in page.context["groups"]] == ["辽宁省", "沈阳市", "大连市"]
    assert [group["is_open"] for group in page.context["groups"]] == [True, False, False]
    assert page.content.decode().count('<details class="place"') == 3
    found = client_of(zhao).get("/offices/?q=大连").context["groups"]
    assert [(group["name"], group["is_open"]) for group in found] == [("大连市", True)]
    assert "没有机构" in client_of(zhao).get("/offices/?q=杭州").content.decode()


def test_an_office_of_a_county_stands_with_its_city(zhao, li):
    OfficeFactory(name="浑南区知识产权局", region=region("210112"))
    groups = client_of(zhao).get("/offices/").context["groups"]
    assert [(group["name"], group["count"]) for group in groups] == [("辽宁省", 1), ("沈阳市", 2)]


@pytest.mark.requirement("XY-57")
def test_the_contact_workbook_has_the_columns_and_rows_of_the_form(li):
    duty = Duty(kind=DutyKind.CONTACT, name="李娜", title="科长", office_phone="024-86916031", mobile="13812341234")
    duty.email = "li@example.cn"
    offices.assign(li.office, duty, by=li)
    book = load_workbook(BytesIO(client_of(li).get("/offices/contacts.xlsx").content))
    rows = [tuple(cell.value for cell in row) for row in book.active.iter_rows()]
    assert rows == [
        COLUMNS,
        ("沈阳市知识产权局", "李娜", "科长", "024-86916031", "13812341234", "li@example.cn"),
    ]


def test_the_province_opens_an_office_and_accredits_it_on_the_page(zhao_admin):
    client = client_of(zhao_admin)
    told = {"name": "沈阳专利代办处", "kind": "checking_body", "region": "210000"}
    where = client.post("/offices/open/", told).url
    client.post(f"{where}accredit/", {"starts_on": "2023-01-01", "document": "辽知办7号"})
    shown = client.get(where).content.decode()
    assert "2023-01-01 — 长期" in shown


def test_the_contact_card_is_changed_on_the_page_and_keeps_its_history(zhao_admin):
    client = client_of(zhao_admin)
    for phone in ("024-86916031", "024-86916032"):
        client.post("/offices/card/", {"sponsor": "辽宁省知识产权局", "phone": phone})
    shown = client.get("/offices/card/").content.decode()
    assert 'value="024-86916032"' in shown
    assert "024-86916031" in shown


def test_the_office_of_another_city_is_absent(wang):
    other = office("沈阳市知识产权局", SHENYANG)
    assert client_of(wang).get(reverse("tenancy:office", args=[other.pk])).status_code == 404


def test_who_ceases_to_be_an_enterprise_has_no_size_also_where_that_is_said(li, firm):
    told = {"name": firm.name, "region": "210102", "owner_type": "institute", "size": "", "reason": "改制为科研机构"}
    client_of(li).post(reverse("tenancy:change", args=[firm.pk]), told)
    changed = Organisation.objects.get(pk=firm.pk)
    assert (changed.owner_type, changed.size) == ("institute", "")
