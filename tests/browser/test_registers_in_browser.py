"""Pages of the registers, of price guidance and of forecasts, seen by a browser at both widths."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from declarations.services import advice
from declarations.services.prices import take_table
from declarations.workflow import Status
from tenancy.roles import Role
from tests.browser.conftest import WIDTHS
from tests.cast import SHENYANG, person, region
from tests.factories.declarations import DeclarationFactory
from tests.factories.tenancy import OfficeFactory

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "门类,平均许可金额（万元）,平均提成费率（%）,合同数\n制造业,25,3.5,120\n"


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_about_facts_and_prices_have_no_serious_fault(visit, zhang, li, zhao_admin, width):
    with transaction.atomic():
        upload = SimpleUploadedFile("table.csv", TABLE.encode())
        take_table(upload, name="统计表", source="某知识产权局公布", year="2016—2020", by=zhao_admin)
        dear = {"kind": "lump_sum", "amount": "25000000"}
        case = DeclarationFactory(by=zhang, status=Status.REVIEWING, industry="C", fee=dear)
        advice.guide(case, words="费用明显高于同行业平均，请说明计费依据。", by=li)
        draft = advice.share(DeclarationFactory(by=zhang, industry="C", fee=dear), True, by=zhang)
        centre = OfficeFactory(name="沈阳知识产权保护中心", kind="centre", region=region(SHENYANG))
        zhou = person("周指导", "zhou", centre, Role.CENTRE_OFFICER)
    owner, city, guide, found = visit(width, zhang), visit(width, li), visit(width, zhou), {}
    looks = [
        (visit(width), "/declarations/simulator/"),
        (owner, f"/declarations/{draft.pk}/write/fee/"),
        (owner, f"/declarations/{draft.pk}/tasks/"),
        (owner, f"/declarations/{case.pk}/own/"),
        (owner, f"/declarations/{case.pk}/forecast/"),
        (city, f"/declarations/{case.pk}/review/"),
        (city, f"/declarations/{case.pk}/register-copy/"),
        (guide, "/declarations/drafts/"),
        (guide, f"/declarations/drafts/{draft.pk}/"),
        (visit(width, zhao_admin), "/declarations/prices/"),
    ]
    for visitor, path in looks:
        visitor.opens(path)
        visitor.keeps_picture(f"registers-{path.strip('/').replace('/', '-')}")
        if faults := visitor.faults() + visitor.complaints:
            found[path] = faults
    assert not found
