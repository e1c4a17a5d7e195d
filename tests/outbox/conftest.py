"""Two provinces with work to do, and jobs that leave a trace in the database."""

import pytest

from outbox import registry
from tenancy.models import Province
from tenancy.scope import acting


@pytest.fixture
def liaoning(db):
    return Province.objects.create(id=21, slug="ln", name="辽宁省", name_en="Liaoning")


@pytest.fixture
def zhejiang(db):
    return Province.objects.create(id=33, slug="zj", name="浙江省", name_en="Zhejiang")


@pytest.fixture
def in_liaoning(liaoning):
    with acting(province=21):
        yield liaoning


@pytest.fixture
def can_do(monkeypatch):
    """Register a function for a kind of job, for this test only."""

    def register(kind, function):
        monkeypatch.setitem(registry.HANDLERS, kind, function)

    return register
