"""One stays on this platform, whatever page one came from and whatever name one called it by."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from segno import make

from tests.accounts.conftest import letters
from tests.cast import client_of
from tests.factories.publication import RecordFactory
from tests.factories.tenancy import UserFactory


def end_last_administrator(actor, referer):
    headers = {"Referer": referer} if referer else {}
    address = f"/people/{actor.membership_id}/end/"
    return address, client_of(actor).post(address, {"reason": "离职"}, headers=headers)


@pytest.mark.parametrize("referer", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_refusal_leads_to_no_other_site(zhang, referer):
    address, answer = end_last_administrator(zhang, referer)
    assert (answer.status_code, answer["Location"]) == (302, address)


def test_a_refusal_leads_back_to_the_page_one_came_from(zhang):
    _address, answer = end_last_administrator(zhang, "http://testserver/organisation/")
    assert answer["Location"] == "http://testserver/organisation/"


def test_the_square_code_names_the_address_of_this_server(liaoning, monkeypatch):
    drawn = []
    monkeypatch.setattr("publication.pages.segno.make", lambda address, **_how: drawn.append(address) or make(address))
    number = RecordFactory().number
    assert Client().get(f"/records/{number}/qr.svg", headers={"Host": "localhost:4444"}).status_code == 200
    assert drawn == [f"{settings.SITE_URL}/records/{number}/"]


@pytest.mark.parametrize("called", ["localhost", "localhost:4444"])
def test_a_letter_leads_to_this_server_by_whatever_name_it_was_asked_for(db, called):
    user = UserFactory(email="victim@example.cn")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Client().post("/accounts/password/reset/", {"email": user.email}, headers={"Host": called})
    letter = letters()[-1].body
    assert f"{settings.SITE_URL}/accounts/password/reset/key/" in letter
    assert called not in letter
