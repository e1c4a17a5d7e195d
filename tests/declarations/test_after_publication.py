"""Other terms and the end of an offer, under the rules of two provinces, through the pages."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.celery import TIMETABLE
from declarations.models import ChangeRequest, Declaration, WithdrawalRequest
from declarations.models.requests import Outcome
from declarations.services import drafts, endings, submission, withdrawals
from declarations.services.changes import is_lower, terms_open_on
from declarations.workflow import Status
from outbox.models import Job
from outbox.registry import handler_of
from publication import announce
from publication.choices import AnnouncementKind
from publication.models import Record
from publication.offers import Reach
from publication.standing import refusal_to_accept
from publication.terms import read_terms
from tenancy.models.organisations import OwnerType
from tenancy.policy import policy_of
from tenancy.policy.workdays import official_calendar
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import HANGZHOU, ZHEJIANG, client_of, person, region
from tests.factories.days import OVER
from tests.factories.declarations import DeclarationFactory
from tests.factories.policy import WorkdayOverrideFactory
from tests.factories.publication import FREE, ChannelFactory, OfferFactory
from tests.factories.tenancy import OrganisationFactory, platform

CONTACT = {"contact_name": "张伟", "contact_phone": "13812345678", "contact_email": "", "reason": "市场行情变化"}


def at(name: str, *args) -> str:
    return reverse(f"declarations:{name}", args=args)


def told(response) -> str:
    return response.content.decode()


@pytest.fixture
def in_zhejiang(db):
    with acting(province=ZHEJIANG):
        yield


@pytest.fixture
def wu(in_zhejiang):
    """吴: a university's administrator in Hangzhou."""
    return person(
        "吴敏",
        "wumin",
        OrganisationFactory(region=region(HANGZHOU), owner_type=OwnerType.UNIVERSITY),
        Role.ORGANISATION_ADMIN,
    )


@pytest.fixture
def in_liaoning(zhang) -> Declaration:
    return DeclarationFactory(by=zhang, status=Status.PUBLISHED)


@pytest.fixture
def listed(wu) -> Declaration:
    return DeclarationFactory(by=wu, status=Status.PUBLISHED)


def record_of(declaration: Declaration) -> Record:
    return Record.objects.select_related("current").get(number=declaration.record_number)


@pytest.fixture
def six_months_later(monkeypatch):
    """Whoever asks for the day of today hears one half a year from now."""
    today = timezone.localdate
    later = today() + timedelta(days=190)
    monkeypatch.setattr(timezone, "localdate", lambda value=None, zone=None: today(value, zone) if value else later)


@pytest.mark.requirement("LN-77")
def test_in_liaoning_a_withdrawal_takes_effect_with_its_announcement(zhang, zhao, in_liaoning):
    owner, province = client_of(zhang), client_of(zhao)
    page = told(owner.get(at("withdraw", in_liaoning.pk)))
    assert "自公告时生效" in page
    owner.post(at("withdraw", in_liaoning.pk), {"reason": "专利权已转让", "ground": "transfer"})
    asked = WithdrawalRequest.objects.get()
    assert asked.outcome == Outcome.ASKED
    province.post(at("withdrawal_decision", asked.pk), {"granted": "yes", "opinion": ""})
    assert "撤回" in refusal_to_accept(record_of(in_liaoning))
    in_liaoning.refresh_from_db()
    assert in_liaoning.status == Status.WITHDRAWN
    assert owner.get(f"/records/{in_liaoning.record_number}/").status_code == 200


@pytest.mark.requirement("LN-77")
def test_the_withdrawal_form_prints_as_page_pdf_and_word(zhang, in_liaoning):
    asked = withdrawals.ask_withdrawal(in_liaoning, by=zhang, ground=a_ground(in_liaoning), reason="专利权已转让")
    client = client_of(zhang)
    assert "专利权已转让" in told(client.get(at("withdrawal_form", asked.pk, "page")))
    assert client.get(at("withdrawal_form", asked.pk, "pdf")).content.startswith(b"%PDF")
    assert client.get(at("withdrawal_form", asked.pk, "docx")).content.startswith(b"PK")


def a_ground(declaration: Declaration) -> str:
    grounds = policy_of(declaration.province).withdrawal_grounds
    return grounds[0].name if grounds else ""


@pytest.mark.requirement("LN-61", "CN-42")
def test_a_transfer_lays_a_prefilled_form_on_the_owners_desk_and_once_only(zhang, in_liaoning):
    for _twice in range(2):
        withdrawals.prepare_withdrawal(
            in_liaoning, by=platform(), ground="transfer", reason="专利权转移给大连某公司", event="2026-05-06 变更"
        )
    client = client_of(zhang)
    assert "专利权转移给大连某公司" in told(client.get(at("withdraw", in_liaoning.pk)))
    assert at("withdraw", in_liaoning.pk) in told(client.get("/desk/todo/"))
    assert WithdrawalRequest.objects.count() == 1


