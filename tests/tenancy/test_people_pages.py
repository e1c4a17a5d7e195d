"""People on the screen: the administrator invites by letter, changes roles and ends them (U15)."""

import re

import pytest
from django.urls import reverse

from outbox.models import Job
from tenancy.models import Invitation, Membership
from tenancy.roles import CHARTERS, Role
from tenancy.secrets import open_again
from tenancy.services import invitations
from tests.cast import client_of, person
from tests.factories.tenancy import UserFactory


@pytest.fixture
def handler(zhang):
    return person("吴磊", "wu", zhang.organisation, Role.HANDLER)


def test_the_letter_carries_a_link_that_works(zhang):
    client_of(zhang).post("/invite/", {"email": "neu@example.cn", "role": Role.HANDLER})
    letter = Job.objects.get(key=f"invitation:{Invitation.objects.get().pk}").payload
    token = re.search(r"/invitation/([^/]+)/", open_again(letter["closed_body"]))[1]
    assert letter["to"] == "neu@example.cn"
    assert invitations.accept(token, UserFactory(email="neu@example.cn")).organisation == zhang.organisation


def test_a_refused_invitation_sends_no_letter(zhang, handler):
    answer = client_of(zhang).post("/invite/", {"email": handler.user.email, "role": Role.HANDLER}, follow=True)
    assert "已是" in answer.content.decode()
    assert not Job.objects.filter(key__startswith="invitation:").exists()


def test_the_province_invites_an_officer_and_takes_it_back(zhao_admin, li):
    client = client_of(zhao_admin)
    client.post(reverse("invite_officer", args=[li.office.pk]), {"email": "neu@example.cn", "role": Role.CITY_OFFICER})
    shown = reverse("tenancy:office", args=[li.office.pk])
    assert "neu@example.cn" in client.get(shown).content.decode()
    client.post(reverse("tenancy:cancel_invitation", args=[Invitation.objects.get().pk]))
    assert "neu@example.cn" not in client.get(shown).content.decode().partition("<main")[2].partition("人员</h2>")[2]


def test_a_changed_role_shows_who_changed_it_and_why(zhang, handler):
    told = {"role": Role.ORGANISATION_ADMIN, "reason": "张伟出差"}
    client_of(zhang).post(reverse("tenancy:change_role", args=[handler.membership_id]), told)
    shown = client_of(zhang).get("/organisation/").content.decode()
    assert "吴磊：单位经办人 → 单位管理员（张伟，张伟出差）" in shown


def test_ending_a_role_asks_for_a_reason(zhang, handler):
    client, where = client_of(zhang), reverse("tenancy:end", args=[handler.membership_id])
    client.post(where, {"reason": ""})
    assert Membership.objects.get(pk=handler.membership_id).ended_at is None
    client.post(where, {"reason": "调岗"})
    assert Membership.objects.get(pk=handler.membership_id).ended_at


def test_nobody_ends_people_of_another_organisation(sun, handler):
    assert client_of(sun).post(reverse("tenancy:end", args=[handler.membership_id]), {"reason": "x"}).status_code == 404


def test_every_role_is_explained_in_words(zhang):
    shown = client_of(zhang).get("/roles/").content.decode()
    assert all(str(role.label) in shown and str(CHARTERS[role].sentence) in shown for role in Role)
