"""Allowances of one test are not spent by another."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_allowances():
    cache.clear()