def test_a_transfer_is_no_duty_any_more_once_withdrawal_is_asked_for_or_granted(zhang, zhao, in_liaoning):
    """Found by any order of acts (B3): the desk asked for what the page refuses."""
    said = {"ground": "transfer", "reason": "专利权转移给大连某公司"}
    for event in ("2026-05-06 变更", "2026-06-08 变更"):
        withdrawals.prepare_withdrawal(in_liaoning, by=platform(), event=event, **said)
    desk, duty = client_of(zhang), at("withdraw", in_liaoning.pk)
    asked = withdrawals.ask_withdrawal(in_liaoning, by=zhang, **said)
    assert duty not in told(desk.get("/desk/todo/"))
    withdrawals.decide_withdrawal(asked, by=zhao, granted=False, opinion="变更尚未登记")
    assert duty in told(desk.get("/desk/todo/"))
    asked = withdrawals.ask_withdrawal(in_liaoning, by=zhang, **said)
    withdrawals.prepare_withdrawal(in_liaoning, by=platform(), event="2026-07-09 变更", **said)
    withdrawals.decide_withdrawal(asked, by=zhao, granted=True)
    assert duty not in told(desk.get("/desk/todo/"))


def test_a_refusal_of_a_withdrawal_needs_its_reason(zhang, zhao, in_liaoning):
    asked = withdrawals.ask_withdrawal(in_liaoning, by=zhang, ground=a_ground(in_liaoning), reason="专利权已转让")
    client = client_of(zhao)
    assert "不同意的理由" in told(client.post(at("withdrawal_decision", asked.pk), {"granted": "no", "opinion": ""}))
    client.post(at("withdrawal_decision", asked.pk), {"granted": "no", "opinion": "转让合同尚未登记"})
    assert not refusal_to_accept(record_of(in_liaoning))
    assert "转让合同尚未登记" in told(client_of(zhang).get(at("withdrawal", asked.pk)))


@pytest.mark.requirement("ZJ-68", "ZJ-69", "ZJ-70")
def test_in_zhejiang_it_takes_effect_after_seven_working_days_and_until_then_acceptances_bind(wu, chen, listed):
    owner, province = client_of(wu), client_of(chen)
    page = told(owner.get(at("withdraw", listed.pk)))
    assert "7 个工作日" in page
    assert "专利权已经实施的" in page
    without_ground = told(owner.post(at("withdraw", listed.pk), {"reason": "自己实施"}))
    assert "错误" in without_ground
    owner.post(at("withdraw", listed.pk), {"reason": "自己实施", "ground": "implemented"})
    asked = WithdrawalRequest.objects.get()
    province.post(at("withdrawal_decision", asked.pk), {"granted": "yes", "opinion": ""})
    asked.refresh_from_db()
    starts = official_calendar().day_after_working_days(timezone.localdate(), 7).day
    assert timezone.localdate(asked.takes_effect_at) == starts
    record = record_of(listed)
    assert not refusal_to_accept(record, asked.takes_effect_at - timedelta(seconds=1))
    assert "撤回" in refusal_to_accept(record, asked.takes_effect_at)


@pytest.mark.requirement("ZJ-69")
def test_holidays_announced_later_leave_the_announced_effect_and_the_page_had_said_so(wu, chen, listed, monkeypatch):
    calendar = withdrawals.official_calendar()
    monkeypatch.setattr(withdrawals, "official_calendar", lambda: replace(calendar, years=frozenset()))
    assert "公告后生效时间不再调整" in told(client_of(wu).get(at("withdraw", listed.pk)))
    asked = withdrawals.ask_withdrawal(listed, by=wu, ground="implemented", reason="自己实施")
    assert "公告后生效时间不再调整" in told(client_of(chen).get(at("withdrawal_decision", asked.pk)))
    announced = withdrawals.decide_withdrawal(asked, by=chen, granted=True).takes_effect_at
    assert "公告后生效时间不再调整" in told(client_of(wu).get(record_of(listed).get_absolute_url()))
    for days in range(1, 20):
        WorkdayOverrideFactory(day=timezone.localdate(announced) - timedelta(days=days))
    for kind in (endings.END, announce.SETTLE):
        handler_of(kind)(Job.objects.get(kind=kind))
    asked.refresh_from_db()
    assert asked.takes_effect_at == announced == record_of(listed).withdrawn_from


