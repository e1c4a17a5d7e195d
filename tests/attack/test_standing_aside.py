"""Whoever has a second hand in an office decides there nothing of their own house (回避)."""

from decimal import Decimal

import pytest

from declarations.models.batches import BatchState, Purpose
from declarations.services import changes, looking_up, withdrawals
from declarations.workflow import Status
from licensing.services import acceptance, answers, filings, payments, scans, scheduling
from licensing.signing import SignState
from outbox.models import Notice
from publication import corrections
from publication.models import Record
from reporting.models.funds import Stage
from reporting.services import funds
from tenancy.actors import Actor, actor_of
from tenancy.models import Organisation, Province
from tenancy.models.organisations import Standing
from tenancy.recusal import stand_aside
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.scope import acting
from tenancy.services import organisations, standings
from tests.batch.sheets import listing
from tests.batch.test_listings import FIXED, number, taken
from tests.cast import SHENYANG, ZHEJIANG, client_of, office, person, region
from tests.factories.declarations import DeclarationFactory
from tests.factories.funds import ClaimFactory
from tests.factories.licensing import acceptance_of, paid
from tests.factories.publication import ChannelFactory, CorrectionFactory
from tests.factories.tenancy import MembershipFactory, OrganisationFactory, platform
from tests.licensing.conftest import offered_by, work
from tests.licensing.test_signing import scanned
from tests.watch.test_looking_up import VALUES, copy

pytestmark = pytest.mark.django_db


def in_the_city(actor: Actor) -> Actor:
    """The same person in the office of Shenyang."""
    there = office("沈阳市知识产权局", SHENYANG)
    return actor_of(MembershipFactory(user=actor.user, place=there, role=Role.CITY_OFFICER))


def in_the_province(actor: Actor) -> Actor:
    there = office("辽宁省知识产权局", "210000")
    return actor_of(MembershipFactory(user=actor.user, place=there, role=Role.PROVINCE_OFFICER))


@pytest.fixture
def licence(zhang, sun):
    """孙 has accepted what 张 offers; what falls due is worked out."""
    made = acceptance.accept(acceptance_of(offered_by(zhang)), by=sun)
    scheduling.schedule(made, by=platform())
    return made


def test_an_officer_does_not_confirm_the_registration_of_their_own_firm(liaoning, li):
    firm = OrganisationFactory(name="沈阳新风机械有限公司", region=region(SHENYANG), confirmed=False)
    zhou = person("周新", "zhou", firm, Role.ORGANISATION_ADMIN)
    with pytest.raises(Refused, match="应当回避"):
        standings.confirm(firm, by=in_the_city(zhou))
    assert Organisation.objects.get(pk=firm.pk).standing == Standing.REGISTERED
    assert standings.confirm(firm, by=li).is_confirmed


def test_nor_grants_the_change_and_the_end_that_their_own_house_asks_for(zhang):
    declaration = DeclarationFactory(by=zhang, status=Status.PUBLISHED)
    wish = changes.ask_change(declaration, by=zhang, reason="市场行情变化", fee={"kind": "free"})
    end = withdrawals.ask_withdrawal(declaration, by=zhang, ground="transfer", reason="专利权已转移")
    officer = in_the_province(zhang)
    for decide, asked in ((changes.decide_change, wish), (withdrawals.decide_withdrawal, end)):
        with pytest.raises(Refused, match="应当回避"):
            decide(asked, by=officer, granted=True)


def test_nor_answers_what_the_public_says_of_their_own_record(zhang):
    asked = CorrectionFactory(record=offered_by(zhang))
    with pytest.raises(Refused, match="应当回避"):
        corrections.answer(asked, by=in_the_city(zhang), verdict="kept", answer="核实无误")


def test_an_individual_hears_what_is_said_of_their_own_record_and_does_not_answer_it(liaoning):
    """No code tells individuals apart; who declared it is known all the same."""
    home = OrganisationFactory(name="王小明", owner_type="individual", credit_code="", region=region(SHENYANG))
    inventor = person("王小明", "wangxm", home, Role.INDIVIDUAL)
    declaration = DeclarationFactory(by=inventor, status=Status.PUBLISHED)
    asked = CorrectionFactory(record=Record.objects.get(number=declaration.record_number))
    assert Notice.objects.filter(user=inventor.user, key__startswith=f"correction:{asked.pk}:").exists()
    with pytest.raises(Refused, match="应当回避"):
        corrections.answer(asked, by=in_the_city(inventor), verdict="kept", answer="核实无误")


