"""Before each button that cannot be taken back stands what follows in law, and from when (U29)."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from declarations.models import ChangeRequest, Declaration, WithdrawalRequest
from declarations.services import changes, withdrawals
from declarations.workflow import Status
from tenancy.models.organisations import OwnerType
from tenancy.policy import policy_of
from tenancy.roles import Role
from tenancy.scope import acting
from tests.cast import HANGZHOU, ZHEJIANG, client_of, person, region
from tests.factories.declarations import DeclarationFactory
from tests.factories.publication import ChannelFactory
from tests.factories.tenancy import OrganisationFactory

CONFIRM = re.compile(r'<section class="confirm[ "].*?</section>', re.DOTALL)


def at(name: str, *args) -> str:
    return reverse(f"declarations:{name}", args=args)


def effect(browser, address: str, **said) -> tuple[str, str]:
    """What the page says follows, and from when; both above its button."""
    page = html.unescape(browser.get(address, said).content.decode())
    [confirm] = CONFIRM.findall(page)
    above, button, _below = confirm.partition("<button")
    assert button
    [follows], [since] = re.findall(r"<p>([^<]+)</p>", above), re.findall(r"生效时间：<strong>(.+?)</strong>", above)
    return follows, since


@pytest.fixture
def published(zhang) -> Declaration:
    return DeclarationFactory(by=zhang, status=Status.PUBLISHED)


def withdrawal_of(published: Declaration, by) -> WithdrawalRequest:
    grounds = policy_of(published.province).withdrawal_grounds
    ground = grounds[0].name if grounds else ""
    return withdrawals.ask_withdrawal(published, by=by, ground=ground, reason="专利权已转让")


def change_of(published: Declaration, by) -> ChangeRequest:
    return changes.ask_change(published, by=by, reason="让利", fee={"kind": "free"})


@pytest.mark.requirement("U29")
def test_handing_in_says_what_publication_will_bind_to_and_which_time_counts(zhang):
    follows, since = effect(client_of(zhang), at("submit", DeclarationFactory(by=zhang).pk))
    assert "接受公布的条件，专利权人原则上不得拒绝" in follows
    assert "以系统受理时间（北京时间）为准；许可条件自公告之时起生效" in since


@pytest.mark.requirement("U29")
def test_publication_says_that_it_cannot_be_rewritten_and_names_its_hour(zhao, zhang):
    DeclarationFactory(by=zhang, status=Status.APPROVED)
    approved, later = DeclarationFactory(by=zhang, status=Status.APPROVED), timezone.localtime() + timedelta(days=3)
    said = {"pick": [approved.pk], "channels": [ChannelFactory().pk], "title": ""}
    browser = client_of(zhao)
    follows, since = effect(browser, at("preview"), **said)
    assert "已公布的内容不能改写" in follows
    assert since == "按下按钮时"
    _follows, since = effect(browser, at("preview"), **said, at=f"{later:%Y-%m-%dT%H:%M}")
    assert since == f"{later:%Y-%m-%d %H:%M}"


@pytest.mark.requirement("U29")
def test_a_change_says_that_licences_given_before_keep_their_terms(zhang, zhao, published):
    follows, since = effect(client_of(zhang), at("change", published.pk))
    assert "此前已达成的许可仍按原条件" in follows
    assert since
    asked = change_of(published, zhang)
    follows, since = effect(client_of(zhao), at("change_decision", asked.pk))
    assert "同意即公告新的版本；此前已达成的许可仍按原条件" in follows
    assert since == "按下按钮时"


@pytest.mark.requirement("U29")
def test_a_withdrawal_says_what_becomes_of_earlier_licences_and_from_when(zhang, zhao, published):
    follows, since = effect(client_of(zhang), at("withdraw", published.pk))
    assert "生效之前达成的许可不受影响" in follows
    assert since == "自公告时生效"
    asked = withdrawal_of(published, zhang)
    follows, since = effect(client_of(zhao), at("withdrawal_decision", asked.pk))
    assert "生效之前达成的许可不受影响" in follows
    assert re.match(r"现在公告，自 \d{4}-\d\d-\d\d \d\d:\d\d 起生效。", since)


@pytest.mark.requirement("U29")
def test_where_days_of_notice_run_their_last_is_named_with_the_rule(db):
    with acting(province=ZHEJIANG):
        wu = person(
            "吴敏",
            "wumin",
            OrganisationFactory(region=region(HANGZHOU), owner_type=OwnerType.UNIVERSITY),
            Role.ORGANISATION_ADMIN,
        )
        listed = DeclarationFactory(by=wu, status=Status.PUBLISHED)
        _follows, since = effect(client_of(wu), at("withdraw", listed.pk))
    assert re.match(r"公告满 7 个工作日；如今天公告，自 \d{4}-\d\d-\d\d \d\d:\d\d 起生效。.+（.+）$", since)