def test_while_the_notice_runs_the_declaration_says_so_and_afterwards_reads_withdrawn(wu, chen, listed):
    asked = withdrawals.ask_withdrawal(listed, by=wu, ground="implemented", reason="自己实施")
    asked = withdrawals.decide_withdrawal(asked, by=chen, granted=True)
    owner = client_of(wu)
    assert "撤回公告期" in told(owner.get(at("one", listed.pk)))
    assert listed.number in told(owner.get("/declarations/?state=published"))
    waiting = Job.objects.get(kind=endings.END)
    assert waiting.due_at == asked.takes_effect_at
    assert endings.end_notices(by=platform()) == 0
    assert endings.end_notices(by=platform(), now=asked.takes_effect_at) == 1
    listed.refresh_from_db()
    assert listed.status == Status.WITHDRAWN


@pytest.mark.requirement("ZJ-69")
def test_a_notice_lasts_no_longer_than_the_term_and_both_sides_say_the_same(wu, chen):
    last = timezone.localdate() + timedelta(days=2)
    listed = DeclarationFactory(by=wu, status=Status.PUBLISHED, ends_on=last)
    assert "撤回自期限届满时生效" in told(client_of(wu).get(at("withdraw", listed.pk)))
    asked = withdrawals.ask_withdrawal(listed, by=wu, ground="implemented", reason="自己实施")
    asked = withdrawals.decide_withdrawal(asked, by=chen, granted=True)
    over = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    assert asked.takes_effect_at == over == record_of(listed).withdrawn_from
    assert endings.end_notices(by=platform(), now=over) == announce.settle(by=platform(), now=over) == 1
    listed.refresh_from_db()
    assert (listed.status, record_of(listed).state) == (Status.WITHDRAWN, "withdrawn")


def test_another_way_of_paying_shows_its_blanks_and_loses_nothing_that_was_typed(zhang, in_liaoning):
    typed = {
        "kind": "royalty",
        "then": "kind",
        "territory": "东北三省",
        "reason": "改为提成",
        "contact_name": "新联系人",
    }
    page = client_of(zhang).post(at("change", in_liaoning.pk), typed)
    for kept in ('name="rate"', "东北三省", "改为提成", "新联系人"):
        assert kept in told(page)
    assert "error-summary" not in told(page)
    assert not ChangeRequest.objects.exists()


@pytest.mark.requirement("ZJ-66", "ZJ-22", "F056")
def test_in_zhejiang_terms_are_locked_for_six_months_and_the_page_names_the_day(wu, listed):
    client = client_of(wu)
    page = told(client.get(at("change", listed.pk)))
    assert "最早可于" in page
    client.post(at("change", listed.pk), CONTACT | {"kind": "free"})
    assert not ChangeRequest.objects.filter(terms__has_key="fee").exists()


@pytest.mark.requirement("ZJ-67")
def test_after_six_months_a_raise_is_refused_and_a_lower_fee_is_announced_anew(wu, chen, listed, six_months_later):
    owner, said = client_of(wu), CONTACT | read_terms(listed.fee).as_data() | {"mode": listed.mode}
    assert "不能提高" in told(owner.post(at("change", listed.pk), said | {"amount": "60000"}))
    owner.post(at("change", listed.pk), said | {"amount": "40000"})
    asked = ChangeRequest.objects.get()
    assert set(asked.terms) == {"fee"}
    province = client_of(chen)
    assert "变更为" in told(province.get(at("change_decision", asked.pk)))
    province.post(at("change_decision", asked.pk), {"granted": "yes", "opinion": ""})
    record = record_of(listed)
    assert record.current.number == 2
    assert record.versions.get(number=1).terms["amount"] == "50000"
    assert "第2版" in told(owner.get(at("published", listed.pk)))


def test_the_page_of_a_change_shows_the_very_sentence_that_would_be_published(zhang, in_liaoning):
    page = told(client_of(zhang).get(at("change", in_liaoning.pk)))
    assert "公告中将这样写" in page
    assert "/declarations/fee-preview/" in page
    typed = {"kind": "lump_sum", "amount": "123456"}
    assert "123456" in told(client_of(zhang).post("/declarations/fee-preview/", typed))


@pytest.mark.requirement("HB-33")
def test_where_terms_are_free_a_change_is_a_new_version_from_now_on(zhang, zhao, in_liaoning):
    before = record_of(in_liaoning).current
    said = CONTACT | {"kind": "free", "starts_on": "2026-01-01", "ends_on": "2028-12-31", "territory": "全国"}
    client_of(zhang).post(at("change", in_liaoning.pk), said)
    asked = ChangeRequest.objects.get()
    client_of(zhao).post(at("change_decision", asked.pk), {"granted": "yes"})
    after = record_of(in_liaoning).current
    assert (before.number, after.number, after.terms["kind"]) == (1, 2, "free")
    assert after.effective_at > before.effective_at


