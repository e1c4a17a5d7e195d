"""People with accounts, and the ways they get in."""

import re
import time
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client

from outbox import runner
from tenancy.models import Membership, Office, Region, User
from tenancy.models.regions import NATION
from tenancy.roles import Role
from tenancy.scope import acting
from tests.factories.tenancy import OfficeFactory, OrganisationFactory

PASSWORD = "滨海大道 七月 27"


@pytest.fixture(autouse=True)
def fresh_counts(settings):
    """Nobody has failed yet; passwords are hashed quickly."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def liaoning(db):
    """Two organisations and the office of a city."""
    with acting(province=21):
        city = Region.objects.get(code="210200")
        return SimpleNamespace(
            city=city,
            office=OfficeFactory(name="大连市知识产权局", region=city),
            first=OrganisationFactory(name="大连甲厂", region=city),
            second=OrganisationFactory(name="大连乙所", region=city, owner_type="institute"),
        )


@pytest.fixture
def person(db):
    def make(email="zhang@example.com", name="张工", *, confirmed=True):
        user = User.objects.create_user(email, PASSWORD, name=name)
        EmailAddress.objects.create(user=user, email=email, verified=confirmed, primary=True)
        return user

    return make


@pytest.fixture
def join():
    def make(user, place, role):
        where = {"office": place} if isinstance(place, Office) else {"organisation": place}
        with acting(province=place.province_id):
            return Membership.objects.create(user=user, role=role, **where)

    return make


@pytest.fixture
def zhang(person, join, liaoning):
    """Administrator of one organisation."""
    user = person()
    join(user, liaoning.first, Role.ORGANISATION_ADMIN)
    return user


@pytest.fixture
def li(person, join, liaoning):
    """An officer of the city."""
    user = person("li@example.com", "李科")
    join(user, liaoning.office, Role.CITY_OFFICER)
    return user


@pytest.fixture
def web():
    """Anybody's browser; it checks the token of forms as a real one would be checked."""
    return Client(REMOTE_ADDR="192.0.2.7")


@pytest.fixture
def sign_in(web):
    def do(user, password=PASSWORD, called="testserver", **extra):
        answers = {"login": user.email, "password": password, **extra}
        return web.post("/accounts/login/", answers, headers={"Host": called})

    return do


@pytest.fixture
def phone():
    """The authenticator on a telephone: a secret, and the figures it shows now."""

    def figures(secret, *, later=0):
        counter = int(time.time()) // 30 + later
        return format_hotp_value(hotp_value(secret, counter))

    def register(user):
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        return lambda later=0: figures(secret, later=later)

    return SimpleNamespace(figures=figures, register=register)


def letters():
    """What the worker has posted by now."""
    runner.work(NATION)
    return mail.outbox


def link_in(letter, path):
    """The address in a letter that starts with this path."""
    return re.search(rf"https?://[^/\s]+({path}\S+)", letter.body).group(1)
