"""Figures that are kept and brought up to date are those of a fresh count, whatever came late."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from licensing.models import Licence, Turn
from licensing.workflow import Action, Status
from publication import announce
from publication.choices import AnnouncementKind, Op
from publication.models import Change, Record
from reporting import kept
from reporting.facts import Counting
from reporting.models import KeptFigures
from reporting.periods import Instant, Month
from reporting.rollup import Only, Question, roll_up
from reporting.rollup_changes import touched
from tenancy.models import Region
from tests.cast import DALIAN, LIAONING, SHENYANG, region
from tests.factories.declarations import DeclarationFactory
from tests.factories.licensing import LicenceFactory, ReceiptFactory, ResultFactory, member_of
from tests.factories.publication import FREE, ChannelFactory, OfferFactory, PushFactory, RecordFactory
from tests.factories.reporting import KeptFiguresFactory, settled
from tests.factories.tenancy import OrganisationFactory, platform

LAST = Month.of(timezone.now()).previous()
IN_MONTH = LAST.starts + timedelta(days=9)


def published_before(city=SHENYANG, **offer):
    """Published elsewhere in the month, told to us now."""
    batch = [OfferFactory(region=region(city), original_at=IN_MONTH, **offer)]
    announce.publish(batch, by=platform(), channels=[ChannelFactory()], at=IN_MONTH, kind=AnnouncementKind.IMPORT)


def learned(record, op):
    Change.objects.create(
        **{"record": record, "province_id": LIAONING, "op": op, "version": 1, "ground": "register", "sentence": "质押"},
        effective_at=IN_MONTH + timedelta(days=3),
    )


def suspended_before(dice):
    learned(dice.choice(list(Record.objects.all())), dice.choice([Op.SUSPENDED, Op.WITHDRAWN, Op.RESUMED]))


def licensed_before(dice):
    licence = dice.choice([LicenceFactory(), *Licence.objects.all()])
    Turn.objects.create(licence=licence, action=Action.CONFIRM, status=Status.CONFIRMED, effective_at=IN_MONTH)


def taken_again(dice):
    free = list(Record.objects.filter(state="active"))[:2] or [RecordFactory(terms=FREE)]
    LicenceFactory(records=[dice.choice(free)])


def pushed_and_taken(dice):
    """Delivered and opened in the month; the licence of the enterprise is learned late."""
    record, taker = RecordFactory(terms=FREE), OrganisationFactory()
    sent = {"delivered_at": IN_MONTH, "opened_at": IN_MONTH, "recipient_code": taker.credit_code}
    PushFactory(record=record, **sent)
    assert_both_agree()
    licence = LicenceFactory(records=[record], by=member_of(taker))
    Turn.objects.create(licence=licence, action=Action.CONFIRM, status=Status.CONFIRMED, effective_at=IN_MONTH)


ACTS = {
    "published": lambda dice: published_before(dice.choice([SHENYANG, DALIAN])),
    "suspended": suspended_before,
    "licensed": licensed_before,
    "taken again": taken_again,
    "a package": lambda dice: LicenceFactory(records=[RecordFactory(terms=FREE), RecordFactory(terms=FREE)]),
    "pushed": lambda dice: PushFactory(record=Record.objects.first(), delivered_at=timezone.now()),
    "declared": lambda dice: DeclarationFactory(status="checking"),
    "pushed and taken": pushed_and_taken,
    "told": lambda dice: ResultFactory(),
    "received": lambda dice: ReceiptFactory(),
    "another owner": lambda dice: OrganisationFactory(),
}


def fresh(instant):
    return roll_up(LIAONING, Region.objects.filter(province=LIAONING).values_list("path", flat=True), instant)


def assert_both_agree():
    """At the month's end with what is known now, and at this moment."""
    now = settled()
    for instant in (Instant.end_of(LAST, now), Instant(now, now)):
        assert kept.figures_at(LIAONING, LAST, instant) == fresh(instant)


@pytest.mark.parametrize("half", [0, 1])
def test_whatever_comes_late_the_kept_figures_are_those_of_a_fresh_count(liaoning, half):
    dice, names = Random(half), Random(7).sample(list(ACTS), len(ACTS))
    published_before()
    published_before(DALIAN)
    assert_both_agree()
    for name in names[half::2]:
        ACTS[name](dice)
        assert_both_agree()
    assert KeptFigures.objects.count() == 1


def test_of_a_late_change_only_what_it_touches_counts_again(liaoning):
    published_before()
    published_before(DALIAN)
    told = kept.figures_at(LIAONING, LAST, Instant.end_of(LAST, settled()))
    before = KeptFigures.objects.get()
    record = Record.objects.first()
    learned(record, Op.SUSPENDED)
    then = Question(LIAONING, tuple(told), Instant.end_of(LAST, before.known_at), Counting(**before.counting))
    only = touched(told, then, Instant.end_of(LAST, settled()))
    assert only == Only([record.pk], [], [], [], [], [], channels=False)


def test_what_was_known_before_is_counted_as_it_was_known(liaoning):
    published_before()
    early = settled()
    published_before(DALIAN)
    KeptFiguresFactory()
    kept_at = KeptFigures.objects.get().known_at
    instant = Instant.end_of(LAST, early)
    assert kept.figures_at(LIAONING, LAST, instant) == fresh(instant)
    assert KeptFigures.objects.get().known_at == kept_at > early


def test_kept_figures_of_other_units_or_rules_are_counted_afresh(liaoning):
    published_before()
    KeptFiguresFactory()
    KeptFigures.objects.update(figures={"100000.": {}}, known_at=settled())
    assert_both_agree()
    KeptFigures.objects.update(counting={"sme": "opened", "withdrawn": True, "licences": "contracts"})
    assert_both_agree()
    KeptFigures.objects.update(definitions="another measure", figures={path: {} for path in fresh(Instant(settled()))})
    assert_both_agree()
