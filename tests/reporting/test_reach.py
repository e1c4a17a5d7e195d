"""How often a record was looked at, asked about and accepted: robots are not, and the rate has two numbers."""

from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from audit.record import record as log
from declarations.workflow import Status
from licensing.services import acceptance
from publication import audience
from publication.contacts import ENQUIRY
from publication.models import Record, ViewCount
from reporting.reach_pages import rate_words, reach_page
from tests.cast import client_of
from tests.factories.declarations import DeclarationFactory
from tests.factories.licensing import acceptance_of
from tests.factories.publication import ChannelFactory, ViewCountFactory
from tests.factories.tenancy import platform

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0"


@pytest.fixture(autouse=True)
def fresh_counters(monkeypatch):
    """Empty, and on a machine that may be busy: a look that waits a second here is counted all the same."""
    monkeypatch.setattr(audience, "PATIENCE", 60)
    clients = audience._redis
    clients.cache_clear()
    clients(settings.REDIS_URL).flushdb()
    cache.clear()
    yield
    clients.cache_clear()


@pytest.fixture
def record(zhang) -> Record:
    declaration = DeclarationFactory(by=zhang, status=Status.PUBLISHED)
    return Record.objects.get(number=declaration.record_number)


def look(record, agent=BROWSER, **headers):
    return Client(headers={"user-agent": agent, **headers}).get(record.get_absolute_url())


def counted():
    audience.roll_up(by=platform())
    return {row.source: row.n for row in ViewCount.objects.order_by("id")}


def test_people_are_counted_once_a_look_by_where_they_came_from_and_robots_are_not(record):
    ChannelFactory(name="沈阳市知识产权网", url="https://ip.example.cn/")
    look(record)
    look(record)
    look(record, referer="http://testserver/records/")
    look(record, referer="https://ip.example.cn/list?page=2")
    look(record, referer="https://elsewhere.example/a")
    for agent in ("Baiduspider/2.0", "python-httpx/0.27", ""):
        look(record, agent)
    look(record, **{"sec-purpose": "prefetch"})
    assert counted() == {"direct": 2, "site": 1, "沈阳市知识产权网": 1, "other": 1}


def test_a_page_opens_and_counts_whatever_nonsense_says_where_the_visitor_came_from(record):
    for nonsense in ("http://[", "http://[somewhere]/a"):
        assert look(record, referer=nonsense).status_code == 200
    assert counted() == {"other": 2}


def test_rolling_up_again_counts_nothing_twice_and_a_flushed_counter_loses_nothing_rolled_up(record):
    look(record)
    assert counted() == counted() == {"direct": 1}
    audience._redis(settings.REDIS_URL).flushdb()
    look(record)
    audience.roll_up(by=platform())
    assert sum(ViewCount.objects.values_list("n", flat=True)) == 2


def test_what_was_counted_while_no_job_ran_for_two_days_is_rolled_up_afterwards(record, monkeypatch):
    look(record)
    day = timezone.localdate()
    monkeypatch.setattr(audience.timezone, "localdate", lambda *_at: day + timedelta(days=2))
    assert counted() == {"direct": 1}
    assert ViewCount.objects.get().day == day


def test_without_redis_the_page_opens_all_the_same(record, monkeypatch):
    monkeypatch.setattr(audience, "_redis", lambda url: audience.redis.Redis(port=1, socket_connect_timeout=0.1))
    assert look(record).status_code == 200


def test_an_address_that_opens_too_many_is_a_program(record, monkeypatch):
    monkeypatch.setattr(audience, "PER_HOUR", 2)
    for _time in range(4):
        look(record)
    assert counted() == {"direct": 2}


@pytest.mark.requirement("LN-46")
def test_owner_and_office_read_views_enquiries_acceptances_and_the_rate_with_both_numbers(record, zhang, sun, li, wang):
    look(record)
    counted()
    log(ENQUIRY, record, by=platform())
    acceptance.accept(acceptance_of(record), by=sun)
    DeclarationFactory(status=Status.PUBLISHED)
    for reader in (zhang, li):
        page = unescape(client_of(reader).get("/reach/").content.decode())
        row = page.split(f">{record.number}<")[1].split("</tr>")[0]
        assert [cell.split("</span>")[0] for cell in row.split("<span>")[-3:]] == ["1", "1", "1"]
    assert "1.00 次/件（接受1件次 ÷ 已公布1件）" in unescape(client_of(zhang).get("/reach/").content.decode())
    assert record.number not in client_of(wang).get("/reach/").content.decode()
    lines = client_of(zhang).get("/reach/export.csv").content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith(f"{record.number},")
    assert lines[1].endswith(",1,1,1")
    assert lines[-1] == f"{record.number},直接打开（扫码、收藏、转发）,1"


def test_the_page_asks_as_many_questions_for_many_records_as_for_one(zhao, django_assert_max_num_queries):
    ViewCountFactory()
    reach_page(zhao, "")
    for _time in range(4):
        ViewCountFactory()
    with django_assert_max_num_queries(5):
        reach_page(zhao, "")


def test_a_rate_is_rounded_half_up():
    assert rate_words(1, 8).startswith("0.13 ")
    assert rate_words(3, 8).startswith("0.38 ")
