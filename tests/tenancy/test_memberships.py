"""Who acts for whom: administrators invite, change and end; every change is kept."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tenancy.actors import actor_of
from tenancy.models import Invitation, Membership, Organisation, Province, RoleChange
from tenancy.models.organisations import Aspect
from tenancy.profiles import profile_of
from tenancy.refusals import Refused
from tenancy.roles import Role
from tenancy.scope import acting
from tenancy.services import invitations, memberships, organisations
from tests.cast import ZHEJIANG, person
from tests.factories.tenancy import MembershipFactory, OrganisationFactory, UserFactory


@pytest.fixture
def handler(zhang):
    """A handler of 张's university."""
    return person("吴磊", "wu", zhang.organisation, Role.HANDLER)


@pytest.fixture
def sent(zhang):
    return invitations.invite(zhang.organisation, " Wu@Example.cn ", Role.HANDLER, by=zhang)


def test_the_administrator_adds_a_second_handler_by_invitation(zhang, sent):
    joined = invitations.accept(sent.token, UserFactory(email="wu@example.cn"))
    assert (joined.organisation, joined.role) == (zhang.organisation, Role.HANDLER)


def test_a_handler_adds_nobody(zhang, handler):
    with pytest.raises(PermissionDenied):
        invitations.invite(zhang.organisation, "neu@example.cn", Role.HANDLER, by=handler)


def test_nobody_manages_the_people_of_another_organisation(zhang, sun):
    with pytest.raises(Refused, match="只能管理本单位人员"):
        invitations.invite(sun.organisation, "neu@example.cn", Role.HANDLER, by=zhang)


def test_the_office_helps_only_where_there_is_no_administrator(li, zhang):
    with pytest.raises(Refused, match="人员由单位管理员管理"):
        invitations.invite(zhang.organisation, "neu@example.cn", Role.ORGANISATION_ADMIN, by=li)
    lonely = OrganisationFactory()
    assert invitations.invite(lonely, "neu@example.cn", Role.ORGANISATION_ADMIN, by=li).token
    with pytest.raises(Refused, match="经办人由单位管理员邀请"):
        invitations.invite(lonely, "neu@example.cn", Role.HANDLER, by=li)


def test_only_the_administrator_of_the_province_invites_officers(zhao, zhao_admin, li):
    with pytest.raises(PermissionDenied):
        invitations.invite(li.office, "neu@example.cn", Role.CITY_OFFICER, by=zhao)
    assert invitations.invite(li.office, "neu@example.cn", Role.CITY_OFFICER, by=zhao_admin).token


def test_a_place_has_only_its_own_roles(zhao_admin, li):
    with pytest.raises(Refused, match="没有“省级管理员”这一角色"):
        invitations.invite(li.office, "neu@example.cn", Role.PROVINCE_ADMIN, by=zhao_admin)


def test_the_secret_is_not_in_the_database(sent):
    secret = sent.token.partition(".")[2]
    assert secret not in str(Invitation.objects.values().get())


def test_an_invitation_works_once(sent):
    user = UserFactory(email="wu@example.cn")
    invitations.accept(sent.token, user)
    with pytest.raises(Refused, match="已使用或已过期"):
        invitations.accept(sent.token, user)


def test_an_invitation_is_for_the_invited_address(sent):
    with pytest.raises(Refused, match=r"邀请发给 wu@example\.cn"):
        invitations.accept(sent.token, UserFactory(email="other@example.cn"))


def test_an_organisation_does_not_pester_people_with_our_letters(zhang, monkeypatch):
    one = zhang.organisation
    for _time in range(3):
        invitations.invite(one, "victim@example.cn", Role.HANDLER, by=zhang)
    with pytest.raises(Refused, match="同一邮箱最多3次"):
        invitations.invite(one, "victim@example.cn", Role.HANDLER, by=zhang)
    monkeypatch.setattr(invitations, "MOST_INVITED", 4)
    invitations.invite(one, "second@example.cn", Role.HANDLER, by=zhang)
    with pytest.raises(Refused, match="一天内最多邀请4人次"):
        invitations.invite(one, "third@example.cn", Role.HANDLER, by=zhang)


def test_who_is_dismissed_cannot_come_back_by_an_invitation_of_their_own(zhao_admin, zhang):
    office = zhao_admin.office
    invitations.invite(zhang.organisation, "wu@example.cn", Role.HANDLER, by=zhang)
    sent = invitations.invite(office, "private@example.cn", Role.PROVINCE_ADMIN, by=zhao_admin)
    other = person("孟洁", "meng", office, Role.PROVINCE_ADMIN)
    memberships.end(Membership.objects.get(pk=zhao_admin.membership_id), by=other, reason="免职")
    with pytest.raises(Refused, match="请联系邀请人"):
        invitations.accept(sent.token, UserFactory(email="private@example.cn"))
    assert Invitation.objects.open().filter(email="wu@example.cn").exists()  # of somebody else


def test_who_is_no_administrator_any_more_has_invited_nobody(zhang):
    one = zhang.organisation
    person("孟洁", "meng", one, Role.ORGANISATION_ADMIN)
    sent = invitations.invite(one, "private@example.cn", Role.ORGANISATION_ADMIN, by=zhang)
    membership = Membership.objects.get(pk=zhang.membership_id)
    memberships.change_role(membership, Role.HANDLER, by=zhang, reason="轮岗")
    assert invitations.find(sent.token) is None


@pytest.mark.parametrize("spoil", ["x", "21", "33.abc", "999.abc", ""])
def test_a_made_up_link_opens_nothing(liaoning, spoil):
    assert invitations.find(spoil) is None


