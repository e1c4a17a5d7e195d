"""On a real server the first person of a province comes in by a command; from then on people invite each other."""

import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from outbox import runner
from tenancy.models import Membership, Office, Province
from tenancy.roles import Role
from tenancy.scope import acting
from tenancy.services import invitations
from tests.factories.tenancy import UserFactory

pytestmark = pytest.mark.django_db


def open_province(*arguments):
    told = StringIO()
    call_command("open_province", *arguments, stdout=told)
    return told.getvalue()


def token_in(words):
    return re.search(r"/invitation/([^/]+)/", words)[1]


@pytest.mark.requirement("CN-01")
def test_a_province_begins_with_its_bureau_and_one_administrator(mailoutbox):
    told = open_province("js", "--email", "first@example.cn", "--since", "2026-12-01")
    assert Province.objects.get(slug="js").started_on == date(2026, 12, 1)
    runner.work(32)
    assert mailoutbox[0].to == ["first@example.cn"]
    assert token_in(mailoutbox[0].body) == token_in(told)
    membership = invitations.accept(token_in(told), UserFactory(email="first@example.cn"))
    assert (membership.role, membership.office.name) == (Role.PROVINCE_ADMIN, "江苏省知识产权局")


def test_a_second_call_invites_again_and_opens_nothing_twice():
    open_province("js", "--email", "first@example.cn", "--since", "2026-12-01")
    open_province("js", "--email", "second@example.cn")
    with acting(province=32):
        assert Office.objects.count() == 1
        assert not Membership.objects.exists()
    assert Province.objects.get(slug="js").started_on == date(2026, 12, 1)


def test_the_nation_gets_its_staff_the_same_way():
    told = open_province("cn", "--email", "staff@example.cn")
    membership = invitations.accept(token_in(told), UserFactory(email="staff@example.cn"))
    assert membership.role == Role.NATION_STAFF


def test_an_unknown_province_and_a_wrong_address_are_named():
    with pytest.raises(CommandError, match="没有简称为 xx 的省份"):
        open_province("xx", "--email", "a@example.cn")
    with pytest.raises(CommandError, match="有效的电子邮箱"):
        open_province("js", "--email", "nobody")
    assert Province.objects.get(slug="js").started_on is None
