"""Public money: who asked for how much, what was granted, paid and taken back; every figure opens its rows (HB-57)."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from audit.models import Event, Flag
from licensing.models import Licence
from licensing.services import answers
from reporting.models import Claim
from reporting.models.funds import FOLLOWING, Stage
from reporting.services import funds
from tenancy.refusals import Refused
from tenancy.scope import acting
from tests.cast import DALIAN, SHENYANG, client_of, region
from tests.factories.funds import ClaimFactory, ClaimStepFactory
from tests.factories.licensing import LicenceFactory, owner
from tests.factories.publication import RecordFactory

LEDGER = "/funds/"


def page(actor, address=LEDGER):
    return unescape(client_of(actor).get(address).content.decode())


@pytest.fixture
def licence(liaoning):
    return LicenceFactory(records=[RecordFactory(region=region(SHENYANG))])


@pytest.fixture
def made(licence, li):
    return ClaimFactory(licence=licence, by=li, programme="转化专项", amount=Decimal(20000))


def step(claim, stage, amount=None, reason="按办法办理", *, by):
    return funds.take_step(claim, stage, amount and Decimal(amount), reason, by=by)


def carry(claim, *, by, paid=(9000, 6000)):
    step(claim, Stage.APPROVED, 15000, by=by)
    step(claim, Stage.PUBLICISED, reason="公示五个工作日无异议", by=by)
    for amount in paid:
        step(claim, Stage.PAID, amount, by=by)
    return Claim.objects.get(pk=claim.pk)


@pytest.mark.requirement("HB-57")
def test_any_figure_of_the_ledger_opens_as_many_rows_with_as_much_money_as_it_says(made, li, zhao):
    carry(made, by=li)
    step(made, Stage.ASSESSED, reason="年销售额增长三成", by=li)
    step(made, Stage.RECOVERED, 1000, by=li)
    step(ClaimFactory(by=li, programme="贴息", amount=Decimal(5000)), Stage.REFUSED, reason="不符合条件", by=li)
    shown = page(zhao)
    links = re.findall(r'href="(/funds/\?figure=[^"]*)"[^>]*>(\d+)件 ([\d.]+)万元', shown)
    said = {address.split("figure=")[1].split("#")[0]: (count, amount) for address, count, amount in links}
    assert {key: said[key] for key in ("claimed", "approved", "paid", "assessed", "recovered", "refused")} == {
        "claimed": ("2", "2.50"),
        "approved": ("1", "1.50"),
        "paid": ("1", "1.50"),
        "assessed": ("1", "1.50"),
        "recovered": ("1", "0.10"),
        "refused": ("1", "0.50"),
    }
    assert len(links) == 18  # two programmes and the whole
    for address, count, _amount in links:
        assert len(set(re.findall(r'href="/funds/\d+/"', page(zhao, address)))) == int(count)


def test_an_officer_takes_a_claim_through_the_pages_and_each_step_has_its_hand(licence, li):
    sent = {
        "number": licence.number,
        "side": "licensee",
        "programme": "转化专项",
        "source": "办法",
        "amount": "20000",
    }
    shown = unescape(client_of(li).post(reverse("funds:claim"), sent, follow=True).content.decode())
    assert licence.number in shown
    claim = Claim.objects.get()
    assert claim.claimant_name == licence.licensee.name
    address = reverse("funds:act", args=[claim.pk])
    send = {"stage": "approved", "amount": "15000", "reason": "材料齐全"}
    shown = unescape(client_of(li).post(address, send, follow=True).content.decode())
    assert "审核通过 15000元" in shown
    assert claim.steps.last().done_by_name.endswith("李娜")
    assert Event.objects.filter(verb="funds.step").get().reason == "材料齐全"


def test_effects_stand_one_click_from_the_claim(made, zhao):
    assert reverse("licensing:follow_up", args=[made.licence_id]) in page(zhao, made.get_absolute_url())


@pytest.mark.requirement("LN-72")
def test_a_claim_waits_until_a_suspicion_is_decided(made, licence, li, monkeypatch):
    monkeypatch.setattr(funds, "why_held_back", lambda _licence: ["疑点待核实：互相许可"])
    with pytest.raises(Refused, match="疑点待核实"):
        ClaimFactory(licence=licence, by=li)
    with pytest.raises(Refused, match="疑点待核实"):
        step(made, Stage.APPROVED, 10, by=li)
    assert step(made, Stage.REFUSED, reason="疑点查实", by=li)
    assert Flag.objects.count() == 0


@pytest.mark.parametrize(
    ("stage", "amount", "fault"),
    [
        (Stage.APPROVED, 20001, "超过申报金额20000元"),
        (Stage.APPROVED, None, "请填写大于0的金额"),
        (Stage.PAID, 100, "目前是“申报”，不能办理“拨付”"),
        (Stage.CLAIMED, 100, "不能办理“申报”"),
    ],
)
def test_no_stage_is_skipped_and_no_amount_exceeds_the_one_before(made, li, stage, amount, fault):
    with pytest.raises(Refused, match=fault):
        step(made, stage, amount, by=li)
    assert made.steps.count() == 1


def test_no_more_is_paid_than_granted_nor_taken_back_than_paid(made, li):
    claim = carry(made, by=li)
    with pytest.raises(Refused, match="超过尚未拨付的审核金额0元"):
        step(claim, Stage.PAID, 1, by=li)
    with pytest.raises(Refused, match="超过尚未收回的拨付金额15000元"):
        step(claim, Stage.RECOVERED, 15001, by=li)
    with pytest.raises(Refused, match="请写明说明"):
        step(claim, Stage.ASSESSED, reason=" ", by=li)


@pytest.mark.requirement("CN-44")
def test_nothing_is_claimed_for_what_is_only_asked_for(li):
    record = RecordFactory(region=region(SHENYANG), territory="沈阳市")
    asked = LicenceFactory(records=[record], use_region=region(DALIAN), use_place="大连市")
    said = {"number": asked.number, "side": "licensee", "programme": "甲", "source": "乙", "amount": "20000"}
    shown = client_of(li).post(
        reverse("funds:claim"), said, headers={"referer": "http://testserver/funds/claim/"}, follow=True
    )
    assert "许可尚未达成" in unescape(shown.text)
    assert not Claim.objects.exists()


def test_the_same_side_claims_once_on_a_programme(made, licence, li):
    with pytest.raises(Refused, match="已就该资金项目申报过"):
        ClaimFactory(licence=licence, by=li, programme="转化专项")


def test_another_city_and_another_province_see_none_of_it(made, wang):
    assert made.claimant_name not in page(wang)
    assert client_of(wang).get(made.get_absolute_url()).status_code == 404
    with acting(province=42):
        assert not Claim.objects.exists()
    with pytest.raises(Refused, match="许可所在地"):
        step(made, Stage.APPROVED, 10, by=wang)


def test_what_is_no_amount_or_no_licence_is_said_at_its_field(made, li):
    sent = {"number": "没有", "side": "licensee", "programme": "甲", "source": "乙", "amount": "一万"}
    shown = unescape(client_of(li).post(reverse("funds:claim"), sent).content.decode())
    assert "没有编号为“没有”的许可" in shown
    client_of(li).post(reverse("funds:act", args=[made.pk]), {"stage": "approved", "amount": "x", "reason": "y"})
    assert made.steps.count() == 1


def test_every_stage_has_its_followers_and_only_a_refusal_ends():
    assert set(FOLLOWING) == set(Stage)
    assert [stage for stage, after in FOLLOWING.items() if not after] == [Stage.REFUSED]


def test_a_payment_sent_twice_is_paid_once(made, li):
    claim = carry(made, by=li, paid=())
    sent = {"stage": "paid", "amount": "5000", "reason": "首笔"}
    for _press in range(2):
        client_of(li).post(reverse("funds:act", args=[claim.pk]), sent)
    assert Claim.objects.get(pk=claim.pk).total(Stage.PAID) == 5000
    assert step(claim, Stage.PAID, 5000, reason="第二笔", by=li)


def test_the_ledger_asks_as_many_questions_for_many_claims_as_for_one(made, li, zhao, django_assert_max_num_queries):
    ClaimStepFactory(claim=ClaimFactory(licence=made.licence, by=li), by=li)
    page(zhao)
    with django_assert_max_num_queries(40):
        page(zhao)


@pytest.fixture
def fell_through(licence, li):
    """The office found that there was no licence, after it had been entered for public money."""

    def fall():
        answers.object_to(licence, by=owner(), ground="right", reason="专利权已转移")
        answers.uphold(licence, by=li, reason="查明专利权已转移")
        return Licence.objects.get(pk=licence.pk)

    return fall


@pytest.mark.requirement("CN-44")
def test_nothing_is_claimed_for_a_licence_that_fell_through(fell_through, li):
    with pytest.raises(Refused, match="许可尚未达成"):
        ClaimFactory(licence=fell_through(), by=li)


@pytest.mark.requirement("CN-44")
def test_nothing_is_paid_any_more_for_a_licence_that_fell_through(made, fell_through, li):
    carry(made, by=li, paid=(9000,))
    fell_through()
    with pytest.raises(Refused, match="许可尚未达成"):
        step(made, Stage.PAID, 6000, by=li)
    assert step(made, Stage.RECOVERED, 9000, by=li)
