"""Who looks at a record: counted in Redis beside the page, rolled up into rows by a job (LN-46).

A page is never slower or broken for it: one round trip with short patience, and a Redis that is away counts nothing.
"""

import re
import secrets
from collections import defaultdict
from contextlib import suppress
from datetime import date, timedelta
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from publication.limits import address_of, spend
from publication.models import Channel, Consumer, Record, ViewCount
from tenancy.actors import Actor

ROLL_UP = "publication.roll_up_views"
SITE, DIRECT, OTHER = "site", "direct", "other"
EPOCH = "epoch"
KEPT_DAYS = 3  # after the last look of a day: so long no job may come round
KEPT = KEPT_DAYS * 24 * 3600
PATIENCE = 0.2
PER_HOUR = 120  # of one address; more is a program
ROBOT = re.compile(r"bot|crawl|spider|slurp|fetch|monitor|preview|curl|wget|python|java/|scrapy|headless|^$", re.I)
HOST = re.compile(r"[a-z0-9.-]{1,60}")


def note_view(record: Record, request: HttpRequest) -> None:
    """Count one person's look at a record."""
    if is_robot(request):
        return
    key = _key(record.province_id, timezone.localdate())
    with suppress(redis.RedisError):
        if spend("view", address_of(request), limit=PER_HOUR, seconds=3600).is_over:
            return
        pipe = _redis(settings.REDIS_URL).pipeline(transaction=False)
        pipe.hsetnx(key, EPOCH, secrets.token_hex(6))
        pipe.hincrby(key, f"{record.pk}:{source_of(request)}", 1)
        pipe.expire(key, KEPT)
        pipe.execute()


def is_robot(request: HttpRequest) -> bool:
    """Programs that say what they are, and pages that a browser only fetches in advance."""
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method != "GET" or "prefetch" in ahead or bool(ROBOT.search(request.headers.get("User-Agent", "")))


def source_of(request: HttpRequest) -> str:
    """The host a visitor came from; our own pages and no page at all have words of their own."""
    try:
        host = (urlsplit(request.headers.get("Referer", "")).hostname or "").lower()
    except ValueError:  # no address at all
        return OTHER
    if not host:
        return DIRECT
    if host == request.get_host().partition(":")[0]:
        return SITE
    return host if HOST.fullmatch(host) else OTHER


def roll_up(*, by: Actor) -> int:
    """Bring the counters of the last days into rows; how many. Safe to run again at any moment.

    Those from before yesterday, which nobody brought in time, are forgotten with that.
    """
    today, hosts = timezone.localdate(), _hosts(by)
    for back in range(2, KEPT_DAYS + 1):
        key = _key(by.province.pk, today - timedelta(days=back))
        transaction.on_commit(partial(_redis(settings.REDIS_URL).delete, key), robust=True)
    days = (today - timedelta(days=back) for back in range(KEPT_DAYS, -1, -1))
    return sum(_roll_up(by, day, hosts) for day in days)


def _roll_up(by: Actor, day: date, hosts: dict[str, str]) -> int:
    answer: Any = _redis(settings.REDIS_URL).hgetall(_key(by.province.pk, day))
    told: dict[str, str] = dict(answer)
    epoch = told.pop(EPOCH, "")
    counted: dict[tuple[int, str], int] = defaultdict(int)
    for field, n in told.items():
        record, _colon, source = field.partition(":")
        counted[int(record), hosts.get(source, OTHER)] += int(n)
    known = set(
        Record.objects.filter(province=by.province, pk__in={pk for pk, _source in counted}).values_list("pk", flat=True)
    )
    rows = [
        ViewCount(record_id=pk, day=day, source=source, epoch=epoch, n=n)
        for (pk, source), n in counted.items()
        if pk in known
    ]
    once = ["province", "record", "day", "source", "epoch"]
    ViewCount.objects.bulk_create(rows, update_conflicts=True, unique_fields=once, update_fields=["n"], batch_size=1000)
    return len(rows)


def _hosts(by: Actor) -> dict[str, str]:
    """Host → the name of the channel or platform that has it; any other place is one of many."""
    places: list[Channel | Consumer] = [*Channel.objects.filter(province=by.province), *Consumer.objects.all()]
    named = {(urlsplit(place.url).hostname or "").lower(): place.name for place in places}
    return named | {SITE: SITE, DIRECT: DIRECT}


def _key(province: int, day: date) -> str:
    return f"views:{province}:{day}"


@cache
def _redis(url: str) -> redis.Redis:
    patience = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
    return redis.Redis.from_url(url, decode_responses=True, **patience)
