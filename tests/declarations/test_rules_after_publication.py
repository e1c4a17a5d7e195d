"""Each rule on a change and on the end of an offer, at its very edge."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from declarations.gazette import follow_everywhere
from declarations.models import ChangeRequest, Declaration, WithdrawalRequest
from declarations.services import changes, withdrawals
from declarations.workflow import Status
from outbox.models import Notice
from tenancy.models.organisations import OwnerType
from tenancy.policy import policy_of
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import HANGZHOU, ZHEJIANG, client_of, person, region
from tests.declarations.test_after_publication import record_of
from tests.factories.declarations import DeclarationFactory
from tests.factories.tenancy import OrganisationFactory
from tests.factories.verification import GazetteNoticeFactory
from verification.events import EventKind
from verification.terms import months_later

GROUNDS = (
    *("专利权期限届满或终止的", "专利权被宣告无效的", "专利权已经实施的", "不宜继续公开实施的"),
    "其他符合法律法规要求的情形",
)
LOWER = {"fee": {"kind": "lump_sum", "amount": "40000"}}


def at(name: str, *args) -> str:
    return reverse(f"declarations:{name}", args=args)


def told(response) -> str:
    return html.unescape(response.content.decode())


@pytest.fixture
def wu(db):
    with acting(province=ZHEJIANG):
        yield person(
            "吴敏",
            "wumin",
            OrganisationFactory(region=region(HANGZHOU), owner_type=OwnerType.UNIVERSITY),
            Role.ORGANISATION_ADMIN,
        )


@pytest.fixture
def listed(wu) -> Declaration:
    return DeclarationFactory(by=wu, status=Status.PUBLISHED)


@pytest.fixture
def on_offer(zhang) -> Declaration:
    return DeclarationFactory(by=zhang, status=Status.PUBLISHED)


def today_is(day, monkeypatch) -> None:
    real = timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda value=None, zone=None: real(value, zone) if value else day)


@pytest.mark.requirement("ZJ-22", "ZJ-66", "F056")
def test_on_the_day_before_six_months_a_change_is_refused_with_the_day_and_on_that_day_taken(wu, listed, monkeypatch):
    opens = months_later(timezone.localdate(listed.published_at), 6)
    assert changes.terms_open_on(record_of(listed), policy_of(ZHEJIANG)) == opens
    today_is(opens - timedelta(days=1), monkeypatch)
    page = told(client_of(wu).get(at("change", listed.pk)))
    assert f"许可条件最早可于 {opens:%Y-%m-%d} 变更" in page
    assert "一经公告原则上不予变更" in page
    assert "现在只能变更联系方式和另行选择的技术服务" in page
    with pytest.raises(Refused, match=rf"一经公告原则上不予变更，最早可于{opens}变更（.+）"):
        changes.ask_change(listed, by=wu, reason="让利", **LOWER)
    today_is(opens, monkeypatch)
    assert "最早可于" not in told(client_of(wu).get(at("change", listed.pk)))
    assert changes.ask_change(listed, by=wu, reason="让利", **LOWER).terms == LOWER


@pytest.mark.requirement("ZJ-67")
def test_lower_terms_are_announced_anew_under_a_number_of_their_own(wu, chen, listed, monkeypatch):
    first = record_of(listed).announcement.number
    today_is(months_later(timezone.localdate(listed.published_at), 6), monkeypatch)
    asked = changes.ask_change(listed, by=wu, reason="让利", **LOWER)
    changes.decide_change(asked, by=chen, granted=True)
    change = record_of(listed).changes.latest("id")
    assert change.op == "changed"
    assert change.announcement is not None
    assert change.announcement.number not in ("", first)


@pytest.mark.requirement("ZJ-68")
def test_the_five_grounds_of_zhejiang_stand_on_the_page_and_no_other_is_taken(wu, listed):
    browser, address = client_of(wu), at("withdraw", listed.pk)
    page = told(browser.get(address))
    for ground in GROUNDS:
        assert ground in page
    for forged in ("", "own_wish"):
        browser.post(address, {"reason": "不想了", "ground": forged})
        with pytest.raises(Refused, match="请选择撤回事由"):
            withdrawals.ask_withdrawal(listed, by=wu, ground=forged, reason="不想了")
    assert not WithdrawalRequest.objects.exists()


@pytest.mark.requirement("HB-19")
def test_another_telephone_number_is_a_second_version_and_the_first_stays_to_be_read(zhang, zhao, client, on_offer):
    before = record_of(on_offer).current
    asked = changes.ask_change(on_offer, by=zhang, reason="换号", contact_phone="024-87654321", contact_name="转化处")
    changes.decide_change(asked, by=zhao, granted=True)
    record = record_of(on_offer)
    assert (before.number, record.current.number) == (1, 2)
    assert record.current.effective_at > before.effective_at
    first = told(client.get(f"{record.get_absolute_url()}?version=1"))
    assert before.contact_shown in first
    assert before.contact_shown not in told(client.get(record.get_absolute_url()))


@pytest.mark.requirement("F036")
def test_consent_to_show_a_number_is_as_old_as_the_request_that_gave_it(zhang, zhao, on_offer):
    """Not as old as the declaration, in which it was withheld; and it grows no older with another fee."""
    asked = changes.ask_change(on_offer, by=zhang, reason="便于联系", contact_public=True)
    changes.decide_change(asked, by=zhao, granted=True)
    assert record_of(on_offer).contact.consented_at == asked.asked_at > on_offer.submitted_at
    cheaper = changes.ask_change(on_offer, by=zhang, reason="让利", **LOWER)
    changes.decide_change(cheaper, by=zhao, granted=True)
    assert record_of(on_offer).contact.consented_at == asked.asked_at


@pytest.mark.requirement("LN-61", "CN-42")
def test_a_transfer_in_the_gazette_tells_the_owner_marks_the_record_and_fills_the_form(zhang, zhao, client, on_offer):
    record = record_of(on_offer)
    GazetteNoticeFactory(number=record.patent_number, kind=EventKind.TRANSFER, announced_on=timezone.localdate())
    follow_everywhere()
    owner = client_of(zhang)
    assert Notice.objects.filter(user=zhang.user, sentence__contains="撤回表已预填").count() == 1
    assert "转移" in told(client.get(record.get_absolute_url())).partition("状态核查")[2]
    request = WithdrawalRequest.objects.get()
    page = told(owner.get(at("withdraw", on_offer.pk)))
    assert request.reason in page
    owner.post(at("withdraw", on_offer.pk), {"ground": request.ground, "reason": request.reason})
    client_of(zhao).post(at("withdrawal_decision", request.pk), {"granted": "yes", "opinion": ""})
    assert record_of(on_offer).state == "withdrawn"


@pytest.mark.requirement("LN-09")
def test_a_forged_change_of_what_is_locked_changes_nothing(wu, listed):
    browser = client_of(wu)
    said = {"contact_name": "周", "contact_phone": "0571-1", "reason": "改", "kind": "free", "territory": "杭州"}
    browser.post(at("change", listed.pk), said | {"patent_number": "1", "organisation": "9", "version": "9"})
    asked = ChangeRequest.objects.get()
    assert set(asked.terms) <= set(changes.CONTACT)


def notices_of(actor, words: str) -> int:
    return Notice.objects.filter(user=actor.user, sentence__contains=words).count()


@pytest.mark.requirement("U07")
def test_each_request_is_told_to_the_desk_and_each_answer_to_the_owner_also_where_nothing_else_changed(
    zhang, zhao, on_offer
):
    """A refusal leaves status and version as they were: the news of publication had its name, and it was lost."""
    for asked in (1, 2):
        wish = changes.ask_change(on_offer, by=zhang, reason="让利", **LOWER)
        changes.decide_change(wish, by=zhao, granted=False, opinion="理由不足")
        end = withdrawals.ask_withdrawal(on_offer, by=zhang, ground="transfer", reason="专利权已转让")
        withdrawals.decide_withdrawal(end, by=zhao, granted=False, opinion="理由不足")
        assert notices_of(zhao, "权利人申请变更许可条件") == notices_of(zhao, "权利人提请撤回") == asked
        assert notices_of(zhang, "许可条件变更申请：未同意") == notices_of(zhang, "撤回提请：未同意") == asked