@pytest.mark.parametrize("side", ["zhang", "sun"])
def test_nor_decides_the_objection_to_a_licence_of_theirs(licence, zhang, side, request):
    answers.object_to(licence, by=zhang, ground="right", reason="专利权已转移")
    officer = in_the_city(request.getfixturevalue(side))
    for decide in (answers.uphold, answers.dismiss):
        with pytest.raises(Refused, match="应当回避"):
            decide(licence, by=officer, reason="理由成立")


def test_nor_confirms_what_their_own_house_says_it_has_paid_or_filed(licence, sun):
    due = licence.dues.get()
    payment, officer = payments.state(due, paid(due.amount), by=sun), in_the_city(sun)
    with pytest.raises(Refused, match="应当回避"):
        payments.confirm(payment, paid(due.amount), by=officer)
    with pytest.raises(Refused, match="应当回避"):
        filings.enter(licence, by=officer, stage="handed_in")


def test_nor_compares_the_scan_that_their_own_house_brought(licence, zhang, sun):
    answers.confirm(licence, by=zhang)
    work(answers.BEGIN)
    signature = licence.papers.get().signatures.get(state=SignState.ASKED)
    scans.scan(signature, scanned(), by=sun)
    with pytest.raises(Refused, match="应当回避"):
        scans.agree(signature, by=in_the_city(sun))


@pytest.mark.parametrize("side", ["zhang", "sun"])
def test_nor_enters_their_own_house_for_public_money_or_grants_it_any(licence, li, side, request):
    officer = in_the_city(request.getfixturevalue(side))
    with pytest.raises(Refused, match="应当回避"):
        ClaimFactory(licence=licence, by=officer)
    claim = ClaimFactory(licence=licence, by=li)
    with pytest.raises(Refused, match="应当回避"):
        funds.take_step(claim, Stage.APPROVED, Decimal(1), "材料齐全", by=officer)


def test_the_page_of_a_licence_says_it_too(licence, zhang, sun):
    answers.object_to(licence, by=zhang, ground="right", reason="专利权已转移")
    headers = {"Referer": f"http://testserver{licence.get_absolute_url()}"}
    said = {"action": "uphold", "reason": "理由成立"}
    browser = client_of(in_the_city(sun))
    answer = browser.post(f"{licence.get_absolute_url()}answer/", said, headers=headers, follow=True)
    assert "应当回避" in answer.content.decode()


def test_nor_takes_over_a_listing_of_their_own_house_as_published_before(zhang):
    row = [number(11), zhang.organisation.name, 0, "2024-11-15"]
    content = listing(["patent_id", "patent_owner", "license_fee", "create_time"], row)
    fixed = FIXED | {"channel": str(ChannelFactory().pk), "period": "3", "untitled": "未载明"}
    batch = taken(content, in_the_city(zhang), fixed, purpose=Purpose.RECORDS)
    assert (batch.state, Record.objects.count()) == (BatchState.FAULTY, 0)
    assert "应当回避" in str(batch.lines.get().remarks)


@pytest.mark.parametrize("status", [Status.REVIEWING, Status.PUBLISHED])
def test_nor_types_for_the_office_what_the_register_knows_of_their_own_patent(zhang, status):
    declaration = DeclarationFactory(by=zhang, status=status)
    with pytest.raises(Refused, match="应当回避"):
        looking_up.enter_copy(declaration, copy(), VALUES, by=in_the_city(zhang))


def test_nor_does_who_belongs_to_a_house_at_home_decide_of_it_in_another_province(zhang):
    """Its row there (异地办理) is another, and they need not act for it there."""
    zhejiang = Province.objects.get(pk=ZHEJIANG)
    there = organisations.admit(zhang.organisation, zhejiang, by=zhang)
    handler = person("吴磊", "wu", zhang.organisation, Role.HANDLER)
    with acting(province=ZHEJIANG, user=handler.user.pk):
        bureau = office("浙江省知识产权局", "330000")
        officer = actor_of(MembershipFactory(user=handler.user, place=bureau, role=Role.PROVINCE_OFFICER))
        with pytest.raises(Refused, match="应当回避"):
            stand_aside(officer, [there.organisation_id])
        stand_aside(officer, [OrganisationFactory().pk])
