"""Signs before publication: what one hand did lately, the flag, and the publication that waits for an officer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.flags import decide
from audit.models import Flag
from declarations.models import Declaration
from declarations.services import publishing, suspicion
from declarations.workflow import Status
from publication.models import Record
from tenancy.refusals import Refused
from tests.factories.declarations import DeclarationFactory
from tests.factories.publication import ChannelFactory
from tests.factories.tenancy import platform
from verification.findings import Level
from verification.suspicion import Habits, Limit, signs_of

LIMITS = {"same_offers": Limit(10, 90), "withdrawn_early": Limit(3, 30)}
ROWS = tuple((f"LN2026{n:06d}", "2026-01-05") for n in range(10))


def names(habits, limits=LIMITS):
    return [finding.code for finding in signs_of(habits, limits, "六（二）")]


@pytest.mark.requirement("HB-56")
@pytest.mark.parametrize(
    ("habits", "seen"),
    [
        (Habits(), []),
        (Habits(same_offers=ROWS[:8]), []),
        (Habits(same_offers=ROWS[:9]), ["same_offers"]),
        (Habits(withdrawn_early=ROWS[:2]), []),
        (Habits(withdrawn_early=ROWS[:3]), ["withdrawn_early"]),
        (Habits(ROWS, ROWS), ["same_offers", "withdrawn_early"]),
    ],
)
def test_each_rule_begins_where_the_province_says(habits, seen):
    assert names(habits) == seen
    assert all(finding.level is Level.ASK and finding.evidence for finding in signs_of(habits, LIMITS, "六（二）"))
    assert names(habits, {}) == []


@pytest.fixture
def approved(zhang) -> Declaration:
    return DeclarationFactory(by=zhang, status=Status.APPROVED)


def withdrawn_at_once(zhang):
    """Published three days ago, out of force yesterday."""
    declaration = DeclarationFactory(by=zhang, status=Status.PUBLISHED)
    today = timezone.now()
    Record.objects.filter(number=declaration.record_number).update(
        published_at=today - timedelta(days=3), withdrawn_from=today - timedelta(days=1)
    )
    Declaration.objects.filter(pk=declaration.pk).update(status=Status.WITHDRAWN)


@pytest.mark.requirement("LN-72", "HB-56")
def test_who_withdraws_again_and_again_is_flagged_and_publication_waits_for_an_officer(zhang, li, zhao, approved):
    for _time in range(3):
        withdrawn_at_once(zhang)
    [flag] = suspicion.look(approved, by=platform())
    assert (flag.sign, len(flag.evidence)) == ("withdrawn_early", 3)
    with pytest.raises(Refused, match="疑点待核实：同一权利人多次在公布后不久撤回（辽知办字"):
        publishing.publish([approved], by=zhao, channels=[ChannelFactory()])
    decide(flag, "confirmed", "查明不以实施为目的。", by=li)
    with pytest.raises(Refused, match="疑点属实"):
        publishing.publish([approved], by=zhao, channels=[ChannelFactory()])
    decide(flag, "cleared", "单位改制，专利成批转移。", by=zhao)
    publishing.publish([approved], by=zhao, channels=[ChannelFactory()])
    approved.refresh_from_db()
    assert approved.status == Status.PUBLISHED


def test_the_same_offer_ten_times_is_flagged_at_the_first_check_of_the_tenth(zhang, approved):
    same = Declaration.objects.filter(pk=approved.pk).values("title", "fee").get()
    assert not Flag.objects.exists()
    others = [DeclarationFactory(by=zhang, **same) for _time in range(9)]
    Declaration.objects.filter(pk__in=[each.pk for each in others]).update(
        submitted_at=timezone.now(), submitted_by=zhang.user.pk
    )
    [flag] = suspicion.look(approved, by=platform())
    assert flag.sign == "same_offers"
    assert "10件名称和条件相同" in flag.sentence


def test_a_batch_asks_once_for_the_flags_of_all(zhang, zhao, django_assert_num_queries):
    batch = [DeclarationFactory(by=zhang, status=Status.APPROVED) for _time in range(3)]
    suspicion.held_back(batch)
    with django_assert_num_queries(1):
        suspicion.held_back(batch)
