"""The paper equals the form, item by item, in every province; and what the form promises beside its questions."""

import html
import re
from datetime import date
from io import BytesIO

import pytest
from django.utils import timezone
from docx import Document
from pypdf import PdfReader

from declarations import printed, summary
from declarations.models import Declaration
from declarations.sections import ALL
from declarations.services import drafts
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import client_of, person, region
from tests.factories.declarations import DeclarationFactory
from tests.factories.tenancy import OrganisationFactory

CITIES = {21: "210100", 42: "420100", 41: "411500", 33: "330100"}
ON_PAPER = {"starts_on": "许可期限", "ends_on": "许可期限", "kind": "支付方式"}
ANSWERS = {
    "title": "一种永磁电机控制装置",
    "filed_on": date(2019, 5, 6),
    "granted_on": date(2021, 7, 8),
    "classification": "H02P21/00",
    "industry": "C",
    "summary": "转子采用新的槽形",
    "fee": {"kind": "lump_sum", "amount": "50000", "pay_days": "30"},
    "fee_basis": "参照同类许可",
    "territory": "东北三省",
    "starts_on": date(2026, 12, 1),
    "ends_on": date(2028, 12, 31),
    "contact_name": "张伟",
    "contact_phone": "024-12345678",
    "contact_email": "zhang@example.cn",
    "service": "安装调试",
    "service_price": "每人每天2000元",
}
WRITTEN = (
    *("一种永磁电机控制装置", "2019年5月6日", "2021年7月8日", "H02P21/00", "制造业", "转子采用新的槽形"),
    *("50000元（人民币伍万元整）", "参照同类许可", "东北三省", "2026年12月1日—2028年12月31日", "张伟", "024-12345678"),
    *("zhang@example.cn", "安装调试", "每人每天2000元"),
)


def asked_by_the_form(browser, declaration: Declaration) -> set[str]:
    """Every question of every page, by the words of the item."""
    asked = set()
    for section in ALL:
        if section.form and section.key != "fee":
            fields = browser.get(section.address(declaration)).context["form"].fields
            asked |= {_item(name, fields[name]) for name in fields if name != "is_application"}
    return asked | {"支付方式", "许可使用费支付方式和标准", "附件"}


def _item(name, field) -> str:
    known = {each.name for each in Declaration._meta.get_fields()}
    return ON_PAPER.get(name) or str(summary.label_of(name) if name in known else field.label)


def items_on(sheet: printed.Sheet) -> set[str]:
    return {item for part in sheet.parts for item, _answer in part.rows}


@pytest.mark.requirement("F001", "LN-39", "LN-76", "CN-21")
@pytest.mark.parametrize("province", CITIES)
@pytest.mark.django_db
def test_every_item_of_the_form_stands_on_the_paper_blank_and_filled(province):
    with acting(province=province):
        owner = person(
            "钱主任", "qianzr", OrganisationFactory(region=region(CITIES[province])), Role.ORGANISATION_ADMIN
        )
        draft = drafts.begin(by=owner)
        asked = asked_by_the_form(client_of(owner), draft)
        assert asked - items_on(printed.blank_sheet(owner.province)) == set()
        assert asked - items_on(printed.filled_sheet(draft)) == set()


@pytest.mark.requirement("F001", "LN-39", "LN-76", "F008", "LN-33", "U09")
def test_the_paper_bears_every_answer_and_each_commitment_with_its_day_on_numbered_pages_of_a4(zhang):
    declaration, browser = DeclarationFactory(by=zhang, **ANSWERS), client_of(zhang)
    address = f"/declarations/{declaration.pk}/form/"
    page = html.unescape(browser.get(f"{address}page/").content.decode())
    file = PdfReader(BytesIO(browser.get(f"{address}pdf/").content))
    texts = [_close(sheet.extract_text()) for sheet in file.pages]
    word = Document(BytesIO(browser.get(f"{address}docx/").content))
    cells = _close("".join(cell.text for table in word.tables for row in table.rows for cell in row.cells))
    for written in (*WRITTEN, declaration.patent_number):
        assert written in page
        assert _close(written) in "".join(texts)
        assert _close(written) in cells
    for made in declaration.commitments.all():
        assert f"☑ {made.text}（{summary.long_day(timezone.localdate(made.made_at))}）" in page
    assert [f"第{n}页，共{len(texts)}页" in text for n, text in enumerate(texts, 1)] == [True] * len(texts)
    assert {(round(each.mediabox.width), round(each.mediabox.height)) for each in file.pages} == {(595, 842)}
    assert "下载" not in "".join(texts)


def _close(text: str) -> str:
    return re.sub(r"\s", "", text)
