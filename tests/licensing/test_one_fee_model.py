"""What was published is what the licence, its contract and the annexes say: way of paying, region, kind of licence."""

from decimal import Decimal

import pytest

from licensing.contract import contract_of
from licensing.services.acceptance import accept
from publication import announce
from tests.factories.licensing import acceptance_of, member_of
from tests.factories.publication import FREE, OfferFactory
from tests.factories.tenancy import OrganisationFactory, platform
from tests.licensing.conftest import offered_by, owned_by

pytestmark = pytest.mark.django_db
ENTRY = {"kind": "entry_fee_royalty", "entry_fee": "20000", "rate": "3", "base": "net_sales"}


def text_of(licence) -> str:
    return " ".join(line for clause in contract_of(licence).clauses for line in clause.text)


@pytest.mark.requirement("XY-78", "HB-33", "F055")
def test_another_way_of_paying_is_in_the_next_licence_its_contract_and_its_annex_and_not_in_the_last(zhang, sun):
    record = offered_by(zhang)
    first = accept(acceptance_of(record), by=sun)
    offer = OfferFactory(patent_number=record.patent_number, terms=ENTRY, owners=owned_by(zhang))
    announce.supersede(record.number, offer, by=platform(), reason="改为入门费加提成")
    record.refresh_from_db()
    second = accept(acceptance_of(record), by=member_of(OrganisationFactory()))
    assert [each.patents.get().version for each in (first, second)] == [1, 2]
    assert [(each.amount, each.remark) for each in (first, second)] == [
        (Decimal(50000), ""),
        (Decimal(20000), "入门费+提成"),
    ]
    assert "伍万元整" in text_of(first)
    assert "入门费" not in text_of(first)
    for said in ("入门费为20000元（人民币贰万元整）", "3%", "支付方式：入门费+提成。"):
        assert said in text_of(second)


@pytest.mark.requirement("XY-78", "XY-53")
def test_a_free_licence_says_nought_and_a_royalty_says_that_no_sum_is_known(zhang, sun):
    free = accept(acceptance_of(offered_by(zhang, terms=FREE)), by=sun)
    royalty = accept(acceptance_of(offered_by(zhang, terms={"kind": "royalty", "rate": "3"})), by=sun)
    assert (free.amount, free.remark, royalty.amount, royalty.remark) == (0, "", 0, "提成")
    assert "不能确定总额" in text_of(royalty)
    assert "不能确定总额" not in text_of(free)


@pytest.mark.requirement("HB-13")
def test_the_region_of_the_form_stands_in_the_contract(zhang, sun):
    assert "湖北省武汉市" in text_of(accept(acceptance_of(offered_by(zhang, territory="湖北省武汉市")), by=sun))


@pytest.mark.requirement("ZJ-74", "LN-06")
def test_the_contract_says_that_the_licence_is_an_ordinary_one_of_the_pilot(licence):
    assert "普通许可" in text_of(licence)
    assert "试点" in contract_of(licence).title + text_of(licence)
