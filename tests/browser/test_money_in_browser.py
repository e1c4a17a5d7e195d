"""孙 pays, 张 confirms, 孙 tells; 李 reads ledger, chain and lists: on a desk screen and on a phone."""

import pytest
from django.db import transaction
from django.urls import reverse

from licensing.models import Licence
from licensing.models.money import DueState
from licensing.services import acceptance, follow_ups, scheduling
from tests.browser.conftest import WIDTHS
from tests.factories.licensing import acceptance_of, ended_yesterday
from tests.factories.tenancy import platform
from tests.licensing.conftest import offered_by

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def taken(zhang, sun, li):
    with transaction.atomic():
        licence = acceptance.accept(acceptance_of(offered_by(zhang)), by=sun)
        scheduling.schedule(licence, by=platform())
        follow_ups.plan(licence)
        ended_yesterday(licence.follow_ups.get())
    return licence


def looks(visitor, name, found):
    visitor.keeps_picture(f"money-{name}")
    if faults := visitor.faults():
        found[name] = faults


@pytest.mark.parametrize("width", WIDTHS)
def test_from_payment_to_receipt_and_result_each_page_is_without_fault(visit, taken, zhang, sun, li, width):
    found, money = {}, reverse("licensing:money", args=[taken.pk])
    payer, payee, office = visit(width, sun), visit(width, zhang), visit(width, li)
    page = payer.opens(money)
    looks(payer, "to-pay", found)
    page.locator("#pay_line").select_option(index=1)
    page.get_by_label("付款金额").fill("50000")
    page.get_by_role("button", name="登记").click()
    page = payee.opens(money)
    page.locator("#confirm_line").select_option(index=1)
    page.locator("#confirm_amount").fill("50000")
    looks(payee, "to-confirm", found)
    page.get_by_role("button", name="确认").click()
    page.get_by_role("link", name="LN-SK").click()
    looks(payee, "receipt", found)
    page = payer.opens(reverse("licensing:follow_up", args=[taken.pk]))
    page.get_by_label("已实施").check()
    page.get_by_label("销售额").fill("1200000")
    looks(payer, "to-tell", found)
    page.get_by_role("button", name="填报").click()
    payer.opens(reverse("licensing:ending", args=[taken.pk]))
    looks(payer, "ending", found)
    for name in ("ledger", "dues", "follow_ups", "responses"):
        office.opens(reverse(f"licensing:{name}") + "?show=all")
        looks(office, name, found)
    office.opens(reverse("licence_chain", args=[taken.pk]))
    looks(office, "chain", found)
    assert not found
    assert not [*payer.complaints, *payee.complaints, *office.complaints]
    with transaction.atomic():
        licence = Licence.objects.get()
        assert licence.dues.get().state == DueState.SETTLED
        assert licence.follow_ups.get().answered_at