def test_an_invitation_ends_after_seven_days(sent):
    Invitation.objects.update(expires_at=timezone.now())
    assert invitations.find(sent.token) is None


def test_a_new_invitation_takes_back_the_earlier(zhang, sent):
    again = invitations.invite(zhang.organisation, "wu@example.cn", Role.HANDLER, by=zhang)
    assert invitations.find(sent.token) is None
    assert invitations.find(again.token)


def test_an_invitation_can_be_taken_back(zhang, sent):
    invitations.cancel(sent.invitation, by=zhang)
    assert invitations.find(sent.token) is None


def test_each_change_of_role_is_logged_with_who_and_why(zhang, handler):
    membership = Membership.objects.get(pk=handler.membership_id)
    memberships.change_role(membership, Role.ORGANISATION_ADMIN, by=zhang, reason="张伟出差")
    last = RoleChange.objects.filter(membership=membership).first()
    assert (last.from_role, last.to_role, last.changed_by_name, last.reason) == (
        Role.HANDLER,
        Role.ORGANISATION_ADMIN,
        "张伟",
        "张伟出差",
    )


def test_the_last_administrator_cannot_leave(zhang):
    own = Membership.objects.get(pk=zhang.membership_id)
    with pytest.raises(Refused, match="至少保留一名管理员"):
        memberships.end(own, by=zhang, reason="离职")
    with pytest.raises(Refused, match="至少保留一名管理员"):
        memberships.change_role(own, Role.HANDLER, by=zhang, reason="离职")


def test_an_administrator_leaves_when_another_is_there(zhang):
    MembershipFactory(place=zhang.organisation)
    own = memberships.end(Membership.objects.get(pk=zhang.membership_id), by=zhang, reason="离职")
    assert own.ended_at
    with pytest.raises(Refused, match="已停用"):
        memberships.end(own, by=zhang, reason="再次")


def test_a_handler_leaves_alone_but_sends_nobody_away(zhang, handler):
    with pytest.raises(PermissionDenied):
        memberships.end(Membership.objects.get(pk=zhang.membership_id), by=handler, reason="")
    assert memberships.end(Membership.objects.get(pk=handler.membership_id), by=handler, reason="调岗").ended_at


def test_the_log_of_roles_cannot_be_rewritten(zhang):
    table = RoleChange._meta.db_table
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET reason = 'x'")


@pytest.fixture
def zhejiang():
    return Province.objects.get(pk=ZHEJIANG)


def places_there(actor):
    """Where this person acts in Zhejiang, and as what."""
    with acting(province=ZHEJIANG):
        return list(Membership.objects.active().filter(user=actor.user).values_list("organisation__name", "role"))


def test_who_may_no_longer_sign_at_home_signs_nowhere(zhang, zhejiang):
    other = person("吴敏", "wumin", zhang.organisation, Role.ORGANISATION_ADMIN)
    organisations.admit(zhang.organisation, zhejiang, by=other)
    memberships.change_role(
        Membership.objects.get(pk=other.membership_id), Role.HANDLER, by=zhang, reason="不再担任管理员"
    )
    assert places_there(other) == []


def test_colleagues_follow_where_nobody_is_left_who_could_invite_them(zhang, handler, zhejiang):
    organisations.admit(zhang.organisation, zhejiang, by=handler)
    organisations.admit(zhang.organisation, zhejiang, by=zhang)
    assert places_there(zhang) == [(zhang.organisation.name, Role.ORGANISATION_ADMIN)]
    third = person("吴敏", "wumin", zhang.organisation, Role.HANDLER)
    with pytest.raises(Refused, match="请联系贵单位管理员"):
        organisations.admit(zhang.organisation, zhejiang, by=third)


def test_who_is_dismissed_at_home_comes_back_by_no_invitation_of_another_province(zhang, zhejiang):
    other = person("吴敏", "wumin", zhang.organisation, Role.ORGANISATION_ADMIN)
    there = organisations.admit(zhang.organisation, zhejiang, by=other)
    with acting(province=ZHEJIANG):
        sent = invitations.invite(there.place, "private@example.cn", Role.ORGANISATION_ADMIN, by=actor_of(there))
    memberships.end(Membership.objects.get(pk=other.membership_id), by=zhang, reason="离职")
    assert invitations.find(sent.token) is None


def test_what_the_office_at_home_changes_is_changed_where_its_people_act_besides(zhang, li, zhejiang):
    """No office there answers for it, and its contracts there would name what it was called once."""
    organisations.admit(zhang.organisation, zhejiang, by=zhang)
    for aspect, value in {Aspect.NAME: "沈阳北方大学", Aspect.REGION: "210102"}.items():
        organisations.change(zhang.organisation, aspect, value, by=li, effective_at=timezone.now(), reason="更名")
    assert places_there(zhang) == [("沈阳北方大学", Role.ORGANISATION_ADMIN)]
    with acting(province=ZHEJIANG):
        there = Organisation.objects.get(credit_code=zhang.organisation.credit_code)
        told = profile_of(there.pk, timezone.now())
    assert (told.name, told.region, there.region.code) == ("沈阳北方大学", "210102", "210102")


def test_nobody_is_given_a_role_that_they_hold_there_already(zhang, handler):
    MembershipFactory(user=handler.user, place=zhang.organisation)
    with pytest.raises(Refused, match="吴磊 已是“沈阳北方科技大学”的单位管理员"):
        memberships.change_role(
            Membership.objects.get(pk=handler.membership_id), Role.ORGANISATION_ADMIN, by=zhang, reason="接任"
        )
