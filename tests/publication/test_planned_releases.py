"""A batch that waits for its hour."""

from datetime import timedelta

import pytest
from django.utils import timezone

from outbox.models import Job
from publication import announce, releases
from publication.choices import State
from publication.models import Record
from publication.offers import Reach, read_offer
from publication.register_of_channels import end_channel
from tenancy.refusals import Refused
from tests.factories.publication import ChannelFactory, OfferFactory, PlannedReleaseFactory, offers

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("XY-19")
def test_a_planned_batch_appears_at_its_hour_and_not_before(zhao):
    release = PlannedReleaseFactory()
    assert not Record.objects.exists()
    job = Job.objects.get(kind="publication.release")
    assert job.due_at == release.effective_at
    done = releases.release_now(release.pk, by=zhao)
    assert done.announcement.title == release.title
    assert Record.objects.count() == 2
    assert releases.release_now(release.pk, by=zhao).announcement == done.announcement
    with pytest.raises(Refused, match="已发布"):
        releases.cancel(release, by=zhao, reason="太晚")


@pytest.mark.requirement("XY-19", "XY-18")
def test_a_platform_that_was_given_up_while_a_batch_waited_shows_none_of_it(zhao):
    given_up, kept = ChannelFactory(), ChannelFactory(name="市知识产权网站")
    at = timezone.now() + timedelta(hours=1)
    release = releases.plan(offers(1), by=zhao, channels=[given_up, kept], at=at, title="集中发布")
    end_channel(given_up, by=zhao, reason="网站关闭")
    done = releases.release_now(release.pk, by=zhao)
    assert [shown.channel for shown in done.announcement.records.get().presences.all()] == [kept]
    alone = releases.plan(offers(1), by=zhao, channels=[kept], at=at, title="集中发布")
    end_channel(kept, by=zhao, reason="网站关闭")
    with pytest.raises(Refused, match="请选择发布平台"):
        releases.release_now(alone.pk, by=zhao)


def test_a_planned_batch_can_be_called_off(zhao):
    release = releases.cancel(PlannedReleaseFactory(), by=zhao, reason="改期")
    assert releases.release_now(release.pk, by=zhao).released_at is None
    assert not Record.objects.exists()


def test_an_offer_survives_waiting(zhao):
    offer = OfferFactory(contact=Reach("王小明", "13812345678", consented_at=timezone.now(), consent_text="1"))
    assert read_offer(offer.as_data()) == offer


def test_what_is_over_by_then_does_not_go_public(zhao):
    """Approved in time, filed too late: it would be over before anybody could take it."""
    today, shown = timezone.localdate(), {"by": zhao, "channels": [ChannelFactory()]}
    over = OfferFactory(term_to=today - timedelta(days=1))
    with pytest.raises(Refused, match=f"{over.patent_number}：许可期限于{over.term_to}届满"):
        announce.publish([over, OfferFactory()], **shown)
    ends_today, in_two_days = OfferFactory(term_to=today), timezone.now() + timedelta(days=2)
    with pytest.raises(Refused, match="届满，届时不能公开"):
        releases.plan([ends_today], at=in_two_days, title="集中发布", **shown)
    assert announce.publish([ends_today], **shown).records.get().state == State.ACTIVE
