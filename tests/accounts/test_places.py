"""For whom a person acts: chosen once, kept, and never mistaken."""

import pytest
from django.test import Client
from django.utils import timezone

from tenancy.models import Membership
from tenancy.roles import Role
from tenancy.scope import acting
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(zhang, join, liaoning):
    """Zhang also handles matters of a second organisation."""
    first = Membership.objects
    with acting(province=21):
        first = Membership.objects.get(user=zhang)
    return first, join(zhang, liaoning.second, Role.HANDLER)


def end(membership):
    with acting(province=21):
        Membership.objects.filter(pk=membership.pk).update(ended_at=timezone.now())


def choose(web, membership, **extra):
    return web.post("/accounts/places/choose/", {"place": membership.pk, **extra})


def test_the_only_place_is_not_asked_for(zhang, sign_in, web):
    sign_in(zhang)
    assert web.get("/desk/").wsgi_request.actor.place_name == "大连甲厂"


def test_with_two_places_the_person_is_asked_first(zhang, both, sign_in, web):
    sign_in(zhang)
    page = web.get("/desk/", follow=True).content.decode()
    assert "大连甲厂" in page
    assert "大连乙所" in page


def test_the_choice_survives_signing_out(zhang, both, sign_in, web):
    sign_in(zhang)
    choose(web, both[1])
    web.post("/accounts/logout/")
    sign_in(zhang)
    assert web.get("/desk/").wsgi_request.actor.place_name == "大连乙所"


def test_choosing_gives_the_session_a_new_name(zhang, both, sign_in, web):
    sign_in(zhang)
    before = web.session.session_key
    choose(web, both[1])
    assert web.session.session_key != before
    assert web.get("/accounts/sessions/").context["session_count"] == 1


def test_a_place_of_somebody_else_cannot_be_chosen(zhang, li, sign_in, web):
    sign_in(zhang)
    with acting(province=21):
        foreign = Membership.objects.get(user=li)
    assert choose(web, foreign).status_code == 404


def test_the_way_back_never_leads_to_another_site(zhang, both, sign_in, web):
    sign_in(zhang)
    assert choose(web, both[0], next="https://evil.example/").url == "/desk/"


def test_an_ended_membership_is_lost_on_the_next_request_and_never_offered(zhang, both, sign_in, web):
    sign_in(zhang)
    choose(web, both[1])
    end(both[1])
    page = web.get("/desk/", follow=True)
    assert "身份已结束" in page.content.decode()
    assert [place.place_name for place in page.context["places"]] == ["大连甲厂"]


def test_the_last_membership_ended_leaves_no_rights(zhang, sign_in, web):
    sign_in(zhang)
    web.get("/desk/")
    with acting(province=21):
        end(Membership.objects.get(user=zhang))
    assert web.get("/desk/").url == "/accounts/places/"
    assert "还没有可以办理的身份" in web.get("/accounts/places/").content.decode()


def test_a_form_opened_for_one_organisation_is_not_carried_out_for_another(zhang, both, sign_in, web):
    """Two windows: the form was opened for the first organisation, then the second was chosen."""
    sign_in(zhang)
    choose(web, both[0])
    choose(web, both[1])
    answer = web.post("/desk/", {"acting_as": both[0].pk, "remark": "写了半天的说明"})
    assert answer.url == "/accounts/resume/"
    page = web.get(answer.url).content.decode()
    assert "写了半天的说明" in page
    assert "切换到“大连甲厂”" in page


def test_back_in_the_first_organisation_the_form_is_sent_on(zhang, both, sign_in, web):
    sign_in(zhang)
    choose(web, both[1])
    web.post("/desk/", {"acting_as": both[0].pk, "remark": "写了半天的说明"})
    page = choose(web, both[0], next="/accounts/resume/")
    page = web.get(page.url).content.decode()
    assert '<form method="post" action="/desk/">' in page
    assert 'name="remark" value="写了半天的说明"' in page


def test_two_browsers_act_for_two_organisations(zhang, both, sign_in, web):
    sign_in(zhang)
    other = Client()
    other.post("/accounts/login/", {"login": zhang.email, "password": PASSWORD})
    choose(web, both[0])
    choose(other, both[1])
    assert web.get("/desk/").wsgi_request.actor.place_name == "大连甲厂"
    assert other.get("/desk/").wsgi_request.actor.place_name == "大连乙所"
