"""Two provinces with work to do, and jobs that leave a trace in the database."""

from datetime import date

import pytest

from outbox import registry
from tenancy.models import Province
from tenancy.scope import acting


@pytest.fixture
def nobody_started(db):
    """Only the provinces that a test asks for take part."""
    Province.objects.update(started_on=None)


def started(province):
    Province.objects.filter(pk=province).update(started_on=date(2022, 7, 15))
    return Province.objects.get(pk=province)


@pytest.fixture
def started_liaoning(nobody_started):
    return started(21)


@pytest.fixture
def started_zhejiang(nobody_started):
    return started(33)


@pytest.fixture
def in_liaoning(started_liaoning):
    with acting(province=21):
        yield started_liaoning


@pytest.fixture
def can_do(monkeypatch):
    """Register a function for a kind of job, for this test only."""

    def register(kind, function):
        monkeypatch.setitem(registry.HANDLERS, kind, function)

    return register
