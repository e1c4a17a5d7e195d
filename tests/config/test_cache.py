"""The cache answers as Django's own does, makes no client anew, and does not wait for a Redis that is silent."""

import socket
import time

import pytest
from django.core.cache import cache, caches
from redis import Redis
from redis.exceptions import ConnectionError

from config import cache as cache_of_ours


def test_one_client_asks_all_questions(request):
    key = request.node.name
    before = caches["default"]._cache.get_client()
    assert cache.add(key, 1, timeout=60)
    assert [cache.incr(key), cache.get(key), cache.add(key, 9, timeout=60)] == [2, 2, False]
    assert cache.delete(key)
    assert caches["default"]._cache.get_client(key, write=True) is before


def test_a_count_is_made_and_given_its_end_in_one_question(request, monkeypatch):
    """Whoever is killed between two questions leaves no count that stands for ever."""
    asked, ask = [], Redis.execute_command
    monkeypatch.setattr(Redis, "execute_command", lambda client, *words: asked.append(words) or ask(client, *words))
    assert [cache.count(request.node.name, seconds=60) for _each in range(3)] == [1, 2, 3]
    assert len(asked) == 3
    assert 0 < caches["default"]._cache.get_client().ttl(cache.make_key(request.node.name)) <= 60


@pytest.fixture
def silent(monkeypatch):
    """Redis does not answer, and this is how often it was asked."""
    asked = []

    def ask(_client, *words, **_options):
        asked.append(words)
        raise ConnectionError

    monkeypatch.setattr(cache_of_ours, "silence", cache_of_ours.Silence())
    monkeypatch.setattr(Redis, "execute_command", ask)
    return asked


def test_what_is_only_read_goes_on_without_redis(silent):
    reading = caches["reading"]
    reading.set("word", 1, 60)
    assert [reading.get("word"), reading.get("word", 7), reading.delete("word")] == [None, 7, False]
    assert reading.count("word", seconds=60) == 0


def test_what_counts_does_not_go_on_without_redis(silent):
    with pytest.raises(ConnectionError):
        cache.count("word", seconds=60)


def test_a_silent_redis_is_asked_once_in_some_seconds_by_one_for_all(silent, monkeypatch):
    for _each in range(20):
        caches["reading"].get("word")
    assert len(silent) == 1
    later = time.monotonic() + cache_of_ours.REST_SECONDS + 1
    monkeypatch.setattr(cache_of_ours.time, "monotonic", lambda: later)
    for _each in range(20):
        caches["reading"].get("word")
    assert len(silent) == 2


def test_a_redis_that_answers_again_is_asked_as_before(silent, monkeypatch):
    caches["reading"].get("word")
    later = time.monotonic() + cache_of_ours.REST_SECONDS + 1
    monkeypatch.setattr(cache_of_ours.time, "monotonic", lambda: later)
    monkeypatch.setattr(Redis, "execute_command", lambda _client, *words, **_options: silent.append(words) or b"8")
    assert [caches["reading"].get("word") for _each in range(3)] == [8, 8, 8]


def test_a_redis_that_hangs_is_not_waited_for(monkeypatch, tmp_path):
    """It takes the line and never says a word."""
    monkeypatch.setattr(cache_of_ours, "silence", cache_of_ours.Silence())
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(tmp_path / "redis"))
        door.listen()
        hanging = cache_of_ours.ReadingCache(f"unix://{tmp_path}/redis", {})
        began = time.monotonic()
        assert [hanging.get("word") for _each in range(5)] == [None] * 5
        assert time.monotonic() - began < 2
