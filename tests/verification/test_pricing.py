"""What others pay, what an offer would bring, and tables that an administrator uploads."""

import io
import zipfile
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from verification.classes import industry_section, ipc_section
from verification.dossier import AskedFee, Reference
from verification.pricing import compare, costs, fee_for_same_income, guide_amount, incomes
from verification.reference_tables import BadReferenceTable, read_reference_table
from verification.tables import BadTable, read_table

TABLE = Reference("制造业", "测试表", "2020", amount=Decimal(30_000), rate=Decimal(5))
HEADS = "门类,平均许可金额（万元）,平均提成费率（%）,合同数\n"


def lump_sum(year, base):
    return Decimal(30_000) if year == 1 else Decimal(0)


def entry_and_royalty(year, base):
    return base * 5 / 100 + (Decimal(10_000) if year == 1 else 0)


def workbook(*rows):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return file.getvalue()


@pytest.mark.requirement("HB-31", "CN-38")
def test_the_simulator_shows_income_for_one_to_twenty_licensees():
    rows = incomes(lump_sum, 3)
    assert [row.licensees for row in rows] == list(range(1, 21))
    assert [row.total for row in rows] == [30_000 * count for count in range(1, 21)]


def test_a_royalty_counts_every_year_and_the_entry_fee_once():
    assert costs(entry_and_royalty, 3, Decimal(100_000)) == (15_000, 5_000, 5_000)
    assert incomes(entry_and_royalty, 3, Decimal(100_000))[1].total == 50_000
    assert incomes(entry_and_royalty, 3, Decimal(100_000))[1].in_first_year == 30_000


def test_a_licence_without_years_is_refused():
    with pytest.raises(ValueError, match="许可年数"):
        costs(lump_sum, 0)


def test_with_ten_licensees_a_tenth_of_the_fee_brings_the_same():
    assert fee_for_same_income(Decimal(30_001), 10) == 3001


@given(st.decimals(1, 10**9, places=2), st.integers(1, 1000))
def test_the_lower_fee_never_earns_less(once, licensees):
    assert fee_for_same_income(once, licensees) * licensees >= once


def test_amount_and_rate_are_each_compared_with_their_average():
    asked = AskedFee("", fixed=Decimal(60_000), royalty_of_sales=Decimal(50))
    amount, rate = compare(asked, TABLE, low=Decimal("0.2"), high=Decimal(5))
    assert (amount.factor, amount.is_out_of_line, rate.factor, rate.is_out_of_line) == (2, False, 10, True)


@pytest.mark.parametrize(("entry_fee", "is_out"), [(100, False), (60_000, False), (150_001, True)])
def test_an_entry_fee_beside_a_royalty_is_never_too_small(entry_fee, is_out):
    asked = AskedFee("", fixed=Decimal(entry_fee), royalty_of_profit=Decimal(5))
    [amount] = compare(asked, TABLE, low=Decimal("0.2"), high=Decimal(5))
    assert (amount.what, amount.is_out_of_line) == ("入门费", is_out)


def test_a_free_offer_is_compared_with_nothing():
    assert not list(compare(AskedFee("免费", free=True), TABLE, low=Decimal("0.2"), high=Decimal(5)))


@pytest.mark.requirement("ZJ-21")
def test_the_guide_names_its_range_and_every_input():
    other = Reference("标准必要专利", "另一表", "2021", amount=Decimal(50_000))
    guide = guide_amount((TABLE, other, Reference("无金额", "表", "2020")), licensees=2)
    assert (guide.low, guide.high, guide.inputs) == (15_000, 25_000, (TABLE, other))
    assert guide.method
    assert guide_amount(()) is None


@pytest.mark.parametrize("name", ["table.csv", "table.xlsx"])
def test_an_administrator_uploads_the_official_table(name):
    rows = [
        ["门类", "平均许可金额（万元）", "平均提成费率（%）", "合同数"],
        ["制造业", 12.5, 4.5, 1200],
        ["I", "", 6, 90],
    ]
    text = "\n".join(",".join(map(str, row)) for row in rows).encode("gb18030")
    first, second = read_reference_table(workbook(*rows) if name.endswith("xlsx") else text, name)
    assert (first.section, first.industry, first.amount, first.rate) == ("C", "制造业", 125_000, Decimal("4.5"))
    assert (second.section, second.amount, second.contracts) == ("I", None, 90)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("养鸡业,1,1,1", "第2行：“门类”填“养鸡业”"),
        ("制造业,许多,1,1", "第2行：“平均许可金额（万元）”填“许多”，应为数字"),
        ("制造业,-1,1,1", "应为不小于0、不大于"),
        ("制造业,1E+999,1,1", "应为不小于0、不大于"),
        ("制造业,1,1,99999999999", "“合同数”填“99999999999”"),
        ("制造业,=1+1,1,1", "应为数字"),
        ("制造业,NaN,1,1", "应为不小于0、不大于"),
        ("制造业,,,1", "至少填一项"),
        ("制造业,1,101,1", "超过100%"),
        ("制造业,1,1,1\nC,2,2,2", "门类制造业出现多次"),
        ("", "没有数据行"),
    ],
)
def test_a_bad_table_is_refused_whole_with_line_and_field(line, fault):
    with pytest.raises(BadReferenceTable) as refusal:
        read_reference_table((HEADS + line).encode(), "table.csv")
    assert fault in "\n".join(refusal.value.faults)


@pytest.mark.parametrize(
    ("content", "name", "fault"),
    [
        (b"", "virus.exe", "不是 CSV、JSON 或 Excel 表"),
        (b"PK\x03\x04broken", "a.xlsx", "无法读取|已损坏"),
        (b"{", "a.json", "JSON 无法读取"),
        (b"[" * 100_000, "a.json", "JSON 无法读取"),
        (b"[1]", "a.json", "对象的列表"),
        (b"a" * 60_000_001, "a.csv", "超过60 MB"),
        (b"\xff\xff\xff", "a.csv", "编码"),
    ],
)
def test_a_hostile_file_is_answered_with_a_sentence(content, name, fault):
    with pytest.raises(BadTable, match=fault):
        read_table(content, name)


def test_a_file_that_unpacks_to_gigabytes_is_not_opened(monkeypatch):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 1_000_000)
    monkeypatch.setattr("verification.tables.MAX_UNPACKED", 100_000)
    with pytest.raises(BadTable, match="解压后过大"):
        read_table(file.getvalue(), "a.xlsx")


@pytest.mark.parametrize(
    ("text", "section"),
    [("C", "C"), ("制造业", "C"), ("39", "C"), ("C3911", "C"), ("65", "I"), ("00", None), ("", None)],
)
def test_an_industry_is_known_by_letter_name_or_number(text, section):
    assert industry_section(text) == section


def test_a_class_tells_its_section():
    assert (ipc_section("H01M 10/0525"), ipc_section("23-01")) == ("H", None)
