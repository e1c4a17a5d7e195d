"""What people really send: each is answered with a sentence that names rule and clause, and nothing is lost."""

import html
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from declarations import offering
from declarations.models import Declaration
from declarations.workflow import Status
from publication.choices import PatentType
from publication.models import Record
from tenancy.models.organisations import OwnerType
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import SHENYANG, ZHEJIANG, client_of, person, region
from tests.factories.declarations import DeclarationFactory
from tests.factories.publication import RecordFactory, patent_number
from tests.factories.tenancy import OrganisationFactory

LIAONINGS_PLAN = "辽知办字〔2022〕4号"
ROYALTY = {"kind": "royalty", "rate": "35", "base": "net_sales", "settlement": "year", "pay_days": "30"}


def at(name: str, *args) -> str:
    return reverse(f"declarations:{name}", args=args)


def told(response) -> str:
    return html.unescape(response.content.decode())


def now(declaration: Declaration) -> Declaration:
    return Declaration.objects.get(pk=declaration.pk)


def submits(browser, declaration: Declaration) -> str:
    """Presses the button and reads the page that follows."""
    address = at("submit", declaration.pk)
    headers = {"Referer": f"http://testserver{address}"}
    said = {"seen_version": now(declaration).version}
    return told(browser.post(address, said, headers=headers, follow=True))


