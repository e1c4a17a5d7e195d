"""Price guidance: tables come in by an administrator, stand beside the fee, prompt both sides, and refuse nobody."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audit.models import Event
from declarations.services import submission
from declarations.workflow import Status
from tests.cast import client_of
from tests.factories.declarations import DeclarationFactory
from tests.factories.tenancy import platform
from verification.models import ReferenceFigure, ReferenceTable

TABLE = "门类,平均许可金额（万元）,平均提成费率（%）,合同数\n制造业,25,3.5,120\n建筑业,10,,8\n"
SAID = {"name": "专利实施许可统计表", "source": "某知识产权局公布", "year": "2016—2020"}
pytestmark = pytest.mark.django_db
PAGE = "/declarations/prices/"
SIMULATOR = "/declarations/simulator/"


def table(text=TABLE, name="table.csv"):
    return SimpleUploadedFile(name, text.encode())


def imported(by, text=TABLE, **said):
    return client_of(by).post(PAGE, SAID | {"file": table(text)} | said, follow=True).content.decode()


@pytest.fixture
def prices(zhao_admin):
    return imported(zhao_admin)


def of_manufacturing(zhang, amount="50000", **more):
    return DeclarationFactory(by=zhang, industry="C", fee={"kind": "lump_sum", "amount": amount}, **more)


def test_an_administrator_takes_a_table_in_and_sees_its_rows(prices, zhao_admin):
    assert "已导入" in prices
    assert "制造业" in prices
    manufacturing = ReferenceFigure.objects.get(section="C")
    assert (manufacturing.amount, manufacturing.rate, manufacturing.contracts) == (250000, Decimal("3.5"), 120)
    assert ReferenceTable.objects.get().imported_by == zhao_admin.place_name
    assert Event.objects.filter(verb="declaration.prices").count() == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("门类,平均许可金额（万元）\n造船,3\n", "造船"),
        ("门类,平均许可金额（万元）\n制造业,很多\n", "应为数字"),
        ("门类,平均许可金额（万元）\n制造业,1\n制造业,2\n", "出现多次"),
        ("", "没有数据行"),
    ],
)
def test_a_table_with_a_fault_is_refused_whole_with_its_line(zhao_admin, text, sentence):
    page = imported(zhao_admin, text or "\n")
    assert sentence in page
    assert not ReferenceTable.objects.exists()


def test_the_same_edition_twice_is_refused(prices, zhao_admin):
    assert "已导入过" in imported(zhao_admin)
    assert ReferenceTable.objects.count() == 1


@pytest.mark.requirement("LN-57", "CN-37")
def test_the_average_of_the_chosen_industry_stands_beside_the_fee_with_source_and_year(prices, zhang):
    declaration = of_manufacturing(zhang)
    page = client_of(zhang).get(f"/declarations/{declaration.pk}/write/fee/").content.decode()
    assert "同行业对照：制造业" in page
    assert "250000.00" in page
    assert "3.500" in page
    assert "专利实施许可统计表，某知识产权局公布，2016—2020" in page


@pytest.mark.requirement("HB-30")
def test_several_references_are_shown_each_with_its_source(prices, zhao_admin, zhang):
    imported(zhao_admin, "门类,平均费率（%）\n制造业,2\n", name="标准必要专利许可费率表", source="某国际组织")
    declaration = of_manufacturing(zhang)
    page = client_of(zhang).get(f"/declarations/{declaration.pk}/write/fee/").content.decode()
    assert "某知识产权局公布" in page
    assert "标准必要专利许可费率表，某国际组织" in page


def test_the_comparison_follows_while_one_types(prices, zhang):
    typed = {"kind": "lump_sum", "amount": "25000000", "industry": "C"}
    page = client_of(zhang).post("/declarations/fee-preview/", typed).content.decode()
    assert "100倍" in page
    assert "仅作提示" in page
    assert "一对多" in page


def test_without_an_industry_or_a_table_the_page_says_what_is_missing(zhang):
    page = client_of(zhang).post("/declarations/fee-preview/", {"kind": "free"}).content.decode()
    assert "选择所属行业门类" in page
    page = client_of(zhang).post("/declarations/fee-preview/", {"kind": "free", "industry": "C"}).content.decode()
    assert "还没有导入含“制造业”的参考表" in page


@pytest.mark.requirement("HB-31", "CN-38")
def test_anyone_sees_the_income_with_one_to_twenty_licensees():
    asked = {"kind": "lump_sum", "asked": "lump_sum", "amount": "30000", "years": "3", "sales": "0"}
    page = Client().get(SIMULATOR, asked).content.decode()
    for licensees in (1, 2, 20):
        assert f'<td class="number">{30000 * licensees:,}.00</td>' in page
    assert "20 家" in page
    assert "21 家" not in page


@pytest.mark.parametrize(
    "kind", ["free", "instalments", "royalty", "entry_fee_royalty", "staged_free", "trial_then_pay"]
)
def test_choosing_a_kind_shows_its_blanks_and_a_worked_example(kind):
    page = Client().get(SIMULATOR, {"kind": kind, "asked": ""}).content.decode()
    assert "许可期合计" in page


def test_the_cost_over_the_term_adds_entry_fee_and_royalties():
    asked = {"kind": "entry_fee_royalty", "asked": "entry_fee_royalty", "entry_fee": "20000", "rate": "1"}
    page = Client().get(SIMULATOR, asked | {"years": "3", "sales": "1000000"}).content.decode()
    assert "50,000.00" in page


@pytest.mark.parametrize("asked", [{"years": "0"}, {"years": "x"}, {"amount": "面议"}, {"sales": "-1"}])
def test_what_cannot_be_is_named_and_nothing_is_computed(asked):
    page = Client().get(SIMULATOR, {"kind": "lump_sum", "asked": "lump_sum", "amount": "1"} | asked).content.decode()
    assert "专利权人收多少" not in page


@pytest.mark.requirement("LN-41", "CN-26")
def test_a_fee_a_hundred_times_the_average_prompts_both_and_stops_nobody(prices, zhang, li):
    declaration = of_manufacturing(zhang, amount="25000000", status=Status.CHECKING)
    mine = client_of(zhang).get(f"/declarations/{declaration.pk}/own/").content.decode()
    declaration = submission.record_findings(declaration, by=platform())
    assert declaration.status not in (Status.CHECKING, Status.RETURNED)
    desk = client_of(li).get(f"/declarations/{declaration.pk}/review/").content.decode()
    assert "100倍" in desk
    assert "100倍" in mine
