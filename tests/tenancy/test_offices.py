"""Offices: who answers for them, whose accreditation holds, what the province's pages say."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from tenancy.models import Duty
from tenancy.models.offices import DutyKind, OfficeKind
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.scope import acting
from tenancy.services import offices
from tests.cast import client_of, person, region
from tests.factories.tenancy import OfficeFactory


@pytest.fixture
def agency(zhao_admin):
    """专利代办处, entrusted with checks for the year 2023."""
    body = offices.open_office("沈阳代办处", region("210000"), OfficeKind.CHECKING_BODY, by=zhao_admin)
    offices.accredit(body, starts_on=date(2023, 1, 1), ends_on=date(2023, 12, 31), document="辽知办7号", by=zhao_admin)
    return body


@pytest.mark.requirement("CN-23")
@pytest.mark.parametrize(("day", "may"), [((2022, 12, 31), False), ((2023, 1, 1), True), ((2023, 12, 31), True)])
def test_a_body_checks_only_within_its_period(agency, day, may):
    assert agency.accredited_on(date(*day)) is may


@pytest.mark.requirement("CN-23")
def test_a_check_after_the_accreditation_expired_is_refused(agency):
    with pytest.raises(Refused, match="不在认可期内"):
        offices.must_be_accredited(agency, date(2024, 1, 1))


def test_a_withdrawn_accreditation_ends_on_its_day_and_a_new_one_begins_again(agency, zhao_admin):
    offices.withdraw_accreditation(agency, starts_on=date(2023, 6, 1), document="撤销", by=zhao_admin)
    offices.accredit(agency, starts_on=date(2023, 9, 1), document="再次认可", by=zhao_admin)
    assert [agency.accredited_on(date(2023, month, 1)) for month in (5, 6, 9)] == [True, False, True]


def test_only_bodies_that_check_are_accredited(zhao_admin, li):
    with pytest.raises(Refused, match="只有核查机构和保护中心"):
        offices.accredit(li.office, starts_on=date(2023, 1, 1), document="x", by=zhao_admin)


def test_only_the_administrator_of_the_province_opens_offices(zhao):
    with pytest.raises(PermissionDenied):
        offices.open_office("新机构", region("210000"), OfficeKind.CENTRE, by=zhao)


def test_two_offices_of_a_province_do_not_share_a_name(zhao_admin, agency):
    with pytest.raises(Refused, match="已有名为“沈阳代办处”"):
        offices.open_office("沈阳代办处", region("210100"), OfficeKind.CENTRE, by=zhao_admin)


@pytest.mark.requirement("XY-06")
def test_an_office_without_its_three_persons_is_incomplete(li):
    assert offices.missing_duties(li.office) == ["分管领导", "责任人", "联系人"]
    for kind in DutyKind:
        offices.assign(li.office, Duty(kind=kind, name="李娜"), by=li)
    assert offices.missing_duties(li.office) == []


@pytest.mark.requirement("XY-33")
def test_a_city_sees_after_the_day_which_counties_have_not_named_their_three_persons(db):
    with acting(province=41), transaction.atomic():
        city, luoshan, guangshan = (OfficeFactory(region=region(code)) for code in ("411500", "411521", "411522"))
        officer = person("吴敏", "wumin", city, Role.CITY_OFFICER)
        county_officer = person("何静", "hejing", guangshan, Role.COUNTY_OFFICER)
        for kind in DutyKind:
            offices.assign(guangshan, Duty(kind=kind, name="周明"), by=county_officer)
        offices.assign(
            luoshan, Duty(kind=DutyKind.CONTACT, name="田莉"), by=person("田莉", "tianli", luoshan, Role.COUNTY_OFFICER)
        )
    page = client_of(officer).get("/offices/contacts/").text
    lacking = page.split('id="lacking"')[1].split("</section>")[0]
    assert "应于2023-04-27前报送" in page
    assert "已过期限" in page
    assert (luoshan.name in lacking, "缺分管领导、责任人" in lacking, guangshan.name in lacking) == (True, True, False)


def test_a_new_contact_ends_the_old_and_both_stay_readable(li):
    offices.assign(li.office, Duty(kind=DutyKind.CONTACT, name="李娜"), by=li)
    offices.assign(li.office, Duty(kind=DutyKind.CONTACT, name="周敏"), by=li)
    assert [duty.name for duty in Duty.objects.filter(office=li.office).current()] == ["周敏"]
    assert li.office.duties.count() == 2


@pytest.mark.requirement("XY-57")
@pytest.mark.parametrize("wrong", [{"mobile": "1381234"}, {"email": "周敏"}, {"office_phone": "没有"}])
def test_phone_and_mail_of_the_contact_table_are_checked(li, wrong):
    with pytest.raises(ValidationError) as refused:
        offices.assign(li.office, Duty(kind=DutyKind.CONTACT, name="周敏", **wrong), by=li)
    assert list(refused.value.message_dict) == list(wrong)


def test_another_office_does_not_name_our_persons(wang):
    with pytest.raises(PermissionDenied):
        offices.assign(OfficeFactory(), Duty(kind=DutyKind.CONTACT, name="王强"), by=wang)


@pytest.mark.requirement("LN-05", "XY-35")
def test_a_new_phone_is_on_the_public_page_at_once_and_the_old_one_stays_in_the_history(zhao_admin, client):
    officer, told = client_of(zhao_admin), {"sponsor": "辽宁省知识产权局", "email": "zcc@example.cn"}
    for phone in ("024-86916031", "024-86916032"):
        officer.post("/offices/card/", told | {"phone": phone})
    public = client.get("/ln/").content.decode()
    assert '<a href="tel:024-86916032">024-86916032</a>' in public
    assert '<a href="mailto:zcc@example.cn">zcc@example.cn</a>' in public
    assert "024-86916031" not in public
    assert "024-86916031" in officer.get("/offices/card/").content.decode()
