"""The cache in Redis, asked by a client that is kept: to make one takes longer than to ask it."""

from functools import cached_property
from typing import Any

from django.core.cache.backends import redis


class KeptClient(redis.RedisCacheClient):
    """For one server. The client takes a connection of the pool for each question, so threads may share it."""

    @cached_property
    def kept(self) -> Any:
        return super().get_client(write=True)

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        return self.kept

    def count(self, key: str, seconds: int) -> int:
        """One more of what is forgotten after these seconds, and how many there are now; one way to the server."""
        used = int(self.kept.incr(key))
        if used == 1:
            self.kept.expire(key, seconds)
        return used


class Cache(redis.RedisCache):
    """Django's own, with such a client."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = KeptClient

    def count(self, key: str, *, seconds: int) -> int:
        """Of a window that begins with the first; the window's name belongs into the key."""
        return int(self._cache.count(self.make_and_validate_key(key), seconds))  # type: ignore[attr-defined]
