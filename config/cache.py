"""The cache in Redis, asked by a client that is kept: to make one takes longer than to ask it.

A Redis that is silent costs one visitor in some seconds a moment, not each visitor each question. What counts attempts
fails with it (`default`: no guess goes uncounted); what only spares work is done without it (`reading`).
"""

import time
from contextlib import suppress
from functools import cached_property
from typing import Any

from django.core.cache.backends import redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from redis import Redis
from redis.exceptions import ConnectionError as SilentError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as LateError

PATIENCE_SECONDS = 0.5
REST_SECONDS = 5.0
# In one step: a count that nobody was left to set an end to would stand for ever.
COUNT = """
    local used = redis.call("INCR", KEYS[1])
    if used == 1 then redis.call("EXPIRE", KEYS[1], ARGV[1]) end
    return used
"""


class Silence:
    """Of the one Redis, as all threads of this process know it."""

    until = 0.0

    def rest(self) -> None:
        """Raises at once while it is thought to be silent; each time that is over, one thread finds out for all."""
        if not self.until:
            return
        if time.monotonic() < self.until:
            raise SilentError("Redis was silent a moment ago.")
        self.begin()

    def begin(self) -> None:
        self.until = time.monotonic() + REST_SECONDS

    def end(self) -> None:
        self.until = 0.0


silence = Silence()


class Client(Redis):
    """Does not ask who was silent just now."""

    def execute_command(self, *args: Any, **options: Any) -> Any:
        silence.rest()
        try:
            answer = super().execute_command(*args, **options)
        except (SilentError, LateError):
            silence.begin()
            raise
        silence.end()
        return answer


class KeptClient(redis.RedisCacheClient):
    """For one server. The client takes a connection of the pool for each question, so threads may share it."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        patience = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
        super().__init__(servers, **patience | options)
        self._client = Client

    @cached_property
    def kept(self) -> Any:
        return super().get_client(write=True)

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        return self.kept

    def count(self, key: str, seconds: int) -> int:
        """One more of what is forgotten after these seconds, and how many there are now; one way to the server."""
        return int(self.kept.eval(COUNT, 1, key, seconds))


class Cache(redis.RedisCache):
    """Django's own, with such a client."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = KeptClient

    def count(self, key: str, *, seconds: int) -> int:
        """Of a window that begins with the first; the window's name belongs into the key."""
        return int(self._cache.count(self.make_and_validate_key(key), seconds))  # type: ignore[attr-defined]


class ReadingCache(Cache):
    """The same for what is only read: a Redis that is away, full or read-only remembers nothing and counts nobody."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        with suppress(RedisError):
            return super().get(key, default, version)
        return default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        with suppress(RedisError):
            super().set(key, value, timeout, version)

    def delete(self, key: str, version: int | None = None) -> bool:
        with suppress(RedisError):
            return super().delete(key, version)
        return False

    def count(self, key: str, *, seconds: int) -> int:
        with suppress(RedisError):
            return super().count(key, seconds=seconds)
        return 0
