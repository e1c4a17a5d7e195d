"""F4 itself is tried: Redis really is what a condition says, and a wait, a page or a guess that is not well is told."""

from collections import Counter
from types import SimpleNamespace

import pytest
import redis
from django.core.cache import cache
from django.db import transaction

from config.embedded.valkey import Valkey
from config.faults import queueless, victims
from config.faults.clients import LOGIN, Request
from config.faults.queueless import CONDITIONS, WELL, Waits, judged, tried, what_it_is
from tests.accounts.conftest import PASSWORD

ADDRESS = "zhang@example.com"


@pytest.fixture
def redis_of_its_own(tmp_path, settings, monkeypatch):
    valkey = Valkey(tmp_path / "queue")
    valkey.start()
    settings.REDIS_URL = valkey.url()
    monkeypatch.setattr(victims, "number_of", lambda _name: valkey.child.pid)
    monkeypatch.setattr(queueless, "SLOW_SECONDS", 0.4)
    yield valkey
    valkey.stop()


@pytest.mark.parametrize("name", CONDITIONS)
def test_redis_is_what_the_condition_says_and_well_again_afterwards(name, redis_of_its_own):
    line = redis.Redis.from_url(redis_of_its_own.url())
    line.set("kept", 1)
    with CONDITIONS[name]():
        assert name in {what_it_is() for _each in range(4)}
    assert what_it_is() == WELL
    assert line.get("kept") == b"1"


def test_a_redis_that_may_only_be_read_comes_back_with_what_it_knew(redis_of_its_own, monkeypatch):
    line = redis.Redis.from_url(redis_of_its_own.url())
    line.set("kept", 1)
    met = []
    monkeypatch.setattr(victims.time, "sleep", lambda _seconds: met.append(what_it_is()))
    victims.make_read_only(line)
    assert (met, what_it_is(), line.get("kept")) == (["只读"], WELL, b"1")


def waits(name, seconds, answers=None, met=None):
    told = Waits(name)
    told.seconds, told.met[name if met is None else met] = seconds, 1
    told.answers.update({200: len(seconds)} if answers is None else answers)
    return told


def test_pages_that_open_as_fast_as_ever_are_well():
    assert waits("断开", [0.19] * 100).faults(waits(WELL, [0.1] * 100)) == []


def test_one_slow_page_of_twenty_one_is_borne_and_two_are_not():
    well = waits(WELL, [0.1] * 100)
    assert waits("迟缓", [0.1] * 98 + [2.0] * 2).faults(well) == []
    assert "95% 等" in waits("迟缓", [0.1] * 90 + [2.0] * 10).faults(well)[0]


def test_very_short_waits_are_not_told_apart():
    assert waits("断开", [0.09] * 100).faults(waits(WELL, [0.01] * 100)) == []


def test_a_page_that_did_not_open_is_told():
    assert "1 页答 500" in waits("断开", [0.1] * 9, {200: 8, 500: 1}).faults(waits(WELL, [0.1] * 9))[0]


def test_a_condition_that_never_was_has_measured_nothing():
    assert "没有量到" in waits("只读", [0.1] * 9, met=WELL).faults(waits(WELL, [0.1] * 9))[0]


@pytest.mark.parametrize(
    ("name", "told", "fault"),
    [
        ("断开", {"未试（503）": 12}, None),
        ("断开", {"未试（503）": 11, "试过": 1}, "不多于 0"),
        ("只读", {"进入": 1}, "猜中后进入"),
        ("迟缓", {"试过": 5, "未试（200）": 7}, None),
        ("迟缓", {"试过": 6}, "不多于 5"),
        (WELL, {"试过": 3, "未试（200）": 9}, None),
        (WELL, {"未试（503）": 12}, "测不出问题"),
    ],
)
def test_guesses_are_judged_by_the_limit_and_by_what_redis_is(name, told, fault):
    found = judged(name, Counter(told))
    assert found == [] if fault is None else fault in found[0]


@pytest.fixture
def guess(client, monkeypatch):
    """A guess as the drill sends it, taken by the house itself."""

    def ask(request):
        answer = client.post(request.path, request.fields)
        return answer.status_code, answer.headers.get("Location", ""), answer.content

    monkeypatch.setattr(queueless, "ask", ask)
    cache.clear()
    return lambda word: tried(Request(LOGIN, SimpleNamespace(), LOGIN, {"login": ADDRESS, "password": word}))


def account():
    with transaction.atomic():
        queueless.account(ADDRESS, PASSWORD)


@pytest.mark.django_db
def test_a_guess_that_was_compared_is_told_from_one_that_was_not(guess, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    account()
    assert [guess("wrong") for _time in range(5)] == ["试过"] * 3 + ["未试（200）"] * 2


@pytest.mark.django_db
def test_a_guess_that_opens_the_door_is_told(guess):
    account()
    assert guess(PASSWORD) == "进入"


@pytest.mark.django_db
def test_without_redis_no_guess_is_tried(guess, redis_fails):
    account()
    redis_fails()
    assert {guess("wrong"), guess(PASSWORD)} == {"未试（503）"}
