"""A Redis that is away, full, or a copy that may only be read, as the cache of this process meets it."""

import pytest
from redis import exceptions

from config import cache

ASKING = {"GET", "MGET", "EXISTS"}
FAULTS = {
    "away": exceptions.ConnectionError,
    "full": exceptions.OutOfMemoryError,
    "read-only": exceptions.ReadOnlyError,
}


@pytest.fixture(params=FAULTS)
def redis_fails(request, monkeypatch):
    """From the call on; one that is full or read-only still answers what is only asked."""

    def fail():
        before = cache.Client.execute_command

        def refuse(client, *words, **options):
            if request.param != "away" and words[0] in ASKING:
                return before(client, *words, **options)
            raise FAULTS[request.param]

        monkeypatch.setattr(cache.Client, "execute_command", refuse)

    return fail
