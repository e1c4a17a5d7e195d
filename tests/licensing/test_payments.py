"""The payer states, the payee confirms, both see the difference; royalties and trials follow from the terms."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audit.models import Event
from licensing.models import Due, FollowUp, Payment, Receipt, Result
from licensing.models.money import DueState
from licensing.royalties import royalty_of
from licensing.services import acceptance, answers, payments, reminders, royalties, scheduling
from licensing.services.payments import Sum
from licensing.services.royalties import Base
from outbox.models import Job, Notice
from publication.terms import read_terms
from tenancy.refusals import Refused
from tests.cast import DALIAN, region
from tests.factories.licensing import ROYALTY, TRIAL, a_voucher, acceptance_of, over, paid
from tests.factories.tenancy import platform
from tests.licensing.conftest import offered_by
from tests.publication.test_terms import EXAMPLES

pytestmark = pytest.mark.django_db


def taken(zhang, sun, **more):
    licence = acceptance.accept(acceptance_of(offered_by(zhang, **more)), by=sun)
    scheduling.schedule(licence, by=platform())
    return licence


@pytest.fixture
def due(zhang, sun):
    return taken(zhang, sun).dues.get()


def test_the_schedule_is_worked_out_once(due):
    assert not scheduling.schedule(due.licence, by=platform())
    assert due.licence.dues.count() == 1
    assert Event.objects.get(verb="licence.schedule").payload["fixed"] == "50000"


def test_a_request_owes_nothing_until_the_owner_agrees(zhang, sun):
    stated = acceptance_of(offered_by(zhang, territory="沈阳市"), use_region=region(DALIAN), use_place="大连市")
    licence = acceptance.accept(stated, by=sun)
    assert not scheduling.schedule(licence, by=platform())
    answers.confirm(licence, by=zhang)
    assert Job.objects.filter(kind=scheduling.SCHEDULE).exists()
    assert scheduling.schedule_portion(by=platform()) == 1
    assert licence.dues.count() == 1


def test_what_is_paid_and_confirmed_is_settled_with_a_numbered_receipt(due, zhang, sun):
    payment = payments.state(due, paid(50000, voucher=a_voucher()), by=sun)
    receipt = payments.confirm(payment, paid(50000), by=zhang)
    due.refresh_from_db()
    assert due.state == DueState.SETTLED
    assert receipt.number == f"LN-SK-{timezone.localdate().year}-00001"
    assert payment.evidence.sha256


def test_both_sides_hear_of_a_payment_and_of_its_receipt(due, zhang, sun):
    payment = payments.state(due, paid(50000), by=sun)
    payments.confirm(payment, paid(50000), by=zhang)
    assert Notice.objects.filter(user=zhang.user, sentence__contains="请专利权人确认收款").exists()
    assert Notice.objects.filter(user=sun.user, sentence__contains="确认收到").exists()


def test_a_difference_wants_a_word_and_leaves_the_line_open(due, zhang, sun):
    payment = payments.state(due, paid(50000), by=sun)
    with pytest.raises(Refused, match="差额原因"):
        payments.confirm(payment, paid(49985), by=zhang)
    payments.confirm(payment, paid(49985, note="银行扣除手续费15元"), by=zhang)
    due.refresh_from_db()
    assert (due.state, due.received()) == (DueState.OPEN, Decimal(49985))


def test_parts_add_up(due, zhang, sun):
    for part in (20000, 30000):
        payments.confirm(payments.state(due, paid(part), by=sun), paid(part), by=zhang)
    due.refresh_from_db()
    assert due.state == DueState.SETTLED


def test_a_nought_too_many_wants_a_word(due, zhang, sun):
    with pytest.raises(Refused, match="超过应付的50000元"):
        payments.state(due, paid(500000), by=sun)
    payments.state(due, paid(20000), by=sun)
    with pytest.raises(Refused, match="登记合计60000元"):
        payments.receive(due, paid(40000), by=zhang)
    assert payments.state(due, paid(40000, note="含预付的技术服务费"), by=sun)


def test_the_payee_may_enter_what_nobody_stated(due, zhang):
    payments.receive(due, paid(50000), by=zhang)
    due.refresh_from_db()
    assert due.state == DueState.SETTLED
    assert Receipt.objects.get().payment.side == "licensor"


def test_a_mistaken_statement_is_corrected_by_a_new_one(due, zhang, sun):
    wrong = payments.state(due, paid(5000), by=sun)
    payments.state(due, paid(50000, note="少写一个零"), by=sun, corrects=wrong)
    assert Payment.objects.standing().get().amount == 50000
    with pytest.raises(Refused, match="更正后的一笔"):
        payments.confirm(wrong, paid(5000), by=zhang)


def test_nobody_speaks_for_the_other_side(due, zhang, sun, wang):
    with pytest.raises(Refused, match="另一方"):
        payments.state(due, paid(50000), by=zhang)
    payment = payments.state(due, paid(50000), by=sun)
    for stranger in (sun, wang):
        with pytest.raises(Refused, match="另一方"):
            payments.confirm(payment, paid(50000), by=stranger)


@pytest.mark.parametrize(
    ("amount", "days", "fault"),
    [("0", 0, "金额"), ("-5", 0, "金额"), ("1.005", 0, "金额"), ("1", 1, "日期"), ("1", -400, "日期")],
)
def test_an_impossible_sum_or_day_is_named(due, sun, amount, days, fault):
    with pytest.raises(Refused, match=fault):
        payments.state(due, Sum(Decimal(amount), timezone.localdate() + timedelta(days=days)), by=sun)
    assert not Payment.objects.exists()


def test_a_hostile_voucher_is_refused_and_nothing_is_kept(due, sun):
    program = SimpleUploadedFile("回单.pdf", b"MZ\x90\x00")
    with pytest.raises(Refused, match="不是"), transaction.atomic():
        payments.state(due, paid(50000, voucher=program), by=sun)
    assert not Payment.objects.exists()


def test_a_statement_once_made_cannot_be_rewritten(due, sun):
    payments.state(due, paid(50000), by=sun)
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE licensing_payment SET amount = 1")


def test_a_payment_is_confirmed_once(due, zhang, sun):
    payment = payments.state(due, paid(100), by=sun)
    payments.confirm(payment, paid(100), by=zhang)
    with pytest.raises(Refused, match="已确认"):
        payments.confirm(payment, paid(100), by=zhang)
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.create(
            payment=payment, number="X", amount=1, received_on=timezone.localdate(), effective_at=timezone.now()
        )


# one payment that both sides enter


def told(licence):
    """What the schedule says was stated and came in, over all its lines."""
    dues = list(licence.dues.with_sums())
    return sum(due.stated_sum for due in dues), sum(due.received_sum for due in dues)


def test_a_payment_that_the_payer_stated_and_the_payee_entered_too_is_one(due, zhang, sun):
    payment = payments.state(due, paid(20000, note="首付"), by=sun)
    receipt = payments.receive(due, paid(20000, note="工行尾号8812"), by=zhang)
    assert receipt.payment == payment
    assert told(due.licence) == (20000, 20000)


def test_a_payment_that_the_payee_entered_and_the_payer_states_afterwards_is_one(due, zhang, sun):
    receipt = payments.receive(due, paid(20000, note="工行尾号8812"), by=zhang)
    payment = payments.state(due, paid(20000, note="首付"), by=sun)
    assert (payment.same_as, payment.answer) == (receipt.payment, receipt)
    assert told(due.licence) == (20000, 20000)
    assert not Payment.objects.unanswered().exists()
    with pytest.raises(Refused, match=receipt.number):
        payments.confirm(payment, paid(20000), by=zhang)


def test_a_second_part_of_the_same_sum_is_another_payment(due, zhang, sun):
    payments.receive(due, paid(20000), by=zhang)
    payments.state(due, paid(20000), by=sun)
    payments.state(due, paid(20000, note="第二笔"), by=sun)
    payments.receive(due, paid(20000, note="第二笔到账"), by=zhang)
    assert told(due.licence) == (40000, 40000)


def test_another_sum_than_the_payer_stated_is_a_difference_and_no_second_payment(due, zhang, sun):
    payment = payments.state(due, paid(20000), by=sun)
    with pytest.raises(Refused, match="待您确认"):
        payments.receive(due, paid(19985, note="到账"), by=zhang)
    payments.confirm(payment, paid(19985, note="银行扣除手续费15元"), by=zhang)
    assert told(due.licence) == (20000, 19985)


def test_another_sum_than_the_payee_entered_is_that_payment_or_said_to_be_one_more(due, zhang, sun):
    entered = payments.receive(due, paid(19985), by=zhang).payment
    with pytest.raises(Refused, match="您尚未核对"):
        payments.state(due, paid(20000), by=sun)
    with pytest.raises(Refused, match="差额原因"):
        payments.state(due, paid(20000), by=sun, same_as=entered)
    payments.state(due, paid(20000, note="银行扣除手续费15元"), by=sun, same_as=entered)
    assert told(due.licence) == (20000, 19985)
    payments.state(due, paid(5000, note="另付一笔"), by=sun)
    assert told(due.licence) == (25000, 19985)


def test_an_entry_of_another_licence_or_one_agreed_already_cannot_be_named(due, zhang, sun):
    other = payments.receive(taken(zhang, sun).dues.get(), paid(100), by=zhang).payment
    agreed = payments.receive(due, paid(300), by=zhang).payment
    payments.state(due, paid(300), by=sun)
    for entered in (other, agreed):
        with pytest.raises(Refused, match="不属于本款项"):
            payments.state(due, paid(200, note="同一笔"), by=sun, same_as=entered)


# royalties


@pytest.fixture
def royalty(zhang, sun):
    return over(taken(zhang, sun, terms=ROYALTY).dues.first())


@pytest.mark.requirement("F075")
def test_the_royalty_follows_from_the_terms_and_says_how(royalty, zhang, sun):
    made = royalties.report(royalty, Base(Decimal("1000000")), by=sun)
    assert made.amount == 35000
    assert made.sentence == "合同产品净销售额1000000元×3.5%=35000元"
    royalty.refresh_from_db()
    payment = payments.state(royalty, paid(35000), by=sun)
    payments.confirm(payment, paid(35000), by=zhang)
    royalty.refresh_from_db()
    assert royalty.state == DueState.SETTLED


def test_the_cap_cuts_off_what_is_beyond_it_over_all_periods(royalty, sun):
    royalties.report(royalty, Base(Decimal("1000000")), by=sun)
    second = over(royalty.licence.dues.all()[1])
    made = royalties.report(second, Base(Decimal("1000000")), by=sun)
    assert made.amount == 15000
    assert "累计上限50000元" in made.sentence


def test_the_cap_holds_in_whatever_order_the_periods_are_reported(royalty, sun):
    second = over(royalty.licence.dues.all()[1])
    assert royalties.report(second, Base(Decimal("1000000")), by=sun).amount == 35000
    assert royalties.report(royalty, Base(Decimal("1000000")), by=sun).amount == 15000


@pytest.mark.parametrize(("is_paid", "amount"), [(False, 35000), (True, 15000)])
def test_what_the_cap_took_from_a_period_comes_back_when_another_is_corrected(royalty, zhang, sun, is_paid, amount):
    second = over(royalty.licence.dues.all()[1])
    for due in (royalty, second):
        royalties.report(due, Base(Decimal("1000000")), by=sun)
    assert [due.amount for due in royalty.licence.dues.all()] == [35000, 15000]
    if is_paid:  # what is paid by a report is for the two to settle
        payments.confirm(payments.state(second, paid(15000), by=sun), paid(15000), by=zhang)
    royalties.report(royalty, Base(Decimal("100000"), note="误计入其他产品"), by=sun)
    assert [due.amount for due in royalty.licence.dues.all()] == [3500, amount]
    told = Notice.objects.filter(user=zhang.user, sentence__contains="应付35000元")
    assert told.count() == (1 if is_paid else 2)


def test_a_period_without_sales_is_settled_by_its_report(royalty, sun):
    royalties.report(royalty, Base(Decimal(0)), by=sun)
    royalty.refresh_from_db()
    assert (royalty.amount, royalty.state) == (0, DueState.SETTLED)


def test_a_period_said_to_owe_nothing_is_reported_anew_until_something_is_paid(royalty, zhang, sun):
    royalties.report(royalty, Base(Decimal(0)), by=sun)
    royalties.report(royalty, Base(Decimal("1000000")), by=sun)
    royalty.refresh_from_db()
    assert (royalty.amount, royalty.state, royalty.settled_at) == (35000, DueState.OPEN, None)
    payments.confirm(payments.state(royalty, paid(35000), by=sun), paid(35000), by=zhang)
    with pytest.raises(Refused, match="已结清"):
        royalties.report(royalty, Base(Decimal(0)), by=sun)


def test_no_base_beside_a_use_that_was_told_wants_a_word(royalty, zhang, sun):
    Result(follow_up=whole_term(royalty), used=True, side="licensor", effective_at=timezone.now()).save()
    with pytest.raises(Refused, match="已实施，本期提成基数却为0"):
        royalties.report(royalty, Base(Decimal(0)), by=sun)
    royalties.report(royalty, Base(Decimal(0), note="试制品全部报废，没有销售"), by=sun)


def whole_term(due):
    days = {"period_from": due.period_from, "period_to": due.period_to, "due_on": due.period_to}
    return FollowUp.objects.create(licence=due.licence, number=1, **days)


def test_a_jump_wants_a_word(royalty, sun):
    royalties.report(royalty, Base(Decimal("1000000")), by=sun)
    second = over(royalty.licence.dues.all()[1])
    with pytest.raises(Refused, match="相差三倍以上"):
        royalties.report(second, Base(Decimal("100000")), by=sun)
    royalties.report(second, Base(Decimal("100000"), note="产线停产检修四个月"), by=sun)


def test_a_period_reported_late_is_not_set_beside_the_one_after_it(royalty, sun):
    second = over(royalty.licence.dues.all()[1])
    royalties.report(second, Base(Decimal("1000000")), by=sun)
    assert royalties.report(royalty, Base(Decimal("100000")), by=sun).doubts == []


def test_a_period_that_runs_still_cannot_be_reported(zhang, sun):
    due = taken(zhang, sun, terms=ROYALTY).dues.first()
    with pytest.raises(Refused, match="届满后"):
        royalties.report(due, Base(Decimal(1)), by=sun)
    with pytest.raises(Refused, match="提成报告"):
        payments.state(due, paid(100), by=sun)


def test_a_period_costs_its_minimum_and_the_cap_still_ends_it():
    terms = read_terms({"kind": "royalty", "rate": "3", "minimum": "5000", "cap": "7000"})
    first = royalty_of(terms, Decimal(10_000), Decimal(0))
    assert first.amount == 5000
    assert "每个结算期不低于5000元" in first.sentence
    assert royalty_of(terms, Decimal(1_000_000), Decimal(5000)).amount == 2000


# trials and free periods


def test_who_goes_on_after_the_trial_pays(zhang, sun):
    decision, payment = taken(zhang, sun, terms=TRIAL).dues.all()
    with pytest.raises(Refused, match="试用答复"):
        payments.state(payment, paid(100), by=sun)
    royalties.decide_trial(decision, True, by=sun)
    payment.refresh_from_db()
    assert payment.state == DueState.OPEN
    with pytest.raises(Refused, match="没有待作"):
        royalties.decide_trial(decision, False, by=sun)


def test_who_does_not_go_on_owes_nothing(zhang, sun):
    decision, payment = taken(zhang, sun, terms=TRIAL).dues.all()
    royalties.decide_trial(decision, False, by=sun)
    payment.refresh_from_db()
    assert payment.state == DueState.VOID


def moved(due, **days):
    today = timezone.localdate()
    Due.objects.filter(pk=due.pk).update(**{name: today + timedelta(days=count) for name, count in days.items()})


@pytest.mark.requirement("LN-58", "CN-39")
def test_a_switch_is_announced_to_both_sides_before_it_happens_and_the_log_keeps_when(zhang, sun):
    switch = taken(zhang, sun, terms=EXAMPLES["staged_free"]).dues.first()
    assert (switch.due_on - switch.remind_on).days == 30
    moved(switch, remind_on=0, due_on=30)
    for _ in range(2):
        reminders.remind_portion(by=platform())
    for side in (zhang, sun):
        assert Notice.objects.filter(user=side.user, sentence__contains="转为收费").count() == 1
    assert Event.objects.filter(verb="licence.announce_due").count() == 1
    moved(switch, due_on=0)
    reminders.remind_portion(by=platform())
    switch.refresh_from_db()
    assert switch.state == DueState.SETTLED
    assert Event.objects.filter(verb="licence.switch").count() == 1


def test_what_is_late_is_told_once_to_both_sides_and_the_office(due, zhang, sun, li):
    moved(due, due_on=-1)
    for _ in range(2):
        reminders.remind_portion(by=platform())
    for person in (zhang, sun, li):
        assert Notice.objects.filter(user=person.user, sentence__contains="尚未办结").count() == 1


def test_of_an_import_whose_days_are_long_past_nobody_is_told(zhang, sun):
    licence = acceptance.accept(acceptance_of(offered_by(zhang)), by=sun)
    long_ago = timezone.now() - timedelta(days=500)
    type(licence).objects.filter(pk=licence.pk).update(concluded_at=long_ago)
    scheduling.schedule(licence, by=platform())
    assert Due.objects.overdue().count() == 1
    assert reminders.remind_portion(by=platform()) == 0
