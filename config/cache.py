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


class Cache(redis.RedisCache):
    """Django's own, with such a client."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = KeptClient
