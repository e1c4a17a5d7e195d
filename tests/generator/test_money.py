"""The demonstration's payments and results: as people would have entered them, and an end to it."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from config.generator.money import Money
from config.generator.words import Draw
from licensing.models import Due, FollowUp, Licence, Receipt, Result
from tests.factories.licensing import ROYALTY, TRIAL, LicenceFactory
from tests.factories.publication import RecordFactory
from tests.factories.tenancy import platform

pytestmark = pytest.mark.django_db


def test_what_has_fallen_due_is_paid_reported_and_told_and_some_is_left_open(liaoning):
    for terms in (ROYALTY, TRIAL, *[{"kind": "lump_sum", "amount": "50000"}] * 6):
        LicenceFactory(records=[RecordFactory(terms=terms)])
    year_ago, today = timezone.now() - timedelta(days=400), timezone.localdate()
    Licence.objects.update(concluded_at=year_ago, accepted_at=year_ago, starts_on=today - timedelta(days=390))
    Licence.objects.filter(pk=Licence.objects.latest("pk").pk).update(ends_on=today - timedelta(days=30))
    Money(platform(), Draw(Random(1))).fill()
    assert Receipt.objects.count() >= 3
    assert Result.objects.count() >= 8
    assert Due.objects.overdue().exists()
    assert FollowUp.objects.filter(answered_at=None).exists()
