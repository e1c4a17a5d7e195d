"""The province files and publishes: in batches, now or at a set hour, on all channels at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.flags import Sign, raise_flags
from declarations.models import Consent, Declaration
from declarations.planned import planned_faults
from declarations.services import publishing
from declarations.workflow import Status
from outbox.models import Job, Notice
from publication import register_of_channels, releases
from publication.choices import State
from publication.models import Announcement, Channel, ChannelPresence, PlannedRelease, Record
from tenancy.models import Membership
from tenancy.roles import Role
from tests.cast import client_of, person
from tests.factories.declarations import DeclarationFactory, OwnerFactory
from tests.factories.publication import ChannelFactory
from tests.factories.tenancy import platform
from tests.factories.verification import GazetteNoticeFactory


def at(name: str, *args) -> str:
    return reverse(f"declarations:{name}", args=args)


@pytest.fixture
def batch(zhang) -> list[Declaration]:
    return [DeclarationFactory(by=zhang, status=Status.APPROVED) for _each in range(2)]


@pytest.fixture
def channels(liaoning) -> list[Channel]:
    return [ChannelFactory(), ChannelFactory(name="沈阳市知识产权网站")]


def chosen(batch, channels, **more) -> dict:
    return {"pick": [one.pk for one in batch], "channels": [one.pk for one in channels], "title": ""} | more


@pytest.mark.requirement("LN-25", "F026")
def test_a_batch_goes_public_under_one_number_at_one_time_on_both_channels(zhao, batch, channels):
    client = client_of(zhao)
    page = client.get(at("filing")).content.decode()
    assert all(one.title in page for one in batch)
    preview = client.get(at("preview"), chosen(batch, channels)).content.decode()
    assert "按下按钮时" in preview
    assert "沈阳市知识产权网站" in preview
    assert not Record.objects.exists()
    result = client.post(at("publish"), chosen(batch, channels), follow=True).content.decode()
    announcement = Announcement.objects.get()
    assert announcement.number in result
    assert announcement.record_count == 2
    shown = ChannelPresence.objects.all()
    assert (shown.count(), {each.shown_at for each in shown}) == (4, {announcement.effective_at})
    assert {one.status for one in Declaration.objects.filter(pk__in=[b.pk for b in batch])} == {Status.PUBLISHED}


def test_without_a_tick_or_a_channel_the_page_says_what_is_missing(zhao, batch, channels):
    page = client_of(zhao).get(at("preview"), {"title": ""}).content.decode()
    assert "请勾选要公告的声明" in page
    assert not Announcement.objects.exists()


def test_the_preview_says_why_it_cannot_go_out_yet(zhao, batch, channels):
    OwnerFactory(declaration=batch[0], name="沈阳合作研究所", consent=Consent.ASKED)
    client = client_of(zhao)
    assert "沈阳合作研究所" in client.get(at("preview"), chosen(batch, channels)).content.decode()
    client.post(at("publish"), chosen(batch, channels))
    assert not Announcement.objects.exists()


def test_what_the_gazette_told_since_the_checks_keeps_it_from_going_out(zhao, batch, channels):
    GazetteNoticeFactory(number=batch[0].patent_number, announced_on=timezone.localdate())
    client = client_of(zhao)
    assert "专利已失效" in client.get(at("preview"), chosen(batch, channels)).content.decode()
    client.post(at("publish"), chosen(batch, channels))
    assert not Announcement.objects.exists()
    client.post(at("publish"), chosen(batch[1:], channels))
    assert Announcement.objects.get().record_count == 1


def test_a_city_officer_files_nothing(li, batch, channels):
    assert client_of(li).post(at("publish"), chosen(batch, channels)).status_code == 403
    assert not Announcement.objects.exists()


def test_the_province_may_still_send_one_back(zhao, batch):
    one = batch[0]
    said = {"faults-seen_version": one.version, "faults-tick_title": "on", "faults-why_title": "名称与证书不一致"}
    client_of(zhao).post(at("send_back", one.pk), said)
    one.refresh_from_db()
    assert one.status == Status.RETURNED


@pytest.mark.requirement("XY-19", "F035")
def test_a_planned_batch_appears_at_its_hour_and_not_before(zhao, batch, channels, monkeypatch):
    hour = (timezone.localtime() + timedelta(days=2)).replace(hour=9, minute=0, second=0, microsecond=0)
    answer = client_of(zhao).post(at("publish"), chosen(batch, channels, at=f"{hour:%Y-%m-%dT%H:%M}", title="宣传周"))
    release = PlannedRelease.objects.get()
    assert answer.headers["Location"] == at("release", release.pk)
    assert release.effective_at == hour
    assert Job.objects.get(kind=releases.RELEASE).due_at == hour
    assert not Record.objects.exists()
    publishing.release(release.pk, by=platform())
    assert Record.objects.count() == 2
    assert Declaration.objects.filter(status=Status.PUBLISHED).count() == 2


@pytest.mark.requirement("LN-30", "HB-56")
@pytest.mark.parametrize("what", ["gazette", "suspicion"])
def test_what_is_told_between_plan_and_hour_keeps_it_back_and_the_others_go_out(zhao, batch, channels, what):
    hour = timezone.localtime() + timedelta(days=2)
    client_of(zhao).post(at("publish"), chosen(batch, channels, at=f"{hour:%Y-%m-%dT%H:%M}", title="宣传周"))
    release = PlannedRelease.objects.get()
    if what == "gazette":
        GazetteNoticeFactory(number=batch[0].patent_number, announced_on=timezone.localdate())
    else:
        sign = Sign("same_offers", "声明雷同", "两件相同", "HB-56")
        raise_flags(batch[0], [sign], region=batch[0].region, by=platform())
    for _delivered in range(2):
        publishing.release(release.pk, by=platform())
    assert list(Record.objects.values_list("patent_number", "state")) == [(batch[1].patent_number, State.ACTIVE)]
    assert [Declaration.objects.get(pk=one.pk).status for one in batch] == [Status.APPROVED, Status.PUBLISHED]
    told = Notice.objects.get(user=zhao.user, key=f"release:{release.pk}")
    assert told.sentence.startswith(f"定时发布“宣传周”有1件没有公开：{batch[0]}：")
    assert batch[0].number in client_of(zhao).get(at("filing")).content.decode()
    assert all(word in client_of(zhao).get(told.link).content.decode() for word in ("· 待备案", "· 已发布"))


def test_an_offer_whose_declaration_has_left_the_desk_does_not_go_out_without_it(zhao, batch, channels):
    hour = timezone.localtime() + timedelta(days=2)
    client_of(zhao).post(at("publish"), chosen(batch, channels, at=f"{hour:%Y-%m-%dT%H:%M}"))
    Declaration.objects.filter(pk=batch[0].pk).update(status=Status.RETURNED)
    publishing.release(PlannedRelease.objects.get().pk, by=platform())
    assert list(Record.objects.values_list("patent_number", flat=True)) == [batch[1].patent_number]


def test_where_nothing_of_a_plan_may_go_out_it_is_called_off_and_can_be_planned_anew(zhao, batch, channels):
    hour = timezone.localtime() + timedelta(days=2)
    client_of(zhao).post(at("publish"), chosen(batch, channels, at=f"{hour:%Y-%m-%dT%H:%M}"))
    for one in batch:
        GazetteNoticeFactory(number=one.patent_number, announced_on=timezone.localdate())
    release = publishing.release(PlannedRelease.objects.get().pk, by=platform())
    assert (release.cancelled_at is None, release.announcement, Record.objects.exists()) == (False, None, False)
    assert not planned_faults(batch)


def test_a_plan_for_platforms_that_were_all_given_up_is_called_off_and_who_planned_it_is_told(zhao, batch, channels):
    hour = timezone.localtime() + timedelta(days=2)
    client_of(zhao).post(at("publish"), chosen(batch, channels[:1], at=f"{hour:%Y-%m-%dT%H:%M}"))
    register_of_channels.end_channel(channels[0], by=zhao, reason="平台停用")
    release = publishing.release(PlannedRelease.objects.get().pk, by=platform())
    assert (release.cancelled_at is None, Record.objects.exists()) == (False, False)
    assert "发布平台都已停用" in Notice.objects.get(user=zhao.user, key=f"release:{release.pk}").sentence
    assert not planned_faults(batch)


@pytest.mark.requirement("F035")
def test_a_planned_batch_can_be_called_off_and_until_then_nothing_else_happens_to_it(zhao, batch, channels):
    client = client_of(zhao)
    hour = timezone.localtime() + timedelta(days=2)
    client.post(at("publish"), chosen(batch, channels, at=f"{hour:%Y-%m-%dT%H:%M}"))
    release = PlannedRelease.objects.get()
    assert "已列入定时发布" in client.get(at("preview"), chosen(batch, channels)).content.decode()
    client.post(at("publish"), chosen(batch, channels))
    assert not Announcement.objects.exists()
    client.post(at("release", release.pk), {"reason": "改在下周发布"})
    client.post(at("publish"), chosen(batch, channels))
    assert Announcement.objects.get().record_count == 2


def test_an_hour_in_the_past_is_refused_at_the_field(zhao, batch, channels):
    page = client_of(zhao).get(at("preview"), chosen(batch, channels, at="2024-04-20T09:00")).content.decode()
    assert "须晚于现在" in page


@pytest.mark.requirement("XY-18")
def test_a_channel_is_opened_and_ended_and_keeps_what_it_showed(zhao, batch):
    client = client_of(zhao)
    said = {"name": "知慧桥", "url": "https://bridge.example.cn/", "owned": "third_party", "rank": "sub"}
    client.post(at("channels"), said)
    channel = Channel.objects.get(name="知慧桥")
    publishing.publish(batch, by=zhao, channels=[channel])
    client.post(at("end_channel", channel.pk), {"reason": "平台停止服务"})
    channel.refresh_from_db()
    assert channel.ended_at
    assert {each.ended_at for each in channel.presences.all()} == {channel.ended_at}
    assert channel not in client.get(at("filing")).context["form"].fields["channels"].queryset


def test_a_second_channel_of_the_name_is_refused_in_words(zhao, channels):
    said = {"name": channels[0].name, "url": "https://x.example.cn/", "owned": "own", "rank": "main"}
    page = client_of(zhao).post(at("channels"), said, follow=True).content.decode()
    assert "已登记名为" in page


def test_what_was_kept_back_is_told_to_those_who_are_there_when_its_planner_has_left(zhao, batch, channels):
    hour = timezone.localtime() + timedelta(days=2)
    client_of(zhao).post(at("publish"), chosen(batch, channels, at=f"{hour:%Y-%m-%dT%H:%M}"))
    Declaration.objects.filter(pk=batch[0].pk).update(status=Status.RETURNED)
    colleague = person("许科", "xu", zhao.office, Role.PROVINCE_OFFICER)
    Membership.objects.filter(pk=zhao.membership_id).update(ended_at=timezone.now())
    release = PlannedRelease.objects.get()
    publishing.release(release.pk, by=platform())
    assert [notice.user for notice in Notice.objects.filter(key=f"release:{release.pk}")] == [colleague.user]