def test_a_stranger_finds_no_request(wang, sun, zhang, in_liaoning):
    asked = withdrawals.ask_withdrawal(in_liaoning, by=zhang, ground=a_ground(in_liaoning), reason="专利权已转让")
    for stranger in (wang, sun):
        assert client_of(stranger).get(at("withdrawal", asked.pk)).status_code == 404
    assert client_of(sun).get(at("change", in_liaoning.pk)).status_code == 404


def test_no_city_decides_on_a_withdrawal(li, zhang, in_liaoning):
    asked = withdrawals.ask_withdrawal(in_liaoning, by=zhang, ground=a_ground(in_liaoning), reason="专利权已转让")
    with pytest.raises(Refused, match="省级"):
        withdrawals.decide_withdrawal(asked, by=li, granted=False, opinion="不同意")


def test_what_expired_on_the_register_is_ended_by_the_timetable(zhang, in_liaoning):
    announce.settle(by=platform(), now=OVER)
    assert endings.end_expired(by=platform()) == 1
    assert endings.end_expired(by=platform()) == 0
    in_liaoning.refresh_from_db()
    assert in_liaoning.status == Status.ENDED
    assert endings.END in TIMETABLE


@pytest.mark.requirement("CN-19")
def test_the_end_of_the_programme_stops_what_is_new_and_opens_the_way_for_what_exists(
    zhang, zhao, in_liaoning, monkeypatch
):
    policy = type(drafts.policy_of(zhang.province))
    waiting, late = DeclarationFactory.create_batch(2, by=zhang)
    late = submission.submit(late, by=zhang)
    monkeypatch.setattr(policy, "accepts_declarations", property(lambda self: False))
    for begin in (lambda: drafts.begin(by=zhang), lambda: submission.submit(waiting, by=zhang)):
        with pytest.raises(Refused, match="不再受理"):
            begin()
    assert submission.record_findings(late, by=platform()).status == Status.SECOND_CHECK
    assert not refusal_to_accept(record_of(in_liaoning))
    owner, province, address = client_of(zhang), client_of(zhao), at("carry_over", in_liaoning.pk)
    for desk in (owner, province):
        assert address in told(desk.get("/desk/todo/"))
    assert owner.post(address, {"statutory_number": "X1"}).status_code == 403
    province.post(address, {"statutory_number": "KF2026000123"})
    assert "KF2026000123" in told(owner.get(record_of(in_liaoning).get_absolute_url()))
    assert address not in told(owner.get("/desk/todo/"))


ROYALTY = {"kind": "royalty", "rate": "3", "cap": "50000", "minimum": "1000"}
STAGED = {"kind": "staged_free", "free_months": "24", "yearly_amount": "10000"}
TRIAL = {"kind": "trial_then_pay", "trial_months": "6", "amount": "80000"}


@pytest.mark.requirement("ZJ-22")
@pytest.mark.parametrize(
    ("old", "new", "lower"),
    [
        (ROYALTY, {"rate": "2.9"}, True),
        (ROYALTY, {"cap": "40000"}, True),
        (ROYALTY, {"rate": "2.9", "cap": ""}, False),
        (ROYALTY, {"rate": "2.9", "minimum": "2000"}, False),
        (ROYALTY, {"rate": "2.9", "settlement": "month"}, False),
        (STAGED, {"yearly_amount": "9999"}, True),
        (STAGED, {"free_months": "36"}, True),
        (STAGED, {"yearly_amount": "9999", "free_months": "1"}, False),
        (STAGED, {"yearly_amount": "", "rate": "5"}, False),
        (TRIAL, {"amount": "79999", "trial_months": "1"}, False),
        (TRIAL, {}, False),
    ],
)
def test_lower_is_what_is_dearer_in_no_point(old, new, lower):
    assert is_lower(read_terms(old | new), read_terms(old)) is lower


@pytest.mark.requirement("ZJ-22", "ZJ-67")
def test_another_contact_or_service_does_not_lock_the_terms_anew(in_zhejiang, django_assert_num_queries):
    begun = timezone.now() - timedelta(days=200)
    offer = OfferFactory(original_at=begun)
    batch = {"by": platform(), "channels": [ChannelFactory()], "at": begun, "kind": AnnouncementKind.IMPORT}
    number = announce.publish([offer], **batch).records.get().number
    policy, today = policy_of(ZHEJIANG), timezone.localdate()
    for told in ({"service": "培训", "service_price": "2000元"}, {"contact": Reach("转化中心", "0571-81111111")}):
        offer = replace(offer, **told)
        announce.supersede(number, offer, by=platform(), reason="补充")
        register = Record.objects.get(number=number)
        with django_assert_num_queries(1):
            assert terms_open_on(register, policy) <= today
    announce.supersede(number, replace(offer, terms=read_terms(FREE)), by=platform(), reason="让利")
    assert terms_open_on(Record.objects.get(number=number), policy) > today
