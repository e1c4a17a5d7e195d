"""A window counts what one visitor asks for, and is forgotten once it is over."""

import redis
from django.conf import settings

from publication.limits import address_of, spend


def test_the_third_of_two_is_one_too_many():
    standings = [spend("rehearsal", "wanghe", limit=2, seconds=600) for _ask in range(3)]
    assert [each.is_over for each in standings] == [False, False, True]
    assert [each.remaining for each in standings] == [1, 0, 0]


def test_a_window_is_forgotten_when_it_is_over():
    spend("rehearsal", "zhaoli", limit=2, seconds=600)
    spend("rehearsal", "zhaoli", limit=2, seconds=600)
    [key] = (line := redis.Redis.from_url(settings.REDIS_URL)).keys("*limit:rehearsal:zhaoli:*")
    assert 0 < line.ttl(key) <= 600


def test_whoever_holds_a_whole_network_of_addresses_is_one_visitor(rf):
    """A subscriber of the sixth version may take any of them, a new one for each question."""
    asked = ("2001:db8::1", "2001:db8::2:1", "2001:db8:0:1::1", "192.0.2.7", "::ffff:192.0.2.7")
    told = [address_of(rf.get("/", REMOTE_ADDR=one)) for one in asked]
    assert told[0] == told[1] != told[2]
    assert told[3:] == ["192.0.2.7", "192.0.2.7"]
