"""使用费 as 孙, 张, 李 and strangers see it; what lies on whose desk."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config import desk
from config.desk import Tab
from licensing.models import Due, Payment, Receipt
from licensing.services import payments
from tests.cast import client_of
from tests.factories.licensing import ROYALTY, DueFactory, a_voucher, over, paid
from tests.licensing.test_payments import taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(zhang, sun):
    return taken(zhang, sun).dues.get()


def page(actor, licence):
    return client_of(actor).get(reverse("licensing:money", args=[licence.pk])).content.decode()


def send(actor, licence, act, **said):
    address = reverse("licensing:money_act", args=[licence.pk, act])
    said = {"day": timezone.localdate().isoformat(), "note": ""} | said
    return client_of(actor).post(address, said, follow=True).content.decode()


def test_payment_and_receipt_walk_through_the_pages(due, zhang, sun):
    assert "登记付款" in page(sun, due.licence)
    assert "登记付款" not in page(zhang, due.licence)
    assert "待确认" in send(sun, due.licence, "pay", line=due.pk, amount="50000", voucher=a_voucher())
    payment = Payment.objects.get()
    assert "已结清" in send(zhang, due.licence, "confirm", line=payment.pk, amount="50000")
    receipt = Receipt.objects.get()
    shown = client_of(sun).get(reverse("licensing:receipt", args=[due.licence.pk, receipt.pk])).content.decode()
    assert "人民币伍万元整" in shown
    paper = client_of(zhang).get(reverse("licensing:voucher", args=[due.licence.pk, payment.evidence.pk]))
    assert b"".join(paper.streaming_content) == a_voucher().read()
    assert paper.headers["X-Content-Type-Options"] == "nosniff"


def test_the_payer_chooses_what_the_payee_entered_and_one_row_shows_both_words(due, zhang, sun):
    send(zhang, due.licence, "receive", line=due.pk, amount="19985", note="到账")
    send(sun, due.licence, "pay", line=due.pk, amount="20000")
    entered = Payment.objects.get()  # and no second one: whether it is the same was not said
    shown = send(sun, due.licence, "pay", line=due.pk, amount="20000", same=entered.pk, note="含手续费15元")
    assert f"{sun.name} 含手续费15元；{zhang.name} 到账" in shown
    assert shown.count(Receipt.objects.get().number) == 1


def test_what_was_typed_stays_when_a_field_is_wrong(due, sun):
    shown = send(sun, due.licence, "pay", line=due.pk, amount="五万", note="十一月")
    assert "十一月" in shown
    assert "五万" in shown
    assert not Payment.objects.exists()


@pytest.mark.parametrize("written", ["50000", "50,000.00", "５００００", " 50000 "])
def test_a_sum_is_read_as_people_write_it(due, sun, written):
    send(sun, due.licence, "pay", line=due.pk, amount=written)
    assert Payment.objects.get().amount == 50000


@pytest.mark.parametrize("written", ["5E4", "50_000", "50,00", "NaN", "Infinity", "-1", "0x10", "9" * 30, "0.001"])
def test_what_is_no_sum_is_said_at_its_field_and_stays(due, sun, written):
    shown = send(sun, due.licence, "pay", line=due.pk, amount=written)
    assert "pay_amount_error" in shown
    assert written in shown
    assert not Payment.objects.exists()


def test_a_royalty_is_reported_on_the_page(zhang, sun):
    due = over(taken(zhang, sun, terms=ROYALTY).dues.first())
    assert "35000" in send(sun, due.licence, "royalty", line=due.pk, base="1000000")


def test_strangers_find_nothing(due, wang):
    for name, args in (("money", [due.licence.pk]), ("receipt", [due.licence.pk, 1]), ("voucher", [due.licence.pk, 1])):
        assert client_of(wang).get(reverse(f"licensing:{name}", args=args)).status_code == 404


def test_an_unknown_act_is_not_found(due, sun):
    assert client_of(sun).post(reverse("licensing:money_act", args=[due.licence.pk, "burn"])).status_code == 404


def late(due):
    Due.objects.filter(pk=due.pk).update(due_on=timezone.localdate() - timedelta(days=3), remind_on="2026-01-01")


def test_the_late_are_listed_for_both_sides_and_the_office(due, zhang, sun, li, wang):
    late(due)
    for actor in (zhang, sun, li):
        assert "超期3天" in client_of(actor).get(reverse("licensing:dues")).content.decode()
    assert "没有这样的款项" in client_of(wang).get(reverse("licensing:dues")).content.decode()


def test_a_late_payment_lies_on_the_licensees_desk_and_the_city_may_urge(due, sun, li):
    late(due)
    assert [line.queue.name for line in desk.lines(Tab.OVERDUE, sun)[:9]] == ["dues"]
    assert "dues" in [line.queue.name for line in desk.lines(Tab.URGE, li)[:9]]


def test_a_stated_payment_waits_on_the_owners_desk(due, zhang, sun):
    payments.state(due, paid(50000), by=sun)
    assert "receipts" in [line.queue.name for line in desk.lines(Tab.TODO, zhang)[:9]]


def test_the_list_asks_the_same_number_of_questions_for_any_length(zhao, django_assert_max_num_queries):
    for _ in range(4):
        DueFactory()
    browser = client_of(zhao)
    browser.get(reverse("licensing:dues") + "?show=all")
    with django_assert_max_num_queries(24):
        browser.get(reverse("licensing:dues") + "?show=all")
