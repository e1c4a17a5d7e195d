"""The person comes with the place they acted at before; what ended meanwhile ends at the next request all the same."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenancy.models import Membership, User
from tests.cast import client_of

pytestmark = pytest.mark.django_db
DESK = "/desk/"


@pytest.fixture
def at_work(sun):
    """Who has acted before: the place stands in the session."""
    browser = client_of(sun)
    browser.get(DESK)
    return browser


def test_person_and_place_are_one_question(at_work):
    with CaptureQueriesContext(connection) as asked:
        at_work.get(DESK)
    people = [each["sql"] for each in asked if 'FROM "tenancy_user"' in each["sql"]]
    held = [each["sql"] for each in asked if 'FROM "tenancy_membership"' in each["sql"].partition(" WHERE ")[0]]
    assert (people, len(held)) == ([], 1)


def test_a_new_password_ends_the_session_at_the_next_request(at_work, sun):
    sun.person.set_password("星海广场 八月 28")
    sun.person.save()
    assert at_work.get(DESK).url.startswith("/accounts/login/")


def test_an_account_that_was_closed_opens_nothing_at_the_next_request(at_work, sun):
    User.objects.filter(pk=sun.person.pk).update(is_active=False)
    assert at_work.get(DESK).url.startswith("/accounts/login/")


def test_a_session_that_was_ended_elsewhere_opens_nothing(at_work):
    Session.objects.all().delete()
    assert at_work.get(DESK).url.startswith("/accounts/login/")


def test_a_role_that_ended_is_said_to_have_ended_at_the_next_request(at_work, sun):
    Membership.objects.filter(pk=sun.membership_id).update(ended_at=timezone.now())
    page = at_work.get(DESK, follow=True).content.decode()
    assert "您在原单位的身份已结束" in page
