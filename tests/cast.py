"""The cast. 张 patentee, 李 city office, 王 another city, 赵 province, 孙 licensee, 陈 another province.

Asking for 张, 李, 王, 赵 or 孙 puts the test into Liaoning's scope; 陈 lives in Zhejiang and changes nothing.
"""

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from tenancy.actors import Actor, actor_of
from tenancy.middleware import MEMBERSHIP_KEY
from tenancy.models import Office, Province, Region
from tenancy.models.organisations import OwnerType, SizeClass
from tenancy.roles import Role
from tenancy.scope import acting
from tests.factories.tenancy import MembershipFactory, OfficeFactory, OrganisationFactory, UserFactory

LIAONING, ZHEJIANG = 21, 33
SHENYANG, DALIAN, HANGZHOU = "210100", "210200", "330100"


def region(code: str) -> Region:
    return Region.objects.get(code=code)


def office(name: str, code: str) -> Office:
    """The bureau of a unit; the same one for all who ask."""
    return Office.objects.filter(name=name).first() or OfficeFactory(name=name, region=region(code))


def person(name: str, letters: str, place, role: Role) -> Actor:
    """Someone with an account and one role, as an actor."""
    user = UserFactory(name=name, email=f"{letters}@example.cn")
    return actor_of(MembershipFactory(user=user, place=place, role=role))


def client_of(actor: Actor) -> Client:
    """A browser signed in as this person with both factors shown, acting in this role."""
    client = Client()
    client.force_login(actor.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request = HttpRequest()
    request.session = client.session
    request.session[MEMBERSHIP_KEY] = actor.membership_id
    record_authentication(request, actor.user, "mfa")
    request.session.save()
    return client


@pytest.fixture
def liaoning(db):
    """The scope of Liaoning for the whole test."""
    with acting(province=LIAONING):
        yield Province.objects.get(pk=LIAONING)


@pytest.fixture
def zhang(liaoning) -> Actor:
    """张: administrator of a university in Shenyang, a patentee."""
    university = OrganisationFactory(name="沈阳北方科技大学", region=region(SHENYANG), owner_type=OwnerType.UNIVERSITY)
    return person("张伟", "zhang", university, Role.ORGANISATION_ADMIN)


@pytest.fixture
def li(liaoning) -> Actor:
    """李: officer of the Shenyang office."""
    return person("李娜", "li", office("沈阳市知识产权局", SHENYANG), Role.CITY_OFFICER)


@pytest.fixture
def wang(liaoning) -> Actor:
    """王: officer of another city, Dalian."""
    return person("王强", "wang", office("大连市知识产权局", DALIAN), Role.CITY_OFFICER)


@pytest.fixture
def zhao(liaoning) -> Actor:
    """赵: officer of the province."""
    return person("赵敏", "zhao", office("辽宁省知识产权局", "210000"), Role.PROVINCE_OFFICER)


@pytest.fixture
def zhao_admin(liaoning) -> Actor:
    """The province's administrator, a colleague of 赵."""
    return person("赵刚", "zhaogang", office("辽宁省知识产权局", "210000"), Role.PROVINCE_ADMIN)


@pytest.fixture
def sun(liaoning) -> Actor:
    """孙: administrator of a small firm in Dalian, a licensee."""
    firm = OrganisationFactory(name="大连海蓝精密制造有限公司", region=region(DALIAN), size=SizeClass.SMALL)
    return person("孙丽", "sun", firm, Role.ORGANISATION_ADMIN)


@pytest.fixture
def chen(db) -> Actor:
    """陈: officer of another province, Zhejiang."""
    with acting(province=ZHEJIANG):
        return person("陈晨", "chen", office("浙江省知识产权局", "330000"), Role.PROVINCE_OFFICER)