@pytest.mark.requirement("LN-42", "CN-25")
def test_a_utility_model_without_a_report_is_refused_with_the_clause_and_goes_in_with_one(zhang, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    number = patent_number(4712, PatentType.UTILITY_MODEL)
    declaration, browser = DeclarationFactory(by=zhang, patent_number=number, ends_on="2028-12-31"), client_of(zhang)
    said = submits(browser, declaration)
    assert "专利权评价报告" in said
    assert LIAONINGS_PLAN in said
    assert now(declaration).status == Status.DRAFT
    report = SimpleUploadedFile("评价报告.pdf", b"%PDF-1.7\n%%EOF")
    browser.post(at("materials", declaration.pk), {"kind": "evaluation_report", "file": report})
    submits(browser, declaration)
    assert now(declaration).status == Status.CHECKING


def test_of_an_invention_no_report_is_asked(zhang):
    declaration = DeclarationFactory(by=zhang)
    assert "评价报告" not in told(client_of(zhang).get(at("materials", declaration.pk)))
    submits(client_of(zhang), declaration)
    assert now(declaration).status == Status.CHECKING


@pytest.mark.requirement("LN-33")
def test_an_unticked_commitment_is_named_on_the_page_and_at_the_button(zhang):
    declaration, browser = DeclarationFactory(by=zhang), client_of(zhang)
    browser.post(at("promises", declaration.pk), {"promise": ["keep_in_force", "acknowledgement"]})
    for said in (told(browser.get(at("submit", declaration.pk))), submits(browser, declaration)):
        assert "请作出承诺" in said
        assert "独占实施许可或者排他实施许可" in said
        assert "国知办函运字〔2022〕448号" in said or LIAONINGS_PLAN in said
    assert now(declaration).status == Status.DRAFT


@pytest.mark.requirement("F129")
def test_a_term_beyond_the_life_of_the_patent_is_refused_with_its_last_day(zhang):
    declaration = DeclarationFactory(by=zhang, ends_on="2039-05-06")
    said = submits(client_of(zhang), declaration)
    assert "晚于专利权可能的最后一日2039-05-05" in said
    assert "专利法第四十二条" in said
    assert now(declaration).status == Status.DRAFT


@pytest.mark.requirement("LN-38", "CN-20")
@pytest.mark.parametrize(("last", "goes_in"), [("2023-12-30", False), ("2023-12-31", True)])
def test_a_year_is_a_year_to_the_day(zhang, last, goes_in):
    declaration = DeclarationFactory(by=zhang, starts_on="2023-01-01", ends_on=last)
    said = submits(client_of(zhang), declaration)
    assert (now(declaration).status == Status.CHECKING) == goes_in
    assert bool(re.search(rf"不得少于[^<]*{LIAONINGS_PLAN}", said)) != goes_in


def test_a_royalty_over_the_usual_cap_is_prompted_and_not_refused(zhang):
    declaration = DeclarationFactory(by=zhang, fee=ROYALTY)
    said = told(client_of(zhang).get(at("answers", declaration.pk)))
    assert "提成为净销售额的35%，一般不高于20%" in said
    assert "专利审查指南第五部分第十一章" in said
    submits(client_of(zhang), declaration)
    assert now(declaration).status == Status.CHECKING


def test_a_fee_to_be_agreed_later_is_refused_with_the_clause(zhang):
    declaration = DeclarationFactory(by=zhang, fee={"kind": "lump_sum", "amount": "面议"})
    said = submits(client_of(zhang), declaration)
    assert "须为明确的数字，不能写“面议”（国知办函运字〔2022〕448号" in said
    assert now(declaration).status == Status.DRAFT


def test_a_number_declared_in_the_province_is_refused_by_name_and_one_of_another_province_noted(zhang):
    DeclarationFactory(by=zhang, status=Status.REVIEWING, n=88001)
    twin = DeclarationFactory(by=zhang, n=88001)
    said = submits(client_of(zhang), twin)
    assert f"该专利（{twin.patent_number}）在本省已有办理中或已发布的声明" in said
    assert "不能重复声明（国知办函运字〔2022〕448号 三（一）1）" in said
    assert now(twin).status == Status.DRAFT
    with acting(province=ZHEJIANG):
        elsewhere = RecordFactory(patent_number=patent_number(88002))
    other = DeclarationFactory(by=zhang, n=88002)
    assert elsewhere.number in told(client_of(zhang).get(at("answers", other.pk)))
    submits(client_of(zhang), other)
    assert now(other).status == Status.CHECKING


def test_a_double_click_on_submit_hands_in_once_and_says_so(zhang):
    declaration, browser = DeclarationFactory(by=zhang), client_of(zhang)
    said = {"seen_version": declaration.version}
    browser.post(at("submit", declaration.pk), said)
    number = now(declaration).number
    again = browser.post(at("submit", declaration.pk), said, follow=True)
    assert again.status_code == 200
    assert now(declaration).number == number
    assert Declaration.objects.exclude(number="").count() == 1


@pytest.mark.requirement("LN-24")
def test_an_individual_inventor_declares_like_anybody(liaoning):
    alone = OrganisationFactory(name="郑发明", region=region(SHENYANG), owner_type=OwnerType.INDIVIDUAL)
    inventor = person("郑发明", "zhengfm", alone, Role.INDIVIDUAL)
    browser = client_of(inventor)
    assert browser.post(at("start")).status_code == 302
    declaration = DeclarationFactory(by=inventor)
    submits(browser, declaration)
    assert now(declaration).status == Status.CHECKING


@pytest.mark.requirement("F007", "ZJ-55", "LN-31")
def test_an_unpublished_application_goes_public_without_its_technical_content(zhang):
    recently = timezone.localdate() - timedelta(days=200)
    said = {"is_application": True, "granted_on": None, "filed_on": recently, "summary": "转子采用新的槽形"}
    pending = DeclarationFactory(by=zhang, **said)
    assert "申请尚未公布，公告中不出现" in told(client_of(zhang).get(at("answers", pending.pk)))
    offer = offering.offer_of(pending)
    assert (offer.summary, offer.ipc, offer.title) == ("", "", pending.title)
    published = DeclarationFactory(by=zhang, **said | {"filed_on": recently - timedelta(days=500)})
    assert offering.offer_of(published).summary == "转子采用新的槽形"


def test_an_application_is_shown_as_one_on_the_register(zhang, client):
    declaration = DeclarationFactory(by=zhang, is_application=True, granted_on=None, status=Status.PUBLISHED)
    record = Record.objects.get(number=declaration.record_number)
    assert f"CN{record.patent_number}" in client.get(record.get_absolute_url()).content.decode()
